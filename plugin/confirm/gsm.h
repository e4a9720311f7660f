/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gsm owns what fits into a text message: the letters of the GSM 7-bit default alphabet and its
 * extension (3GPP TS 23.038 section 6.2.1), and names of strangers written in them.
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
 * Writes a name that somebody gave to himself, a device or a room so that it can stand between our
 * words, in at most `limit` (up to BATON_GSM_NAME_MAX) characters of one septet each, and sets
 * `out` to "" if nothing readable is left. Nothing in it calls, opens or passes for more than a
 * name:
 * - letters and digits of the alphabet stay; others lose their accents if that helps ("Łukasz" is
 *   written "Lukasz"), and a name with a letter that the alphabet has no form of is not written;
 * - of punctuation only ' , ! ( ) & - stay, and a full stop before a space or the end: no link, no
 *   address, no quotes; the rest, control characters and direction marks become spaces, one at a
 *   time, none at the ends;
 * - after four digits no further ones stay, nor the punctuation around those: no telephone number;
 * - what is too long is cut after a whole character, without a mark.
 */
void baton_gsm_name(char out[BATON_GSM_NAME_SIZE], size_t limit, const char *name);

#endif
