/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the smoothed loudness of a stream. */
#include "rtp/level.h"
#include "test.h"

/* Adds packets, each of them `gap` after the one before. */
static void add(struct baton_level *level, int count, int8_t heard, baton_time gap)
{
    for (; count > 0; count--)
        baton_level_add(level, heard, level->last + gap);
}

TEST(audio_levels_are_smoothed)
{
    const baton_time gap = BATON_MS(20);
    struct baton_level level;

    baton_level_init(&level);
    assert_int_equal(baton_level_get(&level), 127);
    add(&level, 1, -1, gap);
    assert_int_equal(baton_level_get(&level), 127);
    add(&level, 4, 30, gap);
    assert_in_range(baton_level_get(&level), 30, 40);
    add(&level, 4, 127, gap);
    assert_in_range(baton_level_get(&level), 40, 70);
    add(&level, 60, 127, gap);
    assert_in_range(baton_level_get(&level), 120, 127);
    add(&level, 60, 0, gap);
    assert_int_equal(baton_level_get(&level), 0);
}

/* Opus with DTX sends 10 packets of silence, then one in 400 ms. */
TEST(with_dtx_a_level_falls_as_fast_as_without)
{
    struct baton_level level;

    baton_level_init(&level);
    add(&level, 20, 20, BATON_MS(20));
    add(&level, 10, 127, BATON_MS(20));
    assert_in_range(baton_level_get(&level), 60, 80);
    add(&level, 2, 127, BATON_MS(400));
    assert_in_range(baton_level_get(&level), 120, 127);
}

TEST(after_a_pause_a_level_rises_as_slowly_as_before)
{
    struct baton_level level;

    baton_level_init(&level);
    add(&level, 1, 127, BATON_MS(400));
    add(&level, 1, 27, BATON_MS(400));
    assert_int_equal(baton_level_get(&level), 77);
}

TEST(bursts_and_gaps_of_jitter_count_as_before)
{
    struct baton_level even, uneven;

    baton_level_init(&even);
    baton_level_init(&uneven);
    add(&even, 10, 20, BATON_MS(20));
    add(&uneven, 10, 20, BATON_MS(20));
    add(&even, 10, 90, BATON_MS(20));
    add(&uneven, 1, 90, BATON_MS(99));
    add(&uneven, 9, 90, 0);
    assert_int_equal(baton_level_get(&even), baton_level_get(&uneven));
}
