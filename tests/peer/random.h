/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers that a seed repeats. They decide what happens to a packet and how large a frame is. */
#ifndef BATON_PEER_RANDOM_H
#define BATON_PEER_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct peer_random {
    uint64_t state;
};

/* Generators with the same seed and different numbers give independent random numbers. */
struct peer_random peer_random_seeded(uint64_t seed, uint64_t number);

uint64_t peer_random_next(struct peer_random *random);
/* Returns a number from 0 to below 1. */
double peer_random_unit(struct peer_random *random);
/* Returns true with this probability (0 to 1). Draws a number even if the probability is 0 or 1. */
bool peer_random_hit(struct peer_random *random, double probability);

#endif
