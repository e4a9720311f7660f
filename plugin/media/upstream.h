/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * upstream owns which feed a stream listens to, which feed is to take over and what it waits for,
 * and asks these feeds for keyframes. It is a part of a stream; the stream's lock is held in every
 * function here.
 *
 * Functions that return true have changed the feed: the stream must be opened anew.
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
#include "rtp/pacer.h"

/*
 * After its gate has fired, a stream that waits for the new device's first packet goes on with the
 * old device for at most so long: for audio one packet (RFC 6716 §2.1.4: up to 120 ms), for a
 * second video the time to a keyframe.
 */
#define BATON_UPSTREAM_AUDIO_OVERLAP BATON_MS(120)
#define BATON_UPSTREAM_VIDEO_OVERLAP BATON_SECONDS(1)

/* A feed as a stream sees it. Requests for a keyframe go to its m-line. */
struct baton_feeder {
    uint64_t generation; /* 0: no feed */
    void *handle;
    int mindex;
};

struct baton_upstream {
    const struct baton_media_host *host;
    bool video;
    bool muted;   /* the stream forwards nothing, so it needs no keyframe */
    bool pending; /* `next` is to take over */
    struct baton_feeder current;
    struct baton_feeder next;
    struct baton_gate *gate;       /* `next` must wait for it; NULL: no longer */
    baton_time due;                /* since when `next` may take over, if pending without gate */
    baton_time pli_interval;       /* for pacers */
    struct baton_pacer pacer;      /* of requests to `current` */
    struct baton_pacer next_pacer; /* of requests to `next`, while pending */
    uint64_t plis;                 /* sent */
};

void baton_upstream_init(struct baton_upstream *upstream, const struct baton_media_host *host,
    bool video, baton_time pli_interval);

/* A keyframe is wanted: asks for it, but not more often than the pacer allows. */
void baton_upstream_want_keyframe(struct baton_upstream *upstream, baton_time now);
/* A keyframe is needed: asks for it at once, unless one is on its way. */
void baton_upstream_force_keyframe(struct baton_upstream *upstream);

/* Asks again for a keyframe that was asked for too early, if that is due now. */
void baton_upstream_ask_wanted(struct baton_upstream *upstream, baton_time now);

/* --- the control thread ----------------------------------------------------------------------- */

/* Listens to no feed any more. */
void baton_upstream_clear(struct baton_upstream *upstream);
/* Listens to `feeder` from now on. */
bool baton_upstream_take(struct baton_upstream *upstream, const struct baton_feeder *feeder);
/* `feeder` is to take over when the gate has fired. */
bool baton_upstream_prepare(
    struct baton_upstream *upstream, struct baton_gate *gate, const struct baton_feeder *feeder);
/* Forgets the gate, whether it has fired or not. */
bool baton_upstream_settle(struct baton_upstream *upstream, struct baton_gate *gate);
/* The feed with this generation has ended. */
bool baton_upstream_lose(struct baton_upstream *upstream, uint64_t generation);
/* The gate is armed: asks the feed that is to take over for a keyframe. */
void baton_upstream_ask_next(struct baton_upstream *upstream);

/* --- the packet path -------------------------------------------------------------------------- */

/* Requests go to the current feed, or to the next one as soon as no gate holds it back. */
static inline bool baton_upstream_asks_next(const struct baton_upstream *upstream)
{
    return upstream->pending && !upstream->gate;
}

/* Whether the current feed has had its time: the next one was to have taken over by now. */
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
        baton_pacer_keyframe(&upstream->pacer);
    return true;
}

/* While pending: changes the feed if this packet is the one that does it. */
bool baton_upstream_follow(struct baton_upstream *upstream, const struct baton_arrival *arrival);
/* The stream can't open at this packet of `current`, and needs a keyframe. */
void baton_upstream_ask_again(struct baton_upstream *upstream, const struct baton_arrival *arrival);
/*
 * A packet is forwarded at `now`: asks for a keyframe if a request that came too early is due now.
 * Inline, because it is called for every packet.
 */
static inline void baton_upstream_ask_due(struct baton_upstream *upstream, baton_time now)
{
    if (upstream->pacer.wanted || upstream->next_pacer.wanted)
        baton_upstream_ask_wanted(upstream, now);
}
/*
 * The first audio of the device has come whose primary video has this generation. Returns the
 * buffered packets that may go on now; NULL: there are none.
 */
struct baton_keyframe_buffer *baton_upstream_hear(
    struct baton_upstream *upstream, uint64_t generation, baton_time now);

#endif
