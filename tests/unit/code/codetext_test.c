/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/codetext: a written text can be read back, and each refusal has its reason. */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "code/codetext.h"
#include "test.h"

#define TOKEN "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static void counting_token(struct baton_secret *token)
{
    *token = (struct baton_secret){.kind = BATON_SECRET_TOKEN};
    for (int i = 0; i < BATON_TOKEN_BYTES; i++)
        token->bytes[i] = (uint8_t)i;
}

TEST(the_text_is_the_link_with_the_token_in_its_fragment)
{
    struct baton_secret token;
    char text[BATON_CODETEXT_SIZE];

    counting_token(&token);
    assert_int_equal(
        baton_codetext_write("https://call.example/?a=b", &token, NULL, text, NULL), BATON_OK);
    assert_string_equal(text, "https://call.example/?a=b#baton=" TOKEN);
}

TEST(a_text_without_a_link_begins_with_the_version)
{
    struct baton_secret token;
    char text[BATON_CODETEXT_SIZE];

    counting_token(&token);
    assert_int_equal(baton_codetext_write(NULL, &token, NULL, text, NULL), BATON_OK);
    assert_string_equal(text, "baton:1:" TOKEN);
}

TEST(a_text_with_a_bad_link_is_not_written)
{
    struct baton_secret token;
    struct baton_failure failure;
    char text[BATON_CODETEXT_SIZE] = "unchanged";

    counting_token(&token);
    assert_int_equal(
        baton_codetext_write("gopher://x", &token, NULL, text, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(text, "unchanged");
    assert_non_null(strstr(failure.text, "link: "));
}

TEST(the_longest_text_fits_and_is_read_back)
{
    struct baton_secret token, back;
    char link[BATON_LINK_MAX + 1], auth[BATON_AUTH_SIZE], auth_back[BATON_AUTH_SIZE];
    char text[BATON_CODETEXT_SIZE];

    counting_token(&token);
    memset(link, 'x', sizeof(link));
    memcpy(link, "https://", 8);
    link[BATON_LINK_MAX] = '\0';
    memset(auth, '.', sizeof(auth));
    auth[BATON_AUTH_MAX] = '\0';
    assert_int_equal(baton_codetext_write(link, &token, auth, text, NULL), BATON_OK);
    assert_int_equal(strlen(text), BATON_CODETEXT_MAX);
    assert_int_equal(baton_codetext_read(text, strlen(text), &back, auth_back, NULL), BATON_OK);
    assert_memory_equal(&token, &back, sizeof(token));
    assert_string_equal(auth, auth_back);
}

TEST(a_token_is_read_with_and_without_a_link_and_white_space_is_ignored)
{
    static const char *const texts[] = {
        "baton:1:" TOKEN,
        "BATON:1:" TOKEN,
        "https://call.example/#baton=" TOKEN,
        "HTTP://192.0.2.1:8080#baton=" TOKEN,
        "https://moved.example/a page with anything\x01 in it#baton=" TOKEN,
        " \t\r\n\v\fbaton:1:" TOKEN "\n ",
    };

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct baton_secret token, expected;
        struct baton_failure failure = {.text = ""};
        counting_token(&expected);
        assert_int_equal(
            baton_codetext_read(texts[i], strlen(texts[i]), &token, NULL, &failure), BATON_OK);
        assert_memory_equal(&token, &expected, sizeof(token));
    }
}

/* Expects that a text is refused. The error must contain `why` and must not contain any part of a secret. */
static void expect_refusal(const char *text, size_t len, const char *why)
{
    struct baton_secret token;
    struct baton_failure failure = {.text = ""};

    memset(&token, 0x5A, sizeof(token));
    enum baton_error error = baton_codetext_read(text, len, &token, NULL, &failure);
    if (error != BATON_E_INVALID_ELEMENT || !strstr(failure.text, why))
        fail_msg(
            "'%.*s': got error %d '%s', expected '%s'", (int)len, text, error, failure.text, why);
    assert_memory_equal(failure.text, "text: ", 6);
    assert_null(strstr(failure.text, "AwQFBg"));
    for (int i = 0; i < BATON_TOKEN_BYTES; i++)
        assert_int_equal(token.bytes[i], 0x5A);
    assert_int_equal(baton_codetext_read(text, len, &token, NULL, NULL), error);
}

TEST(the_error_for_a_text_that_is_no_baton_code_says_so)
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

    for (size_t i = 0; i < COUNT(texts); i++)
        expect_refusal(texts[i], strlen(texts[i]), "not a Baton code");
}

