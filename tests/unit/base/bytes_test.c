/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bytes: nothing is read or written beyond the bounds, and each run of bytes has one text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/bytes.h"

static const uint8_t data[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0x10, 0x32};

static void integers_are_taken_in_network_order(void **state)
{
    struct baton_bytes bytes = {data, sizeof(data)};
    uint8_t u8;
    uint16_t u16;
    uint32_t u24, u32;
    (void)state;

    assert_true(baton_bytes_take_u8(&bytes, &u8));
    assert_true(baton_bytes_take_u16(&bytes, &u16));
    assert_true(baton_bytes_take_u24(&bytes, &u24));
    assert_true(baton_bytes_take_u32(&bytes, &u32));
    assert_int_equal(u8, 0x01);
    assert_int_equal(u16, 0x2345);
    assert_int_equal(u24, 0x6789AB);
    assert_int_equal(u32, 0xCDEF1032);
    assert_int_equal(bytes.len, 0);
    assert_ptr_equal(bytes.data, data + sizeof(data));
}

static void taking_too_much_takes_and_sets_nothing(void **state)
{
    uint8_t u8 = 1;
    uint16_t u16 = 2;
    uint32_t u24 = 3, u32 = 4;
    struct baton_bytes none = {data, 0}, one = {data, 1}, two = {data, 2}, three = {data, 3};
    struct baton_bytes run = {data + 1, 7};
    (void)state;

    assert_false(baton_bytes_take_u8(&none, &u8));
    assert_false(baton_bytes_take_u16(&one, &u16));
    assert_false(baton_bytes_take_u24(&two, &u24));
    assert_false(baton_bytes_take_u32(&three, &u32));
    assert_false(baton_bytes_take(&three, 4, &run));
    assert_false(baton_bytes_take(&three, SIZE_MAX, &run));
    assert_false(baton_bytes_skip(&three, 4));
    assert_int_equal(u8 + u16 + (int)u24 + (int)u32, 1 + 2 + 3 + 4);
    assert_int_equal(run.len, 7);
    assert_int_equal(none.len + 10 * one.len + 100 * two.len + 1000 * three.len, 3210);
    assert_ptr_equal(three.data, data);
}

static void a_taken_run_points_into_the_same_memory(void **state)
{
    struct baton_bytes bytes = {data, sizeof(data)}, run;
    (void)state;

    assert_true(baton_bytes_skip(&bytes, 2));
    assert_true(baton_bytes_take(&bytes, 3, &run));
    assert_ptr_equal(run.data, data + 2);
    assert_int_equal(run.len, 3);
    assert_ptr_equal(bytes.data, data + 5);
    assert_int_equal(bytes.len, sizeof(data) - 5);
}

static void nothing_can_be_taken_from_nothing(void **state)
{
    struct baton_bytes bytes = {NULL, 0}, run;
    (void)state;

    assert_true(baton_bytes_take(&bytes, 0, &run));
    assert_int_equal(run.len, 0);
    assert_false(baton_bytes_skip(&bytes, 1));
}

static void integers_are_put_in_network_order(void **state)
{
    uint8_t room[sizeof(data)];
    struct baton_sink sink = {.data = room, .size = sizeof(room)};
    (void)state;

    assert_true(baton_sink_put_u8(&sink, 0x01));
    assert_true(baton_sink_put_u16(&sink, 0x2345));
    assert_true(baton_sink_put_u24(&sink, 0xFF6789AB));
    assert_true(baton_sink_put_u32(&sink, 0xCDEF1032));
    assert_int_equal(sink.len, sizeof(room));
    assert_memory_equal(room, data, sizeof(data));
}

static void putting_too_much_writes_nothing(void **state)
{
    uint8_t room[4] = {9, 9, 9, 9};
    struct baton_sink sink = {.data = room, .size = 3};
    (void)state;

    assert_false(baton_sink_put_u32(&sink, 0));
    assert_false(baton_sink_put(&sink, data, SIZE_MAX));
    assert_true(baton_sink_put(&sink, data, 2));
    assert_false(baton_sink_put_u16(&sink, 0));
    assert_false(baton_sink_put_u24(&sink, 0));
    assert_true(baton_sink_put(&sink, NULL, 0));
    assert_true(baton_sink_put_u8(&sink, 7));
    assert_false(baton_sink_put_u8(&sink, 0));
    assert_int_equal(sink.len, 3);
    assert_memory_equal(room, ((uint8_t[]){0x01, 0x23, 7, 9}), 4);
}

