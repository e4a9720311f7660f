/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The automatic assignment of sources to the slots of a downlink. Keeps no state.
 *
 * Video: screens come first, then the cameras of the people who spoke last, then the cameras of those who
 * arrived first. Audio: if there are enough slots, every microphone gets a slot. If not, the loudest
 * microphones get the slots, with hysteresis. A source keeps its slot while it ranks high enough. No source is on two
 * slots of one downlink.
 */
#ifndef BATON_STATE_SLOT_PLAN_H
#define BATON_STATE_SLOT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

/* A microphone replaces the microphone on a slot only if it is louder by more than this, in dB. */
enum { BATON_SLOT_PLAN_HYSTERESIS = 6 };

/* A source that may be put on a slot. `key` identifies it and is only compared. */
struct baton_slot_plan_source {
    const void *key;
    bool video;
    bool screen;
    bool silent;           /* muted, or fed by no device: ranks after the others of its kind */
    int level;             /* audio: 0 (loudest) to 127 (silent) */
    baton_time last_spoke; /* when its participant last spoke; 0: never */
    uint64_t order;        /* counts the sources in order of their arrival */
};

/* A slot and the source on it (`key` NULL: no source). A pinned slot keeps its source. */
struct baton_slot_plan_slot {
    bool video;
    bool pinned;
    const void *key;
};

/* Sets the `key` of every slot that is not pinned. */
void baton_slot_plan_fill(struct baton_slot_plan_slot *slots, size_t slot_count,
    const struct baton_slot_plan_source *sources, size_t source_count);

#endif
