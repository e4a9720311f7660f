/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quota limits the messages to one telephone number in a time span. It remembers a limited number of telephone
 * numbers. */
#include <stdio.h>

#include "confirm/quota.h"
#include "test.h"

#define ANNA "+491701234567"
#define BEN  "+15550100"

static struct baton_quota *with_limits(int most, size_t numbers)
{
    return baton_quota_new(&(struct baton_quota_limits){
        .most = most, .span = BATON_SECONDS(60), .numbers = numbers, .each = numbers});
}

static bool sends(struct baton_quota *quota, const char *number, baton_time now)
{
    return baton_quota_take(quota, "", number, now) == BATON_QUOTA_OK;
}

TEST(messages_to_one_number_are_limited)
{
    struct baton_quota *quota = with_limits(2, 10);
    assert_true(sends(quota, ANNA, 0));
    assert_true(sends(quota, ANNA, BATON_SECONDS(1)));
    assert_false(sends(quota, ANNA, BATON_SECONDS(2)));
    assert_true(sends(quota, BEN, BATON_SECONDS(2)));
    baton_quota_free(quota);
}

TEST(the_time_span_begins_with_the_first_message)
{
    struct baton_quota *quota = with_limits(2, 10);
    assert_true(sends(quota, ANNA, BATON_SECONDS(10)));
    assert_true(sends(quota, ANNA, BATON_SECONDS(69)));
    assert_false(sends(quota, ANNA, BATON_SECONDS(70) - 1));
    assert_true(sends(quota, ANNA, BATON_SECONDS(70)));
    assert_true(sends(quota, ANNA, BATON_SECONDS(71)));
    assert_false(sends(quota, ANNA, BATON_SECONDS(72)));
    baton_quota_free(quota);
}

TEST(a_refused_message_does_not_extend_the_wait)
{
    struct baton_quota *quota = with_limits(1, 10);
    assert_true(sends(quota, ANNA, 0));
    for (int i = 1; i < 60; i++)
        assert_false(sends(quota, ANNA, BATON_SECONDS(i)));
    assert_true(sends(quota, ANNA, BATON_SECONDS(60)));
    baton_quota_free(quota);
}

TEST(the_number_of_remembered_telephone_numbers_is_limited)
{
    struct baton_quota *quota = with_limits(1, 3);
    char number[20];
    for (int i = 0; i < 3; i++) {
        snprintf(number, sizeof(number), "+155501%02d", i);
        assert_true(sends(quota, number, BATON_SECONDS(i)));
    }
    assert_false(sends(quota, ANNA, BATON_SECONDS(3)));
    assert_true(sends(quota, ANNA, BATON_SECONDS(60)));
    assert_false(sends(quota, BEN, BATON_SECONDS(60)));
    baton_quota_free(quota);
}

TEST(free_accepts_null)
{
    baton_quota_free(NULL);
}

TEST(one_sender_cannot_use_up_the_numbers_of_the_others)
{
    struct baton_quota *quota = baton_quota_new(&(struct baton_quota_limits){
        .most = 2, .span = BATON_SECONDS(60), .numbers = 3, .each = 2});
    assert_int_equal(baton_quota_take(quota, "a", "+1", 0), BATON_QUOTA_OK);
    assert_int_equal(baton_quota_take(quota, "a", "+2", 0), BATON_QUOTA_OK);
    assert_int_equal(baton_quota_take(quota, "a", "+3", 0), BATON_QUOTA_SENDER);
    assert_int_equal(baton_quota_take(quota, "a", "+2", 0), BATON_QUOTA_OK);
    assert_int_equal(baton_quota_take(quota, "b", "+2", 0), BATON_QUOTA_NUMBER);
    assert_int_equal(baton_quota_take(quota, "b", "+3", BATON_SECONDS(1)), BATON_QUOTA_OK);
    assert_int_equal(baton_quota_take(quota, "b", "+4", BATON_SECONDS(1)), BATON_QUOTA_FULL);
    assert_int_equal(baton_quota_take(quota, "a", "+5", BATON_SECONDS(60)), BATON_QUOTA_OK);
    baton_quota_free(quota);
}
