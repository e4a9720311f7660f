/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of rtp/temporal: the numbers of receivers that do not get all temporal layers. */
#include "rtp/temporal.h"
#include "test.h"

static struct baton_temporal temporal;

static int reset(UNUSED void **state)
{
    baton_temporal_init(&temporal);
    return 0;
}

#define TEMPORAL_TEST(name) TEST(name, .setup_func = reset)

static const struct baton_left_out *before(int64_t seq)
{
    return baton_temporal_before(&temporal, seq);
}

TEMPORAL_TEST(each_limit_counts_the_packets_and_pictures_above_it)
{
    /* pictures of two packets: layers 0, 2, 1, 2 */
    static const uint8_t layers[] = {0, 0, 2, 2, 1, 1, 2, 2};

    for (int i = 0; i < 8; i++)
        baton_temporal_note(&temporal, 100 + i, 3000 * (i / 2), layers[i]);
    assert_int_equal(before(107)[0].packets, 5);
    assert_int_equal(before(107)[1].packets, 3);
    assert_int_equal(before(107)[2].packets, 0);
    assert_int_equal(before(107)[BATON_TEMPORAL_ALL].packets, 0);
    assert_int_equal(temporal.total[0].packets, 6);
    assert_int_equal(temporal.total[0].pictures, 3);
    assert_int_equal(temporal.total[1].packets, 4);
    assert_int_equal(temporal.total[1].pictures, 2);
    assert_int_equal(before(104)[1].pictures, 1);
    assert_int_equal(before(105)[1].pictures, 1);
    assert_int_equal(before(102)[0].packets, 0);
}

TEMPORAL_TEST(a_late_packet_has_the_counts_of_its_place)
{
    baton_temporal_note(&temporal, 1, 0, 1);
    baton_temporal_note(&temporal, 2, 3000, 0);
    baton_temporal_note(&temporal, 5, 6000, 1); /* 3 and 4 have not come */
    baton_temporal_note(&temporal, 6, 9000, 0);
    assert_int_equal(before(2)[0].packets, 1);
    assert_int_equal(before(3)[0].packets, 1);
    assert_int_equal(before(4)[0].packets, 1);
    assert_int_equal(before(5)[0].packets, 1);
    assert_int_equal(before(6)[0].packets, 2);
}

TEMPORAL_TEST(a_jump_of_the_numbers_fills_the_whole_window)
{
    baton_temporal_note(&temporal, 1, 0, 1);
    baton_temporal_note(&temporal, 3000, 3000, 0);
    for (int64_t seq = 3000 - BATON_INTAKE_BEHIND + 1; seq <= 3000; seq++)
        assert_int_equal(before(seq)[0].packets, 1);
}

TEMPORAL_TEST(an_encoding_without_layers_has_nothing_to_note)
{
    assert_false(baton_temporal_concerns(&temporal, 0));
    assert_true(baton_temporal_concerns(&temporal, 1));
    assert_int_equal(before(-7)[0].packets, 0);
    baton_temporal_note(&temporal, 9, 0, 1);
    assert_true(baton_temporal_concerns(&temporal, 0));
    assert_int_equal(before(8)[0].packets, 0);
    assert_int_equal(before(9)[0].packets, 0);
}

TEMPORAL_TEST(layers_above_the_highest_limit_are_left_out_for_all_but_this_limit)
{
    baton_temporal_note(&temporal, 9, 0, 7);
    assert_int_equal(temporal.total[2].packets, 1);
    assert_int_equal(temporal.total[BATON_TEMPORAL_ALL].packets, 0);
}
