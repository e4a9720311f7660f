/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shapes of the letters that are used in codes, and of the dash. */
#ifndef BATON_CODE_GLYPH_H
#define BATON_CODE_GLYPH_H

#include <stddef.h>

#include "code/bitmap.h"

/* The size of a glyph and the gap between two glyphs, in pixels. */
enum { BATON_GLYPH_WIDTH = 5, BATON_GLYPH_HEIGHT = 7, BATON_GLYPH_GAP = 1 };

/* Returns the width in modules of a line of `count` glyphs (at least 1). A pixel is `scale` modules wide. */
int baton_glyph_width(size_t count, int scale);

/*
 * Draws `text` in black with its top left corner at `x`, `y`. The text consists of letters of BATON_SECRET_LETTERS and
 * dashes (asserted), and fits into the bitmap (asserted).
 */
void baton_glyph_draw(struct baton_bitmap *bitmap, int x, int y, int scale, const char *text);

#endif
