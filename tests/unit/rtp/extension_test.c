/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of rtp/extension: one-byte and two-byte headers of RFC 8285. */
#include <string.h>

#include "rtp/extension.h"
#include "test.h"

#define RTP(first, ...)                                                                            \
    {                                                                                              \
        (first), 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, __VA_ARGS__                                     \
    }

/* A copy in memory of its own, so that a sanitizer notices a read beyond the end. */
static bool find(const uint8_t *data, size_t length, uint8_t id, struct baton_bytes *out)
{
    static uint8_t *copy;

    free(copy);
    copy = malloc(length ? length : 1);
    memcpy(copy, data, length);
    return baton_extension_find((struct baton_bytes){.data = copy, .len = length}, id, out);
}

TEST(an_extension_with_a_one_byte_header_is_found_by_its_id)
{
    /* a byte of padding, id 3 with 2 bytes, id 10 with 1 byte */
    static const uint8_t packet[] =
        RTP(0x90, 0xbe, 0xde, 0, 2, 0, 0x31, 'h', 'i', 0xa0, 'q', 0, 0, 99);
    struct baton_bytes out = {0};

    assert_true(find(packet, sizeof(packet), 3, &out));
    assert_int_equal(out.len, 2);
    assert_memory_equal(out.data, "hi", 2);
    assert_true(find(packet, sizeof(packet), 10, &out));
    assert_int_equal(out.len, 1);
    assert_memory_equal(out.data, "q", 1);
    assert_false(find(packet, sizeof(packet), 0, &out));
    assert_false(find(packet, sizeof(packet), 1, &out));
}

TEST(an_extension_with_a_two_byte_header_is_found_by_its_id)
{
    /* id 200 without data, padding, id 3 with 2 bytes */
    static const uint8_t packet[] = RTP(0x90, 0x10, 0x05, 0, 2, 200, 0, 0, 3, 2, 'h', 'i', 0);
    struct baton_bytes out = {0};

    assert_true(find(packet, sizeof(packet), 200, &out));
    assert_int_equal(out.len, 0);
    assert_true(find(packet, sizeof(packet), 3, &out));
    assert_int_equal(out.len, 2);
    assert_memory_equal(out.data, "hi", 2);
    assert_false(find(packet, sizeof(packet), 0, &out));
}

TEST(csrcs_come_before_the_extensions)
{
    static const uint8_t packet[] = RTP(0x92, 0xbe, 0xde, 0, 1, 0x10, 'x', 0, 0, /* CSRCs */
        0xbe, 0xde, 0, 1, 0x10, 'q', 0, 0);
    struct baton_bytes out = {0};

    assert_true(find(packet, sizeof(packet), 1, &out));
    assert_memory_equal(out.data, "q", 1);
}

TEST(nothing_is_found_without_extensions_in_another_format_or_behind_the_end)
{
    static const uint8_t plain[] = RTP(0x80, 0xbe, 0xde, 0, 1, 0x10, 'q', 0, 0);
    static const uint8_t other[] = RTP(0x90, 0x12, 0x34, 0, 1, 0x10, 'q', 0, 0);
    static const uint8_t ended[] = RTP(0x90, 0xbe, 0xde, 0, 1, 0xf0, 0x10, 'q', 0);
    static const uint8_t wrong_padding[] = RTP(0x90, 0xbe, 0xde, 0, 1, 0x01, 0x10, 'q', 0);
    static const uint8_t long_one[] = RTP(0x90, 0xbe, 0xde, 0, 1, 0x13, 'q', 0, 0, 0, 0);
    static const uint8_t version_1[] = RTP(0x50, 0xbe, 0xde, 0, 1, 0x10, 'q', 0, 0);
    static const uint8_t good[] = RTP(0x90, 0xbe, 0xde, 0, 1, 0x10, 'q', 0, 0);
    struct baton_bytes out = {0};

    assert_false(find(plain, sizeof(plain), 1, &out));
    assert_false(find(other, sizeof(other), 1, &out));
    assert_false(find(ended, sizeof(ended), 1, &out));
    assert_false(find(wrong_padding, sizeof(wrong_padding), 1, &out));
    assert_false(find(long_one, sizeof(long_one), 1, &out));
    assert_false(find(version_1, sizeof(version_1), 1, &out));
    for (size_t length = 0; length < sizeof(good); length++)
        assert_false(find(good, length, 1, &out));
    assert_true(find(good, sizeof(good), 1, &out));
}
