/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone numbers in the form of E.164: '+' and 6 to 15 digits (ITU-T E.164 section 6). */
#ifndef BATON_CONFIRM_PHONE_H
#define BATON_CONFIRM_PHONE_H

#include <stdbool.h>

/* Size of a number in bytes, its NUL included. */
#define BATON_PHONE_SIZE 17

/* Whether `text` is '+', a digit from 1 to 9, and 5 to 14 more digits. People must enter this form. False for NULL. */
bool baton_phone_is_valid(const char *text);

/*
 * Reads a number as a gateway may report the sender of a message: with or without '+' or 00 before the country code,
 * and with spaces, dashes, dots or brackets. Writes the number in the strict form, so that two forms of the same number
 * become equal texts. Returns false, and sets nothing, for anything else, such as a name or a short code.
 */
bool baton_phone_read(const char *text, char out[BATON_PHONE_SIZE]);

#endif
