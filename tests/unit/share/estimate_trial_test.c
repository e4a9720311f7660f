/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the estimate allows a trial, and how it judges it. */
#include "share/estimate.h"
#include "test.h"
#include "told_line.h"

enum { LARGE_AGAIN = 40 }; /* reports after a failure */

static void try(struct told_line *line, int64_t total)
{
    assert_true(told_line_budget(line).trial);
    told_line_expect(line, total, true, true);
}

TEST(a_new_line_has_no_limit)
{
    struct told_line line = told_line_new();
    assert_int_equal(told_line_budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
    assert_int_equal(baton_estimate_rate(&line.estimate), BATON_ESTIMATE_UNLIMITED);
}

TEST(a_trial_on_a_new_line_sends_up_to_twice_as_much)
{
    struct told_line line = told_line_steady();
    assert_true(told_line_budget(&line).trial);
    assert_int_equal(told_line_budget(&line).climb, 1600 * KB);
}

TEST(on_a_new_line_a_higher_remb_allows_up_to_five_times_as_much)
{
    struct told_line line = told_line_steady();
    line.remb = 2500 * KB;
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 1);
    assert_int_equal(told_line_budget(&line).climb, 2700 * KB);
    line.remb = 9000 * KB;
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 1);
    assert_int_equal(told_line_budget(&line).climb, 4000 * KB);
}

TEST(a_new_line_is_tried_only_after_report_blocks_and_a_remb)
{
    struct told_line line = told_line_new();
    told_line_expect(&line, 800, false, true);
    told_line_pass(&line, 800, (struct answer){.silent = true, .rtt = 20}, 5);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 800, told_line_fine, 1);
    assert_true(told_line_budget(&line).trial);
    assert_true(told_line_budget(&line).large);
}

TEST(a_receiver_without_a_remb_is_tried_after_two_seconds_but_with_little)
{
    struct told_line line = told_line_new();
    line.remb = 0;
    told_line_expect(&line, 800, false, true);
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 9);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 1);
    assert_true(told_line_budget(&line).trial);
    assert_false(told_line_budget(&line).large);
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 30);
    assert_true(told_line_budget(&line).large);
}

TEST(a_receiver_that_reports_nothing_is_tried_after_four_seconds)
{
    struct told_line line = told_line_new();
    told_line_expect(&line, 800, false, true);
    told_line_pass(&line, 800, (struct answer){.silent = true}, 19);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 800, (struct answer){.silent = true}, 1);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_line_that_failed_with_far_more_is_tried_with_half_of_it)
{
    struct told_line line = told_line_limited();
    told_line_expect(&line, 100, false, true);
    told_line_wait(&line, 100, told_line_fine);
    assert_int_in_range(told_line_budget(&line).climb, 400 * KB, 800 * KB);
}

TEST(after_a_failure_no_large_trial_begins_for_a_while)
{
    struct told_line line = told_line_limited();
    told_line_wait(&line, 400, told_line_fine);
    assert_false(told_line_budget(&line).large);
    told_line_pass(&line, 400, told_line_fine, LARGE_AGAIN);
    assert_true(told_line_budget(&line).large);
}

TEST(a_trial_may_not_be_extended_while_it_runs)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    assert_false(told_line_budget(&line).trial);
    assert_int_equal(told_line_budget(&line).climb, 0);
    assert_true(told_line_budget(&line).keep >= 1200 * KB);
}

TEST(a_trial_is_good_as_soon_as_the_remb_rises_while_more_is_sent)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 1200, told_line_fine, 5);
    assert_true(told_line_budget(&line).trial);
    assert_int_equal(baton_estimate_rate(&line.estimate), BATON_ESTIMATE_UNLIMITED);
}

TEST(a_trial_is_judged_only_after_more_is_sent)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 800, told_line_fine, 10);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 1200, told_line_fine, 5);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_trial_ends_if_its_sender_does_not_send)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 800, told_line_fine, 16);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_trial_with_a_remb_that_stands_still_below_what_is_sent_takes_longer)
{
    struct told_line line = told_line_steady();
    line.remb = line.estimate.remb = 900 * KB;
    try(&line, 1200);
    told_line_pass(&line, 1200, (struct answer){.rtt = 20}, 12);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 1200, (struct answer){.rtt = 20}, 8);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_trial_fails_if_the_remb_stands_still_far_below_what_is_sent)
{
    struct told_line line = told_line_steady();
    line.remb = line.estimate.remb = 600 * KB;
    try(&line, 1200);
    told_line_pass(&line, 1200, (struct answer){.rtt = 20}, 7);
    assert_int_equal(told_line_budget(&line).keep, 800 * KB);
}

TEST(a_remb_that_hardly_rises_does_not_make_a_trial_good)
{
    struct told_line line = told_line_steady();
    line.remb = line.estimate.remb = 600 * KB;
    try(&line, 1200);
    told_line_pass(&line, 1200, (struct answer){.step = 500, .rtt = 20}, 10);
    assert_false(told_line_budget(&line).trial);
}

TEST(on_a_line_that_has_failed_the_remb_must_rise_more)
{
    struct told_line line = told_line_limited();
    line.remb = line.estimate.remb = 400 * KB;
    told_line_wait(&line, 400, (struct answer){.rtt = 20});
    try(&line, 650);
    told_line_pass(&line, 650, (struct answer){.step = 600, .rtt = 20}, 12);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 650, told_line_fine, 2);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_trial_without_reports_waits_for_one)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 1200, (struct answer){.silent = true, .rtt = 20}, 20);
    assert_false(told_line_budget(&line).trial);
}

