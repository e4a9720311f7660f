/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of errors, and the functions that write their sentences. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
    enum baton_error error;
    const char *name;
} errors[] = {
#define BATON_ERROR_ROW(constant, code, name, meaning) {constant, name},
    BATON_ERRORS(BATON_ERROR_ROW)
#undef BATON_ERROR_ROW
};

static const char *find_name(enum baton_error error)
{
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
        if (errors[i].error == error)
            return errors[i].name;
    return NULL;
}

const char *baton_error_name(enum baton_error error)
{
    const char *name = find_name(error);
    return name ? name : find_name(BATON_E_INTERNAL);
}

int baton_error_code(enum baton_error error)
{
    return (int)(find_name(error) ? error : BATON_E_INTERNAL);
}

/* Replaces the end of a full `text` with "...". No part of a character may stay before the dots. */
static void mark_cut(char text[BATON_FAILURE_TEXT_SIZE])
{
    size_t end = BATON_FAILURE_TEXT_SIZE - sizeof("...");
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, "...", sizeof("..."));
}

enum baton_error baton_failure_set(
    struct baton_failure *failure, enum baton_error error, const char *format, ...)
{
    char text[BATON_FAILURE_TEXT_SIZE] = "";
    va_list arguments;

    if (!failure)
        return error;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof(text))
        mark_cut(text);
    failure->error = error;
    failure->retry_after = 0;
    failure->reason = NULL;
    baton_text_clean(failure->text, sizeof(failure->text), text);
    return error;
}

const char *baton_failure_quote(char out[BATON_QUOTE_SIZE], const char *in)
{
    char *end = out;
    size_t len = in ? strnlen(in, BATON_QUOTE_SIZE) : 0;

    if (!in)
        return memcpy(out, "nothing", sizeof("nothing"));
    *end++ = '"';
    for (int shown = 0; len > 0 && shown < BATON_QUOTE_CHARACTERS; shown++) {
        uint32_t code = 0;
        size_t bytes = baton_text_next(in, len, &code);
        if (bytes == 0 || !baton_text_is_plain(code) || code == '"') {
            *end++ = code == '"' ? '\'' : '?';
            bytes = bytes ? bytes : 1;
        } else {
            memcpy(end, in, bytes);
            end += bytes;
        }
        in += bytes;
        len -= bytes;
    }
    memcpy(end, len > 0 ? "\"..." : "\"", len > 0 ? sizeof("\"...") : sizeof("\""));
    return out;
}
