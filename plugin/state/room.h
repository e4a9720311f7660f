/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room owns a room: its settings, who is in it, what was said. */
#ifndef BATON_STATE_ROOM_H
#define BATON_STATE_ROOM_H

#include "base/text.h"
#include "state/chat.h"
#include "state/policy.h"
#include "state/registry.h"

struct baton_participant;
struct baton_source;

struct baton_room {
    struct baton_engine *engine;
    char id[BATON_TEXT_ID_SIZE];
    char *description;  /* never NULL */
    char *pin, *secret; /* NULL: none */
    bool is_private, permanent;
    unsigned max_participants;
    uint32_t bitrate; /* bit/s for each camera; 0 none */
    enum baton_codec video_codec;
    struct baton_policy confirm;
    unsigned code_lifetime, grace; /* seconds */
    GPtrArray *participants;       /* in order of arrival; owned */
    struct baton_chat chat;
};

/* Finds a room. NULL with no_such_room set. */
struct baton_room *baton_room_find(
    struct baton_engine *engine, const char *id, struct baton_failure *failure);
/* Finds a participant of a room. NULL with no_such_participant set. */
struct baton_participant *baton_room_participant(
    struct baton_room *room, const char *id, struct baton_failure *failure);
/* Finds a source of a room by id, or NULL. */
struct baton_source *baton_room_source(struct baton_room *room, const char *id);

/* Whether two secrets are the same, in time that does not tell where they differ. NULL is nothing.
 */
bool baton_room_secret_equal(const char *expected, const char *given);

/* Queues an event for everyone's active device, but for one participant's (NULL: no exception).
 * Takes ownership of `event`. */
void baton_room_send(
    struct baton_room *room, const struct baton_participant *except, json_t *event);

/* A room in no list, for a device that is in no call yet. Never NULL. */
struct baton_room *baton_room_new_lobby(struct baton_engine *engine, enum baton_codec video_codec);

void baton_room_free(void *room);

#endif