/* The signs of trouble that end a trial at once. */
static void fails(void **state)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 1200, told_line_fine, 2);
    told_line_pass(&line, 1200, *(struct answer *)*state, 2);
    assert_int_equal(told_line_budget(&line).keep, 800 * KB);
    assert_false(told_line_budget(&line).trial);
}
TEST_ROW(fails, "a trial fails if packets are lost",
    ((struct answer){.lost = 20, .change = 2, .rtt = 20}))
TEST_ROW(fails, "a trial fails if the REMB falls", ((struct answer){.change = -10, .rtt = 20}))

TEST(a_trial_fails_if_packets_begin_to_wait)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 1200, (struct answer){.rtt = 20}, 2);
    told_line_pass(&line, 1200, (struct answer){.rtt = 90}, 5);
    assert_int_equal(told_line_budget(&line).keep, 800 * KB);
}

TEST(a_failed_trial_goes_back_to_what_was_sent_before_and_the_next_waits)
{
    struct told_line line = told_line_steady();
    baton_time waited[4];
    for (int i = 0; i < 4; i++) {
        told_line_wait(&line, 800, told_line_fine);
        try(&line, 1200);
        told_line_pass(&line, 1200, told_line_fine, 2);
        told_line_pass(&line, 1200, (struct answer){.change = -10, .rtt = 20}, 1);
        baton_time failed = line.now;
        assert_int_equal(told_line_budget(&line).keep, 800 * KB);
        told_line_expect(&line, 800, false, true);
        told_line_wait(&line, 800, told_line_fine);
        waited[i] = line.now - failed;
    }
    assert_int_equal(waited[0], BATON_SECONDS(4));
    assert_int_equal(waited[1], BATON_SECONDS(4));
    assert_int_equal(waited[3], BATON_SECONDS(4));
    assert_true(told_line_budget(&line).climb <= 1200 * KB);
}

TEST(trials_become_bolder_while_the_line_carries_more_than_it_failed_with)
{
    struct told_line line = told_line_limited();
    told_line_wait(&line, 400, told_line_fine);
    assert_true(told_line_budget(&line).climb < 800 * KB);
    try(&line, 1400);
    told_line_pass(&line, 1400, told_line_fine, 10);
    assert_true(told_line_budget(&line).trial);
    assert_int_equal(told_line_budget(&line).climb, 3150 * KB);
    try(&line, 1600);
    told_line_pass(&line, 1600, told_line_fine, 10);
    assert_int_equal(told_line_budget(&line).climb, 5400 * KB);
}

TEST(trials_do_not_become_bolder_below_what_the_line_failed_with)
{
    struct told_line line = told_line_limited();
    told_line_wait(&line, 400, told_line_fine);
    try(&line, 550);
    told_line_pass(&line, 550, told_line_fine, 10);
    assert_int_equal(told_line_budget(&line).climb, 825 * KB);
}

TEST(a_line_that_falls_during_a_trial_gets_less_than_before_it)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 1200, told_line_fine, 2);
    told_line_pass(&line, 1200, (struct answer){.lost = 80, .rtt = 20}, 2);
    assert_true(told_line_budget(&line).keep < 700 * KB);
}

TEST(no_trial_begins_while_packets_wait)
{
    struct told_line line = told_line_limited();
    told_line_pass(&line, 400, (struct answer){.change = 2, .rtt = 70}, 60);
    assert_false(told_line_budget(&line).trial);
}

TEST(no_trial_begins_after_a_fall_until_the_receiver_has_reported)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    told_line_expect(&line, 300, false, true);
    told_line_pass(&line, 300, (struct answer){.silent = true}, 40);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 300, told_line_fine, 6);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_raise_within_what_the_line_has_carried_is_no_trial)
{
    struct told_line line = told_line_steady();
    told_line_expect(&line, 600, false, true);
    told_line_expect(&line, 790, true, true);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_trial_ends_if_the_slot_goes)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_expect(&line, 700, false, true);
    assert_true(told_line_budget(&line).trial);
}

TEST(trouble_soon_after_a_good_trial_is_its_failure)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 1200, told_line_fine, 6);
    told_line_pass(&line, 1200, (struct answer){.lost = 20, .rtt = 20}, 5);
    assert_int_in_range(told_line_budget(&line).keep, 800 * KB, 1000 * KB);
}

TEST(a_line_that_carries_far_more_than_it_failed_with_waits_less_after_trouble)
{
    struct told_line line = told_line_steady();
    try(&line, 1200);
    told_line_pass(&line, 1200, told_line_fine, 2);
    told_line_pass(&line, 1200, (struct answer){.change = -10, .rtt = 20}, 1);
    told_line_expect(&line, 800, false, true);
    told_line_wait(&line, 800, told_line_fine);
    try(&line, 1600);
    told_line_pass(&line, 1600, told_line_fine, 40);
    told_line_pass(&line, 1600, (struct answer){.lost = 18, .rtt = 20}, 4);
    assert_true(told_line_budget(&line).keep < 1600 * KB);
    told_line_expect(&line, 1000, false, true);
    told_line_pass(&line, 1000, told_line_fine, 12);
    assert_true(told_line_budget(&line).trial);
}
