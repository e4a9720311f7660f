/* SPDX-License-Identifier: GPL-3.0-or-later */
/* payload: what is written is read back, and what is refused is refused with the right words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "code/payload.h"

#define TOKEN "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static void counting_token(struct baton_secret *token)
{
    *token = (struct baton_secret){.kind = BATON_SECRET_TOKEN};
    for (int i = 0; i < BATON_TOKEN_BYTES; i++)
        token->bytes[i] = (uint8_t)i;
}

static void a_link_to_a_page_is_accepted(void **state)
{
    static const char *const links[] = {
        "https://call.example/",
        "https://call.example",
        "http://call.example/takeover",
        "HTTPS://Call.Example/Path",
        "https://call.example:8443/a/b;c?room=standup&x=%20",
        "https://call.example?room=1",
        "http://127.0.0.1:8080/",
        "http://[::1]:8080/",
        "https://[2001:db8::192.0.2.1]",
        "https://a_b-c.example/~user/@me?mail=a@b",
    };
    (void)state;

    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        struct baton_failure failure = {.text = ""};
        if (baton_link_check(links[i], &failure))
            fail_msg("%s: %s", links[i], failure.text);
        assert_string_equal(failure.text, "");
    }
}

static void any_other_link_is_refused_and_told_why(void **state)
{
    static const struct {
        const char *link, *why;
    } rows[] = {
        {"", "begins with https://"},
        {"call.example", "begins with https://"},
        {"ftp://call.example", "begins with https://"},
        {"javascript:alert(1)//https://", "begins with https://"},
        {"https:/call.example", "begins with https://"},
        {" https://call.example", "begins with https://"},
        {"https://call.example/#/room", "has a fragment"},
        {"https://call.example#", "has a fragment"},
        {"https://call.example/a b", "character 23"},
        {"https://call.example/\x7f", "character 22"},
        {"https://call.example/\n", "character 22"},
        {"https://call.example/\xC3\xA4", "character 22"},
        {"https://call.example/\"", "character 22"},
        {"https://call.example\\@evil.example", "character 21"},
        {"https://user@call.example/", "user name"},
        {"https://user:password@call.example/", "user name"},
        {"https://", "a host"},
        {"https:///path", "a host"},
        {"https://?room=1", "a host"},
        {"https://:8443/", "a host"},
        {"https://call.example:/", "a host"},
        {"https://call.example:84x3/", "a host"},
        {"https://call.example:123456/", "a host"},
        {"https://call!example/", "a host"},
        {"https://[::1", "a host"},
        {"https://[::1/", "a host"},
        {"https://[]/", "a host"},
        {"https://[::g]/", "a host"},
        {"https://[::1]x/", "a host"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct baton_failure failure = {.text = ""};
        enum baton_error error = baton_link_check(rows[i].link, &failure);
        if (error != BATON_E_INVALID_ELEMENT || !strstr(failure.text, rows[i].why))
            fail_msg("'%s': %d '%s', not '%s'", rows[i].link, error, failure.text, rows[i].why);
        assert_memory_equal(failure.text, "link: ", 6);
        assert_int_equal(baton_link_check(rows[i].link, NULL), error);
    }
}

static void a_link_has_at_most_512_bytes(void **state)
{
    struct baton_failure failure;
    char link[600];
    (void)state;

    memset(link, 'x', sizeof(link));
    memcpy(link, "https://", 8);
    link[512] = '\0';
    assert_int_equal(baton_link_check(link, &failure), BATON_OK);
    link[512] = 'x';
    link[513] = '\0';
    assert_int_equal(baton_link_check(link, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(failure.text, "link: expected at most 512 bytes, got more");
}

static void a_payload_is_the_link_with_the_token_in_its_fragment(void **state)
{
    struct baton_secret token;
    char text[BATON_PAYLOAD_SIZE];
    (void)state;

    counting_token(&token);
    assert_int_equal(
        baton_payload_write("https://call.example/?a=b", &token, NULL, text, NULL), BATON_OK);
    assert_string_equal(text, "https://call.example/?a=b#baton=" TOKEN);
}

static void a_payload_without_a_link_names_its_version(void **state)
{
    struct baton_secret token;
    char text[BATON_PAYLOAD_SIZE];
    (void)state;

    counting_token(&token);
    assert_int_equal(baton_payload_write(NULL, &token, NULL, text, NULL), BATON_OK);
    assert_string_equal(text, "baton:1:" TOKEN);
}

static void a_payload_with_a_bad_link_is_not_written(void **state)
{
    struct baton_secret token;
    struct baton_failure failure;
    char text[BATON_PAYLOAD_SIZE] = "unchanged";
    (void)state;

    counting_token(&token);
    assert_int_equal(
        baton_payload_write("gopher://x", &token, NULL, text, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(text, "unchanged");
    assert_non_null(strstr(failure.text, "link: "));
}

static void the_longest_payload_fits_and_is_read_back(void **state)
{
    struct baton_secret token, back;
    char link[BATON_LINK_MAX + 1], auth[BATON_AUTH_SIZE], let_in[BATON_AUTH_SIZE];
    char text[BATON_PAYLOAD_SIZE];
    (void)state;

    counting_token(&token);
    memset(link, 'x', sizeof(link));
    memcpy(link, "https://", 8);
    link[BATON_LINK_MAX] = '\0';
    memset(auth, '.', sizeof(auth));
    auth[BATON_AUTH_MAX] = '\0';
    assert_int_equal(baton_payload_write(link, &token, auth, text, NULL), BATON_OK);
    assert_int_equal(strlen(text), BATON_PAYLOAD_MAX);
    assert_int_equal(baton_payload_read(text, strlen(text), &back, let_in, NULL), BATON_OK);
    assert_memory_equal(&token, &back, sizeof(token));
    assert_string_equal(auth, let_in);
}

static void both_forms_are_read_with_white_space_around_them(void **state)
{
    static const char *const texts[] = {
        "baton:1:" TOKEN,
        "BATON:1:" TOKEN,
        "https://call.example/#baton=" TOKEN,
        "HTTP://192.0.2.1:8080#baton=" TOKEN,
        "https://moved.example/a page with anything\x01 in it#baton=" TOKEN,
        " \t\r\n\v\fbaton:1:" TOKEN "\n ",
    };
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct baton_secret token, expected;
        struct baton_failure failure = {.text = ""};
        counting_token(&expected);
        assert_int_equal(
            baton_payload_read(texts[i], strlen(texts[i]), &token, NULL, &failure), BATON_OK);
        assert_memory_equal(&token, &expected, sizeof(token));
    }
}

/* Reads a text that has to be refused with words in which `why` stands and no part of a secret. */
static void expect_refusal(const char *text, size_t len, const char *why)
{
    struct baton_secret token;
    struct baton_failure failure = {.text = ""};

    memset(&token, 0x5A, sizeof(token));
    enum baton_error error = baton_payload_read(text, len, &token, NULL, &failure);
    if (error != BATON_E_INVALID_ELEMENT || !strstr(failure.text, why))
        fail_msg("'%.*s': %d '%s', not '%s'", (int)len, text, error, failure.text, why);
    assert_memory_equal(failure.text, "text: ", 6);
    assert_null(strstr(failure.text, "AwQFBg"));
    for (int i = 0; i < BATON_TOKEN_BYTES; i++)
        assert_int_equal(token.bytes[i], 0x5A);
    assert_int_equal(baton_payload_read(text, len, &token, NULL, NULL), error);
}

