/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Estimates how many bits per second the line of one downlink carries. The receiver's own estimate (REMB) does not
 * climb far above what is sent, so a larger rate is found out by trial: the share-out sends more, and the estimate
 * judges from the receiver's reports whether the line has carried it. Pure: the caller passes the time in.
 *
 * All rates are bit/s on the line: an RTP packet counts with BATON_ESTIMATE_OVERHEAD additional bytes for IP, UDP and
 * SRTP. The overhead is half of what a voice takes.
 *
 * In each survey of a downlink (every 200 ms), the caller calls:
 *
 *     baton_estimate_report(&estimate, &report, now);    what the receiver has reported, and what was sent
 *     budget = baton_estimate_budget(&estimate, now);
 *     baton_share_out_divide(...budget..., &plan);       share_out.h
 *     baton_estimate_expect(&estimate, &plan.expected, now);
 */
#ifndef BATON_SHARE_ESTIMATE_H
#define BATON_SHARE_ESTIMATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

enum {
    BATON_ESTIMATE_OVERHEAD = 50, /* bytes of a packet on the line that are not RTP */
    BATON_ESTIMATE_TICKS = 5,     /* reports over which the sent rates are averaged: one second */
};

/* More than every line carries: the limit of a line that is not known. */
#define BATON_ESTIMATE_UNLIMITED INT64_MAX

/* RTP packets that were sent, and their bytes from the RTP header on, before SRTP. */
struct baton_traffic {
    uint32_t packets;
    uint32_t bytes;
};

/* Returns the bits of some traffic on the line. */
int64_t baton_traffic_bits(struct baton_traffic traffic);

/* The traffic and the reports of a downlink since the last call. */
struct baton_estimate_report {
    struct baton_traffic sent;
    /* The last REMB that came, in bit/s; 0: none came. It covers the video only. */
    int64_t remb;
    /* By the report blocks that came (RFC 3550 section 6.4.1): packets that the receiver has expected, how many of them
     * were lost, and the last round-trip time, which is 0 if no block came or none said it. */
    uint32_t expected, lost;
    baton_time rtt;
};

/* The bit rates that the share-out may use, in bit/s. */
struct baton_budget {
    /* The line carries this. Slots are lowered if they take more. BATON_ESTIMATE_UNLIMITED: not known. */
    int64_t keep;
    /* Slots may be raised up to this sum. 0: not now. */
    int64_t climb;
    /* Whether a raise now is a trial: it may go beyond `keep` and what was carried so far. */
    bool trial;
    /* A trial may raise one stage of one slot even beyond `climb`, because a large stage would never be tried
     * otherwise. Never true without `trial`. */
    bool large;
};

/* The bit rates that a decision of the share-out leads to. */
struct baton_expectation {
    int64_t total; /* bit/s of all choices together */
    int64_t sound; /* bit/s of the sound among them */
    bool raised;   /* this decision has raised a slot */
    bool wanted;   /* a slot would take more if the line carried more */
};

/* The part of one report in the sums. For estimate.c only. */
struct baton_estimate_sample {
    baton_time span; /* since the report before */
    int64_t bits;
    uint32_t expected, lost;
};

/* For estimate.c only. Times are 0 if what they tell has never happened. */
struct baton_estimate {
    struct baton_estimate_sample samples[BATON_ESTIMATE_TICKS];
    unsigned next; /* the sample that the next report replaces */
    baton_time reported;
    baton_time since; /* the beginning of the connection */

    /* From the reports of the receiver. */
    int64_t remb;                    /* the last one; 0: none has come */
    baton_time remb_at;              /* when it came */
    baton_time remb_rose, remb_fell; /* when a REMB was last above or below the one before */
    baton_time remb_stands;          /* since when it has not risen */
    unsigned remb_falls;             /* how often it has fallen since then */
    baton_time rtt, rtt_before;      /* the last two round-trip times */
    baton_time rtt_at, heard;        /* when the last round-trip time came, and report blocks */
    baton_time least[2];    /* the shortest round-trip times of this window and the one before */
    baton_time least_since; /* the beginning of this window */

    /* About the line. */
    struct baton_expectation expected;
    int64_t limit;      /* BATON_ESTIMATE_UNLIMITED: not known */
    int64_t carried;    /* the most that it has carried without trouble */
    baton_time lowered; /* when the limit last fell */
    int32_t blamed;     /* the loss at that time, in 1/1000 */
    int32_t floor;      /* the line's own loss, in 1/1000 */
    baton_time content; /* since when no slot wants more; 0: one does */

    /* The trial that is under way, or the last one. */
    bool trying;
    int64_t base, target; /* bit/s of all choices before the trial and in it */
    int64_t before;       /* what was really sent before it, in bit/s */
    baton_time began;
    baton_time risen;  /* when more was really sent; 0: not yet */
    int64_t remb_then; /* the REMB at that time */
    baton_time passed; /* when a trial was last good */
    int64_t
        failed; /* what the line has failed to carry; 0: nothing, or it has carried more since */
    int32_t daring;   /* the share of what is sent up to which a trial goes, in 1/1000 */
    baton_time wait;  /* how long the next failure delays the trial after it */
    baton_time retry; /* the next trial may begin */
};

/* A new connection: nothing is known about its line. Call this again if the network of the device has changed. */
void baton_estimate_init(struct baton_estimate *estimate, baton_time now);

/* Takes in a report. */
void baton_estimate_report(
    struct baton_estimate *estimate, const struct baton_estimate_report *report, baton_time now);

/* Returns what may be used until the next report. */
struct baton_budget baton_estimate_budget(const struct baton_estimate *estimate, baton_time now);

/* Notes what the share-out has decided. A raise above what the line has carried so far begins a trial. */
void baton_estimate_expect(
    struct baton_estimate *estimate, const struct baton_expectation *expected, baton_time now);

/* Returns the bit/s that the line is known to carry, for reports to people: BATON_ESTIMATE_UNLIMITED if not known. */
int64_t baton_estimate_rate(const struct baton_estimate *estimate);
/* Returns the bit/s that were sent on the line in the last second. */
int64_t baton_estimate_sent(const struct baton_estimate *estimate);

#endif
