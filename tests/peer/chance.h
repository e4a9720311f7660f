/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chance owns randomness that a seed repeats: what happens to a packet, how large a frame is. */
#ifndef BATON_PEER_CHANCE_H
#define BATON_PEER_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct peer_chance {
    uint64_t state;
};

/* Two streams of chance with the same seed and another number have nothing in common. */
struct peer_chance peer_chance_seeded(uint64_t seed, uint64_t number);

uint64_t peer_chance_next(struct peer_chance *chance);
/* From 0 to below 1. */
double peer_chance_unit(struct peer_chance *chance);
/* True with this probability, 0 to 1. Draws even where the answer is certain. */
bool peer_chance_hit(struct peer_chance *chance, double probability);

#endif
