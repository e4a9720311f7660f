/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base64url and hex: whatever is read is written as the same text, and all bytes are read back. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t len)
{
    size_t size = len * 3 / 4;
    uint8_t *bytes = malloc(size + 1);
    char *back = malloc(BATON_BASE64URL_SIZE(size));

    if (bytes && back && baton_base64url_decode(bytes, size, text, len)) {
        baton_base64url_encode(back, bytes, size);
        if (strlen(back) != len || memcmp(back, text, len) != 0)
            abort();
    }
    free(bytes);
    free(back);
}

static void check_bytes(const uint8_t *data, size_t size)
{
    char *base64url = malloc(BATON_BASE64URL_SIZE(size));
    char *hex = malloc(BATON_HEX_SIZE(size));
    uint8_t *back = malloc(size + 1);

    if (base64url && hex && back) {
        baton_base64url_encode(base64url, data, size);
        if (!baton_base64url_decode(back, size, base64url, strlen(base64url)) ||
            memcmp(back, data, size) != 0)
            abort();
        baton_hex_encode(hex, data, size);
        if (!baton_hex_decode(back, size, hex, strlen(hex)) || memcmp(back, data, size) != 0)
            abort();
    }
    free(base64url);
    free(hex);
    free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t hex[16];

    check_text((const char *)data, size);
    check_bytes(data, size);
    (void)baton_hex_decode(hex, sizeof(hex), (const char *)data, size);
    return 0;
}
