/* SPDX-License-Identifier: GPL-3.0-or-later */
/* glyph owns the shapes of the letters that codes have, and of the dash. */
#ifndef BATON_CODE_GLYPH_H
#define BATON_CODE_GLYPH_H

#include <stddef.h>

#include "code/bitmap.h"

/* Pixels of a glyph, and between two of them. */
enum { BATON_GLYPH_WIDTH = 5, BATON_GLYPH_HEIGHT = 7, BATON_GLYPH_GAP = 1 };

/* Modules that a line of `count` glyphs, at least 1, is wide, with `scale` modules for a pixel. */
int baton_glyph_width(size_t count, int scale);

/*
 * Draws `text`, letters of BATON_SECRET_LETTERS and dashes (asserted), in black with its top left corner at `x`, `y`.
 * All of it has to lie inside the bitmap (asserted).
 */
void baton_glyph_draw(struct baton_bitmap *bitmap, int x, int y, int scale, const char *text);

#endif
