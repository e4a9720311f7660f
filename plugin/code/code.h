/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a code, which show a text to be scanned or typed. */
#ifndef BATON_CODE_CODE_H
#define BATON_CODE_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "code/secret.h"

/* The kinds of code. Each has a row in the table of code.c. */
enum baton_code_kind {
    BATON_CODE_QR,      /* a token, perhaps in a link */
    BATON_CODE_CODE128, /* bars for 12 letters */
    BATON_CODE_SHORT,   /* 8 letters to type */
    BATON_CODE_KINDS,   /* the number of kinds */
};

/* Returns the wire name of a kind, such as "qr". */
const char *baton_code_kind_name(enum baton_code_kind kind);

/* Returns a text for people who cannot see the picture. It has no secret. */
const char *baton_code_kind_alt(enum baton_code_kind kind);

/* Returns the kind of secret in a code of this kind. */
enum baton_secret_kind baton_code_kind_secret(enum baton_code_kind kind);

/*
 * The pictures of one code. They show the secret, so send them only to the device that asked for the code, and release
 * them with baton_code_image_fini as soon as they are sent.
 */
struct baton_code_image {
    enum baton_code_kind kind;
    const char *alt; /* see baton_code_kind_alt; never freed */
    char *svg;       /* data URI, image/svg+xml */
    char *png;       /* data URI, image/png */
};

/*
 * Draws `text`, which baton_codetext_write has written. Returns BATON_OK and sets `image`; BATON_E_INVALID_ELEMENT if
 * the text is too long for this kind of code; BATON_E_INTERNAL if memory ran out. Any thread.
 */
enum baton_error baton_code_image_init(struct baton_code_image *image, enum baton_code_kind kind,
    const char *text, struct baton_failure *failure);

/* Wipes and frees the pictures. */
void baton_code_image_fini(struct baton_code_image *image);

#endif
