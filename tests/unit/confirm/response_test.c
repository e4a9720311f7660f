/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Responses: texts that mean yes, no or a number, and texts that only look like a response. */
#include <stdlib.h>
#include <string.h>

#include "confirm/response.h"
#include "test.h"

static struct baton_response parse(const char *text, enum baton_transfer_form form)
{
    size_t len = strlen(text);
    char *exact = malloc(len ? len : 1); /* so that ASan reports a read beyond the end */

    memcpy(exact, text, len);
    struct baton_response response = baton_response_parse(exact, len, form);
    free(exact);
    return response;
}

static void assert_response(struct baton_response response, bool yes, int number)
{
    assert_true(response.understood);
    assert_int_equal(response.yes, yes);
    assert_int_equal(response.number, number);
}

static void assert_none(struct baton_response response)
{
    assert_false(response.understood);
    assert_false(response.yes);
    assert_int_equal(response.number, 0);
}

TEST(many_words_mean_yes)
{
    static const char *const texts[] = {"yes", "YES", "Yes.", " y ", "ok", "Okay!", "yep", "Yeah",
        "agree", "\"yes\"", "\xE2\x80\x9Cyes\xE2\x80\x9D", "'Yes'", "yes,\n", "Yes yes", "ok, yes",
        "**yes**", "\xC2\xA1yes!", "yes\xEF\xB8\x8F", "accept"};

    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_response(parse(texts[i], BATON_FORM_YESNO), true, 0);
        assert_response(parse(texts[i], BATON_FORM_NUMBER), true, 0);
    }
}

TEST(many_words_mean_no)
{
    static const char *const texts[] = {"no", "NO", "No!", "n", "nope", "'no'", "no, no", "stop",
        "decline", "deny", "refuse", "no 42", "42 no"};

    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_response(parse(texts[i], BATON_FORM_YESNO), false, 0);
        assert_response(parse(texts[i], BATON_FORM_NUMBER), false, 0);
    }
}

TEST(a_yes_may_contain_a_number)
{
    static const char *const texts[] = {"yes 42", "YES 42", "Yes, 42!", "yes: 42", "42 yes",
        "yes #42", "\"yes 42\"", "ok 42", "yes  \t 42.", "yes-42", "yes\n42"};

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_response(parse(texts[i], BATON_FORM_NUMBER), true, 42);
    assert_response(parse("yes 10", BATON_FORM_NUMBER), true, 10);
    assert_response(parse("yes 99", BATON_FORM_NUMBER), true, 99);
}

TEST(a_number_alone_means_yes_if_the_question_asks_for_a_number)
{
    assert_response(parse("42", BATON_FORM_NUMBER), true, 42);
    assert_response(parse(" 42!", BATON_FORM_NUMBER), true, 42);
    assert_none(parse("42", BATON_FORM_YESNO));
}

TEST(a_text_without_exactly_one_response_is_not_understood)
{
    static const char *const texts[] = {"", " ", "...", "maybe", "no problem", "yes please",
        "yes or no", "yes no", "yes 42 57", "12, 57 or 88", "42 42", "yes 4", "yes 042", "yes 142",
        "yes 09", "100", "10:42", "4 2", "$42", "+42", "42%", "42?", "yes?", "ok?",
        "42\xE2\x82\xAC", "yes42", "ja", "d'accord", "n't", "\xF0\x9F\x91\x8D", "yes\xFF", "\xC3",
        "y/n", "yes\xC3"};

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_none(parse(texts[i], BATON_FORM_NUMBER));
}

TEST(a_text_with_a_nul_character_is_not_understood)
{
    assert_none(baton_response_parse("yes\0no", 6, BATON_FORM_NUMBER));
    assert_none(baton_response_parse("\0", 1, BATON_FORM_NUMBER));
    assert_none(baton_response_parse(NULL, 0, BATON_FORM_NUMBER));
}

TEST(a_text_that_is_too_long_is_not_understood)
{
    char text[BATON_RESPONSE_TEXT_MAX + 1];

    memset(text, ' ', sizeof(text));
    memcpy(text, "yes", 3);
    assert_response(baton_response_parse(text, sizeof(text) - 1, BATON_FORM_YESNO), true, 0);
    assert_none(baton_response_parse(text, sizeof(text), BATON_FORM_YESNO));
    assert_none(baton_response_parse_reply(text, sizeof(text), BATON_FORM_YESNO));
}

static struct baton_response reply(const char *text)
{
    return baton_response_parse_reply(text, strlen(text), BATON_FORM_NUMBER);
}

TEST(only_the_first_line_that_is_not_quoted_counts)
{
    assert_response(reply("yes 42"), true, 42);
    assert_response(reply("YES 42\n-- \nSent from my telephone"), true, 42);
    assert_response(reply("\r\n\r\n No\r\nAnna"), false, 0);
    assert_response(reply("> Reply YES 12, 57 or 88\n57"), true, 57);
    assert_response(reply("57\n> Reply YES 12, 57 or 88 or NO"), true, 57);
    assert_none(reply("who is this?\nyes 42"));
    assert_none(reply("> yes 42"));
    assert_none(reply("\n\n"));
    assert_none(reply(""));
}
