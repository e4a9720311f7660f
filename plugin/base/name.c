/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First removes what cannot be seen. Only then GLib can compose all characters, and the marks that are left count. */
#include "base/name.h"

#include <stdbool.h>

#include <glib.h>

#include "base/fold.h"
#include "base/text.h"

#define ZERO_WIDTH_JOINER 0x200D

static enum baton_name_fault check(const char *text, size_t len, uint32_t *refused)
{
    while (len > 0) {
        uint32_t code;
        size_t bytes = baton_text_next(text, len, &code);
        if (bytes == 0)
            return BATON_NAME_NOT_UTF8;
        if (!baton_text_is_plain(code)) {
            *refused = code;
            return BATON_NAME_NOT_PLAIN;
        }
        text += bytes;
        len -= bytes;
    }
    return BATON_NAME_GOOD;
}

/* A picture, such as an emoji, or the colour of a skin. */
static bool is_picture(uint32_t code)
{
    GUnicodeType type = g_unichar_type(code);
    return type == G_UNICODE_OTHER_SYMBOL || type == G_UNICODE_MODIFIER_SYMBOL;
}

/* The clean part of a name, and what may have to be written before the next character. */
struct cleaning {
    GString *out;
    bool space;   /* white space */
    bool joiner;  /* a zero-width joiner, right after a picture */
    bool picture; /* the last character is a picture */
};

static void add_visible(struct cleaning *clean, uint32_t code)
{
    bool picture = is_picture(code);
    if (clean->space && clean->out->len > 0)
        g_string_append_c(clean->out, ' ');
    if (clean->joiner && picture)
        g_string_append_unichar(clean->out, ZERO_WIDTH_JOINER);
    g_string_append_unichar(clean->out, code);
    clean->space = clean->joiner = false;
    clean->picture = picture;
}

static void add(struct cleaning *clean, uint32_t code)
{
    uint32_t folded = baton_fold(code);
    if (code == ZERO_WIDTH_JOINER) {
        clean->joiner = clean->picture;
    } else if (folded == ' ') {
        clean->space = true;
        clean->picture = clean->joiner = false;
    } else if (folded != BATON_FOLD_NOTHING) {
        add_visible(clean, code);
    }
}

/* Returns the visible part of a text as NFC, for g_free. */
static char *compose(const char *text, size_t len)
{
    struct cleaning clean = {.out = g_string_new(NULL)};
    for (const char *at = text; at < text + len; at = g_utf8_find_next_char(at, NULL))
        add(&clean, g_utf8_get_char(at));
    char *composed = g_utf8_normalize(clean.out->str, (gssize)clean.out->len, G_NORMALIZE_NFC);
    g_string_free(clean.out, TRUE);
    return composed;
}

static bool has_too_many_marks(const char *text)
{
    unsigned marks = 0;
    for (; *text && marks <= BATON_NAME_MAX_MARKS; text = g_utf8_find_next_char(text, NULL))
        marks = g_unichar_ismark(g_utf8_get_char(text)) ? marks + 1 : 0;
    return marks > BATON_NAME_MAX_MARKS;
}

enum baton_name_fault baton_name_clean(const char *text, size_t len, char **out, uint32_t *code)
{
    enum baton_name_fault fault = check(text, len, code);
    if (fault)
        return fault;
    char *composed = compose(text, len);
    if (has_too_many_marks(composed)) {
        g_free(composed);
        return BATON_NAME_TOO_MANY_MARKS;
    }
    *out = composed;
    return BATON_NAME_GOOD;
}
