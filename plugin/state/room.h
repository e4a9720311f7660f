/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room owns a room: its settings, who is in it, what was said. */
#ifndef BATON_STATE_ROOM_H
#define BATON_STATE_ROOM_H

#include "base/text.h"
#include "state/chat.h"
#include "state/participant.h"
#include "state/policy.h"
#include "state/room_settings.h"

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

/* A room with the defaults of the API and these settings over them. It is in no list yet. */
struct baton_room *baton_room_new(
    struct baton_engine *engine, const char *id, const struct baton_room_settings *settings);
/* A room that is in no list, for a device that is in no call yet. */
struct baton_room *baton_room_new_lobby(struct baton_engine *engine, enum baton_codec video_codec);
/* Nobody may be in it any more: baton_removal_room. */
void baton_room_free(struct baton_room *room);

/* Changes the settings that `settings` states. */
void baton_room_apply(struct baton_room *room, const struct baton_room_settings *settings);
/* Every setting, as the configuration file is to hold it. Borrows the room's strings. */
struct baton_room_settings baton_room_settings(const struct baton_room *room);

/* Finds a room. NULL with no_such_room set. */
struct baton_room *baton_room_find(
    struct baton_engine *engine, const char *id, struct baton_failure *failure);
/* Finds a participant of a room. NULL with no_such_participant set. */
struct baton_participant *baton_room_participant(
    const struct baton_room *room, const char *id, struct baton_failure *failure);
/* Finds a source of a room by id, or NULL. */
struct baton_source *baton_room_source(const struct baton_room *room, const char *id);

/* Whether two secrets are the same. The time it takes does not tell where they differ. NULL is
 * equal to nothing. */
bool baton_room_secret_equal(const char *expected, const char *given);

/* The participant is in the room from now on. */
void baton_room_add(struct baton_room *room, struct baton_participant *participant);

/* Queues an event for everyone's active device, but for one participant's (NULL: no exception).
 * Takes ownership of `event`. */
void baton_room_send(
    struct baton_room *room, const struct baton_participant *except, json_t *event);
/* Tells a device's uplink how much it may send in its room. */
void baton_room_cap(struct baton_device *device);

#endif
