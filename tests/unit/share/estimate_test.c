/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimate follows what the receiver reports. */
#include "share/estimate.h"
#include "test.h"
#include "told_line.h"

static const baton_time tick = BATON_MS(200);

TEST(bits_on_the_line_include_the_overhead_of_each_packet)
{
    assert_int_equal(baton_traffic_bits((struct baton_traffic){10, 1000}), 8 * (1000 + 10 * 50));
}

TEST(what_is_sent_is_averaged_over_a_second)
{
    struct told_line line = told_line_steady();
    assert_int_in_range(baton_estimate_sent(&line.estimate), 780 * KB, 820 * KB);
    told_line_pass(&line, 0, told_line_fine, 5);
    assert_int_equal(baton_estimate_sent(&line.estimate), 0);
}

TEST(much_loss_lowers_the_limit_below_what_arrives)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    assert_int_in_range(told_line_budget(&line).keep, 200 * KB, 560 * KB);
}

TEST(a_little_loss_does_not_lower_the_limit)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 6, .change = 2, .rtt = 20}, 30);
    assert_int_equal(told_line_budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
}

TEST(loss_leaves_nine_tenths_of_what_arrives)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 16, .rtt = 20}, 5);
    assert_int_in_range(told_line_budget(&line).keep, 600 * KB, 660 * KB);
}

TEST(the_limit_falls_further_while_much_is_lost)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    int64_t first = told_line_budget(&line).keep;
    told_line_expect(&line, first / KB, false, true);
    told_line_pass(&line, first / KB, (struct answer){.lost = 50, .rtt = 20}, 6);
    assert_true(told_line_budget(&line).keep < first);
}

TEST(reports_about_the_time_before_the_limit_fell_do_not_lower_it_again)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    int64_t first = told_line_budget(&line).keep;
    told_line_expect(&line, first / KB, false, true);
    told_line_pass(&line, first / KB, (struct answer){.lost = 50, .rtt = 20}, 2);
    assert_int_equal(told_line_budget(&line).keep, first);
}

TEST(a_little_loss_right_after_the_limit_fell_does_not_lower_it_again)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 50}, 2);
    int64_t first = told_line_budget(&line).keep;
    told_line_expect(&line, first / KB, false, true);
    told_line_pass(&line, first / KB, (struct answer){.lost = 25, .change = 2}, 8);
    assert_int_equal(told_line_budget(&line).keep, first);
    told_line_pass(&line, first / KB, (struct answer){.lost = 25, .change = 2}, 8);
    assert_true(told_line_budget(&line).keep < first);
}

TEST(a_round_trip_time_that_is_told_again_is_not_news)
{
    struct told_line line = told_line_steady();
    struct baton_estimate_report report = {
        .sent = {40, 40 * 950}, .expected = 40, .lost = 18, .rtt = BATON_MS(300)};
    baton_estimate_report(&line.estimate, &report, line.now += tick);
    int64_t first = told_line_budget(&line).keep;
    assert_true(first < 800 * KB);
    told_line_expect(&line, first / KB, false, true);
    report = (struct baton_estimate_report){.sent = {4, 3800}, .expected = 4, .rtt = BATON_MS(300)};
    for (int i = 0; i < 5; i++)
        baton_estimate_report(&line.estimate, &report, line.now += tick);
    assert_true(told_line_budget(&line).keep >= first);
}

TEST(a_remb_that_falls_to_more_than_is_sent_right_after_the_limit_fell_does_not_lower_it_again)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    int64_t first = told_line_budget(&line).keep;
    told_line_expect(&line, 300, false, true);
    told_line_pass(&line, 300, told_line_fine, 3);
    told_line_pass(&line, 300, (struct answer){.change = -10, .rtt = 20}, 1);
    told_line_pass(&line, 300, told_line_fine, 2);
    assert_int_equal(told_line_budget(&line).keep, first);
}

