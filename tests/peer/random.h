/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers that can be repeated: the same seed gives the same numbers. The numbers decide what happens to a
 * packet and how large a frame is. */
#ifndef BATON_PEER_RANDOM_H
#define BATON_PEER_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct peer_random {
    uint64_t state;
};

/* Two generators with the same `seed` but a different `number` give independent random numbers. */
struct peer_random peer_random_seeded(uint64_t seed, uint64_t number);

uint64_t peer_random_next(struct peer_random *random);
/* Returns a number from 0 to below 1. */
double peer_random_unit(struct peer_random *random);
/* Returns true with this probability (0 to 1). Draws a number even if the probability is 0 or 1. */
bool peer_random_hit(struct peer_random *random, double probability);

#endif
