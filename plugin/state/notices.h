/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the events that tell the participants of a room about a change. All events are queued (state/effects.h).
 * Control thread only. */
#ifndef BATON_STATE_NOTICES_H
#define BATON_STATE_NOTICES_H

#include "state/room.h"

/*
 * Tells the others in the room the participant's present state. Each session may tell so many bytes at once, and then
 * so many in a second. Beyond that the change waits, and the others are told only the state of the time when it has
 * waited long enough. Returns false if the change waits. Then the caller must not fill the slots of the others again:
 * whoever calls baton_notice_late does that.
 */
bool baton_notice_changed(struct baton_participant *participant);
/* Tells the first change that has waited long enough. Returns its participant; NULL: there is none. */
struct baton_participant *baton_notice_late(struct baton_engine *engine);
/* When to call baton_notice_late. BATON_NEVER: no change waits. */
baton_time baton_notice_deadline(const struct baton_engine *engine);
/* Tells the others in the room that the participant has joined or left. Reasons: "left", "gone",
 * "removed", "disowned". */
void baton_notice_joined(struct baton_participant *participant);
void baton_notice_left(struct baton_participant *participant, const char *reason);
/* Tells a device which source is on each of its slots, and what is sent of it. */
void baton_notice_slots(struct baton_device *device);

#endif
