/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the device in a call its resume secrets (transfer/resume_book.h). Control thread only. */
#ifndef BATON_GUARD_RESUME_H
#define BATON_GUARD_RESUME_H

#include "state/room.h"

/* Add the field `resume` with a new secret of the device to a message to this device. Add nothing if the system gives
 * no random numbers, or if BATON_RESUME_VALID secrets of the device are valid. The second returns whether the event has
 * a secret now. */
void baton_resume_add_to_reply(struct baton_device *device, json_t *reply);
bool baton_resume_add_to_event(const struct baton_device *device, json_t *event);

#endif
