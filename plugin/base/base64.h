/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base64 owns bytes as text, in the two alphabets of RFC 4648: base64 (section 4), for data URIs and signatures, and
 * base64url (section 5), for tokens and ids. It is our own code because what clients send must be read strictly:
 * OpenSSL and GLib skip characters that they do not know, so that one secret would have many texts.
 */
#ifndef BATON_BASE_BASE64_H
#define BATON_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that `n` bytes take as text, the NUL included. */
#define BATON_BASE64_SIZE(n)    (((n) + 2) / 3 * 4 + 1)
#define BATON_BASE64URL_SIZE(n) ((4 * (n) + 2) / 3 + 1)

/* Writes base64 with padding and a NUL to `out`, BATON_BASE64_SIZE(len) bytes. */
void baton_base64_encode(char *out, const uint8_t *data, size_t len);

/* Writes base64url without padding and a NUL to `out`, BATON_BASE64URL_SIZE(len) bytes. */
void baton_base64url_encode(char *out, const uint8_t *data, size_t len);

/* The bytes that `len` characters without padding stand for. 0 if no run of bytes has a text of this length. */
size_t baton_base64_decoded(size_t len);

/*
 * Each reads the text of exactly `size` bytes, `len` characters without padding, into `out`. Returns false, and sets
 * nothing, if the text has another length, another character, or bits set beyond the last byte (section 3.5). Each
 * run of bytes has one text and no other.
 */
bool baton_base64_decode(uint8_t *out, size_t size, const char *text, size_t len);
bool baton_base64url_decode(uint8_t *out, size_t size, const char *text, size_t len);

/* Whether a character is one of base64url's 64. */
bool baton_base64url_has(char c);

#endif
