/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The GSM alphabet, and names that cannot look like another part of a message. */
#include <string.h>

#include "base/text.h"
#include "confirm/gsm.h"
#include "test.h"

TEST(the_alphabet_has_128_places)
{
    int one = 0, two = 0;

    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        one += baton_gsm_septets(code) == 1;
        two += baton_gsm_septets(code) == 2;
    }
    assert_int_equal(one, 127); /* the 128th is the escape to the extension */
    assert_int_equal(two, 10);
}

TEST(the_length_is_counted_in_septets)
{
    assert_int_equal(baton_gsm_length(""), 0);
    assert_int_equal(baton_gsm_length("abc @"), 5);
    assert_int_equal(baton_gsm_length("~[€]"), 8);
    assert_int_equal(baton_gsm_length("äÖß"), 3);
    assert_int_equal(baton_gsm_length("Ж"), 1);
}

static void assert_name(const char *name, const char *expected)
{
    char out[BATON_GSM_NAME_SIZE];

    memset(out, 'x', sizeof(out));
    baton_gsm_name(out, BATON_GSM_NAME_MAX, name);
    assert_string_equal(out, expected);
}

TEST(ordinary_names_stay_as_they_are)
{
    static const char *const names[] = {"Anna", "Jörg Müller", "Anna's iPhone 15", "J. R.",
        "Tom & Jerry", "O'Neill, Dr.", "Ann-Marie", "Pixel 8 (work)", "Straße", "Wow!", "ΔΣ", ""};

    for (size_t i = 0; i < COUNT(names); i++)
        assert_name(names[i], names[i]);
}

TEST(letters_lose_accents_that_the_alphabet_lacks)
{
    assert_name("Łukasz Żółw", "Lukasz Zolw");
    assert_name("Çağrı", "Çagri");
    assert_name("Zo\xCC\x88"
                "e",
        "Zoe"); /* a combining mark */
    assert_name("Anna’s phone", "Anna's phone");
    assert_name("Đặng", "Dang");
}

TEST(names_in_other_alphabets_are_left_out)
{
    assert_name("Анна", "");
    assert_name("安娜", "");
    assert_name("Anna Анна", "");
    assert_name("🎉", "");
    assert_name("Anna 🎉", "Anna");
}

TEST(a_name_cannot_contain_a_link)
{
    assert_name("http://evil", "http evil");
    assert_name("evil.example", "evil example");
    assert_name("www.evil.example/a?b#c", "www evil example a b");
    assert_name("evil。example", "evil example");
    assert_name("evil．example", "evil example"); /* full width */
    assert_name("evil.\xCC\x81"
                "example",
        "evil example");
    assert_name("evil.\xE2\x80\x8B"
                "example",
        "evil example"); /* zero width space */
    assert_name("me@evil.example", "me evil example");
    assert_name("tel:evil", "tel evil");
}

TEST(a_name_cannot_contain_a_telephone_number)
{
    assert_name("+1 900 555 1234", "1 900");
    assert_name("0900-5551234 now", "0900 now");
    assert_name("(0900) 555-1234, call!", "(0900) call!");
    assert_name("test-25414-1", "test-2541");
    assert_name("Team (12345)", "Team (1234");
    assert_name("０９００５５５", "0900");
}

TEST(a_name_cannot_contain_quotes_or_control_characters)
{
    assert_name("a\" reply YES 42", "a reply YES 42");
    assert_name("a\nb\r\tc\x7F", "a b c");
    assert_name("a\xE2\x80\xAE"
                "b",
        "a b");
    assert_name("a\xFF\xFE"
                "b",
        "a b");
    assert_name("  a   b  ", "a b");
    assert_name("{text}%s$(id)`id`", "text s (id) id");
}

TEST(a_long_name_is_cut)
{
    char out[BATON_GSM_NAME_SIZE];

    assert_name("12345678901234567890", "1234");
    assert_name("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrst");
    assert_name("ΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔ", "ΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔΔ");
    baton_gsm_name(out, 6, "Anna Maria");
    assert_string_equal(out, "Anna M");
    baton_gsm_name(out, 5, "Anna Maria");
    assert_string_equal(out, "Anna");
    baton_gsm_name(out, 0, "Anna");
    assert_string_equal(out, "");
}
