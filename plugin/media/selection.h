/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The encodings of a stream, and which slot sends which of them. Each slot has a choice. It sends the chosen encoding
 * if that encoding is live: packets of it come. Otherwise it sends the next live encoding below it or, if there is
 * none, the next above it. A slot that sends another encoding than it should goes on until a keyframe of the right one
 * begins. The stream's lock guards it.
 */
#ifndef BATON_MEDIA_SELECTION_H
#define BATON_MEDIA_SELECTION_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/encoding.h"
#include "media/rid_map.h"
#include "media/slot.h"

/* An encoding is live for this long after its last packet. */
#define BATON_SELECTION_LIVE BATON_SECONDS(1)
/* How often the selection looks for encodings that are not live any more. */
#define BATON_SELECTION_REVIEW BATON_MS(100)
/* A slot that gets no picture waits so long for its encoding. Then it opens at a keyframe of a lower encoding, too. */
#define BATON_SELECTION_PATIENCE BATON_MS(300)

/* Sets of encodings are bits: bit 0 is encoding 0. */
struct baton_selection {
    struct baton_encoding encodings[BATON_ENCODINGS];
    unsigned live;       /* the encodings that are live */
    uint8_t count;       /* how many the feed has; a plain feed has 1, and its encoding counts as live */
    bool video;
    size_t attached;     /* slots */
    baton_time reviewed; /* when it last looked for encodings that are not live any more */
};

/* One encoding of a stream. The counters never decrease, and go on when another device feeds the stream. */
struct baton_encoding_report {
    bool live;              /* a packet of it has come within BATON_SELECTION_LIVE */
    uint16_t width, height; /* of its last keyframe, in pixels; 0: not known */
    uint64_t packets[BATON_TEMPORAL_LIMITS]; /* packets of each temporal layer that came, sent to anybody or not */
    uint64_t bytes[BATON_TEMPORAL_LIMITS];   /* bytes of them, RTP headers included */
    baton_time last_packet; /* arrival of the last packet; BATON_NEVER: none has come */
    size_t watchers;        /* slots that send it, or wait for a keyframe of it */
    size_t chosen; /* slots that have chosen it, or a higher one that the feed does not have; it need not be live */
};

void baton_selection_init(struct baton_selection *selection, enum baton_codec codec,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* Makes space for one more slot. Control thread, with `lock` not held. False if memory ran out. */
bool baton_selection_reserve(struct baton_selection *selection, pthread_mutex_t *lock);

/*
 * Attach needs the space that baton_selection_reserve makes. These return the encoding in which the slot waits for a
 * keyframe, or BATON_SLOT_NOTHING.
 */
int baton_selection_attach(
    struct baton_selection *selection, struct baton_slot *slot, baton_time now);
int baton_selection_choose(struct baton_selection *selection, struct baton_slot *slot,
    struct baton_slot_choice choice, baton_time now);
void baton_selection_detach(struct baton_selection *selection, struct baton_slot *slot);

/* Another feed takes over. It has `count` encodings, and has sent packets of those in the set `live`. */
void baton_selection_change(
    struct baton_selection *selection, uint8_t count, unsigned live, baton_time now);

/* Closes all encodings. Slots that send one of them go on when it opens again. */
void baton_selection_close(struct baton_selection *selection);

/* Returns the set of encodings that slots would send if the feed had `count` encodings, and those in the set `live`
 * were live. */
unsigned baton_selection_watched(
    const struct baton_selection *selection, uint8_t count, unsigned live);

void baton_selection_report(const struct baton_selection *selection, int encoding, baton_time now,
    struct baton_encoding_report *out);

/* --- the packet path -------------------------------------------------------------------------- */

/* Call this for each packet of a feed with several encodings. */
void baton_selection_hear(struct baton_selection *selection, unsigned encoding, baton_time now);

/*
 * Call this for each packet of a feed with several encodings, if the stream is not muted. Returns the set of encodings
 * of which a keyframe is needed, because a slot has waited for its own encoding for longer than
 * BATON_SELECTION_PATIENCE.
 */
unsigned baton_selection_review(struct baton_selection *selection, baton_time now);

/*
 * Sends a packet with its outgoing numbers to the slots of its encoding, after the slots have been opened that can
 * open at it. `payload` describes its payload, with the picture numbers of the encoding. Returns true if a slot still
 * waits for a keyframe of this encoding.
 */
bool baton_selection_send(struct baton_selection *selection, const struct baton_media_host *host,
    const struct baton_arrival *arrival, const struct baton_sent *sent,
    const struct baton_payload *payload);

#endif
