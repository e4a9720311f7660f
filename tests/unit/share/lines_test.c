/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The estimate and the share-out together, on simulated lines (weak_line.h): three people, of whom two are seen and
 * heard at full size. Random schedules print their seed if they fail.
 */
#include "test.h"
#include "weak_line.h"

enum { SEEDS = 20, SCHEDULES = 1000 };

static const baton_time settling = BATON_SECONDS(4), ramp = BATON_SECONDS(12),
                        watched = BATON_SECONDS(20);

static struct weak_line line;

static void begin(uint32_t seed)
{
    weak_line_init(&line, seed);
    weak_line_add_voice(&line);
    weak_line_add_voice(&line);
    weak_line_add_video(&line, 720, false, 3);
    weak_line_add_video(&line, 720, false, 3);
    weak_line_run(&line, ramp);
}

static void watch(baton_time time)
{
    line.figures = (struct weak_figures){0};
    weak_line_run(&line, time);
}

static void set_line(int64_t kilobits)
{
    line.rate = kilobits * 1000;
    weak_line_run(&line, settling);
    watch(watched);
}

/* Sound that was made up, in 1/1000. */
static int64_t made_up(void)
{
    return line.figures.made_up / 20 / (line.figures.sound_sent + 1);
}

static int64_t mean_delay(void)
{
    return line.figures.delay_sum / (line.figures.delay_count + 1);
}

/* What must hold on a line of some kb/s, four seconds after it has become so. Shares are in 1/1000. */
struct limits {
    int64_t rate;
    int64_t used[2]; /* of the line, in the mean of all seeds: at least, at most */
    int64_t made_up, mean_made_up;
    int delay; /* mean, ms */
    int changes;
    int frames; /* of each video, in a second */
};

static void is_steady(void **state)
{
    const struct limits *limits = *state;
    int64_t used = 0, sum = 0;
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        begin(seed);
        assert_true(weak_line_is_best(&line));
        set_line(limits->rate);
        used += weak_line_sent(&line) / limits->rate / SEEDS;
        sum += made_up();
        assert_true(made_up() <= limits->made_up);
        assert_true(mean_delay() <= BATON_MS(limits->delay));
        assert_true(line.figures.changes <= limits->changes);
        assert_true(line.plan.shares[0].choice.encoding == 0);
        for (size_t i = 2; i < 4; i++)
            assert_true(line.figures.frames[i] >= limits->frames * 20);
    }
    assert_int_in_range(used, limits->used[0], limits->used[1]);
    assert_true(sum / SEEDS <= limits->mean_made_up);
}
TEST_ROW(is_steady, "a line of 2000 kb/s is used and not overused",
    ((struct limits){2000, {600, 1000}, 7, 4, 90, 26, 15}))
TEST_ROW(is_steady, "a line of 1000 kb/s is used and not overused",
    ((struct limits){1000, {800, 1000}, 7, 4, 130, 24, 15}))
TEST_ROW(is_steady, "a line of 500 kb/s is used and not overused",
    ((struct limits){500, {800, 1000}, 10, 4, 160, 22, 12}))
TEST_ROW(is_steady, "a line of 300 kb/s is used and not overused",
    ((struct limits){300, {700, 1050}, 25, 12, 200, 26, 1}))
TEST_ROW(is_steady, "a line of 100 kb/s carries the voices",
    ((struct limits){100, {650, 1050}, 55, 20, 420, 20, 0}))
TEST_ROW(is_steady, "a line of 60 kb/s carries one voice",
    ((struct limits){60, {750, 1100}, 60, 30, 650, 12, 0}))

static baton_time time_to_best(void)
{
    for (baton_time waited = 0; waited < BATON_SECONDS(20); waited += BATON_MS(200)) {
        if (weak_line_is_best(&line))
            return waited;
        weak_line_run(&line, BATON_MS(200));
    }
    return BATON_NEVER;
}

