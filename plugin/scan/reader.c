/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches with zbar in several attempts. Attempts that succeed often come first. */
#include "scan/reader.h"

#include <stdlib.h>
#include <zbar.h>

#include "scan/retouch.h"

static zbar_image_scanner_t *make_scanner(void)
{
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();

    if (!scanner)
        return NULL;
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config(scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
    /* zbar must not convert texts: the conversion would need the file system, and has had bugs. */
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    return scanner;
}

static void collect(const zbar_image_t *image, struct baton_texts *texts)
{
    const zbar_symbol_t *symbol = zbar_image_first_symbol(image);

    for (; symbol; symbol = zbar_symbol_next(symbol)) {
        enum baton_symbology symbology = zbar_symbol_get_type(symbol) == ZBAR_QRCODE
                                             ? BATON_SYMBOLOGY_QR
                                             : BATON_SYMBOLOGY_CODE128;
        baton_texts_add(
            texts, symbology, zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol));
    }
}

static bool scan(
    zbar_image_scanner_t *scanner, const struct baton_pixels *pixels, struct baton_texts *texts)
{
    static const unsigned long gray = 'Y' | '8' << 8 | '0' << 16 | '0' << 24;
    zbar_image_t *image = zbar_image_create();

    if (!image)
        return false;
    zbar_image_set_format(image, gray);
    zbar_image_set_size(image, pixels->width, pixels->height);
    zbar_image_set_data(image, pixels->data, (unsigned long)pixels->width * pixels->height, NULL);
    if (zbar_scan_image(scanner, image) > 0)
        collect(image, texts);
    zbar_image_destroy(image);
    return true;
}

/*
 * Each attempt starts with one of two pictures: the original, or `small`, which is the original halved until it is
 * small enough to be searched fast.
 */
struct search {
    const struct baton_pixels *original, *small;
    zbar_image_scanner_t *scanner;
    struct baton_texts *texts;
};

typedef bool retouch(struct baton_pixels *made, const struct baton_pixels *from);

/* The attempts in their order. The first attempt that finds a code ends the search. */
static const struct attempt {
    retouch *retouch; /* changes a copy of the picture; NULL: search the picture itself */
    bool original;    /* start with the original picture, not with the small one */
    bool bars;        /* search only for bar codes, because zbar finds QR codes at any angle */
} attempts[] = {
    {NULL, false, false},
    {baton_retouch_even, false, false},
    {baton_retouch_lean_left, false, true},
    {baton_retouch_lean_right, false, true},
    {NULL, true, false},
    {baton_retouch_double, false, false},
    {baton_retouch_invert, false, false},
    {baton_retouch_sharpen, true, false},
};

/* Returns false if memory ran out. */
static bool attempt_one(const struct search *search, const struct attempt *attempt)
{
    const struct baton_pixels *from = attempt->original ? search->original : search->small;
    struct baton_pixels made = {.data = NULL};
    bool done = true;

    if (!attempt->retouch && attempt->original && search->original == search->small)
        return true;
    zbar_image_scanner_set_config(
        search->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, attempt->bars ? 0 : 1);
    if (!attempt->retouch)
        done = scan(search->scanner, from, search->texts);
    else if (attempt->retouch(&made, from))
        done = scan(search->scanner, &made, search->texts);
    baton_pixels_fini(&made);
    return done;
}

static bool go_through(const struct search *search, const struct baton_reader_patience *patience)
{
    bool done = true;

    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
        if (!done || search->texts->count > 0 || (i > 0 && patience->now() >= patience->until))
            break;
        done = attempt_one(search, &attempts[i]);
    }
    return done;
}

/* Sets `small` to a picture that can be searched fast. Returns false if `pixels` itself is small enough. */
static bool make_small(struct baton_pixels *small, const struct baton_pixels *pixels)
{
    enum { SMALL_ENOUGH = 500 * 1000 };
    const struct baton_pixels *from = pixels;

    while (from->width * from->height > SMALL_ENOUGH) {
        struct baton_pixels half;
        if (!baton_retouch_halve(&half, from))
            break;
        baton_pixels_fini(small);
        *small = half;
        from = small;
    }
    return small->data;
}

bool baton_reader_read(const struct baton_pixels *pixels,
    const struct baton_reader_patience *patience, struct baton_texts *texts)
{
    struct baton_pixels small = {.data = NULL};
    bool halved = make_small(&small, pixels);
    struct search search = {
        .original = pixels,
        .small = halved ? &small : pixels,
        .scanner = make_scanner(),
        .texts = texts,
    };

    bool done = search.scanner && go_through(&search, patience);
    if (search.scanner)
        zbar_image_scanner_destroy(search.scanner);
    baton_pixels_fini(&small);
    return done;
}
