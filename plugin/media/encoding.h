/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One encoding of a stream as the receivers get it: its outgoing numbers, the slots that send it, and its counters. A
 * plain source has only encoding 0. The stream's lock guards it.
 */
#ifndef BATON_MEDIA_ENCODING_H
#define BATON_MEDIA_ENCODING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/arrival.h"
#include "media/fan_out.h"
#include "rtp/rewrite.h"
#include "rtp/temporal.h"

struct baton_encoding {
    struct baton_rewrite rewrite;
    struct baton_temporal temporal;
    struct baton_fan_out fan_out;
    baton_time closed; /* since when slots that send it get nothing; BATON_NEVER: they get it, or nobody has noticed */

    /* Packets of each temporal layer that came, and their bytes, RTP headers included. */
    uint64_t packets[BATON_TEMPORAL_LIMITS], bytes[BATON_TEMPORAL_LIMITS];
    baton_time heard; /* arrival of the last packet of a feed with several encodings */
    uint16_t width, height; /* of the last keyframe that says its size, in pixels; 0: no keyframe has said it */
    baton_time last_packet; /* arrival of the last packet; BATON_NEVER: none has come */
};

/* Keeps the memory of the fan-out, which has no slots. */
void baton_encoding_init(struct baton_encoding *encoding, enum baton_codec codec,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* Counts a packet of the feed that the stream listens to, whether or not it will be forwarded. */
void baton_encoding_count(struct baton_encoding *encoding, const struct baton_arrival *arrival);

/* Whether a slot sends the encoding or waits for it. */
static inline bool baton_encoding_is_watched(const struct baton_encoding *encoding)
{
    return encoding->fan_out.count > 0 || encoding->fan_out.waiting;
}

/* Notes a packet that baton_rewrite_pass has passed, and gives the slots their temporal layers. */
void baton_encoding_note(struct baton_encoding *encoding, const struct baton_sent *sent,
    const struct baton_payload *payload);

/* Closes a slot that sends the encoding. */
void baton_encoding_leave(struct baton_encoding *encoding, struct baton_slot *slot);

#endif
