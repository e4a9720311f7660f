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

/* What has happened on a downlink since the last report. */
struct baton_estimate_report {
    struct baton_traffic sent;
    int64_t remb;      /* the last REMB that came, in bit/s; 0: none came. It covers the video only */
    uint32_t expected; /* packets that the receiver has expected, by its report blocks (RFC 3550 section 6.4.1) */
    uint32_t lost;     /* how many of them were lost */
    uint32_t nacked;   /* packets that generic NACKs asked for (RFC 4585 section 6.2.1) */
    baton_time rtt;    /* the last round-trip time that was measured; 0: none was */
};

/* What the share-out may use. */
struct baton_budget {
    int64_t keep;  /* the line carries this; lower slots if they take more. BATON_ESTIMATE_UNLIMITED: not known */
    int64_t climb; /* raise slots up to this sum; at most `keep`, unless `trial` */
    bool trial;    /* what is above `keep`, or above what is sent, is a trial. One stage of one slot may be raised even if
                      this goes beyond `climb`; without this, a large stage would never be tried */
};

/* What a decision of the share-out leads to. */
struct baton_expectation {
    int64_t total; /* bit/s of all choices together */
    int64_t sound; /* bit/s of the sound among them */
    bool raised;   /* this decision has raised a slot */
    bool wanted;   /* a slot would take more if the line carried more */
};

/* What one report has added; for estimate.c only. */
struct baton_estimate_sample {
    baton_time span; /* since the report before */
    int64_t bits;
    uint32_t packets, expected, lost, nacked;
};

/* For estimate.c only. */
struct baton_estimate {
    struct baton_estimate_sample samples[BATON_ESTIMATE_TICKS];
    unsigned next; /* the sample that the next report replaces */
    baton_time reported;

    int64_t remb;                    /* the last one; 0: none has come */
    baton_time remb_rose, remb_fell; /* when a REMB was last above or below the one before; 0: never */
    baton_time rtt, rtt_before, rtt_at; /* the last two round-trip times, and when the last came; 0: none has come */
    baton_time heard;                /* when report blocks last came; 0: never */
    baton_time least[2], least_since; /* the shortest round-trip times of this window and of the one before */

    struct baton_expectation expected;
    int64_t limit;   /* what the line carries; BATON_ESTIMATE_UNLIMITED: not known */
    int64_t carried; /* the most that the line has carried without trouble */
    int32_t blamed, floor; /* loss, in 1/1000: at the last fall of the limit, and that which no fall has changed */
    baton_time lowered, unwanted; /* when the limit last fell, and since when no slot wants more; 0: never */

    bool trying; /* a trial is under way */
    int64_t base, target, before; /* of the trial: bit/s of the choices before and in it, and what was sent before it */
    baton_time began, risen; /* of the trial: its begin, and when more was really sent; 0: not yet */
    baton_time passed;       /* when the last trial was good */
    int64_t failed;          /* what the line did not carry in the last trial that has failed; 0: carried since */
    baton_time wait, retry;  /* after the next failure, and when the next trial may begin */
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
/* Returns the bit/s that were sent of late, on the line. */
int64_t baton_estimate_sent(const struct baton_estimate *estimate);

#endif