/* Only a voice is sent, and the report of five seconds tells of much loss. */
static int64_t limit_of_a_voice(baton_time rtt)
{
    struct told_line line = told_line_new();
    struct baton_expectation voice = {.total = 50 * KB, .sound = 50 * KB};
    struct baton_estimate_report report = {.sent = {10, 800}, .rtt = BATON_MS(20)};
    baton_estimate_expect(&line.estimate, &voice, line.now);
    for (int i = 0; i < 10; i++)
        baton_estimate_report(&line.estimate, &report, line.now += tick);
    report.expected = 250;
    report.lost = 150;
    report.rtt = rtt;
    baton_estimate_report(&line.estimate, &report, line.now += tick);
    return told_line_budget(&line).keep;
}

TEST(loss_of_sound_counts_only_while_packets_wait)
{
    assert_int_equal(limit_of_a_voice(BATON_MS(22)), BATON_ESTIMATE_UNLIMITED);
    assert_true(limit_of_a_voice(BATON_MS(90)) < 50 * KB);
}

/* A picture and a voice are sent for two seconds, and this share of the packets is lost, in percent. */
static int64_t limit_with_loss(uint32_t lost, int64_t remb)
{
    struct told_line line = told_line_new();
    struct baton_expectation all = {.total = 800 * KB, .sound = 50 * KB};
    struct baton_estimate_report report = {
        .sent = {20, 19000}, .rtt = BATON_MS(20), .remb = remb, .expected = 100, .lost = lost};
    baton_estimate_expect(&line.estimate, &all, line.now);
    for (int i = 0; i < 10; i++)
        baton_estimate_report(&line.estimate, &report, line.now += tick);
    return told_line_budget(&line).keep;
}

TEST(without_remb_only_very_much_loss_is_trouble)
{
    assert_int_equal(limit_with_loss(20, 0), BATON_ESTIMATE_UNLIMITED);
    assert_true(limit_with_loss(60, 0) < 800 * KB);
    assert_true(limit_with_loss(20, 900 * KB) < 800 * KB);
}

TEST(a_fall_of_the_remb_that_a_rise_follows_is_a_mistake)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.change = -20, .rtt = 20}, 1);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 800, told_line_fine, 10);
    assert_int_equal(told_line_budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_fall_of_the_remb_that_no_rise_follows_lowers_the_limit)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.change = -20, .rtt = 20}, 1);
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 4);
    assert_true(told_line_budget(&line).keep < 800 * KB);
}

TEST(a_remb_that_falls_twice_lowers_the_limit_at_once)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.change = -50, .rtt = 20}, 2);
    assert_true(told_line_budget(&line).keep < 400 * KB);
}

TEST(a_first_remb_far_below_what_is_sent_is_a_fall)
{
    struct told_line line = told_line_new();
    told_line_expect(&line, 800, false, true);
    told_line_pass(&line, 800, (struct answer){.silent = true, .rtt = 20}, 5);
    line.remb = 60 * KB;
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 1);
    assert_false(told_line_budget(&line).trial);
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 4);
    assert_true(told_line_budget(&line).keep < 100 * KB);
}

TEST(sound_waits_in_the_same_queue_as_video)
{
    struct told_line line = told_line_steady();
    line.estimate.expected.sound = 200 * KB;
    told_line_pass(&line, 800, (struct answer){.change = -70, .rtt = 20}, 2);
    assert_true(told_line_budget(&line).keep < 200 * KB);
}

TEST(a_remb_that_falls_on_right_after_the_limit_fell_lowers_it_again)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.change = -40, .rtt = 20}, 2);
    int64_t first = told_line_budget(&line).keep;
    told_line_pass(&line, 800, (struct answer){.change = -40, .rtt = 20}, 1);
    assert_true(told_line_budget(&line).keep < first * 3 / 4);
}

TEST(a_remb_that_has_fallen_and_stands_still_far_below_what_is_sent_lowers_the_limit_again)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.change = -40, .rtt = 20}, 3);
    int64_t first = told_line_budget(&line).keep;
    assert_true(first < 800 * KB);
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 8);
    assert_true(told_line_budget(&line).keep <= first);
    line.remb = 50 * KB;
    told_line_pass(&line, 800, (struct answer){.rtt = 20}, 8);
    assert_true(told_line_budget(&line).keep < 100 * KB);
}

