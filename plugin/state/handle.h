/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data that the engine keeps for one Janus handle: its use, and the state of its PeerConnection. Control thread
 * only.
 */
#ifndef BATON_STATE_HANDLE_H
#define BATON_STATE_HANDLE_H

#include "state/registry.h"

struct baton_device;

enum baton_handle_kind { BATON_HANDLE_FRESH, BATON_HANDLE_UPLINK, BATON_HANDLE_DOWNLINK };

enum { BATON_HANDLE_SESSION_SIZE = 65 };

struct baton_handle {
    struct baton_engine *engine;
    void *host; /* the host's own handle, an argument of the host's functions */
    struct baton_port *port;
    enum baton_handle_kind kind;
    struct baton_device *device; /* NULL: the handle is not in a call */
    char origin[BATON_ID_SIZE];  /* random name for which wrong codes are counted */
    /* Names the Janus session, for which wrong codes are counted as well; "": not known. */
    char session[BATON_HANDLE_SESSION_SIZE];
    uint64_t id;         /* the client's id of the handle, a secret; 0: not known */
    enum baton_ending ending; /* why its last device is not in the call any more */
    bool negotiated;     /* the handle has a PeerConnection that is up or coming up */
    bool up;             /* the PeerConnection is up (ICE and DTLS) */
    bool closing;        /* close_pc was queued, and media_down has not followed yet */
    bool capped;         /* the client was told a bitrate limit that is still valid */
    baton_time next_cap; /* when the limit is sent again, if queued */
    GList cap_link;      /* element of engine->caps; its data is NULL if not queued */
};

/* See baton_engine_attach. Returns NULL if there is no memory or if the system gives no random numbers. */
struct baton_handle *baton_handle_new(
    struct baton_engine *engine, void *host_handle, const char *session, uint64_t id);
/* Frees the handle. No device must refer to it. */
void baton_handle_free(struct baton_handle *handle);

/* Returns the name under which limits are counted for the sender of the handle's requests. It is the session or, if the
 * session is not known, the handle. "" if `handle` is NULL. The text belongs to the handle. */
const char *baton_handle_sender(const struct baton_handle *handle);

/* Queues an event without a number for the client of the handle. An event for a device is queued with
 * baton_device_send. If `handle` is NULL, drops the event. Takes ownership of `event`. */
void baton_handle_send(const struct baton_handle *handle, json_t *event);
/* Tells the client of an uplink how much it may send, in bit/s, and queues the uplink in engine->caps. */
void baton_handle_cap(struct baton_handle *handle, uint32_t bitrate);
/* Closes the handle's PeerConnection, if there is one and it is not being closed already. */
void baton_handle_close(struct baton_handle *handle);
/* Removes the handle from its device. The handle becomes fresh again, and its PeerConnection is closed. Keeps the
 * reason, for a client that has missed it. `handle` may be NULL. */
void baton_handle_release(struct baton_handle *handle, enum baton_ending ending);
/* A request was refused because the handle is in no call. Adds the reason why the call has ended, if there was one.
 * `failure` may be NULL. */
void baton_handle_explain(const struct baton_handle *handle, struct baton_failure *failure);
/* Whether the handle can become part of a call: it is not in a call, and its last PeerConnection is closed.
 * If not, sets `failure`. */
bool baton_handle_can_use(const struct baton_handle *handle, struct baton_failure *failure);

#endif
