/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/fold: the characters that it replaces, and the characters that it keeps. */
#include <string.h>

#include "base/fold.h"
#include "base/text.h"
#include "test.h"

TEST(ascii_is_left_alone_except_for_white_space)
{
    for (uint32_t code = 0; code < 0x80; code++) {
        bool white = code >= '\t' && code <= '\r';
        assert_int_equal(baton_fold(code), white ? ' ' : code);
    }
}

TEST(spaces_of_any_width_are_a_space)
{
    static const uint32_t spaces[] = {0x85, 0xA0, 0x1680, 0x2000, 0x2002, 0x2003, 0x2007, 0x2009,
        0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};

    for (size_t i = 0; i < COUNT(spaces); i++)
        assert_int_equal(baton_fold(spaces[i]), ' ');
}

TEST(dashes_of_any_kind_are_a_dash)
{
    static const uint32_t dashes[] = {0x2D7, 0x58A, 0x1806, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014,
        0x2015, 0x2043, 0x207B, 0x2212, 0x2500, 0x2E3A, 0x30FC, 0xFE58, 0xFE63, 0xFF0D, 0xFF70};

    for (size_t i = 0; i < COUNT(dashes); i++)
        assert_int_equal(baton_fold(dashes[i]), '-');
}

TEST(characters_that_cannot_be_seen_are_nothing)
{
    static const uint32_t invisible[] = {0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x200B, 0x200C, 0x200D,
        0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0x2065, 0x2066, 0x2069, 0x2800, 0x3164, 0xFE0F,
        0xFEFF, 0xFFA0, 0xE0001, 0xE0020, 0xE01EF};

    for (size_t i = 0; i < COUNT(invisible); i++)
        assert_int_equal(baton_fold(invisible[i]), BATON_FOLD_NOTHING);
}

TEST(other_widths_and_scripts_are_ascii)
{
    static const struct {
        uint32_t code;
        char plain;
    } rows[] = {{0xFF21, 'A'}, {0xFF5A, 'z'}, {0xFF15, '5'}, {0xFF03, '#'}, {0xFF0B, '+'},
        {0xFF0E, '.'}, {0xFF61, '.'}, {0x3002, '.'}, {0x1D400, 'A'}, {0x1D7CF, '1'}, {0x2460, '1'},
        {0xB2, '2'}, {0x665, '5'}, {0x6F5, '5'}, {0x96B, '5'}, {0x201C, '"'}, {0x201E, '"'},
        {0x2019, '"'}, {0xAB, '"'}};

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(baton_fold(rows[i].code), (uint32_t)rows[i].plain);
}

TEST(letters_of_other_alphabets_are_left_alone)
{
    static const uint32_t others[] = {0xC4, 0xDF, 0x410, 0x3B1, 0x4E00, 0x1F44D, 0x10FFFF};

    for (size_t i = 0; i < COUNT(others); i++)
        assert_int_equal(baton_fold(others[i]), others[i]);
}

TEST(a_text_is_folded_in_place_and_broken_bytes_stay)
{
    char text[] = "\xEF\xBB\xBF"
                  "a\xC2\xA0\xEF\xBC\xA2\xFF\xC3\x84\xE2\x80";
    size_t len = baton_fold_text(text, text, strlen(text));

    assert_int_equal(len, 8);
    assert_memory_equal(text, "a B\xFF\xC3\x84\xE2\x80", 8);
    assert_int_equal(baton_fold_text(text, "", 0), 0);
    assert_int_equal(baton_fold_text(text, "\0x", 2), 2);
}

TEST(folding_never_makes_a_text_longer)
{
    for (uint32_t code = 0x80; code <= 0x10FFFF; code++) {
        uint32_t folded = baton_fold(code);
        assert_true(
            folded == code || folded == BATON_FOLD_NOTHING || (folded >= ' ' && folded < 0x7F));
    }
}
