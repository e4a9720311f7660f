/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quota limits the messages to one telephone number in a time span. It remembers a limited number of telephone
 * numbers. */
#include <stdio.h>

#include "confirm/quota.h"
#include "test.h"

#define ANNA "+491701234567"
#define BEN  "+15550100"

TEST(messages_to_one_number_are_limited)
{
    struct baton_quota *quota = baton_quota_new(2, BATON_SECONDS(60), 10);
    assert_true(baton_quota_take(quota, ANNA, 0));
    assert_true(baton_quota_take(quota, ANNA, BATON_SECONDS(1)));
    assert_false(baton_quota_take(quota, ANNA, BATON_SECONDS(2)));
    assert_true(baton_quota_take(quota, BEN, BATON_SECONDS(2)));
    baton_quota_free(quota);
}

TEST(the_time_span_begins_with_the_first_message)
{
    struct baton_quota *quota = baton_quota_new(2, BATON_SECONDS(60), 10);
    assert_true(baton_quota_take(quota, ANNA, BATON_SECONDS(10)));
    assert_true(baton_quota_take(quota, ANNA, BATON_SECONDS(69)));
    assert_false(baton_quota_take(quota, ANNA, BATON_SECONDS(70) - 1));
    assert_true(baton_quota_take(quota, ANNA, BATON_SECONDS(70)));
    assert_true(baton_quota_take(quota, ANNA, BATON_SECONDS(71)));
    assert_false(baton_quota_take(quota, ANNA, BATON_SECONDS(72)));
    baton_quota_free(quota);
}

TEST(a_refused_message_does_not_extend_the_wait)
{
    struct baton_quota *quota = baton_quota_new(1, BATON_SECONDS(60), 10);
    assert_true(baton_quota_take(quota, ANNA, 0));
    for (int i = 1; i < 60; i++)
        assert_false(baton_quota_take(quota, ANNA, BATON_SECONDS(i)));
    assert_true(baton_quota_take(quota, ANNA, BATON_SECONDS(60)));
    baton_quota_free(quota);
}

TEST(the_number_of_remembered_telephone_numbers_is_limited)
{
    struct baton_quota *quota = baton_quota_new(1, BATON_SECONDS(60), 3);
    char number[20];
    for (int i = 0; i < 3; i++) {
        snprintf(number, sizeof(number), "+155501%02d", i);
        assert_true(baton_quota_take(quota, number, BATON_SECONDS(i)));
    }
    assert_false(baton_quota_take(quota, ANNA, BATON_SECONDS(3)));
    assert_true(baton_quota_take(quota, ANNA, BATON_SECONDS(60)));
    assert_false(baton_quota_take(quota, BEN, BATON_SECONDS(60)));
    baton_quota_free(quota);
}

TEST(free_accepts_null)
{
    baton_quota_free(NULL);
}
