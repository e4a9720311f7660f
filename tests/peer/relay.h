/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Network impairment: a relay between one PeerConnection and Janus. It delays all datagrams, and it loses, repeats and
 * reorders packets of media. A seed decides which packets.
 */
#ifndef BATON_PEER_RELAY_H
#define BATON_PEER_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/random.h"

enum peer_direction { PEER_UP, PEER_DOWN }; /* to Janus, from Janus */

/* The impairment is the same in both directions. Times are in microseconds. `loss`, `repeat` and `reorder` are
 * probabilities, 0 to 1. */
struct peer_impairment {
    double loss;
    double repeat;
    double reorder; /* a packet is delayed by `late` more, so that others overtake it */
    int64_t late;
    int64_t delay;
    int64_t jitter; /* the largest random delay that is added; the order does not change */
};

/* A line that carries only so much. What it cannot send yet waits in a queue; what does not fit into it is dropped. */
struct peer_bottleneck {
    int64_t rate;  /* bit/s with the headers of IP and UDP; 0: no limit */
    int64_t queue; /* the longest wait, in microseconds */
};

/* Returns by how many microseconds the travel times of two packets can differ at most. */
int64_t peer_impairment_disorder(const struct peer_impairment *impairment);

/* Called for each media packet that the relay drops. */
typedef void peer_relay_lost_fn(
    void *user, enum peer_direction direction, const uint8_t *data, size_t len);

struct peer_relay;

/* Opens the relay at an IPv4 address. Returns NULL if it cannot open its sockets. */
struct peer_relay *peer_relay_new(const char *address, const struct peer_impairment *impairment,
    struct peer_random random, peer_relay_lost_fn *lost, void *user);
void peer_relay_free(struct peer_relay *relay);

/* PEER_UP: returns the port to which Janus sends. PEER_DOWN: returns the port to which the peer sends. */
uint16_t peer_relay_port(const struct peer_relay *relay, enum peer_direction seen);
/* Sets the two ends: the peer's own port at the relay's address, and the address and port of Janus. */
void peer_relay_ends(
    struct peer_relay *relay, uint16_t peer_port, const char *janus, uint16_t janus_port);
/* Changes the bottleneck of one direction, for all datagrams that come from now on. At first there is none. */
void peer_relay_narrow(struct peer_relay *relay, enum peer_direction direction,
    const struct peer_bottleneck *bottleneck);
/* Returns how many media packets from Janus the relay has repeated. */
uint64_t peer_relay_repeated(const struct peer_relay *relay);

#endif
