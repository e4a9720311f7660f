/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The black and white modules of a code. Encoders write a bitmap, renderers (SVG, PNG) read it. */
#ifndef BATON_CODE_BITMAP_H
#define BATON_CODE_BITMAP_H

#include <stdbool.h>
#include <stdint.h>

enum {
    BATON_BITMAP_SIDE = 177 + 8, /* a QR code of version 40 with its quiet zone */
    BATON_BITMAP_MODULES = BATON_BITMAP_SIDE * BATON_BITMAP_SIDE,
    BATON_BITMAP_PIXELS = 480, /* smallest width of a rendered picture: sharp on a phone's screen */
};

/*
 * The modules are stored row by row from the top left and include the quiet zone: 1 is black, 0 is white. `width` and
 * `height` are at least 1, and their product is at most BATON_BITMAP_MODULES.
 */
struct baton_bitmap {
    int width;
    int height;
    bool bars; /* a bar code; scanners measure the widths of its bars */
    uint8_t modules[BATON_BITMAP_MODULES];
};

/* Whether the module in column `x` and row `y` is black. Both must be inside of the bitmap. */
static inline bool baton_bitmap_black(const struct baton_bitmap *bitmap, int x, int y)
{
    return bitmap->modules[y * bitmap->width + x] != 0;
}

/* Pixels per module of a rendered picture: the smallest integer with which the picture is wide enough. */
static inline int baton_bitmap_scale(const struct baton_bitmap *bitmap)
{
    return (BATON_BITMAP_PIXELS + bitmap->width - 1) / bitmap->width;
}

#endif
