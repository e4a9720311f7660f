/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/tally: each name has a separate count. */
#include "base/tally.h"
#include "test.h"

TEST(tally_counts_each_name_on_its_own)
{
    struct baton_tally *tally = baton_tally_new();
    assert_int_equal(baton_tally_count(tally, "a"), 0);
    baton_tally_add(tally, "a");
    baton_tally_add(tally, "a");
    baton_tally_add(tally, "");
    assert_int_equal(baton_tally_count(tally, "a"), 2);
    assert_int_equal(baton_tally_count(tally, ""), 1);
    assert_int_equal(baton_tally_count(tally, "b"), 0);
    baton_tally_remove(tally, "a");
    assert_int_equal(baton_tally_count(tally, "a"), 1);
    baton_tally_remove(tally, "a");
    assert_int_equal(baton_tally_count(tally, "a"), 0);
    assert_int_equal(baton_tally_count(tally, ""), 1);
    baton_tally_free(tally);
}

TEST(tally_counts_nothing_without_a_name)
{
    struct baton_tally *tally = baton_tally_new();
    baton_tally_add(tally, NULL);
    assert_int_equal(baton_tally_count(tally, NULL), 0);
    baton_tally_remove(tally, NULL);
    baton_tally_free(tally);
    baton_tally_free(NULL);
}
