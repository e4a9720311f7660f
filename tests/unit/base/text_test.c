/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/text: the UTF-8 reader accepts the same texts as GLib, and a cleaned text is one plain line. */
#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "plain_line.h"
#include "test.h"

TEST(every_code_point_is_read_except_surrogates)
{
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

TEST(a_truncated_character_is_not_read)
{
    static const char phone[] = "\xF0\x9F\x93\xB1";
    uint32_t code = 5;

    for (size_t len = 0; len < 4; len++)
        assert_int_equal(baton_text_next(phone, len, &code), 0);
    assert_int_equal(code, 5);
    assert_int_equal(baton_text_next(phone, 4, &code), 4);
    assert_int_equal(code, 0x1F4F1);
}

/* Texts with a NUL are left out, because GLib does not accept a NUL. */
TEST(all_texts_of_up_to_three_bytes_are_accepted_or_refused_as_by_glib)
{
    for (uint32_t value = 1; value < 1 << 24; value++) {
        char text[3] = {(char)(value >> 16), (char)(value >> 8), (char)value};
        size_t len = value < 1 << 8 ? 1 : value < 1 << 16 ? 2 : 3;
        const char *start = text + 3 - len;
        if (memchr(start, 0, len))
            continue;
        if (baton_text_is_utf8(start, len) != g_utf8_validate(start, (gssize)len, NULL))
            fail_msg("Baton and GLib disagree about the bytes %06x", value);
    }
}

TEST(texts_of_four_bytes_are_accepted_or_refused_as_by_glib)
{
    static const uint8_t edges[] = {0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};

    for (int lead = 0xE0; lead < 0x100; lead++)
        for (size_t i = 0; i < sizeof(edges) * sizeof(edges) * sizeof(edges); i++) {
            char text[4] = {
                (char)lead, (char)edges[i % 10], (char)edges[i / 10 % 10], (char)edges[i / 100]};
            assert_int_equal(baton_text_is_utf8(text, 4), g_utf8_validate(text, 4, NULL));
        }
}

TEST(an_empty_text_is_valid_and_a_nul_counts_as_a_character)
{
    assert_true(baton_text_is_utf8("", 0));
    assert_true(baton_text_is_utf8("a\0b", 3));
}

TEST(length_counts_each_character_and_each_invalid_byte)
{
    assert_int_equal(baton_text_length(""), 0);
    assert_int_equal(baton_text_length("abc"), 3);
    assert_int_equal(baton_text_length("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x93\xB1"), 3);
    assert_int_equal(baton_text_length("\xC3(\xFF"), 3);
}

TEST(control_characters_and_direction_marks_are_not_plain)
{
    static const uint32_t refused[] = {0, 9, 10, 0x1F, 0x7F, 0x80, 0x9F, 0x61C, 0x200E, 0x200F,
        0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069};
    static const uint32_t allowed[] = {
        0x20, 0x7E, 0xA0, 0x61B, 0x61D, 0x200D, 0x2010, 0x2027, 0x202F, 0x2065, 0x206A, 0x1F4F1};

    for (size_t i = 0; i < COUNT(refused); i++)
        assert_false(baton_text_is_plain(refused[i]));
    for (size_t i = 0; i < COUNT(allowed); i++)
        assert_true(baton_text_is_plain(allowed[i]));
}

TEST(what_changes_the_direction_is_not_plain)
{
    static const struct {
        uint32_t first, last;
        enum baton_text_direction direction;
    } rows[] = {{0x61C, 0x61C, BATON_TEXT_MARK}, {0x200E, 0x200F, BATON_TEXT_MARK},
        {0x202A, 0x202C, BATON_TEXT_EMBEDDING}, {0x202D, 0x202E, BATON_TEXT_OVERRIDE},
        {0x2066, 0x2068, BATON_TEXT_ISOLATE}, {0x2069, 0x2069, BATON_TEXT_ISOLATE_END}};
    size_t found = 0;

    for (size_t i = 0; i < COUNT(rows); i++)
        for (uint32_t code = rows[i].first; code <= rows[i].last; code++, found++) {
            assert_int_equal(baton_text_direction_of(code), rows[i].direction);
            assert_false(baton_text_is_plain(code));
        }
    for (uint32_t code = 0; code <= 0x10FFFF; code++)
        found -= baton_text_direction_of(code) != BATON_TEXT_NO_DIRECTION;
    assert_int_equal(found, 0);
}

TEST(a_plain_line_has_only_valid_and_plain_characters)
{
    assert_true(is_plain_line(""));
    assert_true(is_plain_line("J\xC3\xB6rg \xF0\x9F\x93\xB1"));
    assert_false(is_plain_line("two\nlines"));
    assert_false(is_plain_line("Anna\xE2\x80\xAE"));
    assert_false(is_plain_line("broken\xC3"));
}

TEST(cleaning_replaces_invalid_bytes_and_characters_that_are_not_plain)
{
    char out[32];

    assert_int_equal(baton_text_clean(out, sizeof(out), "a\tb\xFF\xE2\x80\xAE\xC3\xA4"), 7);
    assert_string_equal(out, "a?b??\xC3\xA4");
}

TEST(cleaning_cuts_a_long_text_after_a_whole_character)
{
    static const char in[] = "\xE2\x82\xAC\xE2\x82\xAC";
    char out[8];

    for (size_t size = 1; size <= sizeof(out); size++) {
        memset(out, 'x', sizeof(out));
        size_t written = baton_text_clean(out, size, in);
        assert_int_equal(written, size > 6 ? 6 : (size - 1) / 3 * 3);
        assert_int_equal(strlen(out), written);
        assert_memory_equal(out, in, written);
    }
}

TEST(an_identifier_has_1_to_64_characters)
{
    char text[BATON_TEXT_ID_SIZE + 1];

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

TEST(an_identifier_can_contain_64_different_characters_and_no_others)
{
    int accepted = 0;

    for (int c = 1; c < 256; c++)
        accepted += baton_text_is_id((char[]){'a', (char)c, '\0'});
    assert_int_equal(accepted, 64);
}
