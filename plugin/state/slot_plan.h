/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slots owns the automatic choice of what is on which slot of a downlink. Pure.
 *
 * Video: screens first, then cameras by who spoke last, then by order of arrival. Audio: everyone
 * while there is room, else the loudest, with hysteresis. What is shown and still deserves it stays
 * on its slot; nothing is ever on two slots of one downlink.
 */
#ifndef BATON_STATE_SLOT_PLAN_H
#define BATON_STATE_SLOT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

/* A voice that has a slot is this many dB ahead of one that wants it. */
enum { BATON_SLOT_PLAN_HYSTERESIS = 6 };

/* A source that may be put on a slot. `key` tells sources apart and is only compared. */
struct baton_slot_plan_source {
    const void *key;
    bool video;
    bool screen;
    bool silent;           /* muted, or nobody feeds it: comes after all that is not */
    int level;             /* 0 loudest .. 127 silent; audio only */
    baton_time last_spoke; /* of its participant; 0: never */
    uint64_t order;        /* of arrival */
};

/* A slot, and what is on it (NULL: nothing). A pinned slot keeps what it has. */
struct baton_slot_plan_slot {
    bool video;
    bool pinned;
    const void *key;
};

/* Decides the `key` of every slot that is not pinned. */
void baton_slot_plan_fill(struct baton_slot_plan_slot *slots, size_t slot_count,
    const struct baton_slot_plan_source *sources, size_t source_count);

#endif
