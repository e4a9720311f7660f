/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimate follows what the receiver reports, and judges trials by it. A report comes every 200 ms. */
#include "share/estimate.h"
#include "test.h"

enum { KB = 1000 };
enum { LARGE_AGAIN = 40 }; /* reports after a failure */

static const baton_time tick = BATON_MS(200);

struct line {
    struct baton_estimate estimate;
    baton_time now;
    int64_t remb; /* of the last report */
    int ticks;
};

/* What the receiver reports: its loss in percent, how its REMB changes in percent, and the round-trip time in ms. */
struct answer {
    int lost, change, rtt;
    int step;    /* added to the REMB, in bit/s */
    bool silent; /* no report blocks and no REMB */
};

static const struct answer fine = {.change = 2, .rtt = 20};

static struct line new_line(void)
{
    struct line line = {.now = BATON_SECONDS(50), .remb = 1000 * KB};
    baton_estimate_init(&line.estimate, line.now);
    return line;
}

/* Sends `rate` kb/s for some ticks, as packets of 1000 bytes on the line. */
static void pass_time(struct line *line, int64_t rate, struct answer answer, int ticks)
{
    for (; ticks > 0; ticks--) {
        uint32_t packets = (uint32_t)(rate * KB / 5 / 8 / 1000);
        line->now += tick;
        line->remb = line->remb * (100 + answer.change) / 100 + answer.step;
        struct baton_estimate_report report = {
            .sent = {packets, packets * (1000 - BATON_ESTIMATE_OVERHEAD)},
            .remb = answer.silent ? 0 : line->remb,
            .expected = answer.silent ? 0 : packets,
            .lost = answer.silent ? 0 : packets * (uint32_t)answer.lost / 100,
            .rtt = line->ticks++ % 5 == 0 ? BATON_MS(answer.rtt) : 0,
        };
        baton_estimate_report(&line->estimate, &report, line->now);
    }
}

static void expect(struct line *line, int64_t total, bool raised, bool wanted)
{
    struct baton_expectation expected = {.total = total * KB, .raised = raised, .wanted = wanted};
    baton_estimate_expect(&line->estimate, &expected, line->now);
}

static struct baton_budget budget(const struct line *line)
{
    return baton_estimate_budget(&line->estimate, line->now);
}

/* A line on which 800 kb/s are sent, and something more is wanted. */
static struct line steady(void)
{
    struct line line = new_line();
    expect(&line, 800, false, true);
    pass_time(&line, 800, fine, 10);
    return line;
}

/* The same, but the line is known to carry no more than about 800 kb/s, because 1600 were sent. */
static struct line limited(void)
{
    struct line line = new_line();
    expect(&line, 1600, false, true);
    pass_time(&line, 1600, fine, 5);
    pass_time(&line, 1600, (struct answer){.lost = 50, .rtt = 20}, 5);
    expect(&line, 400, false, true);
    pass_time(&line, 400, fine, 20);
    return line;
}

static void try(struct line *line, int64_t total)
{
    assert_true(budget(line).trial);
    expect(line, total, true, true);
}

TEST(bits_on_the_line_include_the_overhead_of_each_packet)
{
    assert_int_equal(baton_traffic_bits((struct baton_traffic){10, 1000}), 8 * (1000 + 10 * 50));
}

