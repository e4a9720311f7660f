/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layout owns which source is on which slot of the devices in a room. */
#ifndef BATON_STATE_LAYOUT_H
#define BATON_STATE_LAYOUT_H

#include "state/room.h"

/* Fills the slots of everyone in the room anew, and tells those for whom something changed. */
void baton_layout_refill(struct baton_room *room);
/* Takes a source that is about to end off every slot, pinned or not. Refill afterwards. */
void baton_layout_drop(struct baton_room *room, const struct baton_source *source);
/* The new device shows what the old one shows, as far as it has slots, pins included. */
void baton_layout_inherit(struct baton_device *to, const struct baton_device *from);

#endif
