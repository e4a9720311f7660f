/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slot is one m-line of a downlink. It sends the packets of a stream. A shift is added to the
 * numbers of the packets, so that the numbers of the m-line continue when the slot changes to
 * another stream. An attached slot does not note its last numbers: they are the stream's numbers
 * plus the shift.
 */
#ifndef BATON_MEDIA_SLOT_H
#define BATON_MEDIA_SLOT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "rtp/codec.h"
#include "rtp/payload.h"
#include "rtp/rewrite.h"
#include "rtp/sequence.h"

struct baton_stream;

enum {
    BATON_SLOT_NOTHING = -1,   /* as encoding: nothing is sent */
    BATON_SLOT_ALL_LAYERS = 3, /* as temporal layer: all of them */
};

/* Which encoding of its stream a slot sends (0: the smallest), and the highest temporal layer of it that is sent. */
struct baton_slot_choice {
    int8_t encoding; /* BATON_SLOT_NOTHING, or 0..2 */
    int8_t temporal; /* 0..BATON_SLOT_ALL_LAYERS */
};

struct baton_slot {
    _Atomic(struct baton_stream *) stream; /* attached or not; the control thread sets it */

    /*
     * Guarded by the lock of the stream to which the slot is attached. While the slot is not
     * attached, only the control thread uses these.
     */
    bool attached; /* packets of the stream are sent on the slot */
    bool waiting;  /* no packet has come yet at which the slot can open */
    int64_t first; /* the stream's sequence number at which the slot opened */
    size_t place;  /* if attached: its index in the stream's fan-out */
    struct baton_shift shift;
    struct baton_sequence sent; /* state at the time when the slot was last detached */

    /* Set by the control thread while the slot is not attached. */
    void *handle;
    int mindex;
    bool video;

    struct baton_slot_choice choice;

    /* Control thread only. */
    bool used;                /* `sent` has begun */
    struct baton_slot *next;  /* the next slot of the same stream */
    struct baton_slot **link; /* the pointer that points to this slot in the same list */
};

/*
 * Begins the m-line's own sequence if the slot is used for the first time, or changes between audio
 * and video. Control thread, while the slot is not attached.
 */
void baton_slot_start(struct baton_slot *slot, enum baton_codec codec, bool video,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* The functions below need the stream's lock held. */

/* Attaches the slot, which then waits for a packet at which it can open. */
void baton_slot_attach(struct baton_slot *slot);
/* Detaches the slot and notes the last numbers sent on the slot. `sent` has the last numbers of the stream. */
void baton_slot_detach(struct baton_slot *slot, const struct baton_sequence *sent);
/* Packet path: opens a waiting slot if it can open at this packet. Returns whether the slot was opened. */
bool baton_slot_open(
    struct baton_slot *slot, const struct baton_sent *sent, const struct baton_payload *payload);

#endif
