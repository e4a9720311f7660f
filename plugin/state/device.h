/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * device owns one browser or phone of a participant: its two handles, the kinds that its uplink
 * sends and the slots of its downlink.
 */
#ifndef BATON_STATE_DEVICE_H
#define BATON_STATE_DEVICE_H

#include "state/handle.h"
#include "state/source.h"

struct baton_participant;
struct baton_presentation;

enum baton_device_role {
    BATON_DEVICE_ACTIVE,    /* has the call */
    BATON_DEVICE_CANDIDATE, /* scanned a code or shows one, and does not have the call */
    BATON_DEVICE_STANDBY,   /* had the call, may bring it back */
};

/* One kind that an uplink sends. */
struct baton_device_feed {
    bool sends;
    int mindex;
    int pt;
    char mid[BATON_SDP_MID_SIZE];
    uint64_t generation; /* 0: not bound to a source's stream yet */
    bool primary;        /* bound as the video that opens a gate */
    bool wants_muted;    /* the person muted it on this device before it had the call */
};

struct baton_device_slot {
    bool video;
    bool pinned;
    struct baton_source *source; /* NULL: empty */
};

struct baton_device {
    struct baton_engine *engine;
    char id[BATON_ID_SIZE];
    char private_id[BATON_ID_SIZE];
    struct baton_participant *participant;
    enum baton_device_role role;
    struct baton_handle *uplink, *downlink;  /* NULL when gone */
    char *name;                              /* as it calls itself, or NULL */
    char network[65];                        /* address its media comes from; "": not known */
    struct baton_presentation *presentation; /* in no call yet, and shows a code; else NULL */

    bool declared; /* it has said which kinds it sends, even if none */
    bool lost;     /* a PeerConnection of this candidate went down since people agreed to it */
    struct baton_device_feed feeds[BATON_SOURCE_KINDS];
    uint32_t bitrate; /* its own cap in bit/s; 0 none */

    bool fed; /* its slots are filled: people have agreed to it */
    size_t slot_count;
    struct baton_device_slot slots[BATON_SDP_MAX_LINES]; /* by mindex */
    uint64_t sdp_session, sdp_version;
};

/* A device of nobody yet (baton_participant_add), on the handle that becomes its uplink. NULL with
 * `failure` set. */
struct baton_device *baton_device_new(
    struct baton_handle *uplink, enum baton_device_role role, struct baton_failure *failure);
/* Unbinds its feeds, empties its slots, closes its PeerConnections, leaves its handles fresh for
 * another call, and frees it. */
void baton_device_free(struct baton_device *device);

/* The device whose uplink this is; NULL with wrong_handle or not_in_call set. */
struct baton_device *baton_device_of_uplink(
    const struct baton_handle *handle, struct baton_failure *failure);
/* The same, and it must have the call; else wrong_state as well. */
struct baton_device *baton_device_in_call(
    const struct baton_handle *handle, struct baton_failure *failure);

const char *baton_device_role_name(enum baton_device_role role);
/* Whether its uplink sends anything at all. */
bool baton_device_sends(const struct baton_device *device);
/* Whether its uplink sends, and is expected to go on sending, a kind. */
bool baton_device_feeds(const struct baton_device *device, enum baton_source_kind kind);
/* Binds the feed of this source's kind to the source's stream, without anything being heard. */
void baton_device_bind(struct baton_device *device, const struct baton_source *source);
/* Whether a feed is bound as the primary video and is not any more, or the other way round. */
bool baton_device_is_misbound(const struct baton_device *device, enum baton_source_kind kind);
/* It sends this kind no more. */
void baton_device_unbind(struct baton_device *device, enum baton_source_kind kind);
/* The kind sent on an m-line. Returns false when there is none. */
bool baton_device_find_feed(
    const struct baton_device *device, const char *mid, enum baton_source_kind *kind);
/* Tells its uplink how much it may send; `room`: the room's cap for each video in bit/s, 0 none. */
void baton_device_cap(struct baton_device *device, uint32_t room);

/* Puts a source (NULL: none) on one slot. */
void baton_device_put(struct baton_device *device, size_t index, struct baton_source *source);
/* How many slots of a kind there are. */
size_t baton_device_count_slots(const struct baton_device *device, bool video);
/* From here on the device's slots are filled. */
void baton_device_start_feeding(struct baton_device *device);
/* Empties every slot and forgets them: the PeerConnection is gone. */
void baton_device_reset_slots(struct baton_device *device);

#endif
