/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the objects of docs/api.md as JSON. Every result is for json_decref. Control thread only. */
#ifndef BATON_STATE_OBJECTS_H
#define BATON_STATE_OBJECTS_H

#include <jansson.h>

#include "state/room.h"

/* Nobody may change the object: as long as the participant does not change, it is shared. */
json_t *baton_object_participant(struct baton_participant *participant);

enum {
    BATON_PAGE = 50,              /* objects of a page, if the request does not say */
    BATON_PAGE_MAX = 100,         /* that a request may ask for */
    BATON_PAGE_BYTES = 64 * 1024, /* metadata in a page of participants; a page has at least one */
};

/*
 * Returns a page of the participants of a room, without `except`, which may be NULL: those who arrived after
 * number `after`, in order of arrival, at most `limit`. Sets `*next` to the `after` of the next page, or to 0 if this
 * is the last one.
 */
json_t *baton_object_participants(const struct baton_room *room,
    const struct baton_participant *except, int64_t after, size_t limit, int64_t *next);
/* A cursor of a page: null stands for 0. */
json_t *baton_object_cursor(int64_t cursor);
json_t *baton_object_confirm(const struct baton_policy *policy);
/* The elements may be shared, so nobody may change them. */
json_t *baton_object_slots(const struct baton_device *device);
/* Returns all fields of `joined`, with `event` as the value of `baton`. */
json_t *baton_object_joined(const struct baton_device *device, const char *event);

#endif
