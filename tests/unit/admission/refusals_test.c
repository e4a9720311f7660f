/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which refusals are noted, and how many are counted only. */
#include <stdio.h>

#include "admission/refusals.h"
#include "test.h"

enum { OF_SESSION = 10, OF_SERVER = 100 };

static int take_many(
    struct baton_refusals *refusals, const char *session, int count, baton_time now)
{
    int noted = 0;
    for (int i = 0; i < count; i++)
        noted += baton_refusals_take(refusals, session, now);
    return noted;
}

TEST(ten_refusals_of_a_session_are_noted_and_then_one_in_ten_seconds)
{
    struct baton_refusals *refusals = baton_refusals_new(0);
    assert_int_equal(take_many(refusals, "a", 50, 0), OF_SESSION);
    assert_int_equal(take_many(refusals, "b", 50, 0), OF_SESSION);
    assert_int_equal(take_many(refusals, "a", 50, BATON_SECONDS(10) - 1), 0);
    assert_int_equal(take_many(refusals, "a", 50, BATON_SECONDS(10)), 1);
    assert_int_equal(take_many(refusals, "a", 50, BATON_SECONDS(1000)), OF_SESSION);
    baton_refusals_free(refusals);
}

TEST(a_hundred_refusals_of_all_sessions_are_noted_and_then_ten_in_a_second)
{
    struct baton_refusals *refusals = baton_refusals_new(0);
    int noted = 0;
    for (int i = 0; i < 100000; i++) {
        char session[16];
        snprintf(session, sizeof(session), "%d", i);
        noted += baton_refusals_take(refusals, session, BATON_MS(i)); /* 100 s */
    }
    assert_int_in_range(noted, OF_SERVER + 990, OF_SERVER + 1000);
    baton_refusals_free(refusals);
}

TEST(the_refusals_that_were_left_out_are_counted_once)
{
    struct baton_refusals *refusals = baton_refusals_new(0);
    take_many(refusals, "a", OF_SESSION, 0);
    assert_int_equal(baton_refusals_due(refusals), BATON_NEVER);
    take_many(refusals, "a", 3, BATON_MS(1));
    take_many(refusals, "a", 2, BATON_MS(2));
    assert_int_equal(baton_refusals_due(refusals), BATON_SECONDS(10) + BATON_MS(1));
    assert_int_equal(baton_refusals_left_out(refusals), 5);
    assert_int_equal(baton_refusals_due(refusals), BATON_NEVER);
    assert_int_equal(baton_refusals_left_out(refusals), 0);
    baton_refusals_free(refusals);
}
