/* SPDX-License-Identifier: GPL-3.0-or-later */
/* objects owns the JSON form of the objects in docs/api.md. Every result is for json_decref.
 * Control thread only. */
#ifndef BATON_STATE_OBJECTS_H
#define BATON_STATE_OBJECTS_H

#include <jansson.h>

#include "state/room.h"

json_t *baton_object_participant(const struct baton_participant *participant);
/* The participants of a room, except one (NULL: all of them). */
json_t *baton_object_participants(
    const struct baton_room *room, const struct baton_participant *except);
json_t *baton_object_confirm(const struct baton_policy *policy);
json_t *baton_object_slots(const struct baton_device *device);
/* All fields of `joined`; the value of `baton` is `event`. */
json_t *baton_object_joined(const struct baton_device *device, const char *event);

#endif
