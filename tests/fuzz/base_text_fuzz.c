/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cleans and quotes any text. The result must be one plain line and must fit into the given space. */
#include "base/error.h"
#include "base/fold.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "plain_line.h"

static void check(const char *text, size_t room)
{
    char quote[BATON_QUOTE_SIZE], *out = malloc(room);
    struct baton_failure failure;

    assert(out);
    assert(baton_text_clean(out, room, text) < room && is_plain_line(out));
    assert(strlen(text) >= room || is_plain_line(text) == (strcmp(text, out) == 0));
    assert(is_plain_line(baton_failure_quote(quote, text)));
    baton_failure_set(&failure, BATON_E_INTERNAL, "%s: %s", quote, text);
    assert(is_plain_line(failure.text));
    assert(!baton_text_is_id(text) || baton_text_length(text) == strlen(text));
    free(out);
}

/* The buffers have the exact size, so that AddressSanitizer finds each access beyond the end. */
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
    if (size == 0)
        return 0;
    char *text = fuzz_text(data + 1, size - 1);
    check(text, (size_t)data[0] + 1);
    check_fold(data, size);
    free(text);
    return 0;
}
