/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes bytes as text and reads them back, in the two alphabets of RFC 4648: base64 (section 4) for data URIs and
 * signatures, base64url (section 5) for tokens and ids. Baton has its own code for this because it must be strict:
 * OpenSSL and GLib skip characters that they do not know, so that many texts would mean the same secret.
 */
#ifndef BATON_BASE_BASE64_H
#define BATON_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The size of the text of `n` bytes, its NUL included. */
#define BATON_BASE64_SIZE(n)    (((n) + 2) / 3 * 4 + 1)
#define BATON_BASE64URL_SIZE(n) ((4 * (n) + 2) / 3 + 1)

/* Writes base64 with padding and a NUL to `out`, BATON_BASE64_SIZE(len) bytes. */
void baton_base64_encode(char *out, const uint8_t *data, size_t len);

/* Writes base64url without padding and a NUL to `out`, BATON_BASE64URL_SIZE(len) bytes. */
void baton_base64url_encode(char *out, const uint8_t *data, size_t len);

/* Returns the number of bytes in a text of `len` characters without padding; 0 if no text has this length. */
size_t baton_base64_decoded(size_t len);

/*
 * Read `len` characters without padding into `out`, which gets exactly `size` bytes. Return false, and set nothing, if
 * the text has a wrong length, a character outside of the alphabet, or bits set beyond the last byte (section 3.5). So
 * only one text is accepted for the same bytes.
 */
bool baton_base64_decode(uint8_t *out, size_t size, const char *text, size_t len);
bool baton_base64url_decode(uint8_t *out, size_t size, const char *text, size_t len);

/* Whether a character is one of the 64 characters of base64url. */
bool baton_base64url_has(char c);

#endif
