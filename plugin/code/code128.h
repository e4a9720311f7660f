/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws bar codes (Code 128, ISO/IEC 15417). */
#ifndef BATON_CODE_CODE128_H
#define BATON_CODE_CODE128_H

#include "base/error.h"
#include "code/bitmap.h"

/*
 * The quiet zone is 10 modules left and right, as ISO/IEC 15417 demands, and is part of the bitmap. The bars are high,
 * about a third of the width of the code. Even if a scanner is held at an angle, its line then crosses all bars. Below
 * the bars are the letters, for people who have to type them.
 */
enum {
    BATON_CODE128_QUIET_ZONE = 10,
    BATON_CODE128_BARS = 64, /* height of the bars in modules */
    BATON_CODE128_MAX = 14,  /* largest number of letters; the bitmap has space for more */
};

/*
 * Encodes `text`, 1 to BATON_CODE128_MAX letters of BATON_SECRET_LETTERS. Returns BATON_OK and sets `bitmap`;
 * BATON_E_INVALID_ELEMENT for any other text; BATON_E_INTERNAL if memory ran out.
 */
enum baton_error baton_code128_encode(
    const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure);

#endif
