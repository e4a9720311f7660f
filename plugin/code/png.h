/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a code as PNG, for programs that cannot show SVG: mail, chat, native apps. */
#ifndef BATON_CODE_PNG_H
#define BATON_CODE_PNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/bitmap.h"

/*
 * Draws the bitmap black on white in 1-bit grayscale, baton_bitmap_scale() pixels for each module. Returns true and
 * sets `*out` and `*len`. Returns false, and sets nothing, if memory ran out. The picture is as secret as the token in
 * it: release it with OPENSSL_clear_free(*out, *len).
 */
bool baton_png_new(const struct baton_bitmap *bitmap, uint8_t **out, size_t *len);

#endif
