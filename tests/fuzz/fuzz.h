/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz owns what the fuzzers share: the function that libFuzzer calls, and copies of its input. */
#ifndef BATON_TESTS_FUZZ_FUZZ_H
#define BATON_TESTS_FUZZ_FUZZ_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Copies bytes into memory of exactly this size, so that AddressSanitizer finds a read beyond the end. Free it. */
static inline void *fuzz_copy(const void *data, size_t size)
{
    void *copy = malloc(size ? size : 1);

    assert(copy);
    if (size)
        memcpy(copy, data, size);
    return copy;
}

/* Copies bytes and adds a NUL. Free it. */
static inline char *fuzz_text(const void *data, size_t size)
{
    char *text = calloc(1, size + 1);

    assert(text);
    if (size)
        memcpy(text, data, size);
    return text;
}

#endif
