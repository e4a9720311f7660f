/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random owns randomness that a seed repeats: what happens to a packet, how large a frame is. */
#ifndef BATON_PEER_RANDOM_H
#define BATON_PEER_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct peer_random {
    uint64_t state;
};

/* Two streams of random with the same seed and another number have nothing in common. */
struct peer_random peer_random_seeded(uint64_t seed, uint64_t number);

uint64_t peer_random_next(struct peer_random *random);
/* From 0 to below 1. */
double peer_random_unit(struct peer_random *random);
/* True with this probability, 0 to 1. Draws even where the answer is certain. */
bool peer_random_hit(struct peer_random *random, double probability);

#endif
