/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of one continuous RTP stream that consists of *pieces*: the packets of one feed after
 * another. A sequence notes the numbers that were sent, and finds the numbers with which the next piece
 * continues: the next sequence number, a timestamp that follows real time, the next picture number.
 * Pure; the owner of a sequence guards it.
 *
 * Timestamps count from one epoch, not from the previous packet, so that the small errors of many
 * pieces do not add up. The epoch moves only if the last packet's timestamp is behind by more than
 * BATON_SEQUENCE_SLACK, as after hours of drift of a device's clock. Without that, receivers would
 * hear a gap at the next piece. A stream can also be ahead of the epoch by more than that, because the first packets of
 * a piece came late under overload. Then it comes back in the next longer pause between two pieces.
 *
 * A stream with a grid can only continue in whole packets, but the packets of two feeds lie anywhere between each
 * other. A piece therefore begins as soon as possible, up to one packet early. It may make the stream run ahead of the
 * epoch by BATON_SEQUENCE_LEAD: receivers play an early packet in time, but they have to make up for a late one.
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
/* A stream that comes back to its epoch makes the pause between two pieces shorter, but not shorter than this. */
#define BATON_SEQUENCE_PAUSE BATON_MS(250)
/* A piece of video may begin with a picture that is so much older than the last packet, because a keyframe has waited
 * for its own last packet (media/keyframe_buffer.h). If it is older, the clock of the feed has jumped back. */
#define BATON_SEQUENCE_BEHIND BATON_MS(300)
/* How far a piece may make a stream with a grid run ahead of its epoch. */
#define BATON_SEQUENCE_LEAD BATON_MS(80)
/* A piece does not begin sooner than this after the last packet of a stream with a grid. A wait for the next packet is
 * then hardly longer than a packet, and the stream runs ahead less. */
#define BATON_SEQUENCE_SOON BATON_MS(5)

/* The numbers to add to the numbers of one piece so that the piece continues the stream. */
struct baton_shift {
    int64_t seq;
    int64_t timestamp;
    struct baton_picture picture;
};

struct baton_sequence {
    /* The newest packet sent; at first, made from the seeds. Its timestamp and time are those of the packet with the
     * highest timestamp, which differs if frames are reordered. */
    struct baton_point last;
    struct baton_picture picture; /* the newest picture sent */
    baton_time epoch;
    int64_t base; /* timestamp at the epoch */
    uint32_t clock_khz;
    uint32_t grid; /* a piece begins n * grid ticks after the last packet; 0: at any tick */
    bool reorders; /* frames are not sent in the order of their timestamps */
    bool started;
};

/* `seed_seq` is the number of the first packet, `seed_ts` the timestamp at `epoch`. */
void baton_sequence_init(struct baton_sequence *sequence, enum baton_codec codec, uint16_t seed_seq,
    uint32_t seed_ts, baton_time epoch);

/*
 * Finds the shift by which a piece that starts at `in` continues the stream: with the number after
 * the highest number sent, and a timestamp that fits `in->time` and is at least 1 ms later.
 *
 * Returns false, and does not set `shift`, if this packet comes too soon after the last packet for the next timestamp
 * of the grid. Then try the next packet. This never happens without a grid, and never for longer than one packet.
 */
bool baton_sequence_join(struct baton_sequence *sequence, const struct baton_point *in,
    const struct baton_picture *picture, struct baton_shift *shift);

/* Returns by how many ticks the timestamp of a piece that starts at `in` is later than its time says; at least 0. It is
 * always 0 on a grid. */
int64_t baton_sequence_excess(const struct baton_sequence *sequence, const struct baton_point *in,
    const struct baton_shift *shift);

/* Notes that the packet `in` was sent with `shift` added to its numbers. `payload` may be NULL. */
void baton_sequence_sent(struct baton_sequence *sequence, const struct baton_point *in,
    const struct baton_payload *payload, const struct baton_shift *shift);

/* Converts a duration to ticks of the stream's RTP clock. */
int64_t baton_sequence_ticks(const struct baton_sequence *sequence, baton_time span);

#endif
