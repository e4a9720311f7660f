/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phone owns what a telephone number is: E.164, '+' and 6 to 15 digits (ITU-T E.164 section 6). */
#ifndef BATON_CONFIRM_PHONE_H
#define BATON_CONFIRM_PHONE_H

#include <stdbool.h>

/* Bytes of a number with its NUL. */
#define BATON_PHONE_SIZE 17

/* Whether `text` is '+', a digit 1 to 9, and 5 to 14 digits. For what people enter. NULL is not. */
bool baton_phone_is_valid(const char *text);

/*
 * Reads a number as gateways report senders: with or without '+' or 00 before the country code,
 * with spaces, dashes, dots or brackets in it. Writes it in the form above, so that two of them are
 * one phone's if they are equal. False, setting nothing, if it is none (a name, a short code, a
 * number without a country code, which nobody can tell the country of).
 */
bool baton_phone_read(const char *text, char out[BATON_PHONE_SIZE]);

#endif
