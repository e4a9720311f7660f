/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A participant: an identity in a room, which stays the same when the call moves to another device. Control
 * thread only. */
#ifndef BATON_STATE_PARTICIPANT_H
#define BATON_STATE_PARTICIPANT_H

#include "confirm/phone.h"
#include "state/device.h"
#include "state/unsaved.h"

struct baton_room;
struct baton_transfer;

/* Whether the device that has the call is there. */
enum baton_absence_kind {
    BATON_NOT_AWAY,
    BATON_AWAY_MEDIA, /* it has lost its media: no device feeds the sources, but its signalling lives */
    BATON_AWAY,       /* it has lost its handles */
};

/* For workflow/absence only, except `kind` and `silent`. */
struct baton_absence {
    enum baton_absence_kind kind;
    bool silent; /* BATON_AWAY_MEDIA: the PeerConnection is up (workflow/silence.h) */
    baton_time
        yield; /* when the automatic choice may use the slots for others; BATON_NEVER: it may */
    baton_time end; /* when the time `hold` of the room is over */
    bool overdue;   /* it is over, and the participant stays until the transfer has ended */
    GList link;     /* element of engine->absent; its data is NULL if not queued */
};

/* How another device took the place of a device that was away. The others in the room see it. */
enum baton_device_change_kind {
    BATON_CHANGE_NONE,
    BATON_CHANGE_BY_STAND_IN, /* somebody else in the room showed a code for the participant */
    BATON_CHANGE_BY_OPERATOR, /* the same, because the operator asked for it */
    BATON_CHANGE_BY_RECALL,   /* a device that had had the call before asked for it */
};

struct baton_device_change {
    enum baton_device_change_kind kind;
    char by[BATON_ID_SIZE]; /* id of the participant who showed the code; "": nobody did */
};

/* The most devices that can ask for a participant's call again. */
enum { BATON_REMEMBERED_DEVICES = 8 };
/* The most secrets of each kind that a Janus session keeps for devices that have lost a call: for `disown`, and for
 * `recall`. */
enum { BATON_SESSION_SECRETS = 64 };

struct baton_participant {
    struct baton_engine *engine;
    struct baton_room *room;
    char id[BATON_ID_SIZE];
    int64_t arrival;  /* counts the participants of the room in order of their arrival, from 1 */
    /* baton_handle_sender of the handle that joined; "": not known, after a restart. It stays when the call moves. */
    char holder[BATON_HANDLE_SESSION_SIZE];
    char *display;    /* never NULL */
    json_t *metadata; /* an object; never changed, only replaced */
    json_t *object; /* what the others were told last, perhaps not up to date; NULL: nothing yet */
    size_t metadata_bytes;        /* size of the metadata as compact JSON */
    char phone[BATON_PHONE_SIZE]; /* not verified; never sent to clients; "": not known */
    bool moderator;
    bool hand;
    struct baton_source *sources[BATON_SOURCE_KINDS]; /* owned; NULL: no source of this kind */
    GPtrArray *devices;                               /* all devices, owned */
    struct baton_device *active;     /* the device that has the call; NULL: no device has it. While
                                        `absence.kind` is BATON_AWAY, it has no handles */
    struct baton_transfer *transfer; /* the transfer under way, borrowed; NULL: no transfer */
    struct baton_transfer *standing_in; /* the transfer of somebody else whose code this participant
                                           shows, borrowed; NULL: none */
    struct baton_device_change change;
    /* Ids of devices that can ask for the call again (guard/remembered.h); "": none. The next one replaces the one at
     * `remembered_next`. */
    char remembered[BATON_REMEMBERED_DEVICES][BATON_ID_SIZE];
    unsigned remembered_next;
    struct baton_absence absence;
    /* The others are told the last change later, at `change_due` (state/notices.h). */
    baton_time change_due;
    GList change_link; /* element of engine->late_changes; its data is NULL if not queued */
    struct baton_unsaved_mark unsaved;
};

/* Creates a participant without a room (see baton_room_add) and without a device. Returns NULL with
 * `failure` set. */
struct baton_participant *baton_participant_new(struct baton_engine *engine, const char *display,
    json_t *metadata, bool moderator, struct baton_failure *failure);
/* Replaces the metadata by a copy. */
void baton_participant_set_metadata(struct baton_participant *participant, const json_t *metadata);
/* The participant has changed: a part of what baton_call_row_write writes. */
void baton_participant_mark_unsaved(struct baton_participant *participant);
/* Frees the participant, and forgets the devices that could ask for its call again. It must have no device and no
 * source. */
void baton_participant_free(struct baton_participant *participant);

/* No device can ask for the participant's call again. */
void baton_participant_forget_devices(struct baton_participant *participant);

/* Adds the device to the participant and binds its feeds (see baton_device_bind). */
void baton_participant_add(struct baton_participant *participant, struct baton_device *device);
/* Removes the device from its participant. The device keeps its PeerConnections. */
void baton_participant_remove(struct baton_device *device);
/* Removes the device from its participant and frees it (see baton_device_free). */
void baton_participant_release(struct baton_device *device, enum baton_ending ending);

/* Creates a source of a kind that the participant does not have, and binds the feeds of all its devices
 * that send this kind (see baton_device_bind). Returns false with `failure` set. */
bool baton_participant_begin_source(struct baton_participant *participant,
    enum baton_source_kind kind, enum baton_codec video_codec, struct baton_failure *failure);
/* Frees the participant's source of this kind. No slot must have it. */
void baton_participant_end_source(
    struct baton_participant *participant, enum baton_source_kind kind);
bool baton_participant_has_sources(const struct baton_participant *participant);

/* Binds again each feed of the device for which baton_device_is_misbound() is true. The device must not have the call,
 * because the stream drops the packets of the new binding (see baton_device_bind). */
void baton_participant_rebind(struct baton_device *device);

#endif
