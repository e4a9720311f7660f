/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/bits.h"

static size_t left(const struct baton_bits *bits)
{
    return 8 * bits->bytes.len - bits->at;
}

static bool has(struct baton_bits *bits, size_t count)
{
    if (count > left(bits))
        bits->failed = true;
    return !bits->failed;
}

uint32_t baton_bits_take(struct baton_bits *bits, unsigned int count)
{
    uint32_t value = 0;

    if (!has(bits, count))
        return 0;
    for (; count > 0; count--, bits->at++)
        value = value << 1 | (bits->bytes.data[bits->at / 8] >> (7 - bits->at % 8) & 1);
    return value;
}

bool baton_bits_take_flag(struct baton_bits *bits)
{
    return baton_bits_take(bits, 1);
}

void baton_bits_skip(struct baton_bits *bits, size_t count)
{
    if (has(bits, count))
        bits->at += count;
}

uint32_t baton_bits_take_below(struct baton_bits *bits, uint32_t below)
{
    unsigned int width = 0;
    uint32_t shorter, value;

    while (width < 32 && below >> width)
        width++;
    shorter = (uint32_t)((UINT64_C(1) << width) - below); /* so many values have one bit less */
    value = baton_bits_take(bits, width - 1);
    if (value < shorter)
        return value;
    return (value << 1) - shorter + baton_bits_take(bits, 1);
}

void baton_bits_skip_golomb(struct baton_bits *bits)
{
    size_t zeros = 0;

    while (!baton_bits_take_flag(bits) && !bits->failed)
        zeros++;
    baton_bits_skip(bits, zeros < 32 ? zeros : 0);
}