TEST(a_new_line_has_no_limit)
{
    struct line line = new_line();
    assert_int_equal(budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
    assert_int_equal(baton_estimate_rate(&line.estimate), BATON_ESTIMATE_UNLIMITED);
}

TEST(what_is_sent_is_averaged_over_a_second)
{
    struct line line = steady();
    assert_in_range(baton_estimate_sent(&line.estimate), 780 * KB, 820 * KB);
    pass_time(&line, 0, fine, 5);
    assert_int_equal(baton_estimate_sent(&line.estimate), 0);
}

TEST(a_trial_on_a_new_line_sends_up_to_twice_as_much)
{
    struct line line = steady();
    assert_true(budget(&line).trial);
    assert_int_equal(budget(&line).climb, 1600 * KB);
}

TEST(on_a_new_line_a_higher_remb_allows_up_to_five_times_as_much)
{
    struct line line = steady();
    line.remb = 2500 * KB;
    pass_time(&line, 800, (struct answer){.rtt = 20}, 1);
    assert_int_equal(budget(&line).climb, 2700 * KB);
    line.remb = 9000 * KB;
    pass_time(&line, 800, (struct answer){.rtt = 20}, 1);
    assert_int_equal(budget(&line).climb, 4000 * KB);
}

TEST(a_new_line_is_tried_only_after_report_blocks_and_a_remb)
{
    struct line line = new_line();
    expect(&line, 800, false, true);
    pass_time(&line, 800, (struct answer){.silent = true, .rtt = 20}, 5);
    assert_false(budget(&line).trial);
    pass_time(&line, 800, fine, 1);
    assert_true(budget(&line).trial);
    assert_true(budget(&line).large);
}

TEST(a_receiver_without_a_remb_is_tried_after_two_seconds_but_with_little)
{
    struct line line = new_line();
    line.remb = 0;
    expect(&line, 800, false, true);
    pass_time(&line, 800, (struct answer){.rtt = 20}, 9);
    assert_false(budget(&line).trial);
    pass_time(&line, 800, (struct answer){.rtt = 20}, 1);
    assert_true(budget(&line).trial);
    assert_false(budget(&line).large);
    pass_time(&line, 800, (struct answer){.rtt = 20}, 30);
    assert_true(budget(&line).large);
}

TEST(a_receiver_that_reports_nothing_is_tried_after_four_seconds)
{
    struct line line = new_line();
    expect(&line, 800, false, true);
    pass_time(&line, 800, (struct answer){.silent = true}, 19);
    assert_false(budget(&line).trial);
    pass_time(&line, 800, (struct answer){.silent = true}, 1);
    assert_true(budget(&line).trial);
}

TEST(after_a_failure_no_large_trial_begins_for_a_while)
{
    struct line line = limited();
    while (!budget(&line).trial)
        pass_time(&line, 400, fine, 1);
    assert_false(budget(&line).large);
    pass_time(&line, 400, fine, LARGE_AGAIN);
    assert_true(budget(&line).large);
}

TEST(a_trial_may_not_be_extended_while_it_runs)
{
    struct line line = steady();
    try(&line, 1200);
    assert_false(budget(&line).trial);
    assert_int_equal(budget(&line).climb, 0);
    assert_true(budget(&line).keep >= 1200 * KB);
}

TEST(a_trial_is_good_as_soon_as_the_remb_rises_while_more_is_sent)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 1200, fine, 5);
    assert_true(budget(&line).trial);
    assert_int_equal(baton_estimate_rate(&line.estimate), BATON_ESTIMATE_UNLIMITED);
}

TEST(a_trial_is_judged_only_after_more_is_sent)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 800, fine, 10);
    assert_false(budget(&line).trial);
    pass_time(&line, 1200, fine, 5);
    assert_true(budget(&line).trial);
}

TEST(a_trial_ends_if_its_sender_does_not_send)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 800, fine, 16);
    assert_true(budget(&line).trial);
}

TEST(a_trial_with_a_remb_that_stands_still_below_what_is_sent_takes_longer)
{
    struct line line = steady();
    line.remb = line.estimate.remb = 900 * KB;
    try(&line, 1200);
    pass_time(&line, 1200, (struct answer){.rtt = 20}, 12);
    assert_false(budget(&line).trial);
    pass_time(&line, 1200, (struct answer){.rtt = 20}, 8);
    assert_true(budget(&line).trial);
}

TEST(a_trial_fails_if_the_remb_stands_still_far_below_what_is_sent)
{
    struct line line = steady();
    line.remb = line.estimate.remb = 600 * KB;
    try(&line, 1200);
    pass_time(&line, 1200, (struct answer){.rtt = 20}, 7);
    assert_int_equal(budget(&line).keep, 800 * KB);
}

