/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake owns the order of the packets of one feed, before any packet is forwarded or dropped:
 * their sequence numbers beyond 16 bits, their place in time, and the *runs* of the feed. A new run
 * begins when the device begins anew with another SSRC or another numbering. Pure; one thread.
 */
#ifndef BATON_RTP_INTAKE_H
#define BATON_RTP_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "rtp/anchor.h"
#include "rtp/rtp.h"

/* A packet this far behind the newest one is dropped: SRTP accepts none that is older. */
enum { BATON_INTAKE_BEHIND = 128 };
/* A packet further ahead than this does not fit (RFC 3550 appendix A.1, MAX_DROPOUT). */
enum { BATON_INTAKE_AHEAD = 3000 };
/* When no packet has fitted for so long, a packet that does not fit begins a new run. */
#define BATON_INTAKE_PATIENCE BATON_MS(250)
/* For so long after a change of SSRC, packets with the SSRC before it are dropped as late. */
#define BATON_INTAKE_FORMER BATON_SECONDS(1)

/* A packet's place in a stream. */
struct baton_point {
    int64_t seq;       /* sequence number, extended */
    int64_t timestamp; /* RTP timestamp, extended */
    baton_time time;   /* when it was due to arrive, jitter taken out */
};

struct baton_taken {
    struct baton_point point;
    uint32_t run; /* which run of the feed it belongs to; extended numbers compare within one */
    bool newest;  /* no packet with a higher number has come before it */
};

struct baton_intake {
    struct baton_anchor anchor;
    int64_t newest;
    baton_time fitted; /* arrival of the last packet that fitted */
    baton_time parted; /* when the former SSRC was left */
    uint32_t ssrc;
    uint32_t former; /* the SSRC before this one, if has_former */
    uint32_t run;
    bool started;
    bool has_former;
    bool misfit; /* the last packet did not fit */
};

void baton_intake_init(struct baton_intake *intake);

/*
 * Takes a packet. Returns false, setting nothing, if the packet is too late, or has the SSRC before
 * the current one, or a sequence number so far off that others must follow before it counts.
 */
bool baton_intake_take(struct baton_intake *intake, const struct baton_rtp *rtp, uint32_t clock_khz,
    baton_time arrival, struct baton_taken *taken);

#endif
