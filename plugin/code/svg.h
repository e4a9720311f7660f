/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a code as SVG. The picture is sharp at any size, and has no script and no reference. */
#ifndef BATON_CODE_SVG_H
#define BATON_CODE_SVG_H

#include "code/bitmap.h"

/*
 * Draws the bitmap black on white. `title` is plain text for screen readers; this function escapes it. Returns a
 * NUL-terminated document, or NULL if memory ran out. The picture is as secret as the token in it: release it with
 * OPENSSL_clear_free.
 */
char *baton_svg_new(const struct baton_bitmap *bitmap, const char *title);

#endif