TEST(a_remb_that_hardly_rises_does_not_make_a_trial_good)
{
    struct line line = steady();
    line.remb = line.estimate.remb = 600 * KB;
    try(&line, 1200);
    pass_time(&line, 1200, (struct answer){.step = 500, .rtt = 20}, 10);
    assert_false(budget(&line).trial);
}

TEST(on_a_line_that_has_failed_the_remb_must_rise_more)
{
    struct line line = limited();
    line.remb = line.estimate.remb = 400 * KB;
    while (!budget(&line).trial)
        pass_time(&line, 400, (struct answer){.rtt = 20}, 1);
    try(&line, 650);
    pass_time(&line, 650, (struct answer){.step = 600, .rtt = 20}, 12);
    assert_false(budget(&line).trial);
    pass_time(&line, 650, fine, 2);
    assert_true(budget(&line).trial);
}

TEST(a_trial_without_reports_waits_for_one)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 1200, (struct answer){.silent = true, .rtt = 20}, 20);
    assert_false(budget(&line).trial);
}

/* The signs of trouble that end a trial at once. */
static void fails(void **state)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 1200, fine, 2);
    pass_time(&line, 1200, *(struct answer *)*state, 2);
    assert_int_equal(budget(&line).keep, 800 * KB);
    assert_false(budget(&line).trial);
}
TEST_ROW(fails, "a trial fails if packets are lost",
    ((struct answer){.lost = 20, .change = 2, .rtt = 20}))
TEST_ROW(fails, "a trial fails if the REMB falls", ((struct answer){.change = -10, .rtt = 20}))

TEST(a_trial_fails_if_packets_begin_to_wait)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 1200, (struct answer){.rtt = 20}, 2);
    pass_time(&line, 1200, (struct answer){.rtt = 90}, 5);
    assert_int_equal(budget(&line).keep, 800 * KB);
}

TEST(a_failed_trial_goes_back_to_what_was_sent_before_and_the_next_waits)
{
    struct line line = steady();
    baton_time waited[4];
    for (int i = 0; i < 4; i++) {
        while (!budget(&line).trial)
            pass_time(&line, 800, fine, 1);
        try(&line, 1200);
        pass_time(&line, 1200, fine, 2);
        pass_time(&line, 1200, (struct answer){.change = -10, .rtt = 20}, 1);
        baton_time failed = line.now;
        assert_int_equal(budget(&line).keep, 800 * KB);
        expect(&line, 800, false, true);
        while (!budget(&line).trial)
            pass_time(&line, 800, fine, 1);
        waited[i] = line.now - failed;
    }
    assert_int_equal(waited[0], BATON_SECONDS(4));
    assert_int_equal(waited[1], BATON_SECONDS(4));
    assert_int_equal(waited[3], BATON_SECONDS(4));
    assert_true(budget(&line).climb <= 1200 * KB);
}

TEST(trouble_soon_after_a_good_trial_is_its_failure)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 1200, fine, 6);
    pass_time(&line, 1200, (struct answer){.lost = 20, .rtt = 20}, 5);
    assert_in_range(budget(&line).keep, 800 * KB, 1000 * KB);
}

TEST(a_line_that_carries_far_more_than_it_failed_with_waits_less_after_trouble)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 1200, fine, 2);
    pass_time(&line, 1200, (struct answer){.change = -10, .rtt = 20}, 1);
    expect(&line, 800, false, true);
    while (!budget(&line).trial)
        pass_time(&line, 800, fine, 1);
    try(&line, 1600);
    pass_time(&line, 1600, fine, 40);
    pass_time(&line, 1600, (struct answer){.lost = 18, .rtt = 20}, 4);
    assert_true(budget(&line).keep < 1600 * KB);
    expect(&line, 1000, false, true);
    pass_time(&line, 1000, fine, 12);
    assert_true(budget(&line).trial);
}

TEST(trials_become_bolder_while_the_line_carries_more_than_it_failed_with)
{
    struct line line = limited();
    while (!budget(&line).trial)
        pass_time(&line, 400, fine, 1);
    assert_true(budget(&line).climb < 800 * KB);
    try(&line, 1400);
    pass_time(&line, 1400, fine, 10);
    assert_true(budget(&line).trial);
    assert_int_equal(budget(&line).climb, 3150 * KB);
    try(&line, 1600);
    pass_time(&line, 1600, fine, 10);
    assert_int_equal(budget(&line).climb, 5400 * KB);
}

