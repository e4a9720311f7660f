/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bitmap that the tests of PNG and SVG draw. */
#ifndef BATON_UNIT_CODE_RANDOM_BITMAP_H
#define BATON_UNIT_CODE_RANDOM_BITMAP_H

#include "code/bitmap.h"

static struct baton_bitmap bitmap;

/* Fills `bitmap` with pseudo-random modules. The same seed gives the same modules. */
static inline void fill(int width, int height, unsigned int seed)
{
    bitmap.width = width;
    bitmap.height = height;
    for (int i = 0; i < width * height; i++) {
        seed = seed * 1103515245 + 12345;
        bitmap.modules[i] = (uint8_t)(seed >> 16 & 1);
    }
}

#endif
