/* SPDX-License-Identifier: GPL-3.0-or-later */
/* png owns the picture of a code as PNG, for programs that cannot show SVG: mail, chat, native apps. */
#ifndef BATON_CODE_PNG_H
#define BATON_CODE_PNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/bitmap.h"

/*
 * Draws the bitmap black on white in 1-bit grayscale, a whole number of pixels per module, at least
 * BATON_BITMAP_PIXELS wide. Returns true and sets `*out` and `*len`, or false, setting nothing, if memory ran out.
 * The picture is a secret like the token in it: release it with OPENSSL_clear_free(*out, *len).
 */
bool baton_png_new(const struct baton_bitmap *bitmap, uint8_t **out, size_t *len);

#endif
