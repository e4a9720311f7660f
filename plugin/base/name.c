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

#define ZERO_WIDTH_NON_JOINER 0x200C
#define ZERO_WIDTH_JOINER     0x200D

/* Canonical combining classes of Unicode. */
enum { CLASS_NUKTA = 7, CLASS_VIRAMA = 9 };

/* The most marks in a row before they are composed. Composing removes some of them. */
enum { MAX_LOOSE_MARKS = 16 };

/* A name reads the same without these marks. An override makes it read otherwise than it is written. */
static bool is_removed(enum baton_text_direction direction)
{
    return direction != BATON_TEXT_NO_DIRECTION && direction != BATON_TEXT_OVERRIDE;
}

static enum baton_name_fault check(const char *text, size_t len, uint32_t *refused)
{
    while (len > 0) {
        uint32_t code;
        size_t bytes = baton_text_next(text, len, &code);
        if (bytes == 0)
            return BATON_NAME_NOT_UTF8;
        if (!baton_text_is_plain(code) && !is_removed(baton_text_direction_of(code))) {
            *refused = code;
            return BATON_NAME_NOT_PLAIN;
        }
        text += bytes;
        len -= bytes;
    }
    return BATON_NAME_GOOD;
}

/* --- joiners ---------------------------------------------------------------------------------- */

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

/* The pictures that Unicode joins to others (emoji-zwj-sequences.txt), with the colours of skin. A joiner between other
 * symbols, such as two `^`, cannot be seen. */
static bool is_picture(uint32_t code)
{
    static const struct range pictures[] = {
        {0x2194, 0x2195}, {0x2600, 0x27BF}, {0x2B1B, 0x2B1B}, {0x1F300, 0x1FAFF}};

    return is_in(pictures, G_N_ELEMENTS(pictures), code);
}

/* Letters of Arabic and Syriac that join no letter at all (ArabicShaping.txt, joining type U). */
static bool joins_nothing(uint32_t code)
{
    static const struct range letters[] = {{0x621, 0x621}, {0x674, 0x674}, {0x6E5, 0x6E6},
        {0x861, 0x861}, {0x866, 0x866}, {0x8AD, 0x8AD}, {0x8C9, 0x8C9}};

    return is_in(letters, G_N_ELEMENTS(letters), code);
}

/* Letters of Arabic and Syriac that join only the letter before them (joining type R). */
static bool joins_only_before(uint32_t code)
{
    static const struct range letters[] = {{0x622, 0x625}, {0x627, 0x627}, {0x629, 0x629},
        {0x62F, 0x632}, {0x648, 0x648}, {0x671, 0x673}, {0x675, 0x677}, {0x688, 0x699},
        {0x6C0, 0x6C0}, {0x6C3, 0x6CB}, {0x6CD, 0x6CD}, {0x6CF, 0x6CF}, {0x6D2, 0x6D3},
        {0x6D5, 0x6D5}, {0x6EE, 0x6EF}, {0x710, 0x710}, {0x715, 0x719}, {0x71E, 0x71E},
        {0x728, 0x728}, {0x72A, 0x72A}, {0x72C, 0x72C}, {0x72F, 0x72F}, {0x74D, 0x74D},
        {0x759, 0x75B}, {0x76B, 0x76C}, {0x771, 0x771}, {0x773, 0x774}, {0x778, 0x779},
        {0x867, 0x867}, {0x869, 0x86A}, {0x870, 0x888}, {0x88E, 0x88E}, {0x8AA, 0x8AC},
        {0x8AE, 0x8AE}, {0x8B1, 0x8B2}, {0x8B9, 0x8B9}};

    return is_in(letters, G_N_ELEMENTS(letters), code);
}