TEST(trials_do_not_become_bolder_below_what_the_line_failed_with)
{
    struct line line = limited();
    while (!budget(&line).trial)
        pass_time(&line, 400, fine, 1);
    try(&line, 550);
    pass_time(&line, 550, fine, 10);
    assert_int_equal(budget(&line).climb, 825 * KB);
}

TEST(much_loss_lowers_the_limit_below_what_arrives)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    assert_in_range(budget(&line).keep, 200 * KB, 560 * KB);
}

TEST(a_little_loss_does_not_lower_the_limit)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 6, .change = 2, .rtt = 20}, 30);
    assert_int_equal(budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
}

TEST(loss_leaves_nine_tenths_of_what_arrives)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 16, .rtt = 20}, 5);
    assert_in_range(budget(&line).keep, 600 * KB, 660 * KB);
}

TEST(the_limit_falls_further_while_much_is_lost)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    int64_t first = budget(&line).keep;
    expect(&line, first / KB, false, true);
    pass_time(&line, first / KB, (struct answer){.lost = 50, .rtt = 20}, 6);
    assert_true(budget(&line).keep < first);
}

TEST(reports_about_the_time_before_the_limit_fell_do_not_lower_it_again)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    int64_t first = budget(&line).keep;
    expect(&line, first / KB, false, true);
    pass_time(&line, first / KB, (struct answer){.lost = 50, .rtt = 20}, 2);
    assert_int_equal(budget(&line).keep, first);
}

TEST(a_little_loss_right_after_the_limit_fell_does_not_lower_it_again)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 50}, 2);
    int64_t first = budget(&line).keep;
    expect(&line, first / KB, false, true);
    pass_time(&line, first / KB, (struct answer){.lost = 25, .change = 2}, 8);
    assert_int_equal(budget(&line).keep, first);
    pass_time(&line, first / KB, (struct answer){.lost = 25, .change = 2}, 8);
    assert_true(budget(&line).keep < first);
}

TEST(a_line_that_falls_during_a_trial_gets_less_than_before_it)
{
    struct line line = steady();
    try(&line, 1200);
    pass_time(&line, 1200, fine, 2);
    pass_time(&line, 1200, (struct answer){.lost = 80, .rtt = 20}, 2);
    assert_true(budget(&line).keep < 700 * KB);
}

TEST(a_round_trip_time_that_is_told_again_is_not_news)
{
    struct line line = steady();
    struct baton_estimate_report report = {
        .sent = {40, 40 * 950}, .expected = 40, .lost = 18, .rtt = BATON_MS(300)};
    baton_estimate_report(&line.estimate, &report, line.now += tick);
    int64_t first = budget(&line).keep;
    assert_true(first < 800 * KB);
    expect(&line, first / KB, false, true);
    report = (struct baton_estimate_report){.sent = {4, 3800}, .expected = 4, .rtt = BATON_MS(300)};
    for (int i = 0; i < 5; i++)
        baton_estimate_report(&line.estimate, &report, line.now += tick);
    assert_true(budget(&line).keep >= first);
}

TEST(a_remb_that_falls_to_more_than_is_sent_right_after_the_limit_fell_does_not_lower_it_again)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    int64_t first = budget(&line).keep;
    expect(&line, 300, false, true);
    pass_time(&line, 300, fine, 3);
    pass_time(&line, 300, (struct answer){.change = -10, .rtt = 20}, 1);
    pass_time(&line, 300, fine, 2);
    assert_int_equal(budget(&line).keep, first);
}

