/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each name has a bucket of its own, and the memory is bounded. */
#include <stdio.h>

#include "admission/bucket_table.h"
#include "test.h"

enum { MOST = 10 };

static const struct baton_bucket_limits limits = {.rate = 1, .burst = 5};

static bool takes(struct baton_bucket_table *table, const char *name, int64_t cost, baton_time now)
{
    bool may = baton_bucket_table_wait(table, name, &limits, cost, now) == 0;
    if (may)
        baton_bucket_table_take(table, name, &limits, cost, now);
    return may;
}

static void fill(struct baton_bucket_table *table)
{
    char name[16];
    for (int i = 0; i < MOST; i++) {
        snprintf(name, sizeof(name), "%d", i);
        assert_true(takes(table, name, 5, 0));
    }
}

TEST(each_name_has_a_bucket_of_its_own)
{
    struct baton_bucket_table *table = baton_bucket_table_new(MOST);
    assert_true(takes(table, "a", 5, 0));
    assert_false(takes(table, "a", 1, 0));
    assert_true(takes(table, "b", 5, 0));
    assert_true(takes(table, "a", 1, BATON_SECONDS(1)));
    baton_bucket_table_free(table);
}

TEST(names_that_find_no_space_share_one_bucket)
{
    struct baton_bucket_table *table = baton_bucket_table_new(MOST);
    fill(table);
    assert_true(takes(table, "late", 5, 0));
    assert_false(takes(table, "later", 1, 0));
    assert_false(takes(table, "0", 1, 0));
    assert_int_equal(baton_bucket_table_size(table), MOST);
    baton_bucket_table_free(table);
}

TEST(full_buckets_give_way)
{
    struct baton_bucket_table *table = baton_bucket_table_new(MOST);
    fill(table);
    assert_true(takes(table, "late", 5, BATON_SECONDS(5)));
    assert_int_equal(baton_bucket_table_size(table), 1);
    baton_bucket_table_free(table);
}
