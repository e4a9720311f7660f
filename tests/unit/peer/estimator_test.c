/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimate of a receiver behind a simulated line: packets of 1000 bytes, which wait in a queue. */
#include "peer/estimator.h"
#include "test.h"

enum {
    BYTES = 1000,
    SECOND = 1000000,
    QUEUE = 300000, /* the longest wait, microseconds */
};

/* A line, and the sender in front of it. Times are in microseconds. */
struct line {
    struct peer_estimator estimator;
    int64_t now, free_at, ticked;
    uint64_t falls, lost, sent;
};

static void begin(struct line *line)
{
    *line = (struct line){.now = 5 * SECOND};
    peer_estimator_init(&line->estimator);
}

static void tick(struct line *line)
{
    double loss = line->sent ? (double)line->lost / (double)line->sent : 0;

    /* The last packet arrives at this moment. */
    line->falls += peer_estimator_tick(&line->estimator, loss, line->free_at);
    line->ticked = line->now;
    line->lost = line->sent = 0;
}

/* Sends for some seconds. `rate` and `carries` are in kbit/s. */
static void run(struct line *line, int seconds, int rate, int carries)
{
    int64_t end = line->now + seconds * (int64_t)SECOND;

    for (; line->now < end; line->now += BYTES * 8000 / rate) {
        int64_t start = line->free_at > line->now ? line->free_at : line->now;
        line->sent++;
        if (start - line->now > QUEUE) {
            line->lost++;
        } else {
            line->free_at = start + BYTES * 8000 / carries;
            uint32_t sent = (uint32_t)(line->now * (1 << 18) / SECOND) & 0xffffff;
            line->falls += peer_estimator_packet(&line->estimator, sent, BYTES, line->free_at);
        }
        if (line->now - line->ticked > SECOND / 10)
            tick(line);
    }
}

static int kilobits(const struct line *line)
{
    return (int)(peer_estimator_bitrate(&line->estimator) / 1000);
}

TEST(a_line_that_carries_everything_gives_an_estimate_that_stays_near_what_is_sent)
{
    struct line line;

    begin(&line);
    run(&line, 4, 500, 2000);
    assert_int_equal(kilobits(&line), 0);
    run(&line, 30, 500, 2000);
    assert_int_equal(line.falls, 0);
    assert_int_in_range(kilobits(&line), 700, 775);
}

TEST(the_estimate_falls_below_what_a_narrow_line_carries)
{
    struct line line;

    begin(&line);
    run(&line, 10, 900, 2000);
    run(&line, 2, 900, 600);
    assert_true(line.falls > 0);
    assert_int_in_range(kilobits(&line), 400, 600);
}

TEST(the_estimate_rises_again_if_less_is_sent)
{
    struct line line;

    begin(&line);
    run(&line, 10, 900, 2000);
    run(&line, 3, 900, 600);
    int low = kilobits(&line);
    run(&line, 10, 400, 600);
    assert_int_in_range(kilobits(&line), low + 10, 610);
}

TEST(loss_alone_makes_the_estimate_fall)
{
    struct line line;

    begin(&line);
    run(&line, 10, 900, 2000);
    int before = kilobits(&line);
    assert_true(peer_estimator_tick(&line.estimator, 0.2, line.free_at));
    assert_true(kilobits(&line) < before);
}