/* Only a voice is sent, and the report of five seconds tells of much loss. */
static int64_t limit_of_a_voice(baton_time rtt)
{
    struct line line = new_line();
    struct baton_expectation voice = {.total = 50 * KB, .sound = 50 * KB};
    struct baton_estimate_report report = {.sent = {10, 800}, .rtt = BATON_MS(20)};
    baton_estimate_expect(&line.estimate, &voice, line.now);
    for (int i = 0; i < 10; i++)
        baton_estimate_report(&line.estimate, &report, line.now += tick);
    report.expected = 250;
    report.lost = 50;
    report.rtt = rtt;
    baton_estimate_report(&line.estimate, &report, line.now += tick);
    return budget(&line).keep;
}

TEST(loss_of_sound_counts_only_while_packets_wait)
{
    assert_int_equal(limit_of_a_voice(BATON_MS(22)), BATON_ESTIMATE_UNLIMITED);
    assert_true(limit_of_a_voice(BATON_MS(90)) < 50 * KB);
}

TEST(a_fall_of_the_remb_that_a_rise_follows_is_a_mistake)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.change = -20, .rtt = 20}, 1);
    assert_false(budget(&line).trial);
    pass_time(&line, 800, fine, 10);
    assert_int_equal(budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
    assert_true(budget(&line).trial);
}

TEST(a_fall_of_the_remb_that_no_rise_follows_lowers_the_limit)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.change = -20, .rtt = 20}, 1);
    pass_time(&line, 800, (struct answer){.rtt = 20}, 4);
    assert_true(budget(&line).keep < 800 * KB);
}

TEST(a_remb_that_falls_twice_lowers_the_limit_at_once)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.change = -50, .rtt = 20}, 2);
    assert_true(budget(&line).keep < 400 * KB);
}

TEST(a_first_remb_far_below_what_is_sent_is_a_fall)
{
    struct line line = new_line();
    expect(&line, 800, false, true);
    pass_time(&line, 800, (struct answer){.silent = true, .rtt = 20}, 5);
    line.remb = 60 * KB;
    pass_time(&line, 800, (struct answer){.rtt = 20}, 1);
    assert_false(budget(&line).trial);
    pass_time(&line, 800, (struct answer){.rtt = 20}, 4);
    assert_true(budget(&line).keep < 100 * KB);
}

TEST(sound_waits_in_the_same_queue_as_video)
{
    struct line line = steady();
    line.estimate.expected.sound = 200 * KB;
    pass_time(&line, 800, (struct answer){.change = -70, .rtt = 20}, 2);
    assert_true(budget(&line).keep < 200 * KB);
}

TEST(a_remb_that_falls_on_right_after_the_limit_fell_lowers_it_again)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.change = -40, .rtt = 20}, 2);
    int64_t first = budget(&line).keep;
    pass_time(&line, 800, (struct answer){.change = -40, .rtt = 20}, 1);
    assert_true(budget(&line).keep < first * 3 / 4);
}

TEST(a_remb_that_has_fallen_and_stands_still_far_below_what_is_sent_lowers_the_limit_again)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.change = -40, .rtt = 20}, 3);
    int64_t first = budget(&line).keep;
    assert_true(first < 800 * KB);
    pass_time(&line, 800, (struct answer){.rtt = 20}, 8);
    assert_true(budget(&line).keep <= first);
    line.remb = 50 * KB;
    pass_time(&line, 800, (struct answer){.rtt = 20}, 8);
    assert_true(budget(&line).keep < 100 * KB);
}

TEST(a_queue_that_was_full_from_the_beginning_is_noticed)
{
    struct line line = new_line();
    expect(&line, 800, false, true);
    line.remb = 700 * KB;
    pass_time(&line, 800, (struct answer){.change = -4, .rtt = 1350}, 1);
    pass_time(&line, 800, (struct answer){.change = -4, .rtt = 1350}, 1);
    expect(&line, 300, false, true);
    pass_time(&line, 300, (struct answer){.rtt = 1350}, 20);
    assert_true(budget(&line).keep < 300 * KB);
}

