/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/datauri: the head, then base64 with padding, and nothing after it. */
#include <stdbool.h>

#include <openssl/crypto.h>

#include "code/datauri.h"
#include "test.h"

/* The linker replaces OpenSSL's function by this one. */
void *__wrap_CRYPTO_malloc(size_t size, const char *file, int line);
void *__real_CRYPTO_malloc(size_t size, const char *file, int line);

static bool out_of_memory;

void *__wrap_CRYPTO_malloc(size_t size, const char *file, int line)
{
    return out_of_memory ? NULL : __real_CRYPTO_malloc(size, file, line);
}

static void expect_uri(const char *data, size_t len, const char *expected)
{
    char *uri = baton_datauri_new("image/png", (const uint8_t *)data, len);
    assert_string_equal(uri, expected);
    OPENSSL_free(uri);
}

TEST(the_base64_has_the_right_padding_for_every_length)
{
    expect_uri("", 0, "data:image/png;base64,");
    expect_uri("f", 1, "data:image/png;base64,Zg==");
    expect_uri("fo", 2, "data:image/png;base64,Zm8=");
    expect_uri("foo", 3, "data:image/png;base64,Zm9v");
    expect_uri("\xfb\xff\xbf\0", 4, "data:image/png;base64,+/+/AA==");
}

TEST(too_much_data_or_a_failed_allocation_gives_null)
{
    assert_null(baton_datauri_new("image/png", (const uint8_t *)"", BATON_DATAURI_MAX + 1));
    out_of_memory = true;
    assert_null(baton_datauri_new("image/png", (const uint8_t *)"foo", 3));
    out_of_memory = false;
}
