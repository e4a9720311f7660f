/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cleans any bytes as a text of several lines. In a clean text, only tabs, line feeds, marks and isolates may be not
 * plain. It must end each isolate in its line, and must not change when it is cleaned again.
 */
#include <glib.h>

#include "base/lines.h"
#include "base/text.h"
#include "fuzz/fuzz.h"

static void check_clean(const char *text)
{
    size_t open = 0;

    for (; *text; text = g_utf8_find_next_char(text, NULL)) {
        uint32_t code = g_utf8_get_char(text);
        enum baton_text_direction direction = baton_text_direction_of(code);
        assert(direction != BATON_TEXT_OVERRIDE && direction != BATON_TEXT_EMBEDDING);
        assert(direction || code == '\t' || code == '\n' || baton_text_is_plain(code));
        assert(direction != BATON_TEXT_ISOLATE_END || open > 0);
        open += direction == BATON_TEXT_ISOLATE;
        open -= direction == BATON_TEXT_ISOLATE_END;
        assert(code != '\n' || open == 0);
    }
    assert(open == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_copy(data, size), *clean = NULL, *again = NULL;
    uint32_t code = 0;

    if (baton_lines_clean(text, size, &clean, &code)) {
        assert(baton_text_is_utf8(clean, strlen(clean)));
        check_clean(clean);
        assert(baton_lines_clean(clean, strlen(clean), &again, &code));
        assert(strcmp(clean, again) == 0);
    } else {
        assert(!clean);
    }
    g_free(again);
    g_free(clean);
    free(text);
    return 0;
}
