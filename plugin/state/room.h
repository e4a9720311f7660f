/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rooms: the settings, participants and chat of each room. Control thread only. */
#ifndef BATON_STATE_ROOM_H
#define BATON_STATE_ROOM_H

#include "base/text.h"
#include "state/chat.h"
#include "state/participant.h"
#include "state/policy.h"
#include "state/room_settings.h"

/* A secret that Baton makes for a room: 192 random bits as base64url, 32 characters and the NUL. */
enum { BATON_ROOM_SECRET_BYTES = 24, BATON_ROOM_SECRET_SIZE = 33 };

/* For state/layout only. `false` is the index of audio, `true` that of video. */
struct baton_room_layout {
    GPtrArray *sources[2]; /* struct baton_slot_plan_source of the participants' sources */
    bool ranked;           /* they are in the order of their ranks */
    bool unsettled[2];     /* the viewers that have to be checked may get other sources */
    bool told;             /* a viewer was told of changed slots since all were settled */
    guint next;            /* index of the participant to check next */
    guint left;            /* how many participants have to be checked */
    struct baton_slot_plan_audience audience; /* of the viewers that have been checked */
    bool counted; /* if nobody is left: `audience` has all viewers as they are now */
    bool starved; /* memory ran out, so a slot is empty; the next survey fills it */
    GList link;   /* element of engine->layouts; its data is NULL if not queued */
};

struct baton_room {
    struct baton_engine *engine;
    char id[BATON_TEXT_ID_SIZE];
    char *description;  /* never NULL */
    char *pin, *secret; /* NULL: the room has none */
    bool is_private;
    bool permanent;     /* it exists again after a restart */
    bool registered;    /* in the registry; false: the room is a lobby, or is ending */
    bool counted, kept; /* see baton_room_register */
    char holder[BATON_HANDLE_SESSION_SIZE]; /* set if `counted` */
    baton_time empty_since;                 /* set if `empty_link` is in the queue */
    GList empty_link; /* element of engine->empty_rooms; its data is NULL if not queued */
    unsigned max_participants;
    uint32_t bitrate; /* limit for each video in bit/s; 0: no limit */
    uint32_t downlink_bitrate; /* ceiling of each downlink in bit/s; 0: none */
    enum baton_codec video_codec;
    struct baton_policy confirm;
    struct baton_ways ways;
    bool mutual;                   /* each transfer must be mutual */
    unsigned code_lifetime, grace; /* seconds */
    unsigned hold;                 /* seconds that a participant who is away stays */
    enum baton_stand_in stand_in;  /* who may show a code for a participant who is away */
    bool remember;                 /* devices that have had a call can ask for it again */
    GPtrArray *participants;       /* in order of arrival; owned */
    int64_t arrivals;              /* number of participants who have arrived so far */
    struct baton_room_layout layout;
    baton_time next_survey; /* if queued */
    GList survey_link;      /* element of engine->surveys; its data is NULL if not queued */
    struct baton_chat chat;
    struct baton_unsaved_mark unsaved;
};

/* Creates a room with the API's defaults, then applies these settings. The room is not in the registry yet. */
struct baton_room *baton_room_new(
    struct baton_engine *engine, const char *id, const struct baton_room_settings *settings);
/* Creates a lobby: a room for a device that is not in a call yet. The lobby is not in the registry. */
struct baton_room *baton_room_new_lobby(struct baton_engine *engine, enum baton_codec video_codec);
/* Adds the room to the registry. The room counts for the limit of the session `holder`. NULL: the room counts for no
 * session, because the operator created it. A room that is not `kept` ends when it has been empty for
 * config.empty_room_time. */
void baton_room_register(struct baton_room *room, const char *holder, bool kept);
void baton_room_unregister(struct baton_room *room);
/* Sets whether the room stays when it is empty. */
void baton_room_keep(struct baton_room *room, bool kept);
/* Somebody has entered or left: notes whether the room is empty now. */
void baton_room_note_presence(struct baton_room *room);
/* Returns the room that ends next because it is empty, or NULL, and sets `*when`. */
struct baton_room *baton_room_next_to_end(const struct baton_engine *engine, baton_time *when);
/* Frees the room, which must be empty (see baton_removal_room). */
void baton_room_free(struct baton_room *room);

/* Changes the settings whose bits are set in `settings->has`. */
void baton_room_apply(struct baton_room *room, const struct baton_room_settings *settings);
/* The settings or the chat of the room have changed. */
void baton_room_mark_unsaved(struct baton_room *room);
/* Everything in the room has changed: the settings can decide whether participants are written at all. */
void baton_room_mark_all_unsaved(struct baton_room *room);
/* Returns all settings, for the store. Their strings belong to the room. */
struct baton_room_settings baton_room_settings(const struct baton_room *room);

/* Finds a room by id. Returns NULL with no_such_room set if there is none. */
struct baton_room *baton_room_find(
    struct baton_engine *engine, const char *id, struct baton_failure *failure);
/* Finds a participant of the room by id. Returns NULL with no_such_participant set if there is none. */
struct baton_participant *baton_room_participant(
    const struct baton_room *room, const char *id, struct baton_failure *failure);
/* Finds a source of the room by id, or returns NULL. */
struct baton_source *baton_room_source(const struct baton_room *room, const char *id);

/* Makes a secret for a room. The caller wipes it after use. Returns false with `failure` set if the system gives
 * no random numbers. */
bool baton_room_draw_secret(struct baton_engine *engine, char secret[BATON_ROOM_SECRET_SIZE],
    struct baton_failure *failure);
/* Whether two secrets are equal. The time of the comparison does not depend on where they differ. Returns false if one
 * of them is NULL, or both. */
bool baton_room_secret_equal(const char *expected, const char *given);

/* Adds the participant to the room. */
void baton_room_add(struct baton_room *room, struct baton_participant *participant);

/* Queues an event for the active device of every participant except `except` (NULL: of every participant).
 * Each of these devices gives it its own number and keeps it. The queue takes over `event`. */
void baton_room_send(
    struct baton_room *room, const struct baton_participant *except, json_t *event);
/* Does the same with an event that says only the latest state of something: it has no number, and is not kept. */
void baton_room_send_state(
    struct baton_room *room, const struct baton_participant *except, json_t *event);
/* Tells the client how much the device's uplink may send in its room. */
void baton_room_cap(struct baton_device *device);

#endif
