/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a code that is typed, as large letters. */
#ifndef BATON_CODE_PLATE_H
#define BATON_CODE_PLATE_H

#include "base/error.h"
#include "code/bitmap.h"

enum {
    BATON_PLATE_MARGIN = 4, /* white modules on each side */
    BATON_PLATE_MAX = 9,    /* characters: two groups of four letters and a dash */
};

/*
 * Draws `text`, 1 to BATON_PLATE_MAX letters of BATON_SECRET_LETTERS and dashes. Returns BATON_OK and sets `bitmap`,
 * or BATON_E_INVALID_ELEMENT for any other text.
 */
enum baton_error baton_plate_encode(
    const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure);

#endif
