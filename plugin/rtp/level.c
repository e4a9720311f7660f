/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/level.h"

enum { UNIT = 256, ATTACK = 2, DECAY = 16 };

void baton_level_init(struct baton_level *level)
{
    level->value = BATON_LEVEL_SILENT * UNIT;
}

void baton_level_add(struct baton_level *level, int8_t heard)
{
    int32_t change = heard * UNIT - level->value;

    if (heard < 0)
        return;
    level->value += change < 0 ? change / ATTACK : change / DECAY;
}

int baton_level_get(const struct baton_level *level)
{
    return (level->value + UNIT / 2) / UNIT;
}
