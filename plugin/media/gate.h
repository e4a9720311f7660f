/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate owns the instant of one swap: it decides, on the packet path, at which packet a
 * participant's media passes from one device to another. All sources of the participant share one
 * gate, so that they hand over in one step.
 *
 * It fires (once) at the first packet of a keyframe of the taking device's primary video if that is
 * needed (and its audio, when needed, has been heard in the last BATON_GATE_HEARING, or is within
 * BATON_HOLD_TIME, see hold.h); at its first audio packet if only audio is needed. If neither is
 * needed the owner does not arm a gate but hands over at once.
 *
 * Threads: created, armed, disarmed and released by the control thread; offered packets by the one
 * thread that carries the taking device's uplink; read by every thread that carries a source.
 */
#ifndef BATON_MEDIA_GATE_H
#define BATON_MEDIA_GATE_H

#include <stdbool.h>

#include "base/clock.h"

/* Audio counts as heard for so long, from when its feed was bound on, armed or not. */
#define BATON_GATE_HEARING BATON_MS(500)

struct baton_media;
struct baton_gate; /* lives in a pool that is never given back before baton_media_free */

struct baton_gate_needs {
    bool audio; /* an unmuted microphone of the taking device must have been heard */
    bool video; /* a keyframe of its primary, unmuted video must have begun */
};

enum baton_gate_state {
    BATON_GATE_CLOSED,   /* prepared, not armed: nothing makes it fire */
    BATON_GATE_ARMED,    /* waits for its packet */
    BATON_GATE_FIRED,    /* the media has passed; there is no way back but another gate */
    BATON_GATE_DISARMED, /* called off before it fired */
};

/* NULL when out of memory. */
struct baton_gate *baton_gate_new(struct baton_media *media, const struct baton_gate_needs *needs);

/* From now on it may fire. Asks the taking device for keyframes on every source prepared. */
void baton_gate_arm(struct baton_gate *gate);

/* False when it was too late: the gate has fired, and it stays fired. */
bool baton_gate_disarm(struct baton_gate *gate);

/* Settles the gate on every source where that has not been done, and gives it back. */
void baton_gate_release(struct baton_gate *gate);

/* Any thread. */
enum baton_gate_state baton_gate_state(const struct baton_gate *gate);

/* The arrival of the packet at which it fired, for a gate in BATON_GATE_FIRED. Any thread. */
baton_time baton_gate_fired_at(const struct baton_gate *gate);

#endif
