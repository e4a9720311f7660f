/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A feed is one m-line of an uplink: the stream to which it is bound, and the order of its packets.
 *
 * Each binding has a *generation*, a number that is never used twice in a process. A stream
 * listens to one generation. A packet thread that still uses an old binding therefore does no harm:
 * the stream no longer listens to the generation of that binding.
 */
#ifndef BATON_MEDIA_FEED_H
#define BATON_MEDIA_FEED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/arrival.h"
#include "media/packet.h"
#include "media/rid_map.h"
#include "rtp/codec.h"
#include "rtp/dependency.h"
#include "rtp/intake.h"
#include "rtp/parameter_sets.h"

/* Audio counts as heard for this long after its last packet, under the same binding. */
#define BATON_FEED_HEARING BATON_MS(500)

struct baton_stream;

/* How a device sends on an m-line. Members that do not apply are zero. */
struct baton_feed_format {
    uint8_t pt;    /* payload type, 0..127; packets of other types are dropped */
    bool primary;  /* the video at which a gate fires (the camera, if there is a camera and a screen) */
    uint8_t count; /* encodings: 1 to BATON_ENCODINGS; 0 counts as 1 */
    /*
     * The id of the header extension with the rid, 1..14 (one-byte headers) or 1..255 (two-byte headers). 0: a plain
     * source. Its packets belong to encoding 0, with any SSRC, and `rids` is not used.
     */
    uint8_t rid_extension;
    char rids[BATON_ENCODINGS][BATON_RID_SIZE]; /* the smallest encoding first */
    /*
     * The encoding whose SSRC Janus's core knows as the first SSRC of the m-line. In each FIR, the core writes this
     * SSRC into the first entry. The core takes the last of three rids in the offer, or the first if `rid_order` of the
     * JSEP is "lmh".
     */
    uint8_t first;
};

/* The state of one encoding that the feed needs to read its next packet. */
struct baton_feed_line {
    struct baton_intake intake;
    struct baton_parameter_sets sets; /* of H.264 */
    struct baton_dependency_structure structure; /* of AV1 */
};

struct baton_feed {
    /*
     * Written by the control thread. A packet thread may read the stream of one binding and the
     * generation of another binding. Then it drops its packet, because that stream does not listen
     * to that generation.
     */
    _Atomic(struct baton_stream *) stream;
    _Atomic uint64_t binding; /* see baton_binding_pack; 0: not bound */
    _Atomic bool begun;       /* packets have come, bound or not; written by the packet thread */

    struct baton_rid_map rids; /* has no names for a plain source */
    /* The lines of the encodings above 0, or NULL. The control thread allocates the array for the first format with
     * several encodings, and frees it with the port. Only the packet thread uses its elements. */
    _Atomic(struct baton_feed_line *) upper;

    /* Only the uplink's packet thread uses these. */
    uint64_t seen;               /* the binding under which `line`, `upper` and `heard` were written */
    struct baton_feed_line line; /* of encoding 0 */
    baton_time heard; /* arrival of the last audio packet; BATON_NEVER: there was none */

    /* Control thread only. */
    void *handle;
    int mindex;
    struct baton_feed_format format; /* the last one */
    struct baton_feed *next; /* the next feed that is bound to the same stream */
};

/* A binding in one word: generation, whether packets name their encoding, codec, whether it is the primary video,
 * payload type. */
static inline uint64_t baton_binding_pack(
    uint64_t generation, enum baton_codec codec, const struct baton_feed_format *format)
{
    return generation << 13 | (uint64_t)(format->rid_extension != 0) << 12 | (uint64_t)codec << 8 |
           (uint64_t)format->primary << 7 | (format->pt & 0x7f);
}

static inline uint64_t baton_binding_generation(uint64_t binding)
{
    return binding >> 13;
}

static inline bool baton_binding_named(uint64_t binding)
{
    return binding >> 12 & 1;
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

/* Only the control thread calls these. */
/* Stores how the device sends, so that baton_feed_learn can read the packets that come before the feed is bound. If
 * memory ran out, only the packets of encoding 0 are accepted. */
void baton_feed_expect(struct baton_feed *feed, const struct baton_feed_format *format);
void baton_feed_bind(struct baton_feed *feed, struct baton_stream *stream, uint64_t binding);
void baton_feed_unbind(struct baton_feed *feed);
/* Frees what the feed has allocated. No packet thread uses the feed any more. */
void baton_feed_fini(struct baton_feed *feed);
/* Returns the generation under which the feed is bound; 0: not bound. */
uint64_t baton_feed_generation(const struct baton_feed *feed);

/* Packet path, for a packet of a feed that is not bound. Notes the SSRC of the encoding that the packet names, because
 * later packets may not name their encoding. */
void baton_feed_learn(struct baton_feed *feed, const struct baton_packet *packet);
/*
 * Packet path. Takes a packet that came under this binding, whether or not the stream will forward
 * it. Returns false if the packet does not belong to this binding or comes too late to be used. The
 * caller sets `arrival->uplink`.
 */
bool baton_feed_receive(struct baton_feed *feed, uint64_t binding, struct baton_packet *packet,
    struct baton_arrival *arrival);

#endif
