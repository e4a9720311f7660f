/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hold owns copies of the packets of a keyframe that came a moment before the audio that it is to
 * take over with, and of what came behind it: so the device need not be asked for another keyframe,
 * which would be a frame later at the least.
 *
 * What is held is late by as long when it goes on, so that is bounded: to one packet of audio of
 * the usual 20 ms (RFC 7587 section 4.2) and a little jitter, and to what fits. Whoever owns a hold
 * guards it. Nothing is allocated.
 */
#ifndef BATON_MEDIA_HOLD_H
#define BATON_MEDIA_HOLD_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/arrival.h"

#define BATON_HOLD_TIME BATON_MS(25)

enum {
    BATON_HOLD_PACKETS = 96, /* some 110 kB: a keyframe of 1280 x 720 */
    BATON_HOLD_BYTES = 1500,
};

struct baton_held {
    struct baton_arrival arrival; /* points to `packet` */
    struct baton_packet packet;   /* points to what follows */
    alignas(max_align_t) uint8_t form[BATON_PACKET_FORM_BYTES];
    uint8_t data[BATON_HOLD_BYTES];
};

struct baton_hold {
    size_t count;
    baton_time since; /* arrival of the first */
    struct baton_held held[BATON_HOLD_PACKETS];
};

/* Empties it. */
void baton_hold_clear(struct baton_hold *hold);

/*
 * Begins anew with this packet, the first of a keyframe. False: it is too long, and the hold empty.
 */
bool baton_hold_begin(struct baton_hold *hold, const struct baton_media_host *host,
    const struct baton_arrival *arrival);

/*
 * Adds a packet behind the keyframe held. False: that has been held for too long, or has become too
 * much, and the hold is empty now.
 */
bool baton_hold_add(struct baton_hold *hold, const struct baton_media_host *host,
    const struct baton_arrival *arrival);

/* Whether a keyframe is held, and not for too long. */
bool baton_hold_is_fresh(const struct baton_hold *hold, baton_time now);

#endif
