/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads characters of typed, copied and scanned text as people mean them. Keyboards, messengers and web pages replace
 * spaces, dashes, digits and letters by others that look the same, and add characters that cannot be seen.
 */
#ifndef BATON_BASE_FOLD_H
#define BATON_BASE_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* What baton_fold returns for a character that cannot be seen. It is no code point. */
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
 * Folds `len` bytes of `text` into `out`, which has room for `len` bytes and may be `text` itself. Bytes that are not
 * UTF-8 are copied. Returns the number of bytes written.
 */
size_t baton_fold_text(char *out, const char *text, size_t len);

#endif
