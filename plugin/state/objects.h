/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the objects of docs/api.md as JSON. Every result is for json_decref. Control thread only. */
#ifndef BATON_STATE_OBJECTS_H
#define BATON_STATE_OBJECTS_H

#include <jansson.h>

#include "state/room.h"

/* Nobody may change the object: as long as the participant does not change, it is shared. */
json_t *baton_object_participant(struct baton_participant *participant);

enum {
    BATON_PAGE = 50,              /* objects in a page if the request has no `limit` */
    BATON_PAGE_MAX = 100,         /* the largest `limit` of a request */
    BATON_PAGE_BYTES = 64 * 1024, /* the most metadata in a page of two and more participants */
};

/*
 * Returns a page of the participants of a room: at most `limit` of those who arrived after number `after`, in order of
 * arrival, without `except` (NULL: nobody is left out). Sets `*next` to the `after` of the next page, or to 0 if this
 * is the last page.
 */
json_t *baton_object_participants(const struct baton_room *room,
    const struct baton_participant *except, int64_t after, size_t limit, int64_t *next);
/* Returns a cursor of a page as JSON; null for 0. */
json_t *baton_object_cursor(int64_t cursor);
json_t *baton_object_confirm(const struct baton_policy *policy);
json_t *baton_object_ways(const struct baton_ways *ways);
/* The elements may be shared, so nobody may change them. */
json_t *baton_object_slots(const struct baton_device *device);
/* The encodings that a device sends on an m-line; empty without simulcast. */
json_t *baton_object_encodings(const struct baton_device_feed *feed);
/* Adds the fields `ice_servers` and, if there is a TURN server, `ice_expires` to a message. The credential is new, and
 * only for this device. */
void baton_object_add_ice(const struct baton_device *device, json_t *message);
/* Returns all fields of `joined`, with `event` as the value of `baton`. */
json_t *baton_object_joined(const struct baton_device *device, const char *event);

#endif
