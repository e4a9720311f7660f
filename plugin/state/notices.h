/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notices owns the events that tell people in a room what has changed. */
#ifndef BATON_STATE_NOTICES_H
#define BATON_STATE_NOTICES_H

#include "state/room.h"

/* Tells the others in the room how the participant is now. */
void baton_notice_changed(struct baton_participant *participant);
/* Tells the others in the room that the participant has joined, or left ("left", "gone",
 * "removed"). */
void baton_notice_joined(struct baton_participant *participant);
void baton_notice_left(struct baton_participant *participant, const char *reason);
/* Tells a device what is on its slots now. */
void baton_notice_slots(const struct baton_device *device);

#endif
