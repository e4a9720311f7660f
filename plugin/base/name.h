/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names that people choose and that others read: of a person, a device, a room or a source. Two names that look the
 * same must be the same, and a name must not change how the text around it is drawn.
 */
#ifndef BATON_BASE_NAME_H
#define BATON_BASE_NAME_H

#include <stddef.h>
#include <stdint.h>

/* The most combining marks that may follow each other. Hebrew and Vietnamese need three. A tall stack of marks covers
 * the lines above and below it. */
enum { BATON_NAME_MAX_MARKS = 4 };

/* The most code points that can be seen, before they are composed. No field allows so long a name. */
enum { BATON_NAME_MAX_CODES = 1024 };

enum baton_name_fault {
    BATON_NAME_GOOD,
    BATON_NAME_NOT_UTF8,
    BATON_NAME_NOT_PLAIN, /* a control character, a line separator or an override of the direction */
    BATON_NAME_TOO_LONG,  /* more than BATON_NAME_MAX_CODES code points that can be seen */
    BATON_NAME_MARK_FIRST, /* a combining mark without a character: it would change the text before the name */
    BATON_NAME_TOO_MANY_MARKS, /* more than BATON_NAME_MAX_MARKS combining marks in a row */
};

/*
 * Cleans `len` bytes of `text` and sets `*out` to the result, for g_free:
 *
 * - Characters that cannot be seen are removed, also those that only mark a direction. Joiners and non-joiners stay
 *   where they can be seen (UAX 31, section 2.3): a joiner between two pictures, of which it makes one picture; a
 *   non-joiner between two letters of a script that would join them (Arabic, Syriac); both after a letter with a virama
 *   (the scripts of India).
 * - Each run of white space of any kind becomes one space; there is none at the beginning and at the end.
 * - Characters are composed (Unicode's form NFC).
 *
 * If the text is refused, returns the reason, does not set `*out`, and for BATON_NAME_NOT_PLAIN sets `*code` to the
 * code point.
 */
enum baton_name_fault baton_name_clean(const char *text, size_t len, char **out, uint32_t *code);

#endif
