/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * removal owns how sources, participants and rooms end: first everything that shows them lets go of
 * them, then the others in the room are told, then they are freed.
 */
#ifndef BATON_STATE_REMOVAL_H
#define BATON_STATE_REMOVAL_H

#include "state/room.h"

/* Ends a participant's source of a kind. Refill the room's slots afterwards. */
void baton_removal_source(struct baton_participant *participant, enum baton_source_kind kind);
/* Ends every source of the participant that the active device does not feed. True if one ended;
 * tell the others and refill then. */
bool baton_removal_unfed(struct baton_participant *participant);

/*
 * The participant leaves the room with all devices and sources, and is freed. The others are told
 * why ("left", "gone", "removed"; NULL: nobody is told). Its transfer must have ended. Transfers of
 * others for which it was asked hear of it when the engine drains its queue
 * (workflow/stepping.h).
 */
void baton_removal_participant(struct baton_participant *participant, const char *reason);

/* Everybody in it leaves, without a word, and the room is freed. */
void baton_removal_room(struct baton_room *room);

#endif
