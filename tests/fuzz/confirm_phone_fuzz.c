/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any telephone number of a client or gateway: what is accepted must have the strict form, mean itself, and be accepted
 * from a gateway too if a person may type it.
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
