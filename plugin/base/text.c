/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function reads UTF-8; all checks use it. */
#include "base/text.h"

#include <assert.h>
#include <string.h>

/* The length and the bits of a character, as its first byte states them. */
struct lead {
    size_t bytes;   /* length of the character; 0: no character begins with this byte */
    uint32_t bits;  /* the part of the code point that is in this byte */
    uint32_t least; /* the smallest code point of this length; a smaller one is an overlong form */
};

static struct lead read_lead(uint8_t byte)
{
    if (byte < 0x80)
        return (struct lead){1, byte, 0};
    if (byte >= 0xC0 && byte < 0xE0)
        return (struct lead){2, byte & 0x1F, 0x80};
    if (byte >= 0xE0 && byte < 0xF0)
        return (struct lead){3, byte & 0x0F, 0x800};
    if (byte >= 0xF0 && byte < 0xF8)
        return (struct lead){4, byte & 0x07, 0x10000};
    return (struct lead){0, 0, 0};
}

size_t baton_text_next(const char *text, size_t len, uint32_t *code)
{
    if (len == 0)
        return 0;
    struct lead lead = read_lead((uint8_t)text[0]);
    if (lead.bytes == 0 || lead.bytes > len)
        return 0;
    uint32_t value = lead.bits;
    for (size_t i = 1; i < lead.bytes; i++) {
        uint8_t byte = (uint8_t)text[i];
        if ((byte & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (byte & 0x3F);
    }
    if (value < lead.least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *code = value;
    return lead.bytes;
}

bool baton_text_is_utf8(const char *text, size_t len)
{
    while (len > 0) {
        uint32_t code;
        size_t bytes = baton_text_next(text, len, &code);
        if (bytes == 0)
            return false;
        text += bytes;
        len -= bytes;
    }
    return true;
}

size_t baton_text_length(const char *text)
{
    size_t length = 0;

    for (size_t len = strlen(text); len > 0; length++) {
        uint32_t code;
        size_t bytes = baton_text_next(text, len, &code);
        bytes = bytes ? bytes : 1;
        text += bytes;
        len -= bytes;
    }
    return length;
}

bool baton_text_is_plain(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } refused[] = {
        {0x00, 0x1F},     /* C0 */
        {0x7F, 0x9F},     /* DEL and C1 */
        {0x61C, 0x61C},   /* Arabic letter mark */
        {0x200E, 0x200F}, /* left-to-right and right-to-left marks */
        {0x2028, 0x202E}, /* line and paragraph separators, embeddings and overrides */
        {0x2066, 0x2069}, /* isolates */
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        if (code >= refused[i].first && code <= refused[i].last)
            return false;
    return true;
}

enum baton_text_direction baton_text_direction_of(uint32_t code)
{
    if (code == 0x200E || code == 0x200F || code == 0x61C)
        return BATON_TEXT_MARK;
    if (code >= 0x202A && code <= 0x202C)
        return BATON_TEXT_EMBEDDING;
    if (code == 0x202D || code == 0x202E)
        return BATON_TEXT_OVERRIDE;
    if (code >= 0x2066 && code <= 0x2068)
        return BATON_TEXT_ISOLATE;
    return code == 0x2069 ? BATON_TEXT_ISOLATE_END : BATON_TEXT_NO_DIRECTION;
}

size_t baton_text_clean(char *out, size_t size, const char *in)
{
    size_t len = strlen(in), written = 0;

    assert(size > 0);
    while (len > 0) {
        uint32_t code = 0;
        size_t bytes = baton_text_next(in, len, &code);
        bool keep = bytes > 0 && baton_text_is_plain(code);
        size_t needed = keep ? bytes : 1;
        if (needed > size - 1 - written)
            break;
        memcpy(out + written, keep ? in : "?", needed);
        written += needed;
        bytes = bytes ? bytes : 1;
        in += bytes;
        len -= bytes;
    }
    out[written] = '\0';
    return written;
}

bool baton_text_is_id(const char *text)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    if (!text)
        return false;
    size_t length = strspn(text, allowed);
    return length >= 1 && length <= BATON_TEXT_ID_MAX && text[length] == '\0';
}
