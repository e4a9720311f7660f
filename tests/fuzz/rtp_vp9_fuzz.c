/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives any bytes to the reader of VP9 payloads. */
#include "fuzz/described.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = fuzz_copy(data, size);

    fuzz_describe(BATON_CODEC_VP9, copy, size);
    free(copy);
    return 0;
}
