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

TEST(a_number_is_read_as_people_write_and_copy_it)
{
    static const char *const written[] = {"+49 (0) 176 1234567", "+49(0)176-1234567",
        "+49 (0)176/123 45 67", "tel:+49-176-1234567", "TEL:+491761234567", "sms:+491761234567",
        "+49.176.1234.567", "(+49) 176 1234567", "0049 (0) 176 1234567", "00 49 176 1234567",
        "\xE2\x80\xAA+49 176 1234567\xE2\x80\xAC",
        "\xEF\xBC\x8B"
        "49 176 1234567",
        "+49\xC2\xA0"
        "176\xE2\x80\x91"
        "1234567",
        " +49 176 1234567 ", "tel:0049 176 1234567",
        "+49\xE3\x80\x80\xEF\xBC\x91"
        "76 1234567"};

    for (size_t i = 0; i < COUNT(written); i++) {
        char out[BATON_PHONE_SIZE] = "";
        if (!baton_phone_read_typed(written[i], out))
            fail_msg("'%s'", written[i]);
        assert_string_equal(out, "+491761234567");
        assert_read(written[i], "+491761234567");
    }
}

TEST(a_typed_number_needs_its_country_code)
{
    static const char *const national[] = {"0176 1234567", "(0)176 1234567", "491761234567",
        "5551234567", "(0) +49 176 1234567", "+(0)1761234567x", "tel:", "+49 176 1234567 ext 3",
        "+49 176 1234567;ext=3", "+0 176 1234567", "", "+", "0000491761234567",
        "+12345678901234567890123456789012345678901234"};

    for (size_t i = 0; i < COUNT(national); i++) {
        char out[BATON_PHONE_SIZE] = "untouched";
        assert_false(baton_phone_read_typed(national[i], out));
        assert_string_equal(out, "untouched");
    }
    assert_false(baton_phone_read_typed(NULL, (char[BATON_PHONE_SIZE]){""}));
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
