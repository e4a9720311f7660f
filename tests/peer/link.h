/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One PeerConnection: ICE by libnice, DTLS, SRTP, and the relay if the network is impaired. */
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
    PEER_LINK_RESTARTED, /* ICE has connected again after a restart */
    PEER_LINK_FAILED,    /* ICE could not connect */
    PEER_LINK_CLOSED,    /* the other side has closed DTLS */
};

/* `rtp` and `repeated` may be NULL. */
struct peer_link_handler {
    void (*event)(void *user, enum peer_link_event event);
    void (*rtp)(void *user, const uint8_t *data, size_t len);
    void (*rtcp)(void *user, const uint8_t *data, size_t len);
    /* An RTP packet with this sequence number has arrived before. */
    void (*repeated)(void *user, const uint8_t *data, size_t len);
    /* The relay has dropped this packet. */
    void (*lost)(void *user, enum peer_direction direction, const uint8_t *data, size_t len);
};

struct peer_link_options {
    /* IPv4 addresses of the peer, separated by commas. With an impairment there must be one address. */
    const char *address;
    const struct peer_identity *identity;
    bool controlling;                         /* the side that offers */
    const struct peer_impairment *impairment; /* NULL: no relay */
    struct peer_random random;
};

/* When ICE and DTLS had connected, in microseconds. 0: not yet. */
struct peer_link_times {
    int64_t ice, dtls;
};

/* The peer's part of a session description. The link owns the strings. */
struct peer_link_local {
    const char *ufrag, *password, *fingerprint;
    const char *candidates; /* lines of SDP, each ended by \r\n */
};

/* Returns NULL if sockets cannot be opened. */
struct peer_link *peer_link_new(
    const struct peer_link_options *options, const struct peer_link_handler *handler, void *user);
void peer_link_free(struct peer_link *link);
struct peer_link_local peer_link_local(const struct peer_link *link);
/* Restarts ICE: makes new local credentials. Then peer_link_connect accepts new remote credentials. */
void peer_link_restart(struct peer_link *link);
/*
 * Connects to the other side. Does nothing if `ufrag` is the same as before. `candidates`: strings "a=candidate:...".
 * Returns false if no candidate can be used.
 */
bool peer_link_connect(
    struct peer_link *link, const char *ufrag, const char *password, const GPtrArray *candidates);

bool peer_link_is_up(const struct peer_link *link);
const struct peer_link_times *peer_link_times(const struct peer_link *link);
/* Changes the bottleneck of one direction. The link must have a relay. */
void peer_link_narrow(struct peer_link *link, enum peer_direction direction,
    const struct peer_bottleneck *bottleneck);
/* Returns how many media packets from Janus the relay has repeated. */
uint64_t peer_link_repeated(const struct peer_link *link);

/* Sends a packet. Returns false before the link is up, after its end, or if the packet cannot be sent. */
bool peer_link_send(struct peer_link *link, bool rtcp, const uint8_t *data, size_t len);
/* Ends sending and receiving. `orderly`: sends a DTLS alert first, and ICE goes on; otherwise ICE ends too. */
void peer_link_end(struct peer_link *link, bool orderly);

#endif
