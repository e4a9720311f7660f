/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a picture for JSON, as a data URI (RFC 2397) in base64. */
#ifndef BATON_CODE_DATAURI_H
#define BATON_CODE_DATAURI_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes `data` as "data:<type>;base64,..." where `type` is a media type such as "image/png". Returns a
 * NUL-terminated text, or NULL if memory ran out or `len` is above BATON_DATAURI_MAX. Release the text with
 * OPENSSL_clear_free, because it contains the same secret as the data.
 */
char *baton_datauri_new(const char *type, const uint8_t *data, size_t len);

/* In bytes. Every picture of a code is much smaller, and with this limit no size can overflow. */
enum { BATON_DATAURI_MAX = 1 << 24 };

#endif
