/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ends sources, participants and rooms: removes them from every slot and list, then tells the others in the
 * room, then frees them. Control thread only.
 */
#ifndef BATON_STATE_REMOVAL_H
#define BATON_STATE_REMOVAL_H

#include "state/room.h"

/* Ends a participant's source of this kind. Call baton_layout_refill afterwards. */
void baton_removal_source(struct baton_participant *participant, enum baton_source_kind kind);
/* Ends every source of the participant that the active device does not feed. Returns true if a source has
 * ended. In that case the caller must tell the others and call baton_layout_refill. */
bool baton_removal_unfed(struct baton_participant *participant);

/*
 * Removes the participant with all devices and sources from the room, and frees the participant. Tells the
 * others the reason, unless it is BATON_ENDING_NONE or BATON_ENDING_ROOM_DESTROYED. The participant's own
 * transfer must have ended. If the transfer of another participant has asked this participant, that transfer
 * learns of the removal when the engine drains its queue (workflow/stepping.h).
 */
void baton_removal_participant(struct baton_participant *participant, enum baton_ending ending);

/* Removes all participants without telling anybody, and frees the room. */
void baton_removal_room(struct baton_room *room);

#endif
