/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slot is one m-line of a downlink. It sends the packets of one encoding of a stream. A shift is added to the
 * numbers of the packets, so that the numbers of the m-line continue when the slot changes to another encoding or
 * another stream. A slot that sends does not note its last numbers: they are the encoding's numbers plus the shift,
 * minus what the slot left out of the temporal layers (rtp/temporal.h).
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
#include "rtp/temporal.h"

struct baton_stream;

enum {
    BATON_SLOT_NOTHING = -1,                 /* as encoding: nothing is sent */
    BATON_SLOT_ALL_LAYERS = BATON_TEMPORAL_ALL, /* as temporal layer: all of them */
};

/* Which encoding of its stream a slot sends (0: the smallest), and the highest temporal layer of it that is sent. */
struct baton_slot_choice {
    int8_t encoding; /* BATON_SLOT_NOTHING, or 0..2 */
    int8_t temporal; /* 0..BATON_SLOT_ALL_LAYERS */
};

/* How the packets from one packet on are sent. */
struct baton_slot_piece {
    int64_t first; /* the encoding's sequence number of that packet */
    struct baton_shift shift;
    uint8_t limit; /* the highest temporal layer that is sent */
};

struct baton_slot {
    _Atomic(struct baton_stream *) stream; /* attached or not; the control thread sets it */

    /*
     * Guarded by the lock of the stream to which the slot is attached. While the slot is not
     * attached, only the control thread uses these.
     */
    bool attached; /* packets of the stream are sent on the slot, unless it has chosen nothing */
    struct baton_slot_choice choice;
    int8_t encoding; /* if attached: what it sends; BATON_SLOT_NOTHING: no packet has come yet at which it can open */
    int8_t target;   /* if attached: the encoding in which it waits for a packet at which it can open, or NOTHING */
    baton_time since; /* if it waits and sends nothing: when it began to wait */
    size_t place;     /* if it sends: its index in the encoding's fan-out */
    struct baton_slot *next_waiting, **waiting_link; /* if it waits: its place in the list of the fan-out */
    struct baton_slot_piece piece;  /* if it sends */
    struct baton_slot_piece former; /* the piece of the same encoding before; `first` is INT64_MAX: none */
    struct baton_sequence sent; /* the last numbers sent when the slot last stopped sending an encoding */
    uint64_t bytes, packets; /* sent so far, of all streams */

    /* Set by the control thread while the slot is not attached. */
    void *handle;
    int mindex;
    bool video;

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

/* Notes the last numbers sent on the slot. `sent` has the last numbers of the encoding, `left_out` what was left out up
 * to them. The slot then sends nothing. */
void baton_slot_close(struct baton_slot *slot, const struct baton_sequence *sent,
    const struct baton_left_out *left_out);
/*
 * Packet path: opens the slot at this packet, with all the temporal layers that it has chosen. `left_out` has what was
 * left out before this packet. Returns false if baton_sequence_join does.
 */
bool baton_slot_open(struct baton_slot *slot, const struct baton_sent *sent,
    const struct baton_payload *payload, const struct baton_left_out *left_out);
/* Packet path: from the packet with this number on, the slot has another limit of temporal layers. */
void baton_slot_limit(
    struct baton_slot *slot, int64_t seq, uint8_t limit, const struct baton_left_out *left_out);

#endif