static void hex_is_written_in_lower_case_and_read_in_either(void **state)
{
    char text[BATON_HEX_SIZE(sizeof(data))];
    uint8_t back[sizeof(data)];
    (void)state;

    baton_hex_encode(text, data, sizeof(data));
    assert_string_equal(text, "0123456789abcdef1032");
    assert_true(baton_hex_decode(back, sizeof(back), text, strlen(text)));
    assert_memory_equal(back, data, sizeof(data));
    assert_true(baton_hex_decode(back, 3, "aBcDeF", 6));
    assert_memory_equal(back, "\xab\xcd\xef", 3);
    assert_true(baton_hex_decode(back, 0, "", 0));
}

static void hex_of_another_length_is_refused(void **state)
{
    uint8_t out[2] = {1, 2};
    (void)state;

    assert_false(baton_hex_decode(out, 2, "abc", 3));
    assert_false(baton_hex_decode(out, 2, "abcdef", 6));
    assert_false(baton_hex_decode(out, 2, "ab", 2));
    assert_false(baton_hex_decode(out, 2, "", 0));
    assert_memory_equal(out, "\1\2", 2);
}

static void hex_has_its_22_characters_and_no_other(void **state)
{
    int accepted = 0;
    (void)state;

    for (int c = 0; c < 256; c++) {
        uint8_t out = 0xEE;
        char text[] = {(char)c, '0'};
        if (baton_hex_decode(&out, 1, text, 2))
            accepted++;
        else
            assert_int_equal(out, 0xEE);
    }
    assert_int_equal(accepted, 22);
}

/* RFC 4648 section 10, without padding, and what only the URL alphabet has. */
static void base64url_writes_and_reads_the_vectors_of_its_rfc(void **state)
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
    (void)state;

    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
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

static void base64url_of_another_length_is_refused(void **state)
{
    char text[33];
    uint8_t out[64];
    (void)state;

    memset(text, 'A', sizeof(text));
    for (size_t size = 0; size <= 24; size++)
        for (size_t len = 0; len <= 33; len++)
            assert_int_equal(baton_base64url_decode(out, size, text, len),
                len == BATON_BASE64URL_SIZE(size) - 1);
    assert_false(baton_base64url_decode(out, SIZE_MAX, text, 4));
}

static void base64url_has_its_64_characters_and_no_other(void **state)
{
    int accepted = 0;
    (void)state;

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

static void base64url_padding_is_refused(void **state)
{
    uint8_t out[3];
    (void)state;

    assert_false(baton_base64url_decode(out, 1, "Zg==", 4));
    assert_false(baton_base64url_decode(out, 2, "Zm8=", 4));
    assert_false(baton_base64url_decode(out, 3, "Zm8=", 4));
}

static void base64url_bits_beyond_the_last_byte_are_refused(void **state)
{
    int one = 0, two = 0;
    (void)state;

    for (int c = 0; c < 256; c++) {
        uint8_t out[2];
        one += baton_base64url_decode(out, 1, (char[]){'Z', (char)c}, 2);
        two += baton_base64url_decode(out, 2, (char[]){'Z', 'Z', (char)c}, 3);
    }
    assert_int_equal(one, 4);
    assert_int_equal(two, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_taken_in_network_order),
        cmocka_unit_test(taking_too_much_takes_and_sets_nothing),
        cmocka_unit_test(a_taken_run_points_into_the_same_memory),
        cmocka_unit_test(nothing_can_be_taken_from_nothing),
        cmocka_unit_test(integers_are_put_in_network_order),
        cmocka_unit_test(putting_too_much_writes_nothing),
        cmocka_unit_test(hex_is_written_in_lower_case_and_read_in_either),
        cmocka_unit_test(hex_of_another_length_is_refused),
        cmocka_unit_test(hex_has_its_22_characters_and_no_other),
        cmocka_unit_test(base64url_writes_and_reads_the_vectors_of_its_rfc),
        cmocka_unit_test(base64url_of_another_length_is_refused),
        cmocka_unit_test(base64url_has_its_64_characters_and_no_other),
        cmocka_unit_test(base64url_padding_is_refused),
        cmocka_unit_test(base64url_bits_beyond_the_last_byte_are_refused),
    };
    return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
