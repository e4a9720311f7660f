/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Replaces characters of typed, copied and scanned text by the characters that people mean. Keyboards, messengers and
 * web pages replace spaces, dashes, digits and letters by other characters that look the same. They also add characters
 * that cannot be seen.
 */
#ifndef BATON_BASE_FOLD_H
#define BATON_BASE_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* The result of baton_fold for a character that cannot be seen. This number is no code point. */
#define BATON_FOLD_NOTHING UINT32_MAX

/*
 * Returns the character that a code point stands for:
 *   ' '                 white space of any kind and width, line ends included
 *   '-'                 a dash, hyphen or minus of any kind
 *   '"'                 a quotation mark of any kind
 *   another ASCII one   its full-width, small, raised or mathematical form, and a digit of any script
 *   BATON_FOLD_NOTHING  a character that cannot be seen: zero-width space, byte order mark, soft hyphen, mark of
 *                       direction, variation selector, filler
 *   `code`              any other character, control characters and NUL included
 */
uint32_t baton_fold(uint32_t code);

/*
 * Folds `len` bytes of `text` into `out`, which has space for `len` bytes and may be `text` itself. Bytes that are not
 * UTF-8 are copied. Returns the number of bytes written.
 */
size_t baton_fold_text(char *out, const char *text, size_t len);

#endif