/* The blocks of Arabic and Syriac with letters that join. Arabic presentation forms never change their form. */
static bool is_joining_letter(uint32_t code)
{
    static const struct range blocks[] = {{0x620, 0x77F}, {0x860, 0x8FF}};

    return is_in(blocks, G_N_ELEMENTS(blocks), code) && g_unichar_isalpha(code) &&
           !joins_nothing(code);
}

/* Whether the two letters join, so that a non-joiner between them can be seen. */
static bool letters_join(uint32_t letter, uint32_t next)
{
    return is_joining_letter(letter) && !joins_only_before(letter) && is_joining_letter(next) &&
           g_unichar_get_script(letter) == g_unichar_get_script(next);
}

/* --- what can be seen ------------------------------------------------------------------------- */

/* The clean part of a name, and what may have to be written before the next character. */
struct cleaning {
    GString *out;
    bool space;      /* white space */
    uint32_t joiner; /* a joiner or non-joiner right after `last`; 0: none */
    uint32_t last;   /* the last character; 0: none, or white space follows it */
    uint32_t letter; /* the last character that is no mark */
    bool nukta;      /* `last` is a nukta right after `letter` */
    bool virama;     /* `last` is a virama right after `letter` or after this nukta */
};

/* Whether the joiner can be seen before this character. `next` is 0 at the end of a word. */
static bool is_joiner_seen(const struct cleaning *clean, uint32_t next)
{
    const bool joins = clean->joiner == ZERO_WIDTH_JOINER;

    if (clean->virama && joins)
        return !g_unichar_ismark(next);
    if (clean->virama)
        return g_unichar_isalpha(next) &&
               g_unichar_get_script(clean->letter) == g_unichar_get_script(next);
    if (joins)
        return is_picture(clean->last) && is_picture(next);
    return letters_join(clean->letter, next);
}

static void write_joiner(struct cleaning *clean, uint32_t next)
{
    if (clean->joiner && is_joiner_seen(clean, next))
        g_string_append_unichar(clean->out, clean->joiner);
    clean->joiner = 0;
}

/* A virama counts only right after its letter, or after a nukta of this letter: GLib reorders other marks later. */
static void add_mark(struct cleaning *clean, uint32_t code)
{
    const int class = g_unichar_combining_class(code);
    const bool after_letter = clean->last == clean->letter && g_unichar_isalpha(clean->letter);

    clean->virama = class == CLASS_VIRAMA && (after_letter || clean->nukta);
    clean->nukta = class == CLASS_NUKTA && after_letter;
}

static void add_base(struct cleaning *clean, uint32_t code)
{
    clean->letter = code;
    clean->virama = clean->nukta = false;
}

static void add_visible(struct cleaning *clean, uint32_t code)
{

    if (clean->space && clean->out->len > 0)
        g_string_append_c(clean->out, ' ');
    write_joiner(clean, code);
    g_string_append_unichar(clean->out, code);
    clean->space = false;
    if (g_unichar_ismark(code))
        add_mark(clean, code);
    else
        add_base(clean, code);
    clean->last = code;
}

static void end_word(struct cleaning *clean)
{
    write_joiner(clean, 0);
    clean->last = 0;
    add_base(clean, 0);
}

static void add(struct cleaning *clean, uint32_t code)
{
    uint32_t folded = baton_fold(code);
    if (code == ZERO_WIDTH_JOINER || code == ZERO_WIDTH_NON_JOINER) {
        clean->joiner = clean->joiner ? clean->joiner : code;
    } else if (folded == ' ') {
        end_word(clean);
        clean->space = true;
    } else if (folded != BATON_FOLD_NOTHING) {
        add_visible(clean, code);
    }
}

/* Returns the part of a text that can be seen, for g_free. The text is valid, and need not end in a zero. */
static char *visible_part(const char *text, size_t len)
{
    struct cleaning clean = {.out = g_string_new(NULL)};
    for (size_t at = 0; at < len;) {
        uint32_t code;
        at += baton_text_next(text + at, len - at, &code);
        add(&clean, code);
    }
    end_word(&clean);
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
