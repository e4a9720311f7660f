/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a receiver believes that its line carries, as browsers estimate it for REMB: the trend of the packets' delay
 * shows that a queue grows (draft-ietf-rmcat-gcc-02 section 5). Pure: the caller passes the time, in microseconds.
 */
#ifndef BATON_PEER_ESTIMATOR_H
#define BATON_PEER_ESTIMATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PEER_ESTIMATOR_POINTS = 20,
    PEER_ESTIMATOR_BUCKETS = 50,
};

/* The packets that were sent within a few milliseconds: when the last of them was sent, and when it arrived. */
struct peer_estimator_group {
    int64_t first_sent, sent, arrived;
};

struct peer_estimator {
    int64_t
        sent; /* the last time of sending in units of 1/2^18 s, extended so that it does not wrap */
    uint32_t sent_24; /* the same, as the packet had it */
    struct peer_estimator_group before, group;
    double delay, smooth; /* the sum of all differences of delay, milliseconds */
    struct {
        double at, delay;
    } points[PEER_ESTIMATOR_POINTS]; /* a ring */
    int deltas;                      /* points so far */
    double trend, threshold;
    int64_t over_since, threshold_at;
    uint64_t
        buckets[PEER_ESTIMATOR_BUCKETS]; /* bytes that arrived in each 20 ms of the last second */
    int64_t bucket;                      /* number of the newest bucket */
    int64_t began, updated, fell;
    double bitrate,
        capacity; /* bit/s; 0: not known yet. capacity: what came when the estimate fell, a mean */
    bool over, under;
};

void peer_estimator_init(struct peer_estimator *estimator);
/*
 * Takes a packet. `sent_24`: its abs-send-time, in units of 1/2^18 s. Returns true if the estimate has fallen, so that
 * the sender must know at once.
 */
bool peer_estimator_packet(
    struct peer_estimator *estimator, uint32_t sent_24, size_t bytes, int64_t now);
/* Call it ten times a second. `loss`: the share of packets that were lost lately, 0 to 1. Returns as above. */
bool peer_estimator_tick(struct peer_estimator *estimator, double loss, int64_t now);
/* Returns the estimate in bit/s; 0: there is none yet. */
uint64_t peer_estimator_bitrate(const struct peer_estimator *estimator);
/* Returns the bit/s that arrived in the last second. */
double peer_estimator_received(struct peer_estimator *estimator, int64_t now);

#endif
