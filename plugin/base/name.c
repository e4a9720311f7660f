/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * First removes what cannot be seen. Only then GLib can compose all characters, and the marks that are left count.
 *
 * GLib sorts the marks in a row, and needs the square of their number for this. Without the checks before GLib is
 * called, one long name would keep the control thread busy for a second.
 */
#include "base/name.h"

#include <stdbool.h>

#include <glib.h>

#include "base/fold.h"
#include "base/text.h"

#define ZERO_WIDTH_JOINER 0x200D

/* The most marks in a row before they are composed. Composing removes some of them. */
enum { MAX_LOOSE_MARKS = 16 };

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

/* The pictures that Unicode joins to others (emoji-zwj-sequences.txt), with the colours of skin. */
static const struct {
    uint32_t first, last;
} pictures[] = {{0x2194, 0x2195}, {0x2600, 0x27BF}, {0x2B1B, 0x2B1B}, {0x1F300, 0x1FAFF}};

/* A joiner between other symbols, such as two `^`, cannot be seen. */
static bool is_picture(uint32_t code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pictures); i++)
        if (code >= pictures[i].first && code <= pictures[i].last)
            return true;
    return false;
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

/* Returns the part of a text that can be seen, for g_free. The text is valid, and need not end in a zero. */
static char *visible_part(const char *text, size_t len)
{
    struct cleaning clean = {.out = g_string_new(NULL)};
    uint32_t code;
    for (const char *end = text + len; text < end;
         text += baton_text_next(text, (size_t)(end - text), &code))
        add(&clean, code);
    return g_string_free(clean.out, FALSE);
}

static bool has_more_marks(const char *text, unsigned most)
{
    unsigned marks = 0;
    for (; *text && marks <= most; text = g_utf8_find_next_char(text, NULL))
        marks = g_unichar_ismark(g_utf8_get_char(text)) ? marks + 1 : 0;
    return marks > most;
}

static enum baton_name_fault check_visible(const char *visible, unsigned most_marks)
{
    if (g_utf8_strlen(visible, -1) > BATON_NAME_MAX_CODES)
        return BATON_NAME_TOO_LONG;
    if (g_unichar_ismark(g_utf8_get_char(visible)))
        return BATON_NAME_MARK_FIRST;
    return has_more_marks(visible, most_marks) ? BATON_NAME_TOO_MANY_MARKS : BATON_NAME_GOOD;
}

/* Sets `*out` to the text as NFC, for g_free. */
static enum baton_name_fault compose(const char *visible, char **out)
{
    enum baton_name_fault fault = check_visible(visible, MAX_LOOSE_MARKS);
    if (fault)
        return fault;
    char *composed = g_utf8_normalize(visible, -1, G_NORMALIZE_NFC);
    fault = check_visible(composed, BATON_NAME_MAX_MARKS);
    if (fault)
        g_free(composed);
    else
        *out = composed;
    return fault;
}

enum baton_name_fault baton_name_clean(const char *text, size_t len, char **out, uint32_t *code)
{
    enum baton_name_fault fault = check(text, len, code);
    if (fault)
        return fault;
    char *visible = visible_part(text, len);
    fault = compose(visible, out);
    g_free(visible);
    return fault;
}
