/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of rtp/level: levels are smoothed, and guessed if the sender gives none. */
#include "rtp/level.h"
#include "test.h"

enum { SPEECH = 80 }; /* bytes of a packet */

/* Adds packets, each of them `gap` after the one before. */
static void add(struct baton_level *level, int count, int8_t heard, baton_time gap)
{
    for (; count > 0; count--)
        baton_level_add(level, heard, SPEECH, level->last + gap);
}

/* Adds packets that have so many bytes, each of them 20 ms after the one before. */
static void hear(struct baton_level *level, int count, int8_t heard, uint16_t bytes)
{
    for (int i = 0; i < count; i++)
        baton_level_add(level, heard, bytes, level->last + BATON_MS(20));
}

TEST(audio_levels_are_smoothed)
{
    const baton_time gap = BATON_MS(20);
    struct baton_level level;

    baton_level_init(&level);
    assert_int_equal(baton_level_get(&level), 127);
    add(&level, 4, 30, gap);
    assert_int_in_range(baton_level_get(&level), 30, 40);
    add(&level, 4, 127, gap);
    assert_int_in_range(baton_level_get(&level), 40, 70);
    add(&level, 60, 127, gap);
    assert_int_in_range(baton_level_get(&level), 120, 127);
    add(&level, 60, 0, gap);
    assert_int_equal(baton_level_get(&level), 0);
    assert_false(baton_level_is_guessed(&level));
}

/* Opus with DTX sends 10 packets of silence, then one in 400 ms. */
TEST(with_dtx_a_level_falls_as_fast_as_without)
{
    struct baton_level level;

    baton_level_init(&level);
    add(&level, 20, 20, BATON_MS(20));
    add(&level, 10, 127, BATON_MS(20));
    assert_int_in_range(baton_level_get(&level), 60, 80);
    add(&level, 2, 127, BATON_MS(400));
    assert_int_in_range(baton_level_get(&level), 120, 127);
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

TEST(without_levels_larger_packets_than_the_senders_quiet_ones_are_speech)
{
    static const struct {
        uint16_t quiet, loud;
    } senders[] = {{24, 60}, {40, 80}, {80, 160}, {9, 45}};

    for (size_t i = 0; i < COUNT(senders); i++) {
        struct baton_level level;

        baton_level_init(&level);
        hear(&level, 100, -1, senders[i].quiet);
        hear(&level, 4, -1, senders[i].loud);
        assert_int_in_range(baton_level_get(&level), BATON_LEVEL_SPEECH, BATON_LEVEL_SPEECH + 6);
        assert_true(baton_level_is_guessed(&level));
        for (int breath = 0; breath < 60; breath++) { /* two minutes of speech */
            hear(&level, 90, -1, senders[i].loud);
            assert_int_equal(baton_level_get(&level), BATON_LEVEL_SPEECH);
            hear(&level, 10, -1, senders[i].quiet);
        }
        hear(&level, 60, -1, senders[i].quiet);
        assert_int_in_range(baton_level_get(&level), BATON_LEVEL_QUIET - 2, BATON_LEVEL_QUIET);
    }
}

TEST(without_levels_a_sender_whose_packets_all_have_one_size_is_neither_silent_nor_loud)
{
    struct baton_level level;

    baton_level_init(&level);
    hear(&level, 10000, -1, 80);
    assert_int_equal(baton_level_get(&level), BATON_LEVEL_UNKNOWN);
}

TEST(without_levels_a_sender_that_uses_dtx_speaks_in_all_its_other_packets)
{
    struct baton_level level;

    baton_level_init(&level);
    hear(&level, 4, -1, BATON_LEVEL_DTX);
    assert_int_equal(baton_level_get(&level), 127);
    for (int i = 0; i < 5; i++) {
        hear(&level, 4, -1, 80);
        assert_int_in_range(baton_level_get(&level), BATON_LEVEL_SPEECH, BATON_LEVEL_SPEECH + 6);
        hear(&level, 500, -1, 80);
        hear(&level, 4, -1, BATON_LEVEL_DTX);
        assert_int_in_range(baton_level_get(&level), 110, 127);
    }
}

TEST(a_device_with_levels_and_one_without_can_follow_each_other)
{
    struct baton_level level;

    baton_level_init(&level);
    hear(&level, 100, 20, 80);
    hear(&level, BATON_LEVEL_LACKING - 1, -1, 80);
    assert_false(baton_level_is_guessed(&level));
    assert_int_equal(baton_level_get(&level), 20);
    hear(&level, 100, -1, 80);
    assert_true(baton_level_is_guessed(&level));
    assert_int_in_range(baton_level_get(&level), BATON_LEVEL_UNKNOWN - 1, BATON_LEVEL_UNKNOWN + 1);
    hear(&level, 1, 20, 80);
    assert_false(baton_level_is_guessed(&level));
}
