/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the reader of bits. */
#include "base/bits.h"
#include "test.h"

static struct baton_bits bits_of(const uint8_t *data, size_t len)
{
    return baton_bits_of((struct baton_bytes){.data = data, .len = len});
}

TEST(numbers_are_read_from_the_highest_bit_on)
{
    static const uint8_t data[] = {0xa5, 0x0f, 0xff, 0xff, 0xff, 0xff};
    struct baton_bits bits = bits_of(data, sizeof(data));

    assert_true(baton_bits_take_flag(&bits));
    assert_int_equal(baton_bits_take(&bits, 3), 2);
    assert_int_equal(baton_bits_take(&bits, 0), 0);
    assert_int_equal(baton_bits_take(&bits, 6), 0x14);
    baton_bits_skip(&bits, 2);
    assert_int_equal(baton_bits_take(&bits, 32), 0xffffffff);
    assert_int_equal(baton_bits_take(&bits, 4), 0xf);
    assert_false(bits.failed);
    assert_int_equal(baton_bits_take(&bits, 1), 0);
    assert_true(bits.failed);
}

TEST(after_a_failure_everything_is_0)
{
    static const uint8_t data[] = {0xff};
    struct baton_bits bits = bits_of(data, sizeof(data));

    assert_int_equal(baton_bits_take(&bits, 9), 0);
    assert_int_equal(baton_bits_take(&bits, 1), 0);
    assert_true(bits.failed);
    bits = bits_of(NULL, 0);
    baton_bits_skip(&bits, SIZE_MAX);
    assert_true(bits.failed);
}

/* AV1 §4.10.7, with 5 values: 0, 1 and 2 have two bits, 3 and 4 have three. */
TEST(a_number_below_a_limit_has_as_few_bits_as_possible)
{
    static const uint8_t data[] = {0x1b, 0x9c}; /* 00 01 10 111 00 111 */
    static const uint32_t expected[] = {0, 1, 2, 4};
    struct baton_bits bits = bits_of(data, sizeof(data));

    for (size_t i = 0; i < 4; i++)
        assert_int_equal(baton_bits_take_below(&bits, 5), expected[i]);
    assert_int_equal(bits.at, 9);
    bits = bits_of(data, sizeof(data));
    assert_int_equal(baton_bits_take_below(&bits, 1), 0);
    assert_int_equal(bits.at, 0); /* only 0 is possible, so it has no bits */
    assert_false(bits.failed);
}

TEST(a_golomb_number_is_skipped)
{
    static const uint8_t data[] = {0x90, 0, 0, 0, 0, 0};
    struct baton_bits bits = bits_of(data, sizeof(data));

    baton_bits_skip_golomb(&bits); /* 1 */
    assert_int_equal(bits.at, 1);
    baton_bits_skip_golomb(&bits); /* 00100 */
    assert_int_equal(bits.at, 6);
    assert_false(bits.failed);
    baton_bits_skip_golomb(&bits);
    assert_true(bits.failed);
}
