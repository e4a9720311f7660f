/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chance: SplitMix64, which is fast, small, and good enough to lose packets with. */
#include "peer/chance.h"

struct peer_chance peer_chance_seeded(uint64_t seed, uint64_t number)
{
    struct peer_chance chance = {seed ^ (number * UINT64_C(0xd1342543de82ef95))};

    chance.state = peer_chance_next(&chance);
    return chance;
}

uint64_t peer_chance_next(struct peer_chance *chance)
{
    uint64_t z = (chance->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

double peer_chance_unit(struct peer_chance *chance)
{
    return (double)(peer_chance_next(chance) >> 11) * 0x1p-53;
}

bool peer_chance_hit(struct peer_chance *chance, double probability)
{
    return peer_chance_unit(chance) < probability;
}
