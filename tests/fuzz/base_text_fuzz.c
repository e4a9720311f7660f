/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text: after it was cleaned or quoted, it must be one plain line within its bounds. After it was folded, it must not
 * be longer.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/fold.h"
#include "base/text.h"
#include "plain_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text, size_t room)
{
    char quote[BATON_QUOTE_SIZE], *out = malloc(room);
    struct baton_failure failure;

    if (!out)
        return;
    if (baton_text_clean(out, room, text) >= room || !is_plain_line(out))
        abort();
    if (strlen(text) < room && is_plain_line(text) != (strcmp(text, out) == 0))
        abort();
    if (!is_plain_line(baton_failure_quote(quote, text)))
        abort();
    baton_failure_set(&failure, BATON_E_INTERNAL, "%s: %s", quote, text);
    if (!is_plain_line(failure.text))
        abort();
    if (baton_text_is_id(text) && baton_text_length(text) != strlen(text))
        abort();
    free(out);
}

/* Buffers of the exact size, so that AddressSanitizer finds each access beyond the end. */
static void check_fold(const uint8_t *data, size_t size)
{
    char *in = malloc(size), *out = malloc(size);

    if (in && out) {
        memcpy(in, data, size);
        if (baton_fold_text(out, in, size) > size)
            abort();
    }
    free(in);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    if (!text || size == 0) {
        free(text);
        return 0;
    }
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    check(text, (size_t)data[0] + 1);
    check_fold(data, size);
    free(text);
    return 0;
}
