/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One RTP stream as the receivers get it. It stays continuous when another device feeds it. A source (plugin/state) has
 * one stream.
 *
 * A stream listens to one feed, which it knows by the feed's generation (feed.h). Each function takes the stream's lock
 * itself. Functions of the control thread hold the lock for a few instructions. Functions of the packet path hold it
 * for one packet and its fan-out.
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
#include "media/selection.h"
#include "media/slot.h"
#include "rtp/codec.h"

struct baton_stream; /* defined in stream.c */

/*
 * `seed_seq` and `seed_ts` are random numbers with which the outgoing stream starts (RFC 3550
 * §5.1). `pt` is the payload type of all outgoing packets. NULL if memory ran out.
 */
struct baton_stream *baton_stream_new(struct baton_media *media, enum baton_codec codec, uint8_t pt,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* Empties the stream's slots, unbinds its feeds, and gives the stream back to its pool. */
void baton_stream_release(struct baton_stream *stream);

/*
 * Makes the stream listen to this generation, without a gate (first publish, forced commit). If the generation is 0, or
 * is not bound to this stream, the stream listens to no feed. Video opens at the next keyframe, and Baton asks the
 * device for this keyframe.
 */
void baton_stream_take(struct baton_stream *stream, uint64_t generation);

/*
 * Adds the stream to a closed gate. `generation` is the generation that will take over. 0 means that the new device
 * does not feed this stream: nothing is sent on the stream after the gate has fired.
 *
 * When the gate has fired, each stream changes to the new generation at that generation's next packet (video: at the
 * start of a keyframe). The primary video changes at the keyframe that fired the gate.
 *
 * Until its change, audio and a second video of the old device go on, within the overlaps of upstream.h. The old
 * device's primary video ends when the gate fires. The streams without a new generation end then, too.
 */
void baton_stream_prepare(
    struct baton_stream *stream, struct baton_gate *gate, uint64_t generation);

/*
 * Makes a prepared stream listen to this generation until the gate fires: the device that feeds it so far sends on
 * another feed now. The swap goes on as if nothing had happened. If the gate has fired already, or if the stream is not
 * prepared, the feed does not get the stream.
 */
void baton_stream_replace(struct baton_stream *stream, uint64_t generation);

/* Arms a gate. Asks the new device for a keyframe on each prepared stream on which it already sends. */
void baton_stream_arm_gate(struct baton_gate *gate);

/*
 * Makes every stream that is prepared for the gate forget the gate. If the gate has not fired, the streams go on as
 * before. If it has fired, a generation that has not taken over yet still takes over at its next packet, as above. Call
 * this before baton_gate_release.
 */
void baton_stream_settle_gate(struct baton_gate *gate);

/*
 * A muted stream forwards no packet of any device after this call has returned. Swaps still take place. After unmuting,
 * video opens at the next keyframe, and Baton asks the device for this keyframe.
 */
void baton_stream_mute(struct baton_stream *stream, bool muted);

struct baton_stream_stats {
    uint64_t packets;       /* packets forwarded; each counts once, not once for each slot */
    uint64_t bytes;         /* bytes of these packets, RTP headers included */
    uint64_t dropped;       /* packets not forwarded: late, muted, only padding, wrong feed, wrong payload type */
    uint64_t generation;    /* the generation that the stream listens to; 0: no feed */
    uint64_t switches;      /* how often the stream changed to another generation */
    uint64_t plis;          /* PLIs sent to devices */
    int level;              /* smoothed audio level: 0 (loudest) to 127 (silent, or no packet yet) */
    bool level_guessed;     /* the level is a guess, because the device sends no levels */
    baton_time last_packet; /* arrival of the last forwarded packet; BATON_NEVER: no packet yet */
    bool muted;
    size_t slots; /* number of slots to which the stream is sent */
};

/* Sets `stats` to a consistent copy of the stream's counters. */
void baton_stream_stats(struct baton_stream *stream, struct baton_stream_stats *stats);

/* Sets `out` to the encodings of the stream, and returns how many the feed has that the stream listens to. */
size_t baton_stream_encodings(
    struct baton_stream *stream, baton_time now, struct baton_encoding_report out[BATON_ENCODINGS]);

/* --- control thread, for port.c --------------------------------------------------------------- */

enum baton_codec baton_stream_codec(const struct baton_stream *stream);

/* Binds a feed that is not bound and whose format is known. */
void baton_stream_add_feed(struct baton_stream *stream, struct baton_feed *feed,
    uint64_t generation);
/* Unbinds a feed. If the stream listened to this feed, the stream then listens to no feed. */
void baton_stream_remove_feed(struct baton_stream *stream, struct baton_feed *feed);

/* Puts the stream on an empty slot. Nothing is sent on the slot yet. */
void baton_stream_add_slot(struct baton_stream *stream, struct baton_slot *slot);
/* Stops sending, and empties the slot. */
void baton_stream_remove_slot(struct baton_stream *stream, struct baton_slot *slot);
/* Begins to send on a slot that has this stream. False if memory ran out. */
bool baton_stream_attach(struct baton_stream *stream, struct baton_slot *slot, baton_time now);
void baton_stream_detach(struct baton_stream *stream, struct baton_slot *slot);
/* Chooses the encoding and the temporal layers of a slot that has this stream. */
void baton_stream_choose(struct baton_stream *stream, struct baton_slot *slot,
    struct baton_slot_choice choice, baton_time now);
/* Returns what is sent on a slot that has this stream. */
struct baton_slot_choice baton_stream_choice(
    struct baton_stream *stream, const struct baton_slot *slot);
/* Adds what was sent on a slot that has this stream. */
void baton_stream_add_sent(struct baton_stream *stream, const struct baton_slot *slot,
    uint64_t *bytes, uint64_t *packets);

/* --- packet path, for relay.c ----------------------------------------------------------------- */

/* Forwards or drops a packet that its feed has accepted. */
void baton_stream_carry(struct baton_stream *stream, const struct baton_arrival *arrival);
/* Counts a packet that its feed has not accepted. */
void baton_stream_drop(struct baton_stream *stream);
/* Call this when the first audio of a device has come. `generation` is the generation of the device's primary video. */
void baton_stream_hear(struct baton_stream *stream, uint64_t generation, baton_time now);
/* The receiver of this slot asks for a keyframe. */
void baton_stream_request_keyframe(
    struct baton_stream *stream, const struct baton_slot *slot, baton_time now);

#endif
