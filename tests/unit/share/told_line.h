/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line whose receiver reports what a test says, every 200 ms. The estimate hears it. Rates are in kb/s. */
#ifndef BATON_TESTS_UNIT_SHARE_TOLD_LINE_H
#define BATON_TESTS_UNIT_SHARE_TOLD_LINE_H

#include "share/estimate.h"

enum { KB = 1000 };

struct told_line {
    struct baton_estimate estimate;
    baton_time now;
    int64_t remb; /* of the last report */
    int ticks;
};

/* The answer of the receiver: its loss in percent, how its REMB changes in percent, and the round-trip time in ms. */
struct answer {
    int lost, change, rtt;
    int step;    /* added to the REMB, in bit/s */
    bool silent; /* no report blocks and no REMB */
};

extern const struct answer told_line_fine;

struct told_line told_line_new(void);
/* A line on which 800 kb/s are sent, and something more is wanted. */
struct told_line told_line_steady(void);
/* The same, but the line is known to carry no more than about 800 kb/s, because 1600 were sent. */
struct told_line told_line_limited(void);
/* Sends `rate` kb/s for some ticks, as packets of 1000 bytes on the line. */
void told_line_pass(struct told_line *line, int64_t rate, struct answer answer, int ticks);
/* Says what the share-out has decided. */
void told_line_expect(struct told_line *line, int64_t total, bool raised, bool wanted);
struct baton_budget told_line_budget(const struct told_line *line);
/* Passes time at a rate until a trial may begin. */
void told_line_wait(struct told_line *line, int64_t rate, struct answer answer);

#endif
