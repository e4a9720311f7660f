/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/base64: a text that can be read must be written as the same text again. Bytes that are written must be read. */
#include "base/base64.h"
#include "fuzz/fuzz.h"

typedef bool decoder(uint8_t *out, size_t size, const char *text, size_t len);
typedef void encoder(char *out, const uint8_t *data, size_t len);

static void check_text(const char *text, size_t len, decoder *decode, encoder *encode)
{
    size_t size = len * 3 / 4;
    uint8_t *bytes = malloc(size + 1);
    char *back = malloc(BATON_BASE64_SIZE(size));

    if (bytes && back && decode(bytes, size, text, len)) {
        encode(back, bytes, size);
        assert(strncmp(back, text, len) == 0 && back[len + strspn(back + len, "=")] == '\0');
    }
    free(bytes);
    free(back);
}

static void check_bytes(const uint8_t *data, size_t size, decoder *decode, encoder *encode)
{
    char *text = malloc(BATON_BASE64_SIZE(size));
    uint8_t *back = malloc(size + 1);

    if (text && back) {
        encode(text, data, size);
        assert(decode(back, size, text, strcspn(text, "=")) && memcmp(back, data, size) == 0);
    }
    free(text);
    free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_text((const char *)data, size, baton_base64_decode, baton_base64_encode);
    check_text((const char *)data, size, baton_base64url_decode, baton_base64url_encode);
    check_bytes(data, size, baton_base64_decode, baton_base64_encode);
    check_bytes(data, size, baton_base64url_decode, baton_base64url_encode);
    return 0;
}
