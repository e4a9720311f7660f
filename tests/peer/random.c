/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SplitMix64: fast, small, and random enough to choose the packets that are lost. */
#include "peer/random.h"

struct peer_random peer_random_seeded(uint64_t seed, uint64_t number)
{
    struct peer_random random = {seed ^ (number * UINT64_C(0xd1342543de82ef95))};

    random.state = peer_random_next(&random);
    return random;
}

uint64_t peer_random_next(struct peer_random *random)
{
    uint64_t z = (random->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

double peer_random_unit(struct peer_random *random)
{
    return (double)(peer_random_next(random) >> 11) * 0x1p-53;
}

bool peer_random_hit(struct peer_random *random, double probability)
{
    return peer_random_unit(random) < probability;
}
