/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The feed that a stream listens to, the next feed, which is to take over, and the requests for
 * keyframes to both. An upstream is a part of a stream; the stream's lock is held in every function
 * here.
 *
 * If a function returns true, the current feed has changed and the stream must be opened again.
 */
#ifndef BATON_MEDIA_UPSTREAM_H
#define BATON_MEDIA_UPSTREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/arrival.h"
#include "media/gate.h"
#include "media/keyframe_buffer.h"
#include "media/packet.h"
#include "media/selection.h"
#include "rtp/pacer.h"

/*
 * How long a stream goes on with the old device after the gate has fired, while it waits for the
 * new device's first packet: for audio, one packet (RFC 6716 §2.1.4: up to 120 ms); for a second
 * video, the usual time until a keyframe comes.
 */
#define BATON_UPSTREAM_AUDIO_OVERLAP BATON_MS(120)
#define BATON_UPSTREAM_VIDEO_OVERLAP BATON_SECONDS(1)

struct baton_feeder_line {
    struct baton_pacer pacer; /* limits the requests */
    uint32_t ssrc;            /* of the last packet */
    baton_time heard;         /* its arrival; BATON_NEVER: none has come. Only noted for several encodings */
};

/* The data of a feed that a stream uses. Requests for a keyframe are sent to the feed's m-line. */
struct baton_feeder {
    uint64_t generation; /* 0: no feed */
    void *handle;
    int mindex;
    uint8_t count; /* encodings */
    uint8_t first; /* see struct baton_feed_format */
    struct baton_feeder_line lines[BATON_ENCODINGS];
};

struct baton_upstream {
    const struct baton_media_host *host;
    bool video;
    bool muted;   /* the stream forwards nothing, so it needs no keyframe */
    bool pending; /* `next` is to take over */
    struct baton_feeder current;
    struct baton_feeder next;
    const struct baton_selection *selection; /* which encodings the slots want */
    struct baton_gate *gate; /* `next` waits until this gate fires; NULL: it need not wait */
    struct baton_keyframe_buffer
        *ripe;               /* packets to forward now, because the gate has fired; or NULL */
    baton_time due;          /* pending without a gate: when `next` may take over */
    baton_time pli_interval; /* the shortest time between two requests, for the pacers */
    uint64_t plis;           /* number of requests sent (PLI or FIR) */
};

void baton_upstream_init(struct baton_upstream *upstream, const struct baton_media_host *host,
    const struct baton_selection *selection, bool video, baton_time pli_interval);

/* Notes a packet of a feed with several encodings. */
void baton_upstream_note(struct baton_upstream *upstream, const struct baton_arrival *arrival);
/* Returns the encodings of which packets have come within BATON_SELECTION_LIVE, as a set. */
unsigned baton_feeder_live(const struct baton_feeder *feeder, baton_time now);

/* Asks for a keyframe of one encoding, but not more often than its pacer allows. */
void baton_upstream_want_keyframe(
    struct baton_upstream *upstream, unsigned encoding, baton_time now);
/* Asks for a keyframe of each encoding that slots want, without waiting for the pacers, unless a requested keyframe has
 * not come yet. */
void baton_upstream_force_keyframe(struct baton_upstream *upstream);

/* Sends a request that came too early before, if the pacer allows it now. */
void baton_upstream_ask_wanted(
    struct baton_upstream *upstream, unsigned encoding, baton_time now);

/* --- the control thread ----------------------------------------------------------------------- */

/* Makes the stream listen to no feed. */
void baton_upstream_clear(struct baton_upstream *upstream);
/* Makes the stream listen to `feeder`. */
bool baton_upstream_take(struct baton_upstream *upstream, const struct baton_feeder *feeder);
/* Makes the stream listen to `feeder` until its gate fires, and keeps the next feed. Changes nothing if the stream
 * waits for no gate, or if the gate has fired. */
bool baton_upstream_replace(struct baton_upstream *upstream, const struct baton_feeder *feeder);
/* Makes `feeder` the next feed, which is to take over when the gate has fired. */
bool baton_upstream_prepare(
    struct baton_upstream *upstream, struct baton_gate *gate, const struct baton_feeder *feeder);
/* Forgets the gate, whether it has fired or not. */
bool baton_upstream_settle(struct baton_upstream *upstream, struct baton_gate *gate);
/* Call this when the feed with this generation has ended. */
bool baton_upstream_lose(struct baton_upstream *upstream, uint64_t generation);
/* Asks the feed that is to take over for a keyframe. */
void baton_upstream_ask_next(struct baton_upstream *upstream);

/* --- the packet path -------------------------------------------------------------------------- */

/* Whether requests go to the next feed. They do so as soon as the next feed need not wait for a gate. */
static inline bool baton_upstream_asks_next(const struct baton_upstream *upstream)
{
    return upstream->pending && !upstream->gate;
}

/* Whether the overlap is over, so that the current feed must not go on. */
static inline bool baton_upstream_is_overdue(const struct baton_upstream *upstream, baton_time now)
{
    return baton_upstream_asks_next(upstream) &&
           now - upstream->due >
               (upstream->video ? BATON_UPSTREAM_VIDEO_OVERLAP : BATON_UPSTREAM_AUDIO_OVERLAP);
}

/* Whether the stream may forward this packet. Inline, because it is called for every packet. */
static inline bool baton_upstream_admits(
    struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    if (arrival->generation != upstream->current.generation || upstream->muted ||
        baton_upstream_is_overdue(upstream, arrival->packet->arrival))
        return false;
    if (arrival->payload.keyframe)
        baton_pacer_keyframe(&upstream->current.lines[arrival->encoding].pacer);
    return true;
}

/*
 * While pending: changes to the next feed if this packet allows it. Then baton_upstream_take_ripe returns the packets
 * that must be forwarded before this packet.
 */
bool baton_upstream_follow(struct baton_upstream *upstream, const struct baton_arrival *arrival);
/* Returns the buffered packets that must be forwarded now, or NULL. */
static inline struct baton_keyframe_buffer *baton_upstream_take_ripe(
    struct baton_upstream *upstream)
{
    struct baton_keyframe_buffer *ripe = upstream->ripe;

    upstream->ripe = NULL;
    return ripe;
}
/* The stream cannot open at this packet of `current`: asks for a keyframe. */
void baton_upstream_ask_again(struct baton_upstream *upstream, const struct baton_arrival *arrival);
/*
 * Called when a packet of an encoding is forwarded at `now`: asks for a keyframe if a request that came too early
 * is due now. Inline, because it is called for every packet.
 */
static inline void baton_upstream_ask_due(
    struct baton_upstream *upstream, unsigned encoding, baton_time now)
{
    if (upstream->current.lines[encoding].pacer.wanted ||
        upstream->next.lines[encoding].pacer.wanted)
        baton_upstream_ask_wanted(upstream, encoding, now);
}
/*
 * Called when the first audio of a device has come. `generation` is the generation of the device's primary video. If a
 * keyframe has waited for the audio, changes to the next feed, as baton_upstream_follow.
 */
bool baton_upstream_hear(struct baton_upstream *upstream, uint64_t generation, baton_time now);

#endif
