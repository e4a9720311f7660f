/* SPDX-License-Identifier: GPL-3.0-or-later */
/* objects owns the objects of docs/api.md as JSON. What it answers is for json_decref. */
#ifndef BATON_STATE_OBJECTS_H
#define BATON_STATE_OBJECTS_H

#include <jansson.h>

#include "state/room.h"

json_t *baton_object_participant(const struct baton_participant *participant);
/* Of a room, but for one participant (NULL: no exception). */
json_t *baton_object_participants(
    const struct baton_room *room, const struct baton_participant *except);
json_t *baton_object_confirm(const struct baton_policy *policy);
json_t *baton_object_slots(const struct baton_device *device);
/* Everything of `joined`, named `event`. */
json_t *baton_object_joined(const struct baton_device *device, const char *event);

#endif
