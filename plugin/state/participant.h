/* SPDX-License-Identifier: GPL-3.0-or-later */
/* participant owns an identity in a room: what stays the same whatever device carries it. */
#ifndef BATON_STATE_PARTICIPANT_H
#define BATON_STATE_PARTICIPANT_H

#include "confirm/phone.h"
#include "state/device.h"

struct baton_room;
struct baton_transfer;

struct baton_participant {
    struct baton_engine *engine;
    struct baton_room *room;
    char id[BATON_ID_SIZE];
    char *display;                /* never NULL */
    json_t *metadata;             /* an object */
    char phone[BATON_PHONE_SIZE]; /* verified by nobody, told to nobody; "": not known */
    bool moderator;
    bool hand;
    struct baton_source *sources[BATON_SOURCE_KINDS]; /* NULL: none of this kind; owned */
    GPtrArray *devices;                               /* all of them; owned */
    struct baton_device *active;                      /* the one that has the call */
    struct baton_transfer *transfer;                  /* the one under way, or NULL; borrowed */
};

/* A participant of no room yet (baton_room_add), without a device. NULL with `failure` set. */
struct baton_participant *baton_participant_new(struct baton_engine *engine, const char *display,
    json_t *metadata, bool moderator, struct baton_failure *failure);
/* It must have no device and no source left. */
void baton_participant_free(struct baton_participant *participant);

/* The device is one of the participant's from now on. What it sends is bound, unheard. */
void baton_participant_add(struct baton_participant *participant, struct baton_device *device);
/* The device is one of nobody, with its channels as they are. */
void baton_participant_take_out(struct baton_device *device);
/* Takes the device out of the call and frees it. */
void baton_participant_release(struct baton_device *device);

/* Creates the participant's source of a kind it has none of; every device that sends this kind is
 * bound to it, unheard. False with `failure` set. */
bool baton_participant_begin_source(struct baton_participant *participant,
    enum baton_source_kind kind, enum baton_codec video_codec, struct baton_failure *failure);
/* Frees its source of a kind. No slot may show it any more. */
void baton_participant_end_source(
    struct baton_participant *participant, enum baton_source_kind kind);
bool baton_participant_has_sources(const struct baton_participant *participant);

/* Binds anew the feeds of a device that open a gate now and did not when they were bound, or the
 * other way round. For a device that does not have the call. */
void baton_participant_rebind(struct baton_device *device);

#endif
