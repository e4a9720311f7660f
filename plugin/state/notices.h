/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the events that tell the participants of a room about a change. All events are queued (state/effects.h).
 * Control thread only. */
#ifndef BATON_STATE_NOTICES_H
#define BATON_STATE_NOTICES_H

#include "state/room.h"

/* Tells the others in the room the participant's present state. */
void baton_notice_changed(struct baton_participant *participant);
/* Tells the others in the room that the participant has joined or left. Reasons: "left", "gone",
 * "removed", "disowned". */
void baton_notice_joined(struct baton_participant *participant);
void baton_notice_left(struct baton_participant *participant, const char *reason);
/* Tells a device which source is on each of its slots. */
void baton_notice_slots(const struct baton_device *device);

#endif
