/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the objects of docs/api.md as JSON. Every result is for json_decref. Control thread only. */
#ifndef BATON_STATE_OBJECTS_H
#define BATON_STATE_OBJECTS_H

#include <jansson.h>

#include "state/room.h"

json_t *baton_object_participant(const struct baton_participant *participant);
/* Returns the participants of a room without `except` (NULL: returns all). */
json_t *baton_object_participants(
    const struct baton_room *room, const struct baton_participant *except);
json_t *baton_object_confirm(const struct baton_policy *policy);
json_t *baton_object_slots(const struct baton_device *device);
/* Returns all fields of `joined`, with `event` as the value of `baton`. */
json_t *baton_object_joined(const struct baton_device *device, const char *event);

#endif
