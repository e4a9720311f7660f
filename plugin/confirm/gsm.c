/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alphabet as a text, and a filter for names. */
#include "confirm/gsm.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "base/text.h"

/* The default alphabet without line feed and carriage return, in the order of the standard. */
static const char basic[] = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
                            "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char extension[] = "\f^{}\\[~]|€";

static bool has(const char *alphabet, uint32_t code)
{
    return code != 0 && g_utf8_strchr(alphabet, -1, code);
}

unsigned baton_gsm_septets(uint32_t code)
{
    if (code == '\n' || code == '\r' || has(basic, code))
        return 1;
    return has(extension, code) ? 2 : 0;
}

size_t baton_gsm_length(const char *text)
{
    size_t length = 0, len = strlen(text), bytes;
    uint32_t code;

    for (; (bytes = baton_text_next(text, len, &code)) > 0; text += bytes, len -= bytes) {
        unsigned septets = baton_gsm_septets(code);
        length += septets ? septets : 1;
    }
    return length;
}

/* Letters that have a plain form although they have no accent that could be removed. */
static uint32_t plain_letter(uint32_t code)
{
    static const struct {
        uint32_t letter, plain;
    } letters[] = {
        {0x0110, 'D'}, /* d with stroke */
        {0x0111, 'd'},
        {0x00F0, 'd'}, /* eth */
        {0x00D0, 'D'},
        {0x0126, 'H'}, /* h with stroke */
        {0x0127, 'h'},
        {0x0131, 'i'}, /* dotless i */
        {0x0141, 'L'}, /* l with stroke */
        {0x0142, 'l'},
        {0x2010, '-'}, /* hyphens and dashes */
        {0x2011, '-'},
        {0x2013, '-'},
        {0x2018, '\''}, /* curly apostrophes */
        {0x2019, '\''},
    };

    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
        if (letters[i].letter == code)
            return letters[i].plain;
    return code;
}

/* Returns the character to write for `code`: the same character if the alphabet has it, else without its accent. */
static uint32_t fold(uint32_t code)
{
    gunichar plain[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

    if (baton_gsm_septets(code) == 1)
        return code;
    code = plain_letter(code);
    g_unichar_fully_decompose(code, TRUE, plain, G_N_ELEMENTS(plain));
    return plain[0];
}

static bool is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

/* The state of the filter for one name. */
struct filter {
    char *out;
    size_t limit;  /* largest number of characters */
    size_t count;  /* number of characters written */
    size_t bytes;  /* number of bytes written */
    size_t digits; /* number of digits read */
    bool gap;      /* write a space before the next character */
    bool clipped;  /* digits were dropped since the last letter */
};

enum { MOST_DIGITS = 4 };

static void put(struct filter *filter, uint32_t code)
{
    size_t gap = filter->gap && filter->count > 0;

    if (filter->count + gap + 1 > filter->limit)
        return;
    if (gap)
        filter->out[filter->bytes++] = ' ';
    filter->bytes += (size_t)g_unichar_to_utf8(code, filter->out + filter->bytes);
    filter->count += gap + 1;
    filter->gap = false;
}

static void put_digit(struct filter *filter, uint32_t code)
{
    if (++filter->digits <= MOST_DIGITS) {
        put(filter, code);
        return;
    }
    /* Without the dropped digits, a bracket or dash before them has no meaning. */
    while (!filter->clipped && filter->bytes > 0 && strchr("-(", filter->out[filter->bytes - 1])) {
        filter->bytes--;
        filter->count--;
    }
    filter->clipped = true;
    filter->gap = true;
}

/* Whether a character is punctuation that may stay. `next` is the next character, 0 at the end. */
static bool is_harmless(uint32_t code, uint32_t next)
{
    if (code == '.')
        return next == 0 || next == ' ';
    return code < 0x80 && code != 0 && strchr("',!()&-", (int)code);
}

/* Returns false if the name cannot be written in this alphabet. */
static bool pass(struct filter *filter, uint32_t code, uint32_t next)
{
    uint32_t plain = fold(code);

    if (g_unichar_ismark(code)) /* an accent of the letter before it */
        return true;
    if (is_digit(plain)) {
        put_digit(filter, plain);
    } else if (g_unichar_isalpha(code)) {
        if (baton_gsm_septets(plain) != 1)
            return false;
        filter->clipped = false;
        put(filter, plain);
    } else if (is_harmless(plain, next) && !filter->clipped) {
        put(filter, plain);
    } else {
        filter->gap = true;
    }
    return true;
}

void baton_gsm_name(char out[BATON_GSM_NAME_SIZE], size_t limit, const char *name)
{
    struct filter filter = {.out = out, .limit = limit};
    size_t len = strlen(name);
    uint32_t code, next;
    bool written = true;

    assert(limit <= BATON_GSM_NAME_MAX);
    while (len > 0 && written) {
        size_t bytes = baton_text_next(name, len, &code);
        code = bytes ? code : 0xFFFD;
        name += bytes ? bytes : 1;
        len -= bytes ? bytes : 1;
        written = pass(&filter, code, baton_text_next(name, len, &next) ? next : 0);
    }
    out[written ? filter.bytes : 0] = '\0';
}
