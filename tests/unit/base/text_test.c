/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text: the reader of UTF-8 agrees with glib's on everything, and cleaning leaves one plain line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "plain_line.h"

static void every_code_point_is_read_back(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        char text[6];
        size_t len = (size_t)g_unichar_to_utf8(point, text);
        uint32_t code = 0xABCDEF;
        bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        size_t bytes = baton_text_next(text, len, &code);
        assert_int_equal(bytes, surrogate ? 0 : len);
        assert_int_equal(code, surrogate ? 0xABCDEF : point);
    }
}

static void a_truncated_character_is_not_read(void **state)
{
    static const char phone[] = "\xF0\x9F\x93\xB1";
    uint32_t code = 5;
    (void)state;

    for (size_t len = 0; len < 4; len++)
        assert_int_equal(baton_text_next(phone, len, &code), 0);
    assert_int_equal(code, 5);
    assert_int_equal(baton_text_next(phone, 4, &code), 4);
    assert_int_equal(code, 0x1F4F1);
}

/* Without a NUL, which glib takes for the end. */
static void all_texts_of_up_to_three_bytes_are_judged_as_glib_does(void **state)
{
    (void)state;
    for (uint32_t value = 1; value < 1 << 24; value++) {
        char text[3] = {(char)(value >> 16), (char)(value >> 8), (char)value};
        size_t len = value < 1 << 8 ? 1 : value < 1 << 16 ? 2 : 3;
        const char *start = text + 3 - len;
        if (memchr(start, 0, len))
            continue;
        if (baton_text_is_utf8(start, len) != g_utf8_validate(start, (gssize)len, NULL))
            fail_msg("bytes %06x", value);
    }
}

static void texts_of_four_bytes_are_judged_as_glib_does(void **state)
{
    static const uint8_t edges[] = {0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    (void)state;

    for (int lead = 0xE0; lead < 0x100; lead++)
        for (size_t i = 0; i < sizeof(edges) * sizeof(edges) * sizeof(edges); i++) {
            char text[4] = {
                (char)lead, (char)edges[i % 10], (char)edges[i / 10 % 10], (char)edges[i / 100]};
            assert_int_equal(baton_text_is_utf8(text, 4), g_utf8_validate(text, 4, NULL));
        }
}

static void nothing_is_valid_and_a_nul_counts_as_a_character(void **state)
{
    (void)state;
    assert_true(baton_text_is_utf8("", 0));
    assert_true(baton_text_is_utf8("a\0b", 3));
}

static void length_counts_characters_and_each_broken_byte(void **state)
{
    (void)state;
    assert_int_equal(baton_text_length(""), 0);
    assert_int_equal(baton_text_length("abc"), 3);
    assert_int_equal(baton_text_length("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x93\xB1"), 3);
    assert_int_equal(baton_text_length("\xC3(\xFF"), 3);
}

static void plain_refuses_controls_and_marks_of_direction(void **state)
{
    static const uint32_t refused[] = {0, 9, 10, 0x1F, 0x7F, 0x80, 0x9F, 0x61C, 0x200E, 0x200F,
        0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069};
    static const uint32_t allowed[] = {
        0x20, 0x7E, 0xA0, 0x61B, 0x61D, 0x200D, 0x2010, 0x2027, 0x202F, 0x2065, 0x206A, 0x1F4F1};
    (void)state;

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        assert_false(baton_text_is_plain(refused[i]));
    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
        assert_true(baton_text_is_plain(allowed[i]));
}

static void a_line_is_valid_and_plain_throughout(void **state)
{
    (void)state;
    assert_true(is_plain_line(""));
    assert_true(is_plain_line("J\xC3\xB6rg \xF0\x9F\x93\xB1"));
    assert_false(is_plain_line("two\nlines"));
    assert_false(is_plain_line("Anna\xE2\x80\xAE"));
    assert_false(is_plain_line("broken\xC3"));
}

static void cleaning_replaces_what_is_not_plain(void **state)
{
    char out[32];
    (void)state;

    assert_int_equal(baton_text_clean(out, sizeof(out), "a\tb\xFF\xE2\x80\xAE\xC3\xA4"), 7);
    assert_string_equal(out, "a?b??\xC3\xA4");
}

static void cleaning_ends_at_a_whole_character(void **state)
{
    static const char in[] = "\xE2\x82\xAC\xE2\x82\xAC";
    char out[8];
    (void)state;

    for (size_t size = 1; size <= sizeof(out); size++) {
        memset(out, 'x', sizeof(out));
        size_t written = baton_text_clean(out, size, in);
        assert_int_equal(written, size > 6 ? 6 : (size - 1) / 3 * 3);
        assert_int_equal(strlen(out), written);
        assert_memory_equal(out, in, written);
    }
}

static void an_identifier_has_1_to_64_of_its_characters(void **state)
{
    char text[BATON_TEXT_ID_SIZE + 1];
    (void)state;

    memset(text, 'x', sizeof(text));
    text[BATON_TEXT_ID_MAX] = '\0';
    assert_true(baton_text_is_id(text));
    text[BATON_TEXT_ID_MAX] = 'x';
    text[BATON_TEXT_ID_MAX + 1] = '\0';
    assert_false(baton_text_is_id(text));
    assert_true(baton_text_is_id("_"));
    assert_true(baton_text_is_id("Room-1_b"));
    assert_false(baton_text_is_id(""));
    assert_false(baton_text_is_id(NULL));
}

static void an_identifier_has_64_characters_and_no_other(void **state)
{
    int accepted = 0;
    (void)state;

    for (int c = 1; c < 256; c++)
        accepted += baton_text_is_id((char[]){'a', (char)c, '\0'});
    assert_int_equal(accepted, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_read_back),
        cmocka_unit_test(a_truncated_character_is_not_read),
        cmocka_unit_test(all_texts_of_up_to_three_bytes_are_judged_as_glib_does),
        cmocka_unit_test(texts_of_four_bytes_are_judged_as_glib_does),
        cmocka_unit_test(nothing_is_valid_and_a_nul_counts_as_a_character),
        cmocka_unit_test(length_counts_characters_and_each_broken_byte),
        cmocka_unit_test(plain_refuses_controls_and_marks_of_direction),
        cmocka_unit_test(a_line_is_valid_and_plain_throughout),
        cmocka_unit_test(cleaning_replaces_what_is_not_plain),
        cmocka_unit_test(cleaning_ends_at_a_whole_character),
        cmocka_unit_test(an_identifier_has_1_to_64_of_its_characters),
        cmocka_unit_test(an_identifier_has_64_characters_and_no_other),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
