/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_line owns the check that a text which Baton wrote can be shown to people. */
#ifndef BATON_TESTS_PLAIN_LINE_H
#define BATON_TESTS_PLAIN_LINE_H

#include <string.h>

#include "base/text.h"

/* Whether all of a NUL-terminated text is valid UTF-8 and made of plain code points (base/text.h). */
static inline bool is_plain_line(const char *text)
{
    for (size_t len = strlen(text); len > 0;) {
        uint32_t code;
        size_t bytes = baton_text_next(text, len, &code);
        if (bytes == 0 || !baton_text_is_plain(code))
            return false;
        text += bytes;
        len -= bytes;
    }
    return true;
}

#endif
