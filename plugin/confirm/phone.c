/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks whether a telephone number has the strict form, and reads numbers in the other forms that gateways use. */
#include "confirm/phone.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/fold.h"

static const char digits[] = "0123456789";

enum { LEAST_DIGITS = 6, MOST_DIGITS = BATON_PHONE_SIZE - 2 };

bool baton_phone_is_valid(const char *text)
{
    if (!text || text[0] != '+' || text[1] == '0')
        return false;
    size_t count = strspn(text + 1, digits);
    return count >= LEAST_DIGITS && count <= MOST_DIGITS && text[1 + count] == '\0';
}

/* Space for a number as people write it, with all separators. A character has at most 4 bytes. */
enum { WRITTEN_MAX = BATON_PHONE_WRITTEN_MAX * 4 };

struct rest {
    const char *text;
    size_t len;
};

static struct rest without(struct rest rest, size_t first)
{
    return (struct rest){rest.text + first, rest.len - first};
}

static bool starts_with(struct rest rest, const char *prefix)
{
    size_t len = strlen(prefix);
    return rest.len >= len && strncasecmp(rest.text, prefix, len) == 0;
}

/* Skips the scheme of a link (RFC 3966 and RFC 5724). */
static struct rest skip_scheme(struct rest rest)
{
    static const char *const schemes[] = {"tel:", "sms:", "smsto:", "callto:"};

    while (starts_with(rest, " "))
        rest = without(rest, 1);
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (starts_with(rest, schemes[i]))
            return without(rest, strlen(schemes[i]));
    return rest;
}

/* Skips '+' or 00, with a bracket before it: "(+49) 176". Sets whether there was one. */
static struct rest skip_plus(struct rest rest, bool *international)
{
    struct rest start = rest;

    while (start.len > 0 && strchr(" (", start.text[0]))
        start = without(start, 1);
    *international = starts_with(start, "+") || starts_with(start, "00");
    if (!*international)
        return rest;
    return without(start, start.text[0] == '+' ? 1 : 2);
}

/* Skips a separator. "(0)" is one too: it is the zero that people dial only inside of the country. */
static struct rest skip_separator(struct rest rest)
{
    if (starts_with(rest, "(0)"))
        return without(rest, 3);
    return rest.len > 0 && strchr(" -.()/", rest.text[0]) ? without(rest, 1) : rest;
}

/* Writes the digits after a '+'. Returns false for any other character, or too many digits. */
static bool read_digits(struct rest rest, char number[BATON_PHONE_SIZE])
{
    size_t length = 1;

    while (rest.len > 0) {
        struct rest after = skip_separator(rest);
        if (after.len < rest.len) {
            rest = after;
            continue;
        }
        if (!memchr(digits, rest.text[0], sizeof(digits) - 1) || length == BATON_PHONE_SIZE - 1)
            return false;
        number[length++] = rest.text[0];
        rest = without(rest, 1);
    }
    number[length] = '\0';
    return true;
}

static bool read(const char *text, bool must_be_international, char out[BATON_PHONE_SIZE])
{
    char written[WRITTEN_MAX], number[BATON_PHONE_SIZE] = "+";
    bool international;
    size_t len = text ? strlen(text) : 0;

    if (len == 0 || len > sizeof(written))
        return false;
    struct rest rest = {written, baton_fold_text(written, text, len)};
    rest = skip_plus(skip_scheme(rest), &international);
    if ((must_be_international && !international) || !read_digits(rest, number) ||
        !baton_phone_is_valid(number))
        return false;
    memcpy(out, number, sizeof(number));
    return true;
}

bool baton_phone_read(const char *text, char out[BATON_PHONE_SIZE])
{
    return read(text, false, out);
}

bool baton_phone_read_typed(const char *text, char out[BATON_PHONE_SIZE])
{
    return read(text, true, out);
}