TEST(the_error_for_a_code_of_another_version_says_so)
{
    expect_refusal("baton:2:" TOKEN, 8 + 43, "version");
    expect_refusal("baton:", 6, "version");
    expect_refusal("baton:1", 7, "version");
}

TEST(the_error_for_a_token_of_a_wrong_length_names_the_length)
{
    static const char *const marks[] = {"baton:1:", "https://call.example/#baton="};

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

TEST(the_error_for_a_token_with_a_wrong_character_says_so)
{
    for (int at = 0; at < BATON_TOKEN_CHARACTERS; at++)
        for (int c = 0; c < 256; c++) {
            char text[] = "baton:1:" TOKEN;
            text[8 + at] = (char)c;
            bool white_end = at == 42 && strchr(" \t\n\v\f\r", c) && c;
            if (!baton_base64url_has((char)c))
                expect_refusal(text, strlen(TOKEN) + 8, white_end ? "42 characters" : "character");
        }
}

TEST(a_token_with_bits_set_beyond_the_last_byte_is_refused)
{
    expect_refusal("baton:1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", 51, "wrong character");
}

TEST(a_text_of_more_than_2048_bytes_is_refused_even_if_it_is_white_space)
{
    char text[BATON_SCAN_MAX + 1];
    struct baton_secret token;

    memset(text, ' ', sizeof(text));
    memcpy(text + 100, "baton:1:" TOKEN, 51);
    assert_int_equal(baton_codetext_read(text, BATON_SCAN_MAX, &token, NULL, NULL), BATON_OK);
    expect_refusal(text, BATON_SCAN_MAX + 1, "2049 bytes, expected at most 2048");
}

/* --- auth ------------------------------------------------------------------------------------- */

#define AUTH "1795388400.Zm9vYmFyYmF6cXV4.a-b_c"

TEST(an_auth_follows_the_token_in_both_forms)
{
    static const char *const links[] = {NULL, "https://call.example/"};
    static const char *const texts[] = {
        "baton:1:" TOKEN ":" AUTH, "https://call.example/#baton=" TOKEN "&auth=" AUTH};

    for (int i = 0; i < 2; i++) {
        struct baton_secret token, back;
        char text[BATON_CODETEXT_SIZE], auth[BATON_AUTH_SIZE];
        counting_token(&token);
        assert_int_equal(baton_codetext_write(links[i], &token, AUTH, text, NULL), BATON_OK);
        assert_string_equal(text, texts[i]);
        assert_int_equal(baton_codetext_read(text, strlen(text), &back, auth, NULL), BATON_OK);
        assert_string_equal(auth, AUTH);
        assert_memory_equal(&token, &back, sizeof(token));
        assert_int_equal(baton_codetext_read(text, strlen(text), &back, NULL, NULL), BATON_OK);
    }
}

TEST(the_auth_of_a_code_without_one_is_empty)
{
    static const char *const texts[] = {
        "baton:1:" TOKEN, "https://call.example/#baton=" TOKEN, "WDJB-MJHT"};

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct baton_secret secret;
        char auth[BATON_AUTH_SIZE] = "before";
        assert_int_equal(
            baton_codetext_read(texts[i], strlen(texts[i]), &secret, auth, NULL), BATON_OK);
        assert_string_equal(auth, "");
    }
}

