/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GLib's Unicode tables answer most questions; two short tables add the rest. */
#include "base/fold.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

#include "base/text.h"

struct range {
    uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

/* Whether a character cannot be seen. This holds for all characters of the category "format", and for those in the
 * table. */
static bool is_invisible(uint32_t code)
{
    static const struct range others[] = {
        {0x034F, 0x034F},   /* combining grapheme joiner */
        {0x115F, 0x1160},   /* Hangul fillers */
        {0x17B4, 0x17B5},   /* Khmer inherent vowels */
        {0x180B, 0x180F},   /* Mongolian selectors */
        {0x2060, 0x206F},   /* word joiner and other format characters, assigned or not */
        {0x2800, 0x2800},   /* braille pattern without a dot */
        {0x3164, 0x3164},   /* Hangul filler */
        {0xFE00, 0xFE0F},   /* variation selectors */
        {0xFFA0, 0xFFA0},   /* half-width Hangul filler */
        {0xE0000, 0xE0FFF}, /* tags and further variation selectors */
    };

    return is_in(others, sizeof(others) / sizeof(others[0]), code) ||
           g_unichar_type(code) == G_UNICODE_FORMAT;
}

/* Whether a character looks like a dash, although Unicode has it in another category. */
static bool is_like_a_dash(uint32_t code)
{
    static const struct range others[] = {
        {0x02D7, 0x02D7}, /* modifier letter minus */
        {0x2043, 0x2043}, /* hyphen bullet */
        {0x207B, 0x207B}, /* raised minus */
        {0x208B, 0x208B}, /* lowered minus */
        {0x2212, 0x2212}, /* minus */
        {0x2500, 0x2501}, /* horizontal lines */
        {0x30FC, 0x30FC}, /* Japanese long vowel, which a Japanese keyboard writes for a dash */
        {0xFF70, 0xFF70}, /* its half-width form */
    };

    return is_in(others, sizeof(others) / sizeof(others[0]), code);
}

static bool is_quotation_mark(uint32_t code)
{
    GUnicodeType type = g_unichar_type(code);

    return type == G_UNICODE_INITIAL_PUNCTUATION || type == G_UNICODE_FINAL_PUNCTUATION ||
           code == 0x201A || code == 0x201E; /* low quotation marks */
}

static bool is_white(uint32_t code)
{
    return (code >= '\t' && code <= '\r') || code == ' ' || code == 0x85 ||
           (code > 0x7F && g_unichar_isspace(code));
}

uint32_t baton_fold(uint32_t code)
{
    gunichar plain[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

    if (is_white(code))
        return ' ';
    if (code <= 0x7F)
        return code;
    if (is_invisible(code))
        return BATON_FOLD_NOTHING;
    if (is_like_a_dash(code) || g_unichar_type(code) == G_UNICODE_DASH_PUNCTUATION)
        return '-';
    if (is_quotation_mark(code))
        return '"';
    if (g_unichar_isdigit(code))
        return '0' + (uint32_t)g_unichar_digit_value(code);
    if (code == 0x3002 || code == 0xFF61) /* ideographic full stops */
        return '.';
    gsize count = g_unichar_fully_decompose(code, TRUE, plain, G_N_ELEMENTS(plain));
    return count == 1 && plain[0] > ' ' && plain[0] < 0x7F ? plain[0] : code;
}

size_t baton_fold_text(char *out, const char *text, size_t len)
{
    size_t written = 0;

    while (len > 0) {
        uint32_t code = 0, folded = 0;
        size_t bytes = baton_text_next(text, len, &code);
        if (bytes > 0)
            folded = baton_fold(code);
        else
            bytes = 1;
        if (folded == code)
            memmove(out + written, text, bytes);
        else if (folded != BATON_FOLD_NOTHING)
            out[written] = (char)folded;
        written += folded == code ? bytes : folded != BATON_FOLD_NOTHING;
        text += bytes;
        len -= bytes;
    }
    return written;
}
