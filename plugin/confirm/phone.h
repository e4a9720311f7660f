/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phone owns the form of a telephone number: E.164, '+' and 6 to 15 digits (ITU-T E.164 section 6). */
#ifndef BATON_CONFIRM_PHONE_H
#define BATON_CONFIRM_PHONE_H

#include <stdbool.h>

/* Bytes of a number with its NUL. */
#define BATON_PHONE_SIZE 17

/* Whether `text` is '+', a digit 1 to 9, and 5 to 14 more digits: the form that people must enter. False for NULL. */
bool baton_phone_is_valid(const char *text);

/*
 * Reads a number in the form in which a gateway reports a sender: with or without '+' or 00 before the country code,
 * with spaces, dashes, dots or brackets. Writes it in the strict form, so that two equal texts are one phone. Returns
 * false, and sets nothing, if it is not a number with a country code, but a name or a short code, say.
 */
bool baton_phone_read(const char *text, char out[BATON_PHONE_SIZE]);

#endif
