/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Janus tokens: Baton mints the same tokens as Janus would, and accepts no others. */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "api/auth.h"
#include "test.h"

#define EXPIRY 1700000000

/* Python's hmac module has signed these tokens, in the same way as Janus's src/auth.c. The secret is "secret". */
static const char transfer_token[] =
    "1700000000,janus,janus.plugin.baton,transfer=T8w-_x:yFpH+xPAk4dKvO/nUshwa7dh1W0=";
static const char device_token[] =
    "1700000000,janus,janus.plugin.baton,device=Qm3:1elUYCJDXdmxqV7hlEltBV0P0rA=";
static const char full_token[] =
    "1700000000,janus,janus.plugin.videoroom,janus.plugin.baton:iIR3XEDGGzTpTXAIDkXDznnnvME=";

static enum baton_auth_scope check(const char *token, int64_t now)
{
    char id[BATON_TEXT_ID_SIZE] = "untouched";
    enum baton_auth_scope scope = baton_auth_verify("secret", token, now, id);

    if (scope != BATON_AUTH_TRANSFER && scope != BATON_AUTH_DEVICE)
        assert_string_equal(id, "untouched");
    return scope;
}

/* Signs any text with the secret of Janus. */
static const char *signed_text(const char *text)
{
    static char token[4096];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    char signature[64];

    HMAC(EVP_sha1(), "secret", 6, (const unsigned char *)text, strlen(text), digest, &len);
    EVP_EncodeBlock((unsigned char *)signature, digest, (int)len);
    snprintf(token, sizeof(token), "%s:%s", text, signature);
    return token;
}

TEST(a_minted_token_is_equal_to_the_token_that_janus_signs)
{
    char token[BATON_AUTH_TOKEN_SIZE];

    assert_true(baton_auth_mint("secret", EXPIRY, BATON_AUTH_TRANSFER, "T8w-_x", token));
    assert_string_equal(token, transfer_token);
    assert_true(baton_auth_mint("secret", EXPIRY, BATON_AUTH_DEVICE, "Qm3", token));
    assert_string_equal(token, device_token);
}

TEST(no_token_is_minted_for_a_text_that_is_not_an_id)
{
    static const char *const ids[] = {"", "a,b", "a:b", "a b",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};
    char token[BATON_AUTH_TOKEN_SIZE] = "untouched";

    for (size_t i = 0; i < COUNT(ids); i++)
        assert_false(baton_auth_mint("secret", EXPIRY, BATON_AUTH_TRANSFER, ids[i], token));
    assert_false(baton_auth_mint("secret", -1, BATON_AUTH_TRANSFER, "T", token));
    assert_string_equal(token, "untouched");
}

TEST(the_longest_token_fits)
{
    char token[BATON_AUTH_TOKEN_SIZE], shortened[BATON_AUTH_TOKEN_SIZE];
    char id[BATON_TEXT_ID_MAX + 1], read[BATON_TEXT_ID_SIZE];

    memset(id, 'x', BATON_TEXT_ID_MAX);
    id[BATON_TEXT_ID_MAX] = '\0';
    assert_true(baton_auth_mint("s", 999999999999999, BATON_AUTH_DEVICE, id, token));
    assert_int_equal(baton_auth_verify("s", token, 1, read), BATON_AUTH_DEVICE);
    assert_string_equal(read, id);
    assert_true(baton_auth_mint("s", INT64_MAX, BATON_AUTH_TRANSFER, id, token));
    assert_true(baton_auth_shorten(token, shortened));
}

TEST(only_a_signed_transfer_token_has_a_short_form)
{
    char shortened[BATON_AUTH_TOKEN_SIZE] = "untouched";

    assert_false(baton_auth_shorten(device_token, shortened));
    assert_false(baton_auth_shorten(full_token, shortened));
    assert_false(baton_auth_shorten("1,janus,janus.plugin.baton,transfer=T", shortened));
    assert_false(baton_auth_shorten("1,janus,janus.plugin.baton,transfer=T:short", shortened));
    char far_too_long[BATON_AUTH_TOKEN_SIZE + sizeof(transfer_token)];
    memset(far_too_long, '1', BATON_AUTH_TOKEN_SIZE);
    strcpy(far_too_long + BATON_AUTH_TOKEN_SIZE, transfer_token);
    assert_false(baton_auth_shorten(far_too_long, shortened));
    assert_string_equal(shortened, "untouched");
    assert_true(baton_auth_shorten(transfer_token, shortened));
    assert_string_equal(shortened, "1700000000.T8w-_x.yFpH-xPAk4dKvO_nUshwa7dh1W0");
}

