/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts of several lines that people write and that others read, such as a chat message. Unlike a name, such a text
 * keeps the marks that its script needs. It must not change how the text around it is drawn.
 */
#ifndef BATON_BASE_LINES_H
#define BATON_BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Cleans `len` bytes of `text` and sets `*out` to the result, for g_free:
 *
 * - Each line break of any kind (such as CR LF, or U+2028) becomes a line feed. A tab stays.
 * - The marks U+200E, U+200F and U+061C stay. An isolate (U+2066 to U+2068) stays and ends in its line: an end (U+2069)
 *   that is missing is added, and one that ends nothing is removed.
 * - Embeddings (U+202A, U+202B) and ends of embeddings (U+202C) are removed. The text is read in the same order without
 *   them, except for some punctuation.
 *
 * Returns false, and does not set `*out`, if the text is refused: it has another control character, or an override
 * (U+202D, U+202E), with which a text reads otherwise than it is written. `*refused` is the code point, or 0 if the
 * text has a NUL or is not UTF-8.
 */
bool baton_lines_clean(const char *text, size_t len, char **out, uint32_t *refused);

#endif
