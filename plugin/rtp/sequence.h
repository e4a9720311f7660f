/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sequence owns the numbers that have been sent on one continuous RTP stream, and the numbers with
 * which another piece continues it: the next sequence number, a timestamp that follows real time,
 * the next picture. Pure; the owner of a sequence guards it.
 *
 * Timestamps are counted from one epoch, not from the packet before, so that the small errors of
 * many pieces don't add up. The epoch moves only when the last packet's timestamp is more than
 * BATON_SEQUENCE_SLACK off, after a device's clock has drifted for hours. Otherwise receivers would
 * hear a gap.
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
    uint32_t grid; /* a new piece begins at a multiple of it after the last packet; 0: anywhere */
    bool started;
};

/* `seed_seq`: the number of the first packet. `seed_ts`: the timestamp at `epoch`. */
void baton_sequence_init(struct baton_sequence *sequence, enum baton_codec codec, uint16_t seed_seq,
    uint32_t seed_ts, baton_time epoch);

/*
 * Finds the shift by which a piece that starts at `in` continues the stream: one number above all
 * sent, at least 1 ms later, and as late as `in->time` says. False, setting nothing: on its grid
 * the stream is ahead of real time and this packet's place is taken; try the next one (never for a
 * stream without grid, never for longer than BATON_SEQUENCE_SLACK plus one packet).
 */
bool baton_sequence_join(struct baton_sequence *sequence, const struct baton_point *in,
    const struct baton_picture *picture, struct baton_shift *shift);

/* Notes that `in`, shifted, has been sent. `payload` may be NULL. */
void baton_sequence_sent(struct baton_sequence *sequence, const struct baton_point *in,
    const struct baton_payload *payload, const struct baton_shift *shift);

/* A span in ticks of the stream's RTP clock. */
int64_t baton_sequence_ticks(const struct baton_sequence *sequence, baton_time span);

#endif
