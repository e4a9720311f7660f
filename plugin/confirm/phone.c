/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks whether a telephone number has the strict form, and reads numbers in the other forms that gateways use. */
#include "confirm/phone.h"

#include <stddef.h>
#include <string.h>

static const char digits[] = "0123456789";

enum { LEAST_DIGITS = 6, MOST_DIGITS = BATON_PHONE_SIZE - 2 };

bool baton_phone_is_valid(const char *text)
{
    if (!text || text[0] != '+' || text[1] == '0')
        return false;
    size_t count = strspn(text + 1, digits);
    return count >= LEAST_DIGITS && count <= MOST_DIGITS && text[1 + count] == '\0';
}

/* Skips the spaces at the beginning of the text, and then '+' or 00 if one of them follows. Returns the rest. */
static const char *skip_prefix(const char *text)
{
    text += strspn(text, " ");
    if (text[0] == '+')
        return text + 1;
    return strncmp(text, "00", 2) == 0 ? text + 2 : text;
}

bool baton_phone_read(const char *text, char out[BATON_PHONE_SIZE])
{
    char number[BATON_PHONE_SIZE] = "+";
    size_t length = 1;

    if (!text)
        return false;
    for (const char *next = skip_prefix(text); *next; next++) {
        if (strchr(" -.()/", *next))
            continue;
        if (!strchr(digits, *next) || length == BATON_PHONE_SIZE - 1)
            return false;
        number[length++] = *next;
    }
    number[length] = '\0';
    if (!baton_phone_is_valid(number))
        return false;
    memcpy(out, number, length + 1);
    return true;
}
