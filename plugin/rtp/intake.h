/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake owns how the packets of one feed hang together before anybody decides what to do with
 * them: their sequence beyond 16 bits, their place in time, and where the device has begun anew
 * (another SSRC, another numbering), which is called a run. Pure; one thread.
 */
#ifndef BATON_RTP_INTAKE_H
#define BATON_RTP_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "rtp/anchor.h"
#include "rtp/rtp.h"

/* A packet this far behind the newest is late beyond use: SRTP looks back no further either. */
enum { BATON_INTAKE_BEHIND = 128 };
/* A packet further ahead than this does not fit (RFC 3550 appendix A.1, MAX_DROPOUT). */
enum { BATON_INTAKE_AHEAD = 3000 };
/* When nothing has fitted for so long, what does not fit is a new run. */
#define BATON_INTAKE_PATIENCE BATON_MS(250)
/* After a change of SSRC, packets of the one before are late ones for so long. */
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
 * Takes a packet. Returns false, setting nothing, if it is late beyond use, of an SSRC just left,
 * or so far off that it is waited whether others follow it.
 */
bool baton_intake_take(struct baton_intake *intake, const struct baton_rtp *rtp, uint32_t clock_khz,
    baton_time arrival, struct baton_taken *taken);

#endif