TEST(a_queue_that_was_full_from_the_beginning_is_noticed)
{
    struct told_line line = told_line_new();
    told_line_expect(&line, 800, false, true);
    line.remb = 700 * KB;
    told_line_pass(&line, 800, (struct answer){.change = -4, .rtt = 1350}, 1);
    told_line_pass(&line, 800, (struct answer){.change = -4, .rtt = 1350}, 1);
    told_line_expect(&line, 300, false, true);
    told_line_pass(&line, 300, (struct answer){.rtt = 1350}, 20);
    assert_true(told_line_budget(&line).keep < 300 * KB);
}

TEST(a_long_way_with_a_remb_that_has_risen_is_no_queue)
{
    struct told_line line = told_line_new();
    told_line_expect(&line, 800, false, true);
    told_line_pass(&line, 800, (struct answer){.change = 2, .rtt = 600}, 10);
    told_line_pass(&line, 800, (struct answer){.change = -4, .rtt = 600}, 1);
    told_line_pass(&line, 800, (struct answer){.change = 1, .rtt = 600}, 20);
    assert_int_equal(told_line_budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
}

TEST(packets_that_wait_for_long_lower_the_limit)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.change = 2, .rtt = 200}, 6);
    assert_int_equal(told_line_budget(&line).keep, baton_estimate_sent(&line.estimate) * 3 / 4);
}

TEST(a_long_way_is_no_queue)
{
    struct told_line line = told_line_new();
    told_line_expect(&line, 800, false, true);
    told_line_pass(&line, 800, (struct answer){.change = 1, .rtt = 250}, 500);
    assert_int_equal(told_line_budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
    assert_true(told_line_budget(&line).trial);
}

TEST(a_way_that_has_become_longer_is_no_queue_for_ever)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.change = 1, .rtt = 250}, 350);
    int64_t limit = told_line_budget(&line).keep;
    told_line_pass(&line, 800, (struct answer){.change = 1, .rtt = 250}, 50);
    assert_true(told_line_budget(&line).keep >= limit);
    assert_true(told_line_budget(&line).trial);
}

TEST(packets_that_wait_for_a_shorter_time_than_before_do_not_lower_the_limit)
{
    struct told_line line = told_line_steady();
    line.ticks = 0;
    told_line_pass(&line, 800, (struct answer){.change = 2, .rtt = 300}, 1);
    int64_t limit = told_line_budget(&line).keep;
    told_line_expect(&line, limit / KB, false, true);
    for (int rtt = 280; rtt > 160; rtt -= 40)
        told_line_pass(&line, limit / KB, (struct answer){.change = 2, .rtt = rtt}, 5);
    assert_true(told_line_budget(&line).keep >= limit);
}

TEST(loss_that_stays_although_less_is_sent_is_the_lines_own)
{
    struct answer own = {.lost = 16, .change = 2, .rtt = 20};
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, own, 5);
    int64_t first = told_line_budget(&line).keep;
    assert_true(first < 800 * KB);
    told_line_expect(&line, 600, false, true);
    told_line_pass(&line, 600, own, 60);
    assert_true(told_line_budget(&line).keep >= first);
    assert_true(told_line_budget(&line).trial);
}

TEST(loss_with_a_queue_is_not_the_lines_own)
{
    struct told_line line = told_line_steady();
    told_line_pass(&line, 800, (struct answer){.lost = 16, .rtt = 100}, 5);
    told_line_expect(&line, 600, false, true);
    told_line_pass(&line, 600, (struct answer){.lost = 16, .rtt = 100}, 60);
    assert_true(told_line_budget(&line).keep < 560 * KB);
}

TEST(the_limit_is_forgotten_when_nobody_wants_more_for_a_while)
{
    struct told_line line = told_line_limited();
    assert_true(told_line_budget(&line).keep < BATON_ESTIMATE_UNLIMITED);
    told_line_expect(&line, 400, false, false);
    told_line_pass(&line, 400, told_line_fine, 45);
    assert_true(told_line_budget(&line).keep < BATON_ESTIMATE_UNLIMITED);
    told_line_pass(&line, 400, told_line_fine, 10);
    assert_int_equal(told_line_budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
    assert_int_equal(told_line_budget(&line).climb, 2000 * KB);
}
