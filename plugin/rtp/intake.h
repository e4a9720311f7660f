/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of the packets of one feed, before any packet is forwarded or dropped. An intake extends
 * sequence numbers beyond 16 bits, finds when each packet was due, and counts the *runs* of the
 * feed. A new run begins when the device changes its SSRC or starts its numbering again. Pure; one
 * thread.
 */
#ifndef BATON_RTP_INTAKE_H
#define BATON_RTP_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "rtp/anchor.h"
#include "rtp/rtp.h"

/*
 * A packet *fits* if its number is less than BATON_INTAKE_BEHIND below the newest number, and at most
 * BATON_INTAKE_AHEAD above the newest number. SRTP accepts no packet that is further behind. BATON_INTAKE_AHEAD is
 * MAX_DROPOUT of RFC 3550 appendix A.1.
 */
enum { BATON_INTAKE_BEHIND = 128, BATON_INTAKE_AHEAD = 3000 };
/*
 * A packet that does not fit begins a new run if the packet before it did not fit either, and if no
 * packet has fitted for this time.
 */
#define BATON_INTAKE_PATIENCE BATON_MS(250)
/* For this time after a change of SSRC, packets with the previous SSRC are dropped as late. */
#define BATON_INTAKE_FORMER BATON_SECONDS(1)

/* A packet's place in a stream. */
struct baton_point {
    int64_t seq;       /* sequence number, extended to 64 bits */
    int64_t timestamp; /* RTP timestamp, extended to 64 bits */
    baton_time time;   /* when the packet would have arrived without jitter */
};

struct baton_taken {
    struct baton_point point;
    uint32_t run; /* the run of the packet; only numbers of the same run can be compared */
    bool newest;  /* no packet with a higher number has come before this packet */
};

struct baton_intake {
    struct baton_anchor anchor;
    int64_t newest;
    baton_time fitted; /* arrival of the last packet that fitted */
    baton_time parted; /* when the SSRC changed */
    uint32_t ssrc;
    uint32_t former; /* the previous SSRC, if has_former */
    uint32_t run;
    bool started;
    bool has_former;
    bool misfit; /* the last packet did not fit */
};

void baton_intake_init(struct baton_intake *intake);

/*
 * Takes a packet. Returns false, and does not set `taken`, if the packet comes too late, has the
 * previous SSRC, or has a number that does not fit and does not begin a new run either.
 */
bool baton_intake_take(struct baton_intake *intake, const struct baton_rtp *rtp, uint32_t clock_khz,
    baton_time arrival, struct baton_taken *taken);

#endif
