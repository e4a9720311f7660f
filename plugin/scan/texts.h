/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts that were found in images. Their number and their lengths are limited. Pure. */
#ifndef BATON_SCAN_TEXTS_H
#define BATON_SCAN_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    BATON_TEXTS_MAX = 8,         /* number of different texts; further texts are dropped */
    BATON_TEXTS_MAX_TEXT = 2048, /* bytes of a text; a longer text is stored as "" */
};

enum baton_symbology {
    BATON_SYMBOLOGY_QR,
    BATON_SYMBOLOGY_CODE128,
    BATON_SYMBOLOGIES,
};

/*
 * One text: NUL-terminated, valid UTF-8 without a NUL inside. The text is "" if the content of the code is too long,
 * is not UTF-8 or has a NUL inside. Then the code cannot be a Baton code.
 */
struct baton_text_found {
    enum baton_symbology symbology;
    size_t len;
    char text[BATON_TEXTS_MAX_TEXT + 1];
};

/* Zero the struct before use, and wipe it afterwards: it may contain secrets. */
struct baton_texts {
    size_t count;
    struct baton_text_found found[BATON_TEXTS_MAX];
};

/* Adds the content of a code (any bytes), unless the same text is there already or there are BATON_TEXTS_MAX texts. */
void baton_texts_add(
    struct baton_texts *texts, enum baton_symbology symbology, const void *data, size_t len);

/* Adds all texts of `more`. */
void baton_texts_join(struct baton_texts *texts, const struct baton_texts *more);

void baton_texts_wipe(struct baton_texts *texts);

#endif
