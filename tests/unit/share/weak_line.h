/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulated receiver behind a weak line, with the estimate and the share-out at the other end. The line is a token
 * bucket with a queue, as `tc tbf` makes it. The receiver answers as Chromium does (docs/decisions/0053). Time runs in
 * steps of 10 ms, and all random numbers come from the seed.
 */
#ifndef BATON_TESTS_UNIT_SHARE_WEAK_LINE_H
#define BATON_TESTS_UNIT_SHARE_WEAK_LINE_H

#include "share/estimate.h"
#include "share/share_out.h"

enum {
    WEAK_SLOTS = 8,
    WEAK_PACKETS = 4096,
    WEAK_STEP_MS = 10,
};

/* A packet on its way through the line. */
struct weak_packet {
    baton_time sent;
    int bytes; /* on the line */
    int slot;
    int tries; /* how often it was retransmitted */
    bool last; /* of its frame */
};

struct weak_slot {
    bool sound;
    int64_t bitrate; /* sound: on the line */
    uint16_t shown;
    bool sharp;
    int8_t encodings;                 /* of the source */
    struct baton_share_choice chosen; /* by the last decision */
    struct baton_share_choice real;   /* what is sent */
    baton_time due;                   /* when the decision takes effect */
    baton_time live
        [BATON_SHARE_ENCODINGS]; /* when the sender began to send it; BATON_NEVER: nobody watches */
    int frame;
    enum baton_share_limit limit;
};

/* What a test judges. Tests may set it to zero at any time. */
struct weak_figures {
    int64_t delay_sum, delay_count, delay_most; /* of sound, microseconds */
    int64_t sound_sent, sound_lost;             /* packets */
    int64_t made_up;                            /* microseconds of sound */
    int64_t bits;                               /* sent, with retransmissions */
    int64_t steps;
    int changes;            /* of choices */
    int frames[WEAK_SLOTS]; /* last packets of frames that have arrived */
};

struct weak_line {
    struct baton_estimate estimate;
    struct baton_share_out share_out;
    struct baton_share_plan plan;
    struct weak_slot slots[WEAK_SLOTS];
    size_t count;
    int64_t ceiling;
    uint32_t random;
    baton_time now;

    int64_t rate;     /* of the line, bit/s; 0: free */
    int64_t own_loss; /* loss of the line itself, in 1/1000 */
    int64_t mistakes; /* how often the receiver takes nothing for overuse, in 1/1000 per second */
    bool no_remb;     /* a receiver without REMB */
    int64_t tokens;   /* bits */
    int64_t queued;   /* bits in the queue */
    struct weak_packet queue[WEAK_PACKETS];
    size_t head, length;
    struct weak_packet again[WEAK_PACKETS]; /* asked for again */
    size_t again_head, again_length;

    struct baton_estimate_report report;
    int64_t arrived[100]; /* bits of video per step, for a second */
    int64_t remb;
    baton_time delay, delay_before, hold, remb_sent, report_sent, measured, started;
    uint32_t expected, lost, nacked;
    baton_time buffer; /* the receiver's jitter buffer */
    struct weak_figures figures;
};

void weak_line_init(struct weak_line *line, uint32_t seed);
/* Adds a voice, or a video with three encodings that is shown at a height. */
void weak_line_add_voice(struct weak_line *line);
void weak_line_add_video(struct weak_line *line, uint16_t shown, bool sharp, int encodings);
/* Lets time pass. */
void weak_line_run(struct weak_line *line, baton_time time);
/* Returns the bit/s that were sent since the figures were set to zero, with retransmissions. */
int64_t weak_line_sent(const struct weak_line *line);
/* Whether each slot has the largest encoding that it needs, with all layers. */
bool weak_line_is_best(const struct weak_line *line);

#endif
