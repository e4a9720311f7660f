/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream owns what has been sent on one continuous RTP stream, and where the next seam goes: the
 * next sequence number, a timestamp that follows real time, the next picture. Pure; whoever holds
 * a stream guards it.
 *
 * Timestamps are counted from one epoch, not from the packet before, so that small errors of many
 * seams don't add up. Only when what was sent last lies more than BATON_SEQUENCE_SLACK off (a
 * device's clock has drifted for hours) is the epoch moved, so that nobody hears a hole.
 */
#ifndef BATON_RTP_SEQUENCE_H
#define BATON_RTP_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "rtp/codec.h"
#include "rtp/intake.h"
#include "rtp/payload.h"

#define BATON_SEQUENCE_SLACK BATON_MS(50)

/* What is added to the numbers of one piece so that it continues a stream. */
struct baton_shift {
    int64_t seq;
    int64_t timestamp;
    struct baton_picture picture;
};

struct baton_sequence {
    struct baton_point last; /* the newest packet sent; before the first one, what precedes it */
    struct baton_picture picture; /* the newest picture sent */
    baton_time epoch;
    int64_t base; /* timestamp at the epoch */
    uint32_t clock_khz;
    uint32_t grid; /* seams lie on multiples of it from the last packet; 0: anywhere */
    bool started;
};

/* `seed_seq`: the number of the first packet. `seed_ts`: the timestamp at `epoch`. */
void baton_sequence_init(struct baton_sequence *stream, enum baton_codec codec, uint16_t seed_seq,
    uint32_t seed_ts, baton_time epoch);

/*
 * Finds the shift by which a piece that starts at `in` continues the stream: one number above all
 * sent, at least 1 ms later, and as late as `in->time` says. False, setting nothing: on its grid
 * the stream is ahead of real time and this packet's place is taken; try the next one (never for a
 * stream without grid, never for longer than BATON_SEQUENCE_SLACK plus one packet).
 */
bool baton_sequence_join(struct baton_sequence *stream, const struct baton_point *in,
    const struct baton_picture *picture, struct baton_shift *shift);

/* Notes that `in`, shifted, has been sent. `payload` may be NULL. */
void baton_sequence_sent(struct baton_sequence *stream, const struct baton_point *in,
    const struct baton_payload *payload, const struct baton_shift *shift);

/* A span in ticks of the stream's RTP clock. */
int64_t baton_sequence_ticks(const struct baton_sequence *stream, baton_time span);

#endif
