/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream owns one RTP stream as it leaves for the receivers: it stays continuous, whatever device
 * feeds it. A source (plugin/state) has one stream.
 *
 * A stream listens to one feed, which it names by the feed's generation (feed.h). Each function
 * takes the stream's lock itself: those of the control thread for a few instructions, those of the
 * packet path for one packet and its fan-out.
 */
#ifndef BATON_MEDIA_STREAM_H
#define BATON_MEDIA_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/arrival.h"
#include "media/feed.h"
#include "media/gate.h"
#include "media/media.h"
#include "media/slot.h"
#include "rtp/codec.h"

struct baton_stream; /* known to stream.c alone */

/*
 * `seed_seq`, `seed_ts`: random starts of the outgoing stream (RFC 3550 §5.1). `pt`: the payload
 * type every packet leaves with. NULL when out of memory.
 */
struct baton_stream *baton_stream_new(struct baton_media *media, enum baton_codec codec, uint8_t pt,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* Empties every slot it is put on, unbinds every feed bound to it, and gives it back. */
void baton_stream_release(struct baton_stream *stream);

/*
 * The stream listens to this generation from now on, without a gate (first publish, forced
 * commit). 0, or a generation that is not bound to it: it listens to no feed. Video opens at the
 * next keyframe, which is asked for.
 */
void baton_stream_take(struct baton_stream *stream, uint64_t generation);

/*
 * Prepares a closed gate with the generation that is to take over. 0 means that the new device does
 * not feed this stream: no packet leaves on it after the gate has fired.
 *
 * When the gate has fired, each stream changes to the new generation at that generation's next
 * packet (video: at the start of a keyframe), the primary video at the very packet that fired.
 * Until then the old device's audio and second videos go on, within the overlaps of upstream.h. Its
 * primary video, and streams without a new generation, end at once.
 */
void baton_stream_prepare(
    struct baton_stream *stream, struct baton_gate *gate, uint64_t generation);

/* Arms a gate and asks the new device for keyframes on every stream prepared with it. */
void baton_stream_arm_gate(struct baton_gate *gate);

/*
 * Makes every stream prepared with the gate forget it. If the gate has not fired, the streams go
 * on as before. If it has, a generation that has not taken over yet still does at its next packet,
 * as above. To be called before baton_gate_release.
 */
void baton_stream_settle_gate(struct baton_gate *gate);

/*
 * A muted stream forwards nothing, whichever device feeds it, from the packet after this call on.
 * Swaps go on. Unmuted video opens at the next keyframe, which is asked for.
 */
void baton_stream_mute(struct baton_stream *stream, bool muted);

struct baton_stream_stats {
    uint64_t packets;       /* forwarded; counted once per packet, not per slot */
    uint64_t bytes;         /* of these, RTP headers included */
    uint64_t dropped;       /* late, gated, muted, foreign */
    uint64_t generation;    /* listened to; 0: none */
    uint64_t switches;      /* generations opened after the first */
    uint64_t plis;          /* sent to devices */
    int level;              /* smoothed: 0 loudest..127 silent or unknown */
    baton_time last_packet; /* arrival of the last forwarded packet; BATON_NEVER: none */
    bool muted;
    size_t slots; /* it is sent to */
};

/* A consistent copy of the stream's counters. */
void baton_stream_stats(struct baton_stream *stream, struct baton_stream_stats *stats);

/* --- control thread, for port.c --------------------------------------------------------------- */

enum baton_codec baton_stream_codec(const struct baton_stream *stream);

/* Binds a feed that is not bound. */
void baton_stream_add_feed(struct baton_stream *stream, struct baton_feed *feed,
    uint64_t generation, bool primary, uint8_t pt);
/* Unbinds a feed. If the stream listens to it, it listens to no feed from now on. */
void baton_stream_remove_feed(struct baton_stream *stream, struct baton_feed *feed);

/* Puts the stream on an empty slot, without sending on it yet. */
void baton_stream_add_slot(struct baton_stream *stream, struct baton_slot *slot);
/* Stops sending, and empties the slot. */
void baton_stream_remove_slot(struct baton_stream *stream, struct baton_slot *slot);
/* Begins to send on a slot that the stream is put on. False when out of memory. */
bool baton_stream_attach(struct baton_stream *stream, struct baton_slot *slot);
void baton_stream_detach(struct baton_stream *stream, struct baton_slot *slot);

/* --- packet path, for relay.c ----------------------------------------------------------------- */

/* Forwards a packet that its feed has accepted, or drops it. */
void baton_stream_carry(struct baton_stream *stream, const struct baton_arrival *arrival);
/* Counts a packet that its feed has not accepted. */
void baton_stream_drop(struct baton_stream *stream);
/* This stream's primary video has this generation, and its device's first audio has come. */
void baton_stream_hear(struct baton_stream *stream, uint64_t generation, baton_time now);
/* The receiver behind this slot asks for a keyframe. */
void baton_stream_request_keyframe(
    struct baton_stream *stream, const struct baton_slot *slot, baton_time now);

#endif
