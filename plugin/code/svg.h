/* SPDX-License-Identifier: GPL-3.0-or-later */
/* svg owns the picture of a code as SVG: sharp at any size, one path, no script, no reference. */
#ifndef BATON_CODE_SVG_H
#define BATON_CODE_SVG_H

#include "code/bitmap.h"

/*
 * Draws the bitmap black on white. `title`, plain text that is escaped here, is for screen readers. Returns a
 * NUL-terminated document, or NULL if memory ran out. The picture is a secret like the token in it: release it with
 * OPENSSL_clear_free.
 */
char *baton_svg_new(const struct baton_bitmap *bitmap, const char *title);

#endif