static void comes_back(void **state)
{
    const int64_t *limits =
        *state; /* the rate of the weak line, and the most milliseconds afterwards */
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        begin(seed);
        set_line(limits[0]);
        weak_line_run(&line, BATON_MS(700) * seed);
        line.rate = 0;
        assert_true(time_to_best() <= BATON_MS(limits[1]));
        watch(BATON_SECONDS(10));
        assert_true(weak_line_is_best(&line));
        assert_int_equal(line.figures.changes, 0);
    }
}
struct back {
    int64_t limits[2];
};
TEST_ROW(comes_back, "from 2000 kb/s back to a free line", ((struct back){{2000, 12000}}))
TEST_ROW(comes_back, "from 1000 kb/s back to a free line", ((struct back){{1000, 12000}}))
TEST_ROW(comes_back, "from 500 kb/s back to a free line", ((struct back){{500, 10000}}))
TEST_ROW(comes_back, "from 300 kb/s back to a free line", ((struct back){{300, 12000}}))
TEST_ROW(comes_back, "from 100 kb/s back to a free line", ((struct back){{100, 15000}}))
TEST_ROW(comes_back, "from 60 kb/s back to a free line", ((struct back){{60, 15000}}))

TEST(a_free_line_has_the_best_encodings_within_ten_seconds_and_keeps_them)
{
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        begin(seed);
        assert_true(weak_line_is_best(&line));
        watch(BATON_SECONDS(30));
        assert_int_equal(line.figures.changes, 0);
    }
}

TEST(a_receiver_that_takes_noise_for_overuse_keeps_the_best_encodings)
{
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        begin(seed);
        line.mistakes = 50;
        watch(BATON_SECONDS(60));
        assert_true(line.figures.changes <= 12);
        assert_true(weak_line_sent(&line) > 4000000);
    }
}

TEST(a_line_that_loses_packets_by_itself_is_still_used)
{
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        weak_line_init(&line, seed);
        line.own_loss = 50;
        weak_line_add_voice(&line);
        weak_line_add_video(&line, 720, false, 3);
        weak_line_run(&line, BATON_SECONDS(30));
        watch(BATON_SECONDS(30));
        assert_true(weak_line_sent(&line) > 1500000);
    }
}

TEST(a_receiver_without_remb_is_judged_by_loss_and_delay)
{
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        weak_line_init(&line, seed);
        line.no_remb = true;
        weak_line_add_voice(&line);
        weak_line_add_video(&line, 720, false, 3);
        weak_line_run(&line, BATON_SECONDS(20));
        assert_true(weak_line_is_best(&line));
        set_line(1000);
        assert_true(weak_line_sent(&line) < 1100000);
        assert_true(made_up() < 20);
    }
}

static uint32_t draw(uint32_t *random, uint32_t below)
{
    *random = *random * 1664525 + 1013904223;
    return (*random >> 8) % below;
}

/* What must hold at any time. */
static void assert_valid(uint32_t seed)
{
    bool voice = false;
    for (size_t i = 0; i < line.count; i++) {
        struct baton_share_choice choice = line.plan.shares[i].choice;
        voice |= line.slots[i].sound && choice.encoding == 0;
        if (choice.encoding >= line.slots[i].encodings || choice.temporal > 2 ||
            (line.slots[i].shown == 0 && !line.slots[i].sound && choice.encoding >= 0))
            fail_msg("seed %u: slot %zu sends %d.%d", seed, i, choice.encoding, choice.temporal);
    }
    if (!voice)
        fail_msg("seed %u: no voice is sent", seed);
}

static void run_schedule(uint32_t seed)
{
    static const uint16_t heights[] = {0, 90, 180, 360, 720};
    uint32_t random = seed * 7919 + 1;
    weak_line_init(&line, seed);
    line.mistakes = draw(&random, 3) * 20;
    for (uint32_t i = 0; i <= draw(&random, 3); i++)
        weak_line_add_voice(&line);
    for (uint32_t i = 0; i < 1 + draw(&random, 4); i++)
        weak_line_add_video(
            &line, heights[draw(&random, 5)], draw(&random, 2), 1 + (int)draw(&random, 3));
    for (int step = 0; step < 6; step++) {
        line.rate = draw(&random, 4) == 0
                        ? 0
                        : 50000 + (int64_t)draw(&random, 100) * draw(&random, 400) * 100;
        line.ceiling = draw(&random, 6) == 0 ? 64000 + draw(&random, 2000) * 1000 : 0;
        weak_line_run(&line, BATON_MS(1000 + draw(&random, 6000)));
        assert_valid(seed);
    }
    line.rate = line.ceiling = 0;
    line.mistakes = 0;
    if (time_to_best() > BATON_SECONDS(20))
        fail_msg("seed %u: not back to the best encodings", seed);
    assert_valid(seed);
}

TEST(random_schedules_end_with_the_best_encodings)
{
    for (uint32_t seed = 0; seed < SCHEDULES; seed++)
        run_schedule(seed);
}
