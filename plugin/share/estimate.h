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
 *     baton_estimate_expect(&estimate, plan.total, plan.wanted, now);
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
    struct baton_traffic sound, video; /* what was sent */
    int64_t remb;     /* the last REMB that came, in bit/s; 0: none came. It covers the video only */
    bool received;    /* a receiver report with a block came. If not, `lost` and `rtt` are 0 */
    uint8_t lost;     /* the largest fraction lost in these blocks, in 1/256 (RFC 3550 section 6.4.1) */
    baton_time rtt;   /* the longest round-trip time of these blocks; 0: not known */
    uint32_t nacked;  /* packets that generic NACKs asked for (RFC 4585 section 6.2.1) */
};

/* What the share-out may use. */
struct baton_budget {
    int64_t keep;   /* the line carries this; give slots less if they take more. BATON_ESTIMATE_UNLIMITED: not known */
    int64_t climb;  /* raise slots up to this sum. It can be above `keep`: this is a trial. 0: raise nothing now */
    bool congested; /* the line is carrying less than what is sent: do not wait with giving less */
};

struct baton_estimate {
    int placeholder;
};

/* A new connection: nothing is known about its line. Call this again if the network of the device has changed. */
void baton_estimate_init(struct baton_estimate *estimate, baton_time now);

/* Takes in a report. */
void baton_estimate_report(
    struct baton_estimate *estimate, const struct baton_estimate_report *report, baton_time now);

/* Returns what may be used until the next report. */
struct baton_budget baton_estimate_budget(const struct baton_estimate *estimate, baton_time now);

/*
 * Notes what the share-out has decided: the bit/s of all choices together, and whether a slot would take more if
 * it got more. A `total` above what the line has proven to carry begins a trial.
 */
void baton_estimate_expect(
    struct baton_estimate *estimate, int64_t total, bool wanted, baton_time now);

/* Returns the bit/s that the line is known to carry, for reports to people: BATON_ESTIMATE_UNLIMITED if not known. */
int64_t baton_estimate_rate(const struct baton_estimate *estimate);
/* Returns the bit/s that were sent of late, on the line. */
int64_t baton_estimate_sent(const struct baton_estimate *estimate);

#endif
