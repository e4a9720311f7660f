/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Assigns sources to the slots of all devices in a room. Control thread only.
 *
 * The sources of a room are ranked once for all viewers (state/slot_plan.h). After a change, the time to check a
 * viewer's slots depends only on the number of the slots. In a large room, one turn of the control thread checks only
 * some viewers. The others wait for baton_layout_continue, so that the requests of other rooms come in between.
 */
#ifndef BATON_STATE_LAYOUT_H
#define BATON_STATE_LAYOUT_H

#include "state/room.h"

/* A source of a participant in a room has begun. Call baton_layout_refill afterwards. */
void baton_layout_add(struct baton_source *source);
/* Empties every slot that has this source, also pinned slots, because the source is about to end. Call
 * baton_layout_refill afterwards. The clients are told when their slots are filled again. */
void baton_layout_drop(struct baton_room *room, struct baton_source *source);

/* Sources have begun, ended or changed. Fills the slots of all devices in the room again, and tells each device whose
 * slots changed. In a large room, a part is left for baton_layout_continue. */
void baton_layout_refill(struct baton_room *room);
/* Fills the slots of this device only, at once, because the device or its slots have changed. Returns whether its
 * client gets the event `slots` for this. */
bool baton_layout_fill(struct baton_device *device);
/* Whether baton_layout_continue has something to do. */
bool baton_layout_is_waiting(const struct baton_engine *engine);
/* Fills slots for about a millisecond at most. Rooms take turns. */
void baton_layout_continue(struct baton_engine *engine);

/* Measures the levels of the room's audio sources. If they have changed, leaves the slots for baton_layout_continue.
 * Returns the number of these sources. */
size_t baton_layout_listen(struct baton_room *room);
/* Queues the room in engine->surveys, unless it is queued. */
void baton_layout_expect_survey(struct baton_room *room);

/* Pins on a device's new downlink what was pinned on its last one, as far as these sources still exist. Call
 * baton_layout_fill afterwards. */
void baton_layout_restore_pins(struct baton_device *device);
/* Gives each slot of the device `to` the source and the pin of the same slot of the device `from`. */
void baton_layout_inherit(struct baton_device *to, const struct baton_device *from);

#endif