static void what_is_not_a_baton_code_is_called_that(void **state)
{
    static const char *const texts[] = {
        "",
        " \n ",
        "#",
        "#baton=" TOKEN,
        TOKEN,
        "https://call.example/",
        "https://call.example/?baton=" TOKEN,
        "https://call.example/#room#baton=" TOKEN,
        "https://call.example/#button=" TOKEN,
        "mailto:a@b#baton=" TOKEN,
        "xbaton:1:" TOKEN,
    };
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        expect_refusal(texts[i], strlen(texts[i]), "not a Baton code");
}

static void a_code_of_another_version_is_called_that(void **state)
{
    (void)state;
    expect_refusal("baton:2:" TOKEN, 8 + 43, "version");
    expect_refusal("baton:", 6, "version");
    expect_refusal("baton:1", 7, "version");
}

static void a_damaged_code_of_another_length_is_told_both_lengths(void **state)
{
    static const char *const marks[] = {"baton:1:", "https://call.example/#baton="};
    (void)state;

    for (size_t m = 0; m < 2; m++)
        for (size_t len = 0; len < 100; len++) {
            char text[200], why[64];
            size_t mark = (size_t)sprintf(text, "%s", marks[m]);
            memset(text + mark, 'A', len);
            snprintf(why, sizeof(why), "damaged Baton code; its token has %zu characters", len);
            if (len != BATON_TOKEN_CHARACTERS)
                expect_refusal(text, mark + len, why);
        }
}

static void a_damaged_code_with_a_foreign_character_is_called_that(void **state)
{
    (void)state;
    for (int at = 0; at < BATON_TOKEN_CHARACTERS; at++)
        for (int c = 0; c < 256; c++) {
            char text[] = "baton:1:" TOKEN;
            text[8 + at] = (char)c;
            bool white_end = at == 42 && strchr(" \t\n\v\f\r", c) && c;
            if (!baton_base64url_has((char)c))
                expect_refusal(text, strlen(TOKEN) + 8, white_end ? "42 characters" : "character");
        }
}

static void a_damaged_code_with_bits_too_many_is_called_that(void **state)
{
    (void)state;
    expect_refusal("baton:1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", 51, "character that no");
}

static void text_beyond_2048_bytes_is_refused_white_space_or_not(void **state)
{
    char text[BATON_SCAN_MAX + 1];
    struct baton_secret token;
    (void)state;

    memset(text, ' ', sizeof(text));
    memcpy(text + 100, "baton:1:" TOKEN, 51);
    assert_int_equal(baton_payload_read(text, BATON_SCAN_MAX, &token, NULL, NULL), BATON_OK);
    expect_refusal(text, BATON_SCAN_MAX + 1, "2049 bytes, expected at most 2048");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_to_a_page_is_accepted),
        cmocka_unit_test(any_other_link_is_refused_and_told_why),
        cmocka_unit_test(a_link_has_at_most_512_bytes),
        cmocka_unit_test(a_payload_is_the_link_with_the_token_in_its_fragment),
        cmocka_unit_test(a_payload_without_a_link_names_its_version),
        cmocka_unit_test(a_payload_with_a_bad_link_is_not_written),
        cmocka_unit_test(the_longest_payload_fits_and_is_read_back),
        cmocka_unit_test(both_forms_are_read_with_white_space_around_them),
        cmocka_unit_test(what_is_not_a_baton_code_is_called_that),
        cmocka_unit_test(a_code_of_another_version_is_called_that),
        cmocka_unit_test(a_damaged_code_of_another_length_is_told_both_lengths),
        cmocka_unit_test(a_damaged_code_with_a_foreign_character_is_called_that),
        cmocka_unit_test(a_damaged_code_with_bits_too_many_is_called_that),
        cmocka_unit_test(text_beyond_2048_bytes_is_refused_white_space_or_not),
    };
    return cmocka_run_group_tests_name("payload", tests, NULL, NULL);
}
