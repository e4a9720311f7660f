/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone numbers in the form of E.164: '+' and 6 to 15 digits (ITU-T E.164 section 6). */
#ifndef BATON_CONFIRM_PHONE_H
#define BATON_CONFIRM_PHONE_H

#include <stdbool.h>

/* Size of a number in bytes, its NUL included. */
#define BATON_PHONE_SIZE 17

/* The largest number of characters of a number as people write it, with separators. */
#define BATON_PHONE_WRITTEN_MAX 40

/* Whether `text` is '+', a digit from 1 to 9, and 5 to 14 more digits. False for NULL. */
bool baton_phone_is_valid(const char *text);

/*
 * Reads a number as a gateway may report the sender of a message: with or without '+' or 00 before the country code,
 * with spaces, dashes, dots, slashes or brackets, with the "(0)" that is dialled only inside of the country, with
 * "tel:" before it, and with other characters that base/fold.h reads as these. Writes the number in the strict form, so
 * that two forms of the same number become equal texts. Returns false, and sets nothing, for anything else, such as a
 * name or a short code.
 */
bool baton_phone_read(const char *text, char out[BATON_PHONE_SIZE]);

/*
 * Does the same for a number that a person has typed or copied. This number must begin with '+' or 00. Without this
 * rule, Baton would take the first digits of a national number for a country code.
 */
bool baton_phone_read_typed(const char *text, char out[BATON_PHONE_SIZE]);

#endif
