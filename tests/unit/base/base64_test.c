/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/base64: encoding, and a strict decoder that accepts only one text for the same bytes. */
#include <string.h>

#include "base/base64.h"
#include "test.h"

TEST(base64url_encodes_and_decodes_the_vectors_of_rfc_4648)
{
    static const struct {
        const char *bytes, *text;
    } vectors[] = {
        {"", ""},
        {"f", "Zg"},
        {"fo", "Zm8"},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg"},
        {"fooba", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xbf", "-_-_"},
    };

    for (size_t i = 0; i < COUNT(vectors); i++) {
        size_t len = strlen(vectors[i].bytes);
        char text[16];
        uint8_t back[8];
        baton_base64url_encode(text, (const uint8_t *)vectors[i].bytes, len);
        assert_string_equal(text, vectors[i].text);
        assert_int_equal(strlen(text) + 1, BATON_BASE64URL_SIZE(len));
        assert_true(baton_base64url_decode(back, len, text, strlen(text)));
        assert_memory_equal(back, vectors[i].bytes, len);
    }
}

TEST(base64url_of_a_wrong_length_is_refused)
{
    char text[33];
    uint8_t out[64];

    memset(text, 'A', sizeof(text));
    for (size_t size = 0; size <= 24; size++)
        for (size_t len = 0; len <= 33; len++)
            assert_int_equal(baton_base64url_decode(out, size, text, len),
                len == BATON_BASE64URL_SIZE(size) - 1);
    assert_false(baton_base64url_decode(out, SIZE_MAX, text, 4));
}

TEST(base64url_has_exactly_64_characters)
{
    int accepted = 0;

    for (int c = 0; c < 256; c++) {
        uint8_t out[3] = {0xEE, 0xEE, 0xEE};
        char text[] = {'A', (char)c, 'A', 'A'};
        bool taken = baton_base64url_decode(out, 3, text, 4);
        assert_int_equal(taken, baton_base64url_has((char)c));
        accepted += taken;
        if (!taken)
            assert_memory_equal(out, "\xEE\xEE\xEE", 3);
    }
    assert_int_equal(accepted, 64);
}

TEST(base64url_padding_is_refused)
{
    uint8_t out[3];

    assert_false(baton_base64url_decode(out, 1, "Zg==", 4));
    assert_false(baton_base64url_decode(out, 2, "Zm8=", 4));
    assert_false(baton_base64url_decode(out, 3, "Zm8=", 4));
}

TEST(base64url_with_bits_set_beyond_the_last_byte_is_refused)
{
    int one = 0, two = 0;

    for (int c = 0; c < 256; c++) {
        uint8_t out[2];
        one += baton_base64url_decode(out, 1, (char[]){'Z', (char)c}, 2);
        two += baton_base64url_decode(out, 2, (char[]){'Z', 'Z', (char)c}, 3);
    }
    assert_int_equal(one, 4);
    assert_int_equal(two, 16);
}
