/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches with zbar in several attempts. Attempts that are likely to succeed come first. */
#include "scan/reader.h"

#include <stdlib.h>
#include <zbar.h>

#include "scan/polarity.h"
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

struct attempt {
    retouch *retouch; /* changes a copy of the picture; NULL: search the picture itself */
    bool original;    /* start with the original picture, not with the small one */
    bool bars;        /* search only for bar codes, because zbar finds QR codes at any angle */
};

/*
 * The attempts in their order, for QR codes and for bar codes. The first attempt that finds a code ends the search. The
 * time is often over before the last attempts.
 */
static const struct attempt for_squares[] = {
    {NULL, false, false},
    {baton_retouch_even, false, false},
    {baton_retouch_lean_left, false, true},
    {baton_retouch_lean_right, false, true},
    {NULL, true, false},
    {baton_retouch_double, false, false},
    {baton_retouch_sharpen, true, false},
};
static const struct attempt for_bars[] = {
    {NULL, false, false},
    {baton_retouch_lean_left, false, true},
    {baton_retouch_lean_right, false, true},
    {baton_retouch_even, false, false},
    {NULL, true, false},
    {baton_retouch_double, false, false},
    {baton_retouch_sharpen, true, false},
};

/* The attempt with inverted colours, in case the guess about the colour of the codes was wrong. */
static const struct attempt swapped = {baton_retouch_invert, false, false};

enum {
    ATTEMPTS = sizeof(for_squares) / sizeof(for_squares[0]) + 1,
    SWAPPED_SOON = 2, /* if light codes were guessed: light letters can look like light codes */
    SWAPPED_LATE = 6,
};

struct plan {
    struct attempt attempts[ATTEMPTS];
};

static struct plan plan_for(const struct baton_polarity_finding *guess)
{
    const struct attempt *attempts = guess->bars ? for_bars : for_squares;
    const size_t place =
        guess->polarity != BATON_POLARITY_LIGHT ? SWAPPED_LATE : SWAPPED_SOON + guess->bars;
    struct plan plan;

    for (size_t i = 0; i < ATTEMPTS; i++)
        plan.attempts[i] = i == place ? swapped : attempts[i < place ? i : i - 1];
    return plan;
}

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

static bool go_through(const struct search *search, const struct plan *plan,
    const struct baton_reader_patience *patience)
{
    bool done = true;

    for (size_t i = 0; i < ATTEMPTS; i++) {
        if (!done || search->texts->count > 0 || (i > 0 && patience->now() >= patience->until))
            break;
        done = attempt_one(search, &plan->attempts[i]);
    }
    return done;
}

/* Sets `small` to a picture that can be searched fast. Returns false if `pixels` itself is small enough. */
static bool make_small(struct baton_pixels *small, const struct baton_pixels *pixels)
{
    enum { SMALL_ENOUGH = 960 * 540 }; /* pixels; if it were less, bar codes would be lost */
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

/* Guesses the colour and the kind of the codes, and searches with the attempts that fit the guess. Returns false if
 * memory ran out. */
static bool search_as_planned(struct search *search, const struct baton_reader_patience *patience)
{
    const struct baton_polarity_finding guess = baton_polarity_guess(search->small);
    const struct plan plan = plan_for(&guess);
    struct baton_pixels original = {.data = NULL}, small = {.data = NULL};
    bool same = search->small == search->original;

    if (guess.polarity != BATON_POLARITY_LIGHT)
        return go_through(search, &plan, patience);
    bool done = baton_retouch_invert(&original, search->original) &&
                (same || baton_retouch_invert(&small, search->small));
    if (done) {
        search->original = &original;
        search->small = same ? &original : &small;
        done = go_through(search, &plan, patience);
    }
    baton_pixels_fini(&original);
    baton_pixels_fini(&small);
    return done;
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

    bool done = search.scanner && search_as_planned(&search, patience);
    if (search.scanner)
        zbar_image_scanner_destroy(search.scanner);
    baton_pixels_fini(&small);
    return done;
}
