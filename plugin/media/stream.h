/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source owns one published track as everyone else sees it: a virtual RTP stream that stays
 * continuous whatever device feeds it.
 *
 * A *feed* is one m-line of an uplink bound to a source under a *generation*, a number never used
 * twice in a process: it says which feed a source listens to. Everything here is called by the
 * control thread alone. Each function takes the source's lock for a few instructions.
 */
#ifndef BATON_MEDIA_STREAM_H
#define BATON_MEDIA_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/codec.h"
#include "media/gate.h"

/*
 * After its gate has fired, a source that waits for the taking device's first packet goes on with
 * the old device for at most so long: one packet of audio (RFC 6716 §2.1.4: up to 120 ms), the
 * keyframe of a second video.
 */
#define BATON_STREAM_AUDIO_OVERLAP BATON_MS(120)
#define BATON_STREAM_VIDEO_OVERLAP BATON_SECONDS(1)

struct baton_media;
struct baton_stream;

/*
 * `seed_seq`, `seed_ts`: random starts of the outgoing stream (RFC 3550 §5.1). `pt`: the payload
 * type every packet leaves with. NULL when out of memory.
 */
struct baton_stream *baton_stream_new(struct baton_media *media, enum baton_codec codec, uint8_t pt,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* Empties every slot it is on and gives it back. Feeds that still name it go deaf. */
void baton_stream_release(struct baton_stream *source);

/*
 * The source listens to this generation from now on, without a gate (first publish, forced
 * hand-over). 0, or a generation that is not bound to it: to nobody. Video opens at the next
 * keyframe, which is asked for.
 */
void baton_stream_take(struct baton_stream *source, uint64_t generation);

/*
 * Prepares a gate with the generation that is to take over; 0 when the taking device does not feed
 * this source, which then falls silent when the gate fires. To be done before the gate is armed.
 *
 * When it has fired, each source hands over at the taking generation's next packet (video: at the
 * start of a keyframe), the primary video at the very packet that fired. Until then the old
 * device's audio and second videos run on, within the overlaps above; its primary video, and
 * sources nobody takes, end at once.
 */
void baton_stream_prepare(
    struct baton_stream *source, struct baton_gate *gate, uint64_t generation);

/*
 * Forgets the gate on this source. If it has not fired the source goes on as before. If it has, a
 * generation that has not taken over yet still does at its next packet, as above.
 */
void baton_stream_settle(struct baton_stream *source, struct baton_gate *gate);

/*
 * A muted source forwards nothing, whoever feeds it, from the packet after this call on. Hand-overs
 * go on. Unmuted video opens at the next keyframe, which is asked for.
 */
void baton_stream_mute(struct baton_stream *source, bool muted);

struct baton_stream_stats {
    uint64_t packets;       /* forwarded; counted once per packet, not per slot */
    uint64_t bytes;         /* of these, RTP headers included */
    uint64_t dropped;       /* late, gated, muted, foreign */
    uint64_t generation;    /* listened to; 0: nobody */
    uint64_t switches;      /* generations opened after the first */
    uint64_t plis;          /* sent upstream */
    int level;              /* smoothed: 0 loudest..127 silent or unknown */
    baton_time last_packet; /* arrival of the last forwarded packet; BATON_NEVER: none */
    bool muted;
    size_t slots; /* it is sent to */
};

/* A consistent copy of what the source has seen and sent. */
void baton_stream_stats(struct baton_stream *source, struct baton_stream_stats *stats);

#endif
