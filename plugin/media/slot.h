/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slot owns what one m-line of a downlink is sent: the packets of a stream, with a shift that makes
 * the m-line's own numbers continue when the slot changes to another stream. While attached, a slot
 * does not count what it sends: it has sent what the stream has sent, shifted.
 */
#ifndef BATON_MEDIA_SLOT_H
#define BATON_MEDIA_SLOT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "rtp/codec.h"
#include "rtp/payload.h"
#include "rtp/rewrite.h"
#include "rtp/sequence.h"

struct baton_stream;

struct baton_slot {
    _Atomic(struct baton_stream *) stream; /* put on it, attached or not; by the control thread */

    /*
     * Guarded by the lock of the stream it is attached to. While it is attached to none, the
     * control thread alone uses them.
     */
    bool attached; /* packets of the stream are sent on it */
    bool waiting;  /* for a packet to open at */
    int64_t first; /* the stream's number at which it opened */
    struct baton_shift shift;
    struct baton_sequence sent; /* up to the last detaching */

    /* Set by the control thread while it is attached to none. */
    void *handle;
    int mindex;
    bool video;

    /* Control thread only. */
    bool used;               /* `sent` has begun */
    struct baton_slot *next; /* that the same stream is put on */
};

/* Control thread, while attached to none: begins the m-line's own sequence if it must be new. */
void baton_slot_start(struct baton_slot *slot, enum baton_codec codec, bool video,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* With the stream's lock held. */

/* Attaches it: it waits for a packet to open at. */
void baton_slot_attach(struct baton_slot *slot);
/* Detaches it and notes what was sent on it. `sent` is what the stream has sent. */
void baton_slot_detach(struct baton_slot *slot, const struct baton_sequence *sent);
/* Packet path: opens a waiting slot if this packet is one to open at. */
bool baton_slot_open(
    struct baton_slot *slot, const struct baton_sent *sent, const struct baton_payload *payload);

#endif
