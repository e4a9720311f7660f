/* SPDX-License-Identifier: GPL-3.0-or-later */
/* texts owns the texts that were found in images: a few different ones, each of bounded length. Pure. */
#ifndef BATON_SCAN_TEXTS_H
#define BATON_SCAN_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    BATON_TEXTS_MAX = 8,         /* different texts that are kept; further ones are dropped */
    BATON_TEXTS_MAX_TEXT = 2048, /* bytes; longer ones are kept as "" */
};

enum baton_symbology {
    BATON_SYMBOLOGY_QR,
    BATON_SYMBOLOGY_CODE128,
    BATON_SYMBOLOGIES,
};

/*
 * One text: NUL-terminated, valid UTF-8 without a NUL inside. It is "" for a code whose content is too long or not
 * UTF-8: such a code is not Baton's.
 */
struct baton_text_found {
    enum baton_symbology symbology;
    size_t len;
    char text[BATON_TEXTS_MAX_TEXT + 1];
};

/* Zero it to begin with. May hold secrets: wipe it. */
struct baton_texts {
    size_t count;
    struct baton_text_found found[BATON_TEXTS_MAX];
};

/* Adds the content of a code, any bytes, unless the same text is there already or BATON_TEXTS_MAX are. */
void baton_texts_add(
    struct baton_texts *texts, enum baton_symbology symbology, const void *data, size_t len);

/* Adds all of `more`. */
void baton_texts_join(struct baton_texts *texts, const struct baton_texts *more);

void baton_texts_wipe(struct baton_texts *texts);

#endif
