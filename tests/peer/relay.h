/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay owns network impairment, what a network does to packets on their way: a relay between one
 * PeerConnection and Janus that delays all datagrams, and loses, repeats and reorders those of
 * media, by seed.
 */
#ifndef BATON_PEER_RELAY_H
#define BATON_PEER_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/random.h"

enum peer_direction { PEER_UP, PEER_DOWN }; /* to Janus, from Janus */

/* The same in both directions. Times in microseconds, probabilities from 0 to 1. */
struct peer_impairment {
    double loss;
    double repeat;
    double reorder; /* these packets come `late` later than others, which overtake them */
    int64_t late;
    int64_t delay;
    int64_t jitter; /* at most; keeps the order */
};

/* How much longer than another a packet may take by it, microseconds. */
int64_t peer_impairment_disorder(const struct peer_impairment *impairment);

/* Told of each media packet that was lost. */
typedef void peer_relay_lost_fn(
    void *user, enum peer_direction direction, const uint8_t *data, size_t len);

struct peer_relay;

/* Opens the relay at an IPv4 address; NULL if that doesn't work. */
struct peer_relay *peer_relay_new(const char *address, const struct peer_impairment *impairment,
    struct peer_random random, peer_relay_lost_fn *lost, void *user);
void peer_relay_free(struct peer_relay *relay);

/* The port at which Janus sees the peer, and the one at which the peer sees Janus. */
uint16_t peer_relay_port(const struct peer_relay *relay, enum peer_direction seen);
/* Sets the two ends: the peer's own port at the relay's address, and Janus. */
void peer_relay_ends(
    struct peer_relay *relay, uint16_t peer_port, const char *janus, uint16_t janus_port);
/* How many media packets from Janus the relay has repeated. */
uint64_t peer_relay_repeated(const struct peer_relay *relay);

#endif