TEST(a_long_way_with_a_remb_that_has_risen_is_no_queue)
{
    struct line line = new_line();
    expect(&line, 800, false, true);
    pass_time(&line, 800, (struct answer){.change = 2, .rtt = 600}, 10);
    pass_time(&line, 800, (struct answer){.change = -4, .rtt = 600}, 1);
    pass_time(&line, 800, (struct answer){.change = 1, .rtt = 600}, 20);
    assert_int_equal(budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
}

TEST(packets_that_wait_for_long_lower_the_limit)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.change = 2, .rtt = 200}, 6);
    assert_int_equal(budget(&line).keep, baton_estimate_sent(&line.estimate) * 3 / 4);
}

TEST(a_long_way_is_no_queue)
{
    struct line line = new_line();
    expect(&line, 800, false, true);
    pass_time(&line, 800, (struct answer){.change = 1, .rtt = 250}, 500);
    assert_int_equal(budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
    assert_true(budget(&line).trial);
}

TEST(a_way_that_has_become_longer_is_no_queue_for_ever)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.change = 1, .rtt = 250}, 350);
    int64_t limit = budget(&line).keep;
    pass_time(&line, 800, (struct answer){.change = 1, .rtt = 250}, 50);
    assert_true(budget(&line).keep >= limit);
    assert_true(budget(&line).trial);
}

TEST(packets_that_wait_for_a_shorter_time_than_before_do_not_lower_the_limit)
{
    struct line line = steady();
    line.ticks = 0;
    pass_time(&line, 800, (struct answer){.change = 2, .rtt = 300}, 1);
    int64_t limit = budget(&line).keep;
    expect(&line, limit / KB, false, true);
    for (int rtt = 280; rtt > 160; rtt -= 40)
        pass_time(&line, limit / KB, (struct answer){.change = 2, .rtt = rtt}, 5);
    assert_true(budget(&line).keep >= limit);
}

TEST(no_trial_begins_while_packets_wait)
{
    struct line line = limited();
    pass_time(&line, 400, (struct answer){.change = 2, .rtt = 70}, 60);
    assert_false(budget(&line).trial);
}

TEST(no_trial_begins_after_a_fall_until_the_receiver_has_reported)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 50, .rtt = 20}, 2);
    expect(&line, 300, false, true);
    pass_time(&line, 300, (struct answer){.silent = true}, 40);
    assert_false(budget(&line).trial);
    pass_time(&line, 300, fine, 6);
    assert_true(budget(&line).trial);
}

TEST(loss_that_stays_although_less_is_sent_is_the_lines_own)
{
    struct answer own = {.lost = 16, .change = 2, .rtt = 20};
    struct line line = steady();
    pass_time(&line, 800, own, 5);
    int64_t first = budget(&line).keep;
    assert_true(first < 800 * KB);
    expect(&line, 600, false, true);
    pass_time(&line, 600, own, 60);
    assert_true(budget(&line).keep >= first);
    assert_true(budget(&line).trial);
}

TEST(loss_with_a_queue_is_not_the_lines_own)
{
    struct line line = steady();
    pass_time(&line, 800, (struct answer){.lost = 16, .rtt = 100}, 5);
    expect(&line, 600, false, true);
    pass_time(&line, 600, (struct answer){.lost = 16, .rtt = 100}, 60);
    assert_true(budget(&line).keep < 560 * KB);
}

TEST(a_raise_within_what_the_line_has_carried_is_no_trial)
{
    struct line line = steady();
    expect(&line, 600, false, true);
    expect(&line, 790, true, true);
    assert_true(budget(&line).trial);
}

TEST(the_limit_is_forgotten_when_nobody_wants_more_for_a_while)
{
    struct line line = limited();
    assert_true(budget(&line).keep < BATON_ESTIMATE_UNLIMITED);
    expect(&line, 400, false, false);
    pass_time(&line, 400, fine, 45);
    assert_true(budget(&line).keep < BATON_ESTIMATE_UNLIMITED);
    pass_time(&line, 400, fine, 10);
    assert_int_equal(budget(&line).keep, BATON_ESTIMATE_UNLIMITED);
    assert_int_equal(budget(&line).climb, 2000 * KB);
}

TEST(a_trial_ends_if_the_slot_goes)
{
    struct line line = steady();
    try(&line, 1200);
    expect(&line, 700, false, true);
    assert_true(budget(&line).trial);
}
