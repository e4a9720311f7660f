/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * removal owns the end of sources, participants and rooms. It removes them from every slot and list
 * first, then tells the others in the room, then frees them. Control thread only.
 */
#ifndef BATON_STATE_REMOVAL_H
#define BATON_STATE_REMOVAL_H

#include "state/room.h"

/* Ends a participant's source of a kind. Call baton_layout_refill afterwards. */
void baton_removal_source(struct baton_participant *participant, enum baton_source_kind kind);
/* Ends every source of the participant that the active device does not feed. True if one ended;
 * then the caller must tell the others and call baton_layout_refill. */
bool baton_removal_unfed(struct baton_participant *participant);

/*
 * Removes the participant from the room with all devices and sources, and frees the participant.
 * The others are told the reason ("left", "gone", "removed"; NULL: they are not told). The
 * participant's own transfer must have ended. Transfers of others that had asked this participant
 * learn it when the engine drains its queue (workflow/stepping.h).
 */
void baton_removal_participant(struct baton_participant *participant, const char *reason);

/* Removes all participants without telling anybody, and frees the room. */
void baton_removal_room(struct baton_room *room);

#endif
