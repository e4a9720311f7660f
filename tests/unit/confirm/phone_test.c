/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone numbers as people enter them, and as gateways report them. */
#include "confirm/phone.h"
#include "test.h"

TEST(a_number_is_a_plus_and_6_to_15_digits)
{
    assert_true(baton_phone_is_valid("+491761234567"));
    assert_true(baton_phone_is_valid("+123456"));
    assert_true(baton_phone_is_valid("+123456789012345"));
    assert_false(baton_phone_is_valid("+12345"));
    assert_false(baton_phone_is_valid("+1234567890123456"));
    assert_false(baton_phone_is_valid("491761234567"));
    assert_false(baton_phone_is_valid("+049176123456"));
    assert_false(baton_phone_is_valid("+49 176 123456"));
    assert_false(baton_phone_is_valid("+49176123456a"));
    assert_false(baton_phone_is_valid("+"));
    assert_false(baton_phone_is_valid(""));
    assert_false(baton_phone_is_valid(NULL));
}

static void assert_read(const char *text, const char *expected)
{
    char out[BATON_PHONE_SIZE] = "untouched";

    assert_int_equal(baton_phone_read(text, out), expected != NULL);
    assert_string_equal(out, expected ? expected : "untouched");
}

TEST(the_number_of_a_sender_is_read_in_many_forms)
{
    assert_read("+491761234567", "+491761234567");
    assert_read("491761234567", "+491761234567");
    assert_read("00491761234567", "+491761234567");
    assert_read(" +49 (176) 123-45.67", "+491761234567");
    assert_read("+123456789012345", "+123456789012345");
}

TEST(a_text_without_a_country_code_or_with_a_wrong_length_is_refused)
{
    assert_read("01761234567", NULL);
    assert_read("Bank", NULL);
    assert_read("12345", NULL);
    assert_read("+1234567890123456", NULL);
    assert_read("++49176123456", NULL);
    assert_read("+49176123456;id", NULL);
    assert_read("", NULL);
    assert_read(NULL, NULL);
}