TEST(a_token_is_valid_for_the_scope_that_it_names)
{
    char id[BATON_TEXT_ID_SIZE];

    assert_int_equal(baton_auth_verify("secret", transfer_token, EXPIRY, id), BATON_AUTH_TRANSFER);
    assert_string_equal(id, "T8w-_x");
    assert_int_equal(baton_auth_verify("secret", device_token, EXPIRY, id), BATON_AUTH_DEVICE);
    assert_string_equal(id, "Qm3");
    assert_int_equal(check(full_token, EXPIRY), BATON_AUTH_FULL);
}

TEST(a_token_is_invalid_after_its_expiry)
{
    assert_int_equal(check(full_token, 0), BATON_AUTH_FULL);
    assert_int_equal(check(full_token, EXPIRY + 1), BATON_AUTH_NONE);
}

TEST(a_changed_token_is_invalid)
{
    char forged[sizeof(transfer_token)], id[BATON_TEXT_ID_SIZE];

    for (size_t i = 0; i + 1 < sizeof(transfer_token); i++) {
        memcpy(forged, transfer_token, sizeof(forged));
        forged[i] ^= 1;
        assert_int_equal(baton_auth_verify("secret", forged, 0, id), BATON_AUTH_NONE);
        memcpy(forged, transfer_token, sizeof(forged));
        forged[i] = '\0';
        assert_int_equal(baton_auth_verify("secret", forged, 0, id), BATON_AUTH_NONE);
    }
    assert_int_equal(baton_auth_verify("Secret", transfer_token, 0, id), BATON_AUTH_NONE);
}

TEST(a_signed_text_that_is_not_a_token_for_baton_is_invalid)
{
    static const char *const texts[] = {"", ",", "1700000000", "1700000000,janus",
        "1700000000,janus,janus.plugin.videoroom", "1700000000,other,janus.plugin.baton",
        "-1,janus,janus.plugin.baton", "17e9,janus,janus.plugin.baton",
        " 1700000000,janus,janus.plugin.baton", ",janus,janus.plugin.baton",
        "1700000000000000,janus,janus.plugin.baton",
        "1700000000,janus,janus.plugin.baton,transfer=",
        "1700000000,janus,janus.plugin.baton,transfer=a b",
        "1700000000,janus,janus.plugin.baton,transfer=a,transfer=a",
        "1700000000,janus,janus.plugin.baton,transfer=a,device=b", "1700000000,janus,transfer=a",
        /* The limit of an earlier version, and limits that nobody knows: */
        "1700000000,janus,janus.plugin.baton,participant=a",
        "1700000000,janus,participant=a,janus.plugin.baton",
        "1700000000,janus,janus.plugin.baton,transfer=a,participant=b",
        "1700000000,janus,janus.plugin.baton,=", "1700000000,janus,janus.plugin.baton,room=a"};

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_int_equal(check(signed_text(texts[i]), 0), BATON_AUTH_NONE);
    assert_int_equal(check("", 0), BATON_AUTH_NONE);
    assert_int_equal(check(":", 0), BATON_AUTH_NONE);
}

TEST(a_token_that_is_too_long_is_invalid)
{
    char text[BATON_AUTH_TOKEN_MAX + 2] = "1700000000,janus,janus.plugin.baton,";
    size_t head = strlen(text), signature = 29;

    memset(text + head, 'x', sizeof(text) - head);
    text[BATON_AUTH_TOKEN_MAX - signature] = '\0';
    assert_int_equal(check(signed_text(text), 0), BATON_AUTH_FULL);
    text[BATON_AUTH_TOKEN_MAX - signature] = 'x';
    text[BATON_AUTH_TOKEN_MAX - signature + 1] = '\0';
    assert_int_equal(check(signed_text(text), 0), BATON_AUTH_NONE);
}
