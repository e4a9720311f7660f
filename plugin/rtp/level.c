/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/level.h"

enum { UNIT = 256, ATTACK = 2, DECAY = 16 };

/* The usual time between two packets, and the most of them that a pause can count for. A longer gap than PAUSE is not
 * made by jitter. */
#define PACKET BATON_MS(20)
#define PAUSE  BATON_MS(100)
enum { MOST_PACKETS = 64 };

void baton_level_init(struct baton_level *level)
{
    *level = (struct baton_level){.value = BATON_LEVEL_SILENT * UNIT};
}

/* Returns for how many packets this one counts. */
static baton_time weight_of(baton_time pause)
{
    if (pause < PAUSE)
        return 1;
    return pause / PACKET < MOST_PACKETS ? pause / PACKET : MOST_PACKETS;
}

static void step(struct baton_level *level, int8_t heard)
{
    int32_t change = heard * UNIT - level->value;

    level->value += change < 0 ? change / ATTACK : change / DECAY;
}

void baton_level_add(struct baton_level *level, int8_t heard, baton_time arrival)
{
    baton_time count;

    if (heard < 0)
        return;
    count = heard * UNIT > level->value ? weight_of(arrival - level->last) : 1;
    level->last = arrival;
    for (; count > 0; count--)
        step(level, heard);
}

int baton_level_get(const struct baton_level *level)
{
    return (level->value + UNIT / 2) / UNIT;
}
