/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bytes owns reading and writing bounded runs of bytes, and their forms as text: hex, base64url. */
#ifndef BATON_BASE_BYTES_H
#define BATON_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes somebody else owns and that are still to be read: the `take` functions move its start
 * forward. Copy the struct to look ahead. `data` may be NULL only if `len` is 0.
 */
struct baton_bytes {
    const uint8_t *data;
    size_t len;
};

/*
 * Each takes the next bytes, integers big endian (network order), and returns true; or returns
 * false, taking nothing and setting nothing, if fewer are left.
 */
bool baton_bytes_take_u8(struct baton_bytes *bytes, uint8_t *out);
bool baton_bytes_take_u16(struct baton_bytes *bytes, uint16_t *out);
bool baton_bytes_take_u24(struct baton_bytes *bytes, uint32_t *out);
bool baton_bytes_take_u32(struct baton_bytes *bytes, uint32_t *out);

/* Takes `len` bytes as a run of its own, which points into the same memory. */
bool baton_bytes_take(struct baton_bytes *bytes, size_t len, struct baton_bytes *out);
bool baton_bytes_skip(struct baton_bytes *bytes, size_t len);

/*
 * Room for `size` bytes somebody else owns, of which the first `len` are written: the `put`
 * functions append. Start with { .data = room, .size = sizeof(room) }.
 */
struct baton_sink {
    uint8_t *data;
    size_t size;
    size_t len;
};

/* Each appends, integers big endian, and returns true; or returns false and writes nothing. */
bool baton_sink_put_u8(struct baton_sink *sink, uint8_t value);
bool baton_sink_put_u16(struct baton_sink *sink, uint16_t value);
bool baton_sink_put_u24(struct baton_sink *sink, uint32_t value); /* the low 24 bits */
bool baton_sink_put_u32(struct baton_sink *sink, uint32_t value);
bool baton_sink_put(struct baton_sink *sink, const void *data, size_t len);

/* Bytes that `n` bytes take as text, the NUL included. */
#define BATON_HEX_SIZE(n)       (2 * (n) + 1)
#define BATON_BASE64URL_SIZE(n) ((4 * (n) + 2) / 3 + 1)

/* Writes lower-case hex and a NUL to `out`, of BATON_HEX_SIZE(len) bytes. */
void baton_hex_encode(char *out, const uint8_t *data, size_t len);

/*
 * Reads exactly 2 * `size` hex digits of either case, `len` characters, into `out`. Returns false,
 * setting nothing, if it is another length or has another character.
 */
bool baton_hex_decode(uint8_t *out, size_t size, const char *text, size_t len);

/* Writes base64url (RFC 4648 section 5, no padding) and a NUL, BATON_BASE64URL_SIZE(len) bytes. */
void baton_base64url_encode(char *out, const uint8_t *data, size_t len);

/*
 * Reads the base64url form of exactly `size` bytes, `len` characters without padding, into `out`.
 * Returns false, setting nothing, if it has another length, another character, or bits set beyond
 * the last byte (RFC 4648 section 3.5): each run of bytes has one text and no other.
 */
bool baton_base64url_decode(uint8_t *out, size_t size, const char *text, size_t len);

/* Whether a character is one of base64url's 64. */
bool baton_base64url_has(char c);

#endif
