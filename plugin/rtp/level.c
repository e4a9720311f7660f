/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/level.h"

enum {
    UNIT = 256,
    ATTACK = 2,
    DECAY = 16,
    FLOOR_FALLS = 4,
    FLOOR_RISES = 1024, /* packets: 20 s */
    REMEMBERED = 3000,  /* packets: a minute */
    FLOOR_LEAST = 20,   /* bytes: smaller packets are of a muted microphone, and not of a quiet room */
};

/* The usual time between two packets, and the most of them that a pause can count for. A longer gap than PAUSE is not
 * made by jitter. */
#define PACKET BATON_MS(20)
#define PAUSE  BATON_MS(100)
enum { MOST_PACKETS = 64 };

void baton_level_init(struct baton_level *level)
{
    /* The first packets decide whether the sender gives levels. */
    *level =
        (struct baton_level){.value = BATON_LEVEL_SILENT * UNIT, .lacking = BATON_LEVEL_LACKING};
}

/* Returns for how many packets this one counts. */
static baton_time weight_of(baton_time pause)
{
    if (pause < PAUSE)
        return 1;
    return pause / PACKET < MOST_PACKETS ? pause / PACKET : MOST_PACKETS;
}

static void step(struct baton_level *level, int heard, bool dtx)
{
    int32_t change = heard * UNIT - level->value;

    level->value += change < 0 || dtx ? change / ATTACK : change / DECAY;
}

static void smooth(struct baton_level *level, int heard, bool dtx, baton_time arrival)
{
    baton_time count = heard * UNIT > level->value ? weight_of(arrival - level->last) : 1;

    level->last = arrival;
    for (; count > 0; count--)
        step(level, heard, dtx);
}

/* Follows the sizes of quiet packets: down quickly, up slowly, because people speak for longer than they breathe. */
static void follow_floor(struct baton_level *level, int32_t size)
{
    if (size < FLOOR_LEAST * UNIT)
        size = FLOOR_LEAST * UNIT;
    if (level->floor == 0)
        level->floor = size;
    else
        level->floor += (size - level->floor) / (size < level->floor ? FLOOR_FALLS : FLOOR_RISES);
}

static void count_down(uint16_t *left)
{
    if (*left > 0)
        (*left)--;
}

static int guess(struct baton_level *level, uint16_t bytes)
{
    int32_t size = bytes * UNIT;

    if (bytes <= BATON_LEVEL_DTX) {
        level->pauses = REMEMBERED;
        return BATON_LEVEL_SILENT;
    }
    follow_floor(level, size);
    count_down(&level->pauses);
    count_down(&level->varied);
    if (size > level->floor + level->floor / 2)
        level->varied = REMEMBERED;
    if (level->varied == REMEMBERED || level->pauses > 0)
        return BATON_LEVEL_SPEECH;
    return level->varied > 0 ? BATON_LEVEL_QUIET : BATON_LEVEL_UNKNOWN;
}

void baton_level_add(struct baton_level *level, int8_t heard, uint16_t bytes, baton_time arrival)
{
    bool dtx = bytes <= BATON_LEVEL_DTX;

    if (heard >= 0) {
        level->lacking = 0;
        smooth(level, heard, dtx, arrival);
        return;
    }
    if (level->lacking < BATON_LEVEL_LACKING)
        level->lacking++;
    if (baton_level_is_guessed(level))
        smooth(level, guess(level, bytes), dtx, arrival);
}

int baton_level_get(const struct baton_level *level)
{
    return (level->value + UNIT / 2) / UNIT;
}

bool baton_level_is_guessed(const struct baton_level *level)
{
    return level->lacking >= BATON_LEVEL_LACKING;
}
