/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/bytes: nothing is read or written beyond the bounds. */
#include <string.h>

#include "base/bytes.h"
#include "test.h"

static const uint8_t data[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD};

TEST(integers_are_taken_in_network_order)
{
    struct baton_bytes bytes = {data, sizeof(data)};
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;

    assert_true(baton_bytes_take_u8(&bytes, &u8));
    assert_true(baton_bytes_take_u16(&bytes, &u16));
    assert_true(baton_bytes_take_u32(&bytes, &u32));
    assert_int_equal(u8, 0x01);
    assert_int_equal(u16, 0x2345);
    assert_int_equal(u32, 0x6789ABCD);
    assert_int_equal(bytes.len, 0);
    assert_ptr_equal(bytes.data, data + sizeof(data));
}

TEST(a_take_beyond_the_end_takes_and_sets_nothing)
{
    uint8_t u8 = 1;
    uint16_t u16 = 2;
    uint32_t u32 = 4;
    struct baton_bytes none = {data, 0}, one = {data, 1}, three = {data, 3};
    struct baton_bytes run = {data + 1, 7};

    assert_false(baton_bytes_take_u8(&none, &u8));
    assert_false(baton_bytes_take_u16(&one, &u16));
    assert_false(baton_bytes_take_u32(&three, &u32));
    assert_false(baton_bytes_take(&three, 4, &run));
    assert_false(baton_bytes_take(&three, SIZE_MAX, &run));
    assert_false(baton_bytes_skip(&three, 4));
    assert_int_equal(u8 + u16 + (int)u32, 1 + 2 + 4);
    assert_int_equal(run.len, 7);
    assert_int_equal(none.len + 10 * one.len + 100 * three.len, 310);
    assert_ptr_equal(three.data, data);
}

TEST(taken_bytes_point_into_the_same_memory)
{
    struct baton_bytes bytes = {data, sizeof(data)}, run;

    assert_true(baton_bytes_skip(&bytes, 2));
    assert_true(baton_bytes_take(&bytes, 3, &run));
    assert_ptr_equal(run.data, data + 2);
    assert_int_equal(run.len, 3);
    assert_ptr_equal(bytes.data, data + 5);
    assert_int_equal(bytes.len, sizeof(data) - 5);
}

TEST(only_zero_bytes_can_be_taken_from_an_empty_reader)
{
    struct baton_bytes bytes = {NULL, 0}, run;

    assert_true(baton_bytes_take(&bytes, 0, &run));
    assert_int_equal(run.len, 0);
    assert_false(baton_bytes_skip(&bytes, 1));
}

TEST(integers_are_put_in_network_order)
{
    uint8_t room[sizeof(data)];
    struct baton_sink sink = {.data = room, .size = sizeof(room)};

    assert_true(baton_sink_put_u8(&sink, 0x01));
    assert_true(baton_sink_put_u16(&sink, 0x2345));
    assert_true(baton_sink_put_u32(&sink, 0x6789ABCD));
    assert_int_equal(sink.len, sizeof(room));
    assert_memory_equal(room, data, sizeof(data));
}

TEST(a_put_beyond_the_end_writes_nothing)
{
    uint8_t room[4] = {9, 9, 9, 9};
    struct baton_sink sink = {.data = room, .size = 3};

    assert_false(baton_sink_put_u32(&sink, 0));
    assert_false(baton_sink_put(&sink, data, SIZE_MAX));
    assert_true(baton_sink_put(&sink, data, 2));
    assert_false(baton_sink_put_u16(&sink, 0));
    assert_true(baton_sink_put(&sink, NULL, 0));
    assert_true(baton_sink_put_u8(&sink, 7));
    assert_false(baton_sink_put_u8(&sink, 0));
    assert_int_equal(sink.len, 3);
    assert_memory_equal(room, ((uint8_t[]){0x01, 0x23, 7, 9}), 4);
}
