/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assigns sources to the slots of all devices in a room. Control thread only. */
#ifndef BATON_STATE_LAYOUT_H
#define BATON_STATE_LAYOUT_H

#include "state/room.h"

/* Fills the slots of all devices in the room again, and tells each device whose slots changed. */
void baton_layout_refill(struct baton_room *room);
/* Empties every slot that has this source, also pinned slots, because the source is about to end. Call
 * baton_layout_refill afterwards. */
void baton_layout_drop(struct baton_room *room, const struct baton_source *source);
/* Gives each slot of the device `to` the source and the pin of the same slot of the device `from`. */
void baton_layout_inherit(struct baton_device *to, const struct baton_device *from);

#endif
