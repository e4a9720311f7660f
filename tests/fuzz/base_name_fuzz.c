/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cleans any bytes as a name. A clean name must be UTF-8. It must have no invisible character except joiners, and must
 * not change when it is cleaned again. A refused name must have no result.
 */
#include <glib.h>

#include "base/fold.h"
#include "base/name.h"
#include "base/text.h"
#include "fuzz/fuzz.h"

#define ZERO_WIDTH_NON_JOINER 0x200C
#define ZERO_WIDTH_JOINER     0x200D

static void check_visible(const char *name)
{
    for (; *name; name = g_utf8_find_next_char(name, NULL)) {
        uint32_t code = g_utf8_get_char(name);
        assert(baton_text_is_plain(code));
        assert(code == ZERO_WIDTH_JOINER || code == ZERO_WIDTH_NON_JOINER ||
               baton_fold(code) != BATON_FOLD_NOTHING);
        assert(baton_fold(code) != ' ' || code == ' ');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_copy(data, size), *clean = NULL, *again = NULL;
    uint32_t code = 0;

    if (baton_name_clean(text, size, &clean, &code) == BATON_NAME_GOOD) {
        assert(baton_text_is_utf8(clean, strlen(clean)));
        check_visible(clean);
        assert(baton_name_clean(clean, strlen(clean), &again, &code) == BATON_NAME_GOOD);
        assert(strcmp(clean, again) == 0);
    } else {
        assert(!clean);
    }
    g_free(again);
    g_free(clean);
    free(text);
    return 0;
}
