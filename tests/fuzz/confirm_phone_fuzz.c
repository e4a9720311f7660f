/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads any text as a telephone number of a client or a gateway. An accepted number must have the strict form. When it
 * is read again, the result must be the same. If a person may type a number, a gateway may send it too.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "confirm/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char typed[BATON_PHONE_SIZE], reported[BATON_PHONE_SIZE], again[BATON_PHONE_SIZE];
    char *text = malloc(size + 1);

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    bool is_typed = baton_phone_read_typed(text, typed);
    bool is_reported = baton_phone_read(text, reported);
    require(!is_typed || (is_reported && strcmp(typed, reported) == 0));
    if (is_reported) {
        require(baton_phone_is_valid(reported));
        require(baton_phone_read_typed(reported, again) && strcmp(reported, again) == 0);
    }
    free(text);
    return 0;
}
