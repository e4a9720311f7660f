/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link owns one PeerConnection: ICE by libnice, DTLS, SRTP, and the relay in between. */
#ifndef BATON_PEER_LINK_H
#define BATON_PEER_LINK_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/dtls.h"
#include "peer/relay.h"

struct peer_link;

enum peer_link_event {
    PEER_LINK_UP,
    PEER_LINK_RESTARTED, /* ICE has found a way once more */
    PEER_LINK_FAILED,    /* ICE has found none */
    PEER_LINK_CLOSED,    /* by the other side */
};

/* `rtp` and `repeated` may be NULL. */
struct peer_link_handler {
    void (*event)(void *user, enum peer_link_event event);
    void (*rtp)(void *user, const uint8_t *data, size_t len);
    void (*rtcp)(void *user, const uint8_t *data, size_t len);
    /* A media packet whose number was there before. */
    void (*repeated)(void *user, const uint8_t *data, size_t len);
    void (*lost)(void *user, enum peer_direction direction, const uint8_t *data, size_t len);
};

struct peer_link_options {
    const char *address; /* IPv4, ours */
    const struct peer_identity *identity;
    bool controlling;                         /* the side that offers */
    const struct peer_impairment *impairment; /* of a relay in between; NULL: straight to Janus */
    struct peer_random random;
};

/* When ICE and DTLS were done, microseconds; 0 for not yet. */
struct peer_link_times {
    int64_t ice, dtls;
};

/* Our part of a session description. The link owns all of it. */
struct peer_link_local {
    const char *ufrag, *password, *fingerprint;
    const char *candidate; /* a line of SDP, ended by \r\n */
};

/* NULL if there are no sockets to be had. */
struct peer_link *peer_link_new(
    const struct peer_link_options *options, const struct peer_link_handler *handler, void *user);
void peer_link_free(struct peer_link *link);
struct peer_link_local peer_link_local(const struct peer_link *link);
/* Begins ICE anew: there are other local credentials, and connect() takes other remote ones. */
void peer_link_restart(struct peer_link *link);
/*
 * Connects; does nothing if the other side's credentials are the same as before. `candidates`:
 * strings "a=candidate:..."; false if none of them can be used.
 */
bool peer_link_connect(
    struct peer_link *link, const char *ufrag, const char *password, const GPtrArray *candidates);

bool peer_link_is_up(const struct peer_link *link);
const struct peer_link_times *peer_link_times(const struct peer_link *link);
/* How many media packets from Janus the relay has repeated. */
uint64_t peer_link_repeated(const struct peer_link *link);

/* Does nothing and returns false before the link is up. */
bool peer_link_send(struct peer_link *link, bool rtcp, const uint8_t *data, size_t len);
/* From now on nothing is sent and nothing comes in any more. `orderly`: after a DTLS alert; without, ICE ends too. */
void peer_link_end(struct peer_link *link, bool orderly);

#endif
