/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/error: errors have the codes and names of the API, and a failure's sentence can be shown and logged. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "plain_line.h"
#include "test.h"

/* This table repeats the API's errors on purpose: clients rely on them, so a change must make a test fail. */
static const struct {
    int code;
    const char *name;
} api[] = {
    {0, "ok"},
    {401, "missing_element"},
    {402, "invalid_element"},
    {403, "unknown_request"},
    {404, "too_large"},
    {405, "wrong_state"},
    {406, "wrong_handle"},
    {410, "unauthorized"},
    {411, "wrong_secret"},
    {412, "wrong_pin"},
    {413, "token_refused"},
    {414, "way_forbidden"},
    {415, "invalid_resume"},
    {420, "no_such_room"},
    {421, "room_exists"},
    {422, "room_full"},
    {423, "no_such_participant"},
    {424, "no_such_source"},
    {425, "no_such_slot"},
    {426, "no_such_device"},
    {430, "invalid_sdp"},
    {431, "codec_refused"},
    {440, "no_such_transfer"},
    {441, "transfer_in_progress"},
    {442, "code_unknown"},
    {443, "code_expired"},
    {444, "code_used"},
    {445, "code_superseded"},
    {446, "code_other_room"},
    {447, "wrong_number"},
    {448, "not_asked"},
    {449, "too_many_attempts"},
    {450, "not_in_call"},
    {451, "no_standby"},
    {452, "already_in_call"},
    {453, "code_mismatch"},
    {454, "no_code"},
    {455, "several_codes"},
    {456, "foreign_code"},
    {457, "already_responded"},
    {460, "limit_reached"},
    {461, "busy"},
    {462, "decoder_failed"},
    {470, "store_failed"},
    {499, "internal"},
};

static const size_t api_count = COUNT(api);

TEST(every_error_has_the_code_and_name_of_the_api)
{
    for (size_t i = 0; i < api_count; i++) {
        assert_int_equal(baton_error_code((enum baton_error)api[i].code), api[i].code);
        assert_string_equal(baton_error_name((enum baton_error)api[i].code), api[i].name);
    }
}

TEST(no_other_error_exists)
{
    size_t known = 0;

    for (int code = -1; code < 1000; code++)
        known += baton_error_code((enum baton_error)code) == code;
    assert_int_equal(known, api_count);
}

TEST(an_unknown_error_counts_as_internal)
{
    assert_int_equal(baton_error_code((enum baton_error)7), 499);
    assert_string_equal(baton_error_name((enum baton_error)7), "internal");
}

TEST(setting_a_failure_stores_the_error_and_the_sentence_and_returns_the_error)
{
    struct baton_failure failure;

    assert_int_equal(
        baton_failure_set(&failure, BATON_E_ROOM_FULL, "room: %d of %s", 3, "three"), 422);
    assert_int_equal(failure.error, BATON_E_ROOM_FULL);
    assert_string_equal(failure.text, "room: 3 of three");
}

TEST(setting_a_failure_that_is_null_returns_the_error)
{
    assert_int_equal(baton_failure_set(NULL, BATON_E_WRONG_PIN, "%s", "pin"), BATON_E_WRONG_PIN);
}

TEST(a_sentence_of_255_bytes_is_kept_whole)
{
    struct baton_failure failure;
    char text[BATON_FAILURE_TEXT_SIZE];

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    baton_failure_set(&failure, BATON_E_INTERNAL, "%s", text);
    assert_string_equal(failure.text, text);
}

TEST(a_longer_sentence_is_cut_between_characters)
{
    static const char *const characters[] = {"x", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x93\xB1"};

    for (size_t c = 0; c < COUNT(characters); c++)
        for (int shift = 0; shift < 8; shift++) {
            struct baton_failure failure;
            char text[1024] = "", *end = text + sprintf(text, "%.*s", shift, "aaaaaaaa");
            while (end - text < 300)
                end = stpcpy(end, characters[c]);
            baton_failure_set(&failure, BATON_E_INTERNAL, "%s", text);
            size_t length = strlen(failure.text);
            assert_int_in_range(length, 252, 255);
            assert_string_equal(failure.text + length - 3, "...");
            assert_memory_equal(failure.text, text, length - 3);
            assert_true(is_plain_line(failure.text));
        }
}

TEST(a_sentence_has_no_control_characters_and_no_broken_text)
{
    struct baton_failure failure;

    baton_failure_set(&failure, BATON_E_INTERNAL, "a\r\nb\x1b[2J %s", "\xC3(\xFF\xC2\x9B\xC3\xA4");
    assert_string_equal(failure.text, "a??b?[2J ?(??\xC3\xA4");
}

TEST(a_new_sentence_may_quote_the_sentence_that_it_replaces)
{
    struct baton_failure failure;

    baton_failure_set(&failure, BATON_E_INTERNAL, "inner");
    baton_failure_set(&failure, BATON_E_STORE_FAILED, "outer: %s", failure.text);
    assert_string_equal(failure.text, "outer: inner");
}

TEST(a_quotation_has_quotes_a_limit_and_no_control_characters)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"room-1", "\"room-1\""},
        {"", "\"\""},
        {NULL, "nothing"},
        {"a\"b", "\"a'b\""},
        {"a\nb\x7f", "\"a?b?\""},
        {"\xFF\xC3", "\"??\""},
        {"\xE2\x80\xAE"
         "evil",
            "\"?evil\""},
        {"0123456789abcdef0123456789abcdef", "\"0123456789abcdef0123456789abcdef\""},
        {"0123456789abcdef0123456789abcdef!", "\"0123456789abcdef0123456789abcdef\"..."},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        char quote[BATON_QUOTE_SIZE];
        assert_ptr_equal(baton_failure_quote(quote, rows[i].in), quote);
        assert_string_equal(quote, rows[i].out);
    }
}

TEST(the_longest_quotation_fits)
{
    char in[400], quote[BATON_QUOTE_SIZE], *end = in;

    while (end - in < 390)
        end = stpcpy(end, "\xF0\x9F\x93\xB1");
    baton_failure_quote(quote, in);
    assert_int_equal(strlen(quote), BATON_QUOTE_SIZE - 1);
    assert_string_equal(quote + BATON_QUOTE_SIZE - 5, "\"...");
    assert_true(is_plain_line(quote));
}
