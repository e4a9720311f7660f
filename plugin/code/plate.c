/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws one line of glyphs with a white margin. */
#include "code/plate.h"

#include <string.h>

#include "code/glyph.h"
#include "code/secret.h"

enum baton_error baton_plate_encode(
    const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure)
{
    size_t len = strlen(text);

    if (len < 1 || len > BATON_PLATE_MAX || strspn(text, BATON_SECRET_LETTERS "-") != len)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "%zu bytes are not a code to type; expected 1 to %d letters of %s and dashes", len,
            BATON_PLATE_MAX, BATON_SECRET_LETTERS);
    memset(bitmap, 0, sizeof(*bitmap));
    bitmap->width = baton_glyph_width(len, 1) + 2 * BATON_PLATE_MARGIN;
    bitmap->height = BATON_GLYPH_HEIGHT + 2 * BATON_PLATE_MARGIN;
    baton_glyph_draw(bitmap, BATON_PLATE_MARGIN, BATON_PLATE_MARGIN, 1, text);
    return BATON_OK;
}
