/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic of bit rates, which are int64_t because BATON_ESTIMATE_UNLIMITED is one. */
#ifndef BATON_SHARE_RATE_H
#define BATON_SHARE_RATE_H

#include <stdint.h>

/* Returns a share of a value, in 1/1000. For shares up to 1000, no value overflows. */
static inline int64_t baton_rate_scale(int64_t value, int64_t thousandths)
{
    return value / 1000 * thousandths + value % 1000 * thousandths / 1000;
}

static inline int64_t baton_rate_smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t baton_rate_larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

#endif
