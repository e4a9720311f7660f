/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads numbers of any count of bits, the highest bit first, and never beyond the end. */
#ifndef BATON_BASE_BITS_H
#define BATON_BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Bits that are still to be read. If too few bits are left, a number is 0, and `failed` is set for good. A caller may
 * therefore read many numbers and check `failed` once.
 */
struct baton_bits {
    struct baton_bytes bytes;
    size_t at; /* bits read */
    bool failed;
};

static inline struct baton_bits baton_bits_of(struct baton_bytes bytes)
{
    return (struct baton_bits){.bytes = bytes};
}

/* Takes a number of `count` bits, 0..32. AV1 §4.10.2: f(n). */
uint32_t baton_bits_take(struct baton_bits *bits, unsigned int count);
bool baton_bits_take_flag(struct baton_bits *bits);
void baton_bits_skip(struct baton_bits *bits, size_t count);

/* Takes a number below `below` (1..2^31). Its first values have one bit less than the others. AV1 §4.10.7: ns(n). */
uint32_t baton_bits_take_below(struct baton_bits *bits, uint32_t below);

/* Skips a number that has as many zeros in front as bits behind its first 1. AV1 §4.10.3: uvlc(). */
void baton_bits_skip_golomb(struct baton_bits *bits);

#endif
