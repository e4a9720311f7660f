/* SPDX-License-Identifier: GPL-3.0-or-later */
/* downlink owns what a device sees and hears: which source is on which of its slots. */
#ifndef BATON_STATE_LAYOUT_H
#define BATON_STATE_LAYOUT_H

#include "state/device.h"
#include "state/room.h"

/* Fills the slots of everyone in the room anew, and tells those for whom something changed. */
void baton_layout_refill(struct baton_room *room);
/* Puts a source (NULL: nothing) on one slot. */
void baton_layout_put(struct baton_device *device, size_t index, struct baton_source *source);
/* Takes a source that is about to end off every slot, pinned or not. Tell by a refill. */
void baton_layout_drop(struct baton_room *room, const struct baton_source *source);
/* The new device shows what the old one shows, as far as it has slots, pins included. */
void baton_layout_inherit(struct baton_device *to, const struct baton_device *from);
/* From here on the device's slots are filled. */
void baton_layout_feed(struct baton_device *device);
/* How many slots of a kind there are. */
size_t baton_layout_count(const struct baton_device *device, bool video);
/* Empties every slot and forgets them: the PeerConnection is gone. */
void baton_layout_reset(struct baton_device *device);

#endif
