/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The alphabet of text messages: the GSM 7-bit default alphabet and its extension (3GPP TS 23.038 section 6.2.1). Names
 * that strangers gave are converted to this alphabet.
 */
#ifndef BATON_CONFIRM_GSM_H
#define BATON_CONFIRM_GSM_H

#include <stddef.h>
#include <stdint.h>

/* Septets that fit into one SMS, and into two SMS that the telephone joins (TS 23.040 section 9.2.3.24). */
enum { BATON_GSM_ONE = 160, BATON_GSM_TWO = 306 };

/* Returns the number of septets of a character: 1, 2 (extension), or 0 if the alphabet does not have it. */
unsigned baton_gsm_septets(uint32_t code);

/* Returns the number of septets of a NUL-terminated UTF-8 text. A character that is not in the alphabet counts as 1. */
size_t baton_gsm_length(const char *text);

/*
 * BATON_GSM_NAME_MAX: a name in a message has at most this number of characters, each of one septet.
 * BATON_GSM_NAME_SIZE: the largest size of such a name in bytes, its NUL included.
 */
enum { BATON_GSM_NAME_MAX = 20, BATON_GSM_NAME_SIZE = 2 * BATON_GSM_NAME_MAX + 1 };

/*
 * Writes the name that a stranger gave to a person, a device or a room, for use in a sentence of Baton: at most `limit`
 * (up to BATON_GSM_NAME_MAX) characters of one septet each, or "" if nothing readable is left. The result must look
 * like a name and nothing else, and a telephone must not find a link or a telephone number in it:
 * - Letters and digits of the alphabet stay. Other letters lose their accents ("Łukasz" becomes "Lukasz"). If a letter
 *   has no form in the alphabet, the whole name becomes "".
 * - The punctuation ' , ! ( ) & - stays, and so does a full stop before a space or at the end. All other characters
 *   become spaces, never two in a row and never at the ends. A name therefore has no link, no address and no quotes.
 * - At most four digits stay. Further digits and the punctuation around them are dropped, so a name has no telephone
 *   number.
 * - A name that is too long is cut after a whole character. Nothing marks the cut.
 */
void baton_gsm_name(char out[BATON_GSM_NAME_SIZE], size_t limit, const char *name);

#endif
