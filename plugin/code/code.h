/* SPDX-License-Identifier: GPL-3.0-or-later */
/* code owns what is shown to be scanned or typed: a payload in a kind of code, as pictures. */
#ifndef BATON_CODE_CODE_H
#define BATON_CODE_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "code/secret.h"

/* The kinds of code there are: one row each in a table of code.c. */
enum baton_code_kind {
    BATON_CODE_QR,      /* a token, perhaps in a link */
    BATON_CODE_CODE128, /* bars for 12 letters */
    BATON_CODE_SHORT,   /* 8 letters to type */
    BATON_CODE_KINDS,   /* how many there are */
};

/* The wire name of a kind, such as "qr". */
const char *baton_code_kind_name(enum baton_code_kind kind);

/* Sets `*kind` to the kind of that wire name; returns false, setting nothing, if there is none. */
bool baton_code_kind_find(const char *name, enum baton_code_kind *kind);

/* The kind of secret that codes of a kind hold. */
enum baton_secret_kind baton_code_kind_secret(enum baton_code_kind kind);

/*
 * The pictures of one code. They show the secret in the payload: send them to the device that asked
 * and to nobody else, and release them with baton_code_image_fini as soon as they are sent.
 */
struct baton_code_image {
    enum baton_code_kind kind;
    const char
        *alt;  /* what to say to somebody who cannot see it, the secret not in it; never freed */
    char *svg; /* data URI, image/svg+xml */
    char *png; /* data URI, image/png */
};

/*
 * Draws `payload` (baton_codetext_write). Returns BATON_OK and sets `image`;
 * BATON_E_INVALID_ELEMENT if the kind cannot hold that much; BATON_E_INTERNAL if memory ran out.
 * Any thread.
 */
enum baton_error baton_code_image_init(struct baton_code_image *image, enum baton_code_kind kind,
    const char *payload, struct baton_failure *failure);

/* Wipes and frees the pictures. */
void baton_code_image_fini(struct baton_code_image *image);

#endif
