/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside owns the structs that the control side and the packet path of this room share, and which
 * lock guards which field. For files of plugin/media only.
 */
#ifndef BATON_MEDIA_INSIDE_H
#define BATON_MEDIA_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/hold.h"
#include "media/intake.h"
#include "media/level.h"
#include "media/media.h"
#include "media/pacer.h"
#include "media/rewrite.h"

/* Control thread only, but `host`, which never changes. */
struct baton_media {
    struct baton_media_host host;
    struct baton_media_settings settings;
    uint64_t generations; /* the last one given out */
    struct baton_stream *sources, *free_sources;
    struct baton_gate *gates, *free_gates;
};

struct baton_gate {
    struct baton_gate_needs needs;
    _Atomic baton_time word; /* when it fired, or one of the GATE_ constants of gate.c */
    /* Guarded by the lock of the primary video's source, while that one has this gate. */
    struct baton_hold hold; /* a keyframe that came before the audio */
    bool missed;            /* one was held in vain */
    /* Control thread only. */
    struct baton_media *media;
    struct baton_stream *sources; /* prepared with it, linked by next_prepared */
    struct baton_gate *next_made, *next_free;
};

/* Who feeds a source: where requests for a keyframe go. */
struct baton_feeder {
    uint64_t generation; /* 0: nobody */
    void *handle;
    int mindex;
};

struct baton_stream {
    pthread_mutex_t lock;

    /* Guarded by lock. */
    const struct baton_media_host *host;
    enum baton_codec codec;
    uint8_t pt;
    bool video;
    bool muted;
    bool pending; /* `next` is to take over */
    struct baton_feeder current;
    struct baton_feeder next;
    struct baton_gate *gate; /* holds `next` back; NULL: no longer */
    baton_time due;          /* since when `next` may take over, if pending without gate */
    struct baton_rewrite rewrite;
    struct baton_pacer pacer;      /* towards current */
    struct baton_pacer next_pacer; /* towards next, while pending */
    struct baton_level level;
    uint64_t opened; /* the last generation opened */
    uint64_t packets, bytes, dropped, switches, plis;
    baton_time last_packet;
    struct baton_slot **slots;
    size_t slot_count, slot_capacity;

    /* Control thread only. */
    struct baton_media *media;
    struct baton_feed *feeds;    /* bound to it, linked by next */
    struct baton_slot *put;      /* the slots it is put on, fed or not, linked by next */
    struct baton_gate *prepared; /* not settled yet */
    struct baton_stream *next_prepared;
    struct baton_stream *next_made, *next_free;
};

struct baton_feed {
    /*
     * Written by the control thread. Read apart from each other they still make sense together: a
     * generation that belongs to another source is one that the source does not listen to.
     */
    _Atomic(struct baton_stream *) source;
    _Atomic uint64_t binding; /* see baton_binding_* ; 0: not bound */
    _Atomic bool begun;       /* packets have come, bound or not; by the packet thread */

    /* The uplink's packet thread only. */
    uint64_t seen; /* the binding that what follows is about */
    struct baton_intake intake;
    baton_time heard; /* arrival of the last packet of audio; BATON_NEVER: none */

    /* Control thread only. */
    struct baton_port *port;
    int mindex;
    struct baton_feed *next;
};

struct baton_slot {
    _Atomic(struct baton_stream *) source; /* written by the control thread */

    /* Guarded by the lock of the source it is attached to; the control thread's own when to none.
     */
    bool attached;
    bool waiting;  /* for a packet to open at */
    int64_t first; /* the source's number that it opened at */
    struct baton_shift shift;
    struct baton_sequence stream; /* what was sent up to the last detaching */

    /* Set by the control thread while attached to none. */
    void *handle;
    int mindex;
    bool video;

    /* Control thread only. */
    bool used; /* `stream` has begun */
    struct baton_slot *next;
};

struct baton_port {
    struct baton_media *media;
    void *handle;
    bool fed; /* control thread only */
    struct baton_feed feeds[BATON_PORT_MAX_FEEDS];
    struct baton_slot slots[BATON_PORT_MAX_SLOTS];
};

/* A binding in one word: generation, codec, whether primary, payload type. */
static inline uint64_t baton_binding_pack(
    uint64_t generation, enum baton_codec codec, bool primary, uint8_t pt)
{
    return generation << 12 | (uint64_t)codec << 8 | (uint64_t)primary << 7 | (pt & 0x7f);
}

static inline uint64_t baton_binding_generation(uint64_t binding)
{
    return binding >> 12;
}

static inline enum baton_codec baton_binding_codec(uint64_t binding)
{
    return (enum baton_codec)(binding >> 8 & 0x0f);
}

static inline bool baton_binding_primary(uint64_t binding)
{
    return binding >> 7 & 1;
}

static inline uint8_t baton_binding_pt(uint64_t binding)
{
    return binding & 0x7f;
}

/* gate.c */
bool baton_gate_fire(struct baton_gate *gate, baton_time at);

/* carry.c: the packet path within a source, with its lock held. */
void baton_stream_carry(struct baton_stream *source, const struct baton_arrival *arrival);
/* The audio of the device has come whose primary video this is: what waited for it goes on. */
void baton_stream_hear(struct baton_stream *source, uint64_t generation, baton_time now);
/* Makes `next` the feeder, after which the stream must be opened anew. */
void baton_stream_swap(struct baton_stream *source);
/* Asks for a keyframe: paced, or at once. */
void baton_stream_want_keyframe(struct baton_stream *source, baton_time now);
void baton_stream_force_keyframe(struct baton_stream *source);

/* source.c: control thread. */
/* Whether anything has come, ever, from the feed that is bound under this generation. */
bool baton_stream_has_begun(const struct baton_stream *source, uint64_t generation);
void baton_stream_add_feed(struct baton_stream *source, struct baton_feed *feed);
void baton_stream_remove_feed(
    struct baton_stream *source, struct baton_feed *feed, uint64_t generation);

/* slot.c: control thread. */
/* Puts a source on an empty slot; false, and the slot stays empty, when out of memory. */
bool baton_slot_fill(struct baton_slot *slot, struct baton_stream *source, bool fed);
void baton_slot_empty(struct baton_slot *slot);
/* Starts and stops sending the source that is put on it; false when out of memory. */
bool baton_slot_attach(struct baton_slot *slot);
void baton_slot_detach(struct baton_slot *slot);
/* slot.c: the packet path, lock held. Opens a waiting slot if this packet is one to open at. */
bool baton_slot_open(
    struct baton_slot *slot, const struct baton_sent *sent, const struct baton_payload *payload);

/* port.c: the packet path. */
bool baton_port_hears_audio(struct baton_port *port, baton_time now);
/* The feed of the primary video; NULL: there is none. */
struct baton_feed *baton_port_primary(struct baton_port *port);

/* media.c: from the pools; NULL when out of memory. */
struct baton_stream *baton_media_stream(struct baton_media *media);
struct baton_gate *baton_media_gate(struct baton_media *media);
void baton_media_give_stream(struct baton_media *media, struct baton_stream *source);
void baton_media_give_gate(struct baton_media *media, struct baton_gate *gate);

#endif
