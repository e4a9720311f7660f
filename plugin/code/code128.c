/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libzint makes one row of bars. This file draws the row at full height, and the letters below the bars. */
#include "code/code128.h"

#include <string.h>

#include <openssl/crypto.h>
#include <zint.h>

#include "code/glyph.h"
#include "code/secret.h"

enum {
    MARGIN = 6,       /* white modules above the bars, and above and below the letters */
    LETTER_SCALE = 2, /* modules per pixel of a letter */
    LETTERS = BATON_GLYPH_HEIGHT * LETTER_SCALE,
    HEIGHT = MARGIN + BATON_CODE128_BARS + MARGIN + LETTERS + MARGIN,
    /* 11 modules for each letter, the start and the check character, 13 for the end. */
    WIDEST = 11 * (BATON_CODE128_MAX + 2) + 13 + 2 * BATON_CODE128_QUIET_ZONE,
};

_Static_assert(WIDEST *HEIGHT <= BATON_BITMAP_MODULES, "a bar code fits into a bitmap");

/* libzint packs the modules of a row into bytes, the lowest bit first. */
static uint8_t module_of(const struct zint_symbol *symbol, int x)
{
    return symbol->encoded_data[0][x / 8] >> x % 8 & 1;
}

static void copy_symbol(
    const struct zint_symbol *symbol, const char *text, struct baton_bitmap *bitmap)
{
    memset(bitmap, 0, sizeof(*bitmap));
    bitmap->width = symbol->width + 2 * BATON_CODE128_QUIET_ZONE;
    bitmap->height = HEIGHT;
    bitmap->bars = true;
    uint8_t *first = bitmap->modules + MARGIN * bitmap->width;
    for (int x = 0; x < symbol->width; x++)
        first[BATON_CODE128_QUIET_ZONE + x] = module_of(symbol, x);
    for (int y = 1; y < BATON_CODE128_BARS; y++)
        memcpy(first + y * bitmap->width, first, (size_t)bitmap->width);
    baton_glyph_draw(bitmap, (bitmap->width - baton_glyph_width(strlen(text), LETTER_SCALE)) / 2,
        HEIGHT - MARGIN - LETTERS, LETTER_SCALE, text);
}

/*
 * For this kind of code, libzint 2.11 allocates only the symbol. The symbol has a copy of the text and one of the
 * bars, so both copies are wiped.
 */
static bool draw(const char *text, struct baton_bitmap *bitmap)
{
    struct zint_symbol *symbol = ZBarcode_Create();
    bool drawn = false;

    if (!symbol)
        return false;
    symbol->symbology = BARCODE_CODE128;
    if (ZBarcode_Encode(symbol, (const unsigned char *)text, 0) < ZINT_ERROR &&
        symbol->width + 2 * BATON_CODE128_QUIET_ZONE <= WIDEST) {
        copy_symbol(symbol, text, bitmap);
        drawn = true;
    }
    OPENSSL_cleanse(symbol->text, sizeof(symbol->text));
    OPENSSL_cleanse(symbol->encoded_data, sizeof(symbol->encoded_data));
    ZBarcode_Delete(symbol);
    return drawn;
}

enum baton_error baton_code128_encode(
    const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure)
{
    size_t len = strlen(text);

    if (len < 1 || len > BATON_CODE128_MAX || strspn(text, BATON_SECRET_LETTERS) != len)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "%zu bytes do not fit into a bar code; expected 1 to %d letters of %s", len,
            BATON_CODE128_MAX, BATON_SECRET_LETTERS);
    if (!draw(text, bitmap))
        return baton_failure_set(failure, BATON_E_INTERNAL, "out of memory for a bar code");
    return BATON_OK;
}
