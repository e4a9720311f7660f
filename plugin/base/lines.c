/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the text, which counts the isolates that are open in the line. */
#include "base/lines.h"

#include <glib.h>

#include "base/text.h"

#define ISOLATE_END 0x2069

struct cleaning {
    GString *out;
    size_t open;   /* isolates that have begun and not ended in this line */
    bool after_cr; /* the last character was a carriage return */
};

static bool is_line_break(uint32_t code)
{
    return (code >= '\n' && code <= '\r') || code == 0x85 || code == 0x2028 || code == 0x2029;
}

static void close_isolates(struct cleaning *clean)
{
    for (; clean->open > 0; clean->open--)
        g_string_append_unichar(clean->out, ISOLATE_END);
}

static void break_line(struct cleaning *clean, uint32_t code)
{
    if (code == '\n' && clean->after_cr)
        return;
    close_isolates(clean);
    g_string_append_c(clean->out, '\n');
}

/* Returns false if the character is refused. */
static bool add_plain(struct cleaning *clean, uint32_t code)
{
    if (code != '\t' && !baton_text_is_plain(code))
        return false;
    g_string_append_unichar(clean->out, code);
    return true;
}

static bool add_direction(
    struct cleaning *clean, uint32_t code, enum baton_text_direction direction)
{
    if (direction == BATON_TEXT_OVERRIDE)
        return false;
    if (direction == BATON_TEXT_EMBEDDING || (direction == BATON_TEXT_ISOLATE_END && !clean->open))
        return true;
    clean->open += direction == BATON_TEXT_ISOLATE;
    clean->open -= direction == BATON_TEXT_ISOLATE_END;
    g_string_append_unichar(clean->out, code);
    return true;
}

static bool add(struct cleaning *clean, uint32_t code)
{
    const enum baton_text_direction direction = baton_text_direction_of(code);

    if (!is_line_break(code)) {
        clean->after_cr = false;
        return direction ? add_direction(clean, code, direction) : add_plain(clean, code);
    }
    break_line(clean, code);
    clean->after_cr = code == '\r';
    return true;
}

bool baton_lines_clean(const char *text, size_t len, char **out, uint32_t *refused)
{
    struct cleaning clean = {.out = g_string_new(NULL)};
    uint32_t code = 0;
    bool good = true;

    for (size_t at = 0, bytes; at < len && good; at += bytes) {
        bytes = baton_text_next(text + at, len - at, &code);
        if (bytes == 0)
            code = 0;
        good = bytes > 0 && add(&clean, code);
    }
    close_isolates(&clean);
    char *cleaned = g_string_free(clean.out, FALSE);
    if (good) {
        *out = cleaned;
        return true;
    }
    g_free(cleaned);
    *refused = code;
    return false;
}
