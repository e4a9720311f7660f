/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handle owns what the engine keeps of one Janus handle: what it is used for, and the state of its
 * PeerConnection.
 */
#ifndef BATON_STATE_HANDLE_H
#define BATON_STATE_HANDLE_H

#include "state/registry.h"

struct baton_device;

enum baton_handle_kind { BATON_HANDLE_FRESH, BATON_HANDLE_UPLINK, BATON_HANDLE_DOWNLINK };

enum { BATON_HANDLE_SESSION_SIZE = 65 };

struct baton_handle {
    struct baton_engine *engine;
    void *host; /* what the host's functions are called with */
    struct baton_port *port;
    enum baton_handle_kind kind;
    struct baton_device *device; /* NULL: the handle is in no call */
    char origin[BATON_ID_SIZE];  /* wrong codes are counted by this name */
    /* and by this one, which stands for the Janus session; "": not known */
    char session[BATON_HANDLE_SESSION_SIZE];
    uint64_t id;         /* the client's name for the handle; 0: not known; a secret */
    bool negotiated;     /* it has a PeerConnection, up or coming up */
    bool up;             /* the PeerConnection is up (ICE and DTLS) */
    bool closing;        /* the PeerConnection is being closed */
    bool capped;         /* the client was told a cap that still holds */
    baton_time next_cap; /* when the cap is repeated */
};

/* NULL when out of memory or of randomness. See baton_engine_attach. */
struct baton_handle *baton_handle_new(
    struct baton_engine *engine, void *host_handle, const char *session, uint64_t id);
/* Frees it. No device may use it any more. */
void baton_handle_free(struct baton_handle *handle);

/* Queues an event for the client behind the handle (NULL: nobody). Takes ownership of `event`. */
void baton_handle_send(const struct baton_handle *handle, json_t *event);
/* Closes its PeerConnection, if it has one that is not being closed already. */
void baton_handle_close(struct baton_handle *handle);
/* The handle leaves its device: it is fresh again, and its PeerConnection is closed. NULL: no-op.
 */
void baton_handle_release(struct baton_handle *handle);
/* The handle can become part of a call: it is in none, and its last PeerConnection is closed. */
bool baton_handle_can_use(const struct baton_handle *handle, struct baton_failure *failure);

#endif
