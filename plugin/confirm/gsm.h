/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gsm owns the alphabet of text messages, the GSM 7-bit default alphabet and its extension (3GPP TS 23.038 section
 * 6.2.1), and the writing of strangers' names in it.
 */
#ifndef BATON_CONFIRM_GSM_H
#define BATON_CONFIRM_GSM_H

#include <stddef.h>
#include <stdint.h>

/* Septets of one message, and of two that are put together again (TS 23.040 section 9.2.3.24). */
enum { BATON_GSM_ONE = 160, BATON_GSM_TWO = 306 };

/* The septets that a character takes: 1, 2 (extension), or 0 if the alphabet does not have it. */
unsigned baton_gsm_septets(uint32_t code);

/* The septets of a NUL-terminated UTF-8 text. A character that the alphabet lacks counts as 1. */
size_t baton_gsm_length(const char *text);

/* Characters that a name may have in a message, each one septet, and its bytes with a NUL. */
enum { BATON_GSM_NAME_MAX = 20, BATON_GSM_NAME_SIZE = 2 * BATON_GSM_NAME_MAX + 1 };

/*
 * Writes the name that a stranger gave to a person, a device or a room, for use in our sentence: at most `limit` (up
 * to BATON_GSM_NAME_MAX) characters of one septet each, or "" if nothing readable is left. A telephone must not make
 * a link or a number of it, and it must not look like more than a name:
 * - Letters and digits of the alphabet stay. Other letters lose their accents ("Łukasz" becomes "Lukasz"). A name
 * with a letter that has no form in the alphabet becomes "".
 * - Of punctuation, ' , ! ( ) & - stay, and a full stop before a space or the end. All other characters, control
 * characters and direction marks become spaces, never two in a row and none at the ends: no link, no address, no
 * quotes.
 * - At most four digits stay. Further digits and the punctuation around them are dropped: no telephone number.
 * - A name that is too long is cut after a whole character, without a mark.
 */
void baton_gsm_name(char out[BATON_GSM_NAME_SIZE], size_t limit, const char *name);

#endif
