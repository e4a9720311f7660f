/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of text: valid UTF-8 (RFC 3629), plain characters, length, and identifiers. */
#ifndef BATON_BASE_TEXT_H
#define BATON_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* BATON_TEXT_ID_MAX: the largest number of characters of an identifier. BATON_TEXT_ID_SIZE: its size in bytes, its NUL
 * included. */
#define BATON_TEXT_ID_MAX  64
#define BATON_TEXT_ID_SIZE (BATON_TEXT_ID_MAX + 1)

/*
 * Reads the code point at the start of `text`. Returns the number of its bytes, 1 to 4, and sets `*code`. Returns 0,
 * and does not set `*code`, if `len` is 0 or the bytes are not UTF-8: the character is incomplete, an overlong form, a
 * surrogate, or beyond U+10FFFF.
 */
size_t baton_text_next(const char *text, size_t len, uint32_t *code);

/* Whether all `len` bytes are valid UTF-8; true for 0 bytes. A NUL byte counts as a character. */
bool baton_text_is_utf8(const char *text, size_t len);

/* Returns the length in code points of a NUL-terminated text; a byte that is not UTF-8 counts as one. */
size_t baton_text_length(const char *text);

/*
 * Whether a code point may appear in one line of text that people read: it is no control character (C0, DEL, C1), no
 * line or paragraph separator, and no invisible mark that changes the direction of the text after it. With such a mark,
 * one name could look like another name.
 */
bool baton_text_is_plain(uint32_t code);

/* How an invisible character changes the direction of a text (Unicode's bidirectional algorithm, UAX 9). */
enum baton_text_direction {
    BATON_TEXT_NO_DIRECTION, /* nothing */
    BATON_TEXT_MARK,         /* acts like a letter of a direction: U+200E, U+200F, U+061C */
    BATON_TEXT_EMBEDDING, /* begins an embedding, or ends an embedding or override: U+202A to U+202C */
    BATON_TEXT_OVERRIDE, /* reverses all letters up to its end: U+202D, U+202E */
    BATON_TEXT_ISOLATE, /* begins a part that does not change the text around it: U+2066 to U+2068 */
    BATON_TEXT_ISOLATE_END, /* U+2069 */
};
enum baton_text_direction baton_text_direction_of(uint32_t code);

/*
 * Copies `in` to `out`, which has `size` bytes (at least 1), as one plain line: each byte that is not UTF-8 and each
 * character that is not plain becomes '?'. A text that is too long is cut after a whole character. `out` always ends in
 * a NUL. Returns the number of bytes written, without the NUL. The two buffers must not overlap.
 */
size_t baton_text_clean(char *out, size_t size, const char *in);

/* Whether `text` consists of 1 to BATON_TEXT_ID_MAX of the characters A-Z a-z 0-9 _ and -. False for NULL. */
bool baton_text_is_id(const char *text);

#endif