TEST(an_auth_has_1_to_128_characters_of_base64url_and_dots)
{
    char auth[BATON_AUTH_MAX + 1];

    memset(auth, '.', sizeof(auth));
    assert_false(baton_auth_check(auth, 0));
    assert_true(baton_auth_check(auth, 1));
    assert_true(baton_auth_check(auth, 128));
    assert_false(baton_auth_check(auth, 129));
    for (int c = 0; c < 256; c++) {
        auth[1] = (char)c;
        assert_int_equal(baton_auth_check(auth, 3), baton_base64url_has((char)c) || c == '.');
    }
}

TEST(the_error_for_a_damaged_auth_says_so)
{
    static const char *const texts[] = {
        "baton:1:" TOKEN ":",
        "baton:1:" TOKEN "::",
        "baton:1:" TOKEN ":a b",
        "baton:1:" TOKEN ":a=",
        "https://call.example/#baton=" TOKEN "&",
        "https://call.example/#baton=" TOKEN "&auth",
        "https://call.example/#baton=" TOKEN "&auth=",
        "https://call.example/#baton=" TOKEN "&auth=a&b=c",
        "https://call.example/#baton=" TOKEN "&other=a",
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        expect_refusal(texts[i], strlen(texts[i]), "expected nothing after its token, or ");
}

/* --- letters ---------------------------------------------------------------------------------- */

static struct baton_secret letters_of(enum baton_secret_kind kind, const char *letters)
{
    struct baton_secret secret = {.kind = kind};
    memcpy(secret.bytes, letters, strlen(letters));
    return secret;
}

TEST(letters_are_written_with_bt_for_a_bar_code_and_with_a_dash_for_typing)
{
    struct baton_secret bar = letters_of(BATON_SECRET_LONG, "WDJBMJHTBCDF");
    struct baton_secret typed = letters_of(BATON_SECRET_SHORT, "WDJBMJHT");
    char text[BATON_CODETEXT_SIZE];

    assert_int_equal(baton_codetext_write(NULL, &bar, NULL, text, NULL), BATON_OK);
    assert_string_equal(text, "BTWDJBMJHTBCDF");
    assert_int_equal(baton_codetext_write(NULL, &typed, "let.me.in", text, NULL), BATON_OK);
    assert_string_equal(text, "WDJB-MJHT");
}

TEST(letters_with_a_link_are_refused)
{
    struct baton_secret bar = letters_of(BATON_SECRET_LONG, "WDJBMJHTBCDF");
    struct baton_failure failure;
    char text[BATON_CODETEXT_SIZE] = "unchanged";

    assert_int_equal(baton_codetext_write("https://call.example/", &bar, NULL, text, &failure),
        BATON_E_INVALID_ELEMENT);
    assert_string_equal(text, "unchanged");
    assert_memory_equal(failure.text, "link: only a QR code", 20);
}

static void expect_letters(const char *text, enum baton_secret_kind kind, const char *letters)
{
    struct baton_secret secret, expected = letters_of(kind, letters);
    struct baton_failure failure = {.text = ""};

    if (baton_codetext_read(text, strlen(text), &secret, NULL, &failure))
        fail_msg("'%s': %s", text, failure.text);
    assert_int_equal(secret.kind, expected.kind);
    assert_memory_equal(secret.bytes, expected.bytes, sizeof(secret.bytes));
}

TEST(letters_may_be_capital_or_small_with_spaces_and_dashes_anywhere)
{
    static const char *const typed[] = {"WDJB-MJHT", "wdjb-mjht", "WDJBMJHT", "wdjb mjht",
        " Wd-jB - mJ hT\n", "--WDJB--MJHT--", "W D J B M J H T", "WDJB\tMJHT",
        "WDJB\xE2\x80\x93MJHT", "WDJB\xE2\x80\x94MJHT", "WDJB\xE2\x88\x92MJHT", "WDJB\xC2\xA0MJHT",
        "WDJB\xE2\x80\xAFMJHT"};

    for (size_t i = 0; i < COUNT(typed); i++)
        expect_letters(typed[i], BATON_SECRET_SHORT, "WDJBMJHT");
    expect_letters("BTWDJBMJHTBCDF", BATON_SECRET_LONG, "WDJBMJHTBCDF");
    expect_letters("bt wdjb mjht-bcdf\n", BATON_SECRET_LONG, "WDJBMJHTBCDF");
}

TEST(a_character_that_looks_like_exactly_one_letter_is_read_as_that_letter)
{
    expect_letters("1256-8IUB", BATON_SECRET_SHORT, "LZSGBLVB");
    expect_letters("12568iub", BATON_SECRET_SHORT, "LZSGBLVB");
    expect_letters("8T1256-8IUB-1111", BATON_SECRET_LONG, "LZSGBLVBLLLL");
    for (const char *c = "AEOY03479"; *c; c++) {
        char text[] = "WDJB-MJH?";
        text[8] = *c;
        expect_refusal(text, 9, "a letter or digit that no code has");
    }
}

/* The two kinds of letters differ in their number, so no text can be read as both kinds. */
TEST(the_kinds_of_letters_are_not_confused)
{
    expect_letters("BTWD-JBMJ", BATON_SECRET_SHORT, "BTWDJBMJ");
    expect_refusal("WDJBMJHTBCDF", 12, "12 letters; expected 8, or BT and 12 as below a bar code");
    expect_refusal("BTWDJBMJHT", 10, "10 letters");
    expect_refusal("WDJBMJHTBCDFGH", 14, "14 letters must begin with BT");
    expect_refusal("TBWDJBMJHTBCDF", 14, "must begin with BT");
}

TEST(the_error_for_a_wrong_number_of_letters_has_the_number)
{
    char text[64], why[32];

    memset(text, 'B', sizeof(text));
    for (size_t len = 1; len <= 28; len++) {
        snprintf(why, sizeof(why), "%zu letters", len);
        if (len != 8)
            expect_refusal(text, len, why);
    }
    expect_refusal(text, 29, "not a Baton code");
}

TEST(letters_with_any_other_character_are_no_baton_code)
{
    static const char *const texts[] = {
        "---", "WDJB.MJHT", "WDJB_MJHT", "WDJB-MJH\xC3\x84", "WDJBMJH\xFF", "WDJB/MJHT"};

    for (size_t i = 0; i < COUNT(texts); i++)
        expect_refusal(texts[i], strlen(texts[i]), "not a Baton code");
    expect_refusal("WDJB\0MJHT", 9, "not a Baton code");
}

/* --- texts that were found in a picture ------------------------------------------------------- */

TEST(only_texts_that_baton_encodes_count_in_a_picture)
{
    static const struct {
        const char *text;
        bool drawn;
    } rows[] = {
        {"baton:1:" TOKEN, true},
        {"baton:1:damaged", true},
        {"baton:9:" TOKEN, true},
        {"https://call.example/#baton=" TOKEN, true},
        {"https://call.example/#baton=" TOKEN "&auth=a", true},
        {"BTWDJBMJHTBCDF", true},
        {"BTWDJBMJHTBCDF\n", true},
        {"btwdjbmjhtbcdf", false},
        {"BTWDJB-MJHTBCD", false},
        {"BTWDJBMJHTBCD5", false},
        {"TBWDJBMJHTBCDF", false},
        {"WDJB-MJHT", false},
        {"WDJBMJHT", false},
        {"4006381333931", false},
        {"https://call.example/", false},
        {"", false},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (baton_codetext_is_drawn(rows[i].text, strlen(rows[i].text)) != rows[i].drawn)
            fail_msg("'%s' must %sbe a Baton code", rows[i].text, rows[i].drawn ? "" : "not ");
    assert_false(baton_codetext_is_drawn("BTWDJBMJHTBCD\0", 14));
}
