/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * device owns one browser or phone of a participant: its two handles, what its uplink sends and
 * what its downlink shows.
 */
#ifndef BATON_STATE_DEVICE_H
#define BATON_STATE_DEVICE_H

#include "state/registry.h"

struct baton_participant;
struct baton_presentation;
struct baton_source;

enum baton_handle_kind { BATON_HANDLE_FRESH, BATON_HANDLE_UPLINK, BATON_HANDLE_DOWNLINK };

struct baton_handle {
    struct baton_engine *engine;
    void *host; /* what the host's functions are called with */
    struct baton_port *port;
    enum baton_handle_kind kind;
    struct baton_device *device; /* NULL: in no call */
    char origin[BATON_ID_SIZE];  /* by which wrong codes are counted */
    char session[65];            /* and by this; "": not known */
    uint64_t id;                 /* what its client calls it; 0: not known; a secret */
    bool negotiated;             /* it has a PeerConnection, up or coming up */
    bool up;
    bool closing;        /* its PeerConnection is on the way out */
    bool capped;         /* it was told a cap that still holds */
    baton_time next_cap; /* when the cap is repeated */
};

enum baton_device_role {
    BATON_DEVICE_ACTIVE,    /* has the call */
    BATON_DEVICE_CANDIDATE, /* scanned a code, has not taken over */
    BATON_DEVICE_STANDBY,   /* had the call, may bring it back */
};

/* What an uplink sends of one kind. */
struct baton_device_feed {
    bool sends;
    int mindex;
    int pt;
    char mid[BATON_SDP_MID_SIZE];
    uint64_t generation; /* 0: not bound to a source yet */
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

    bool declared; /* it has said what it sends, even if nothing */
    bool lost;     /* a PeerConnection of this candidate went down since it was agreed to */
    struct baton_device_feed feeds[BATON_SOURCE_KINDS];
    uint32_t bitrate; /* its own cap in bit/s; 0 none */

    bool fed; /* its slots are filled: not a stranger any more */
    size_t slot_count;
    struct baton_device_slot slots[BATON_SDP_MAX_LINES]; /* by mindex */
    uint64_t sdp_session, sdp_version;
};

/* A device of a participant, on the handle that becomes its uplink. NULL with `failure` set. */
struct baton_device *baton_device_new(struct baton_participant *participant,
    struct baton_handle *uplink, enum baton_device_role role, struct baton_failure *failure);
/* Takes it out of the call: unbinds feeds, empties slots, closes its PeerConnections, and leaves
 * its handles fresh for another call. Frees it. */
void baton_device_release(struct baton_device *device);

/* The device whose uplink this is; NULL with wrong_handle or not_in_call set. */
struct baton_device *baton_device_of_uplink(
    const struct baton_handle *handle, struct baton_failure *failure);
/* The same, and it must have the call; else wrong_state as well. */
struct baton_device *baton_device_in_call(
    const struct baton_handle *handle, struct baton_failure *failure);
/* The handle can become part of a call: it is in none, and its last PeerConnection is closed. */
bool baton_device_can_use(const struct baton_handle *handle, struct baton_failure *failure);

const char *baton_device_role_name(enum baton_device_role role);
/* Whether its uplink sends anything at all. */
bool baton_device_sends(const struct baton_device *device);
/* Whether its uplink sends, and is expected to go on sending, a kind. */
bool baton_device_feeds(const struct baton_device *device, enum baton_source_kind kind);
/* Binds one of its feeds to the participant's source of that kind, without anything being heard. */
void baton_device_bind(struct baton_device *device, enum baton_source_kind kind);
/* Binds anew what opens a gate now and did not when it was bound, or the other way round. For a
 * device that does not have the call. */
void baton_device_rebind(struct baton_device *device);
/* It sends this kind no more. */
void baton_device_unbind(struct baton_device *device, enum baton_source_kind kind);
/* The kind sent on an m-line. False when there is none. */
bool baton_device_find_feed(
    const struct baton_device *device, const char *mid, enum baton_source_kind *kind);
/* Carries out what a request says of one kind that it sends: at once if it has the call; else its
 * mute state is kept until it has. */
void baton_device_wish(
    struct baton_device *device, enum baton_source_kind kind, const struct baton_source_wish *wish);
/* Tells its uplink how much it may send. */
void baton_device_cap(struct baton_device *device);

#endif
