/* SPDX-License-Identifier: GPL-3.0-or-later */
/* datauri owns the form of a picture in JSON: a data URI (RFC 2397) in base64. */
#ifndef BATON_CODE_DATAURI_H
#define BATON_CODE_DATAURI_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes `data` as "data:<type>;base64,..." where `type` is a media type such as "image/png". Returns a
 * NUL-terminated text, or NULL if memory ran out or `len` is beyond BATON_DATAURI_MAX. Release it with
 * OPENSSL_clear_free: it holds the secret that the data holds.
 */
char *baton_datauri_new(const char *type, const uint8_t *data, size_t len);

/* Bytes: far more than any picture here, and far too few for an overflow of a size. */
enum { BATON_DATAURI_MAX = 1 << 24 };

#endif
