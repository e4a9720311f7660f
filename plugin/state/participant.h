/* SPDX-License-Identifier: GPL-3.0-or-later */
/* participant owns an identity in a room: what stays the same whatever device carries it. */
#ifndef BATON_STATE_PARTICIPANT_H
#define BATON_STATE_PARTICIPANT_H

#include "confirm/phone.h"
#include "state/registry.h"

struct baton_participant {
    struct baton_room *room;
    char id[BATON_ID_SIZE];
    char *display;                /* never NULL */
    json_t *metadata;             /* an object */
    char phone[BATON_PHONE_SIZE]; /* verified by nobody, told to nobody; "": not known */
    bool moderator;
    bool hand;
    struct baton_source *sources[BATON_SOURCE_KINDS]; /* NULL: none of this kind */
    GPtrArray *devices;                               /* all of them; owned */
    struct baton_device *active;                      /* the one that has the call */
    struct baton_transfer *transfer;                  /* the transfer under way, or NULL */
};

/* A participant of a room, without a device. NULL with `failure` set. */
struct baton_participant *baton_participant_new(struct baton_room *room, const char *display,
    json_t *metadata, bool moderator, struct baton_failure *failure);

/* Leaves the room: every device released, every source ended, the others told why ("left", "gone",
 * "removed"; NULL: nobody is told, the room is going). A transfer must have ended. Frees it. */
void baton_participant_leave(struct baton_participant *participant, const char *reason);

/* Tells the others in the room how the participant is now. */
void baton_participant_changed(struct baton_participant *participant);

/* Ends every source that the active device does not feed. True if one ended. */
bool baton_participant_prune(struct baton_participant *participant);

#endif
