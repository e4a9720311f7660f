/* SPDX-License-Identifier: GPL-3.0-or-later */
/* code128 owns the bar code (Code 128, ISO/IEC 15417): its size, its quiet zone, its encoder. */
#ifndef BATON_CODE_CODE128_H
#define BATON_CODE_CODE128_H

#include "base/error.h"
#include "code/bitmap.h"

/*
 * The quiet zone is 10 modules left and right, as ISO/IEC 15417 demands, and is part of the bitmap. The bars are
 * about a third as high as the code is wide, so the line of a scanner that is held at an angle still crosses all of
 * them. The letters stand below, for a person who has to type them.
 */
enum {
    BATON_CODE128_QUIET_ZONE = 10,
    BATON_CODE128_BARS = 64, /* modules that the bars are high */
    BATON_CODE128_MAX = 14,  /* letters; the bitmap has space for far more */
};

/*
 * Encodes `text`, 1 to BATON_CODE128_MAX letters of BATON_SECRET_LETTERS. Returns BATON_OK and sets `bitmap`;
 * BATON_E_INVALID_ELEMENT for any other text; BATON_E_INTERNAL if memory ran out.
 */
enum baton_error baton_code128_encode(
    const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure);

#endif
