/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads any scanned or typed text. A text that is accepted must be the text of a code. If its secret
 * is written and read again, the result must be the same. A refusal must not repeat the text.
 */
#include "base/text.h"
#include "code/codetext.h"
#include "fuzz/fuzz.h"
#include "plain_line.h"

static bool contains(const char *text, size_t len, const char *part)
{
    size_t part_len = strlen(part);

    for (size_t at = 0; at + part_len <= len; at++)
        if (memcmp(text + at, part, part_len) == 0)
            return true;
    return false;
}

static bool equal(const struct baton_secret *a, const struct baton_secret *b)
{
    return a->kind == b->kind && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* Writes the text of a code and reads it back. */
static void check_round(const char *link, const struct baton_secret *secret, const char *auth)
{
    struct baton_secret back;
    char text[BATON_CODETEXT_SIZE], let_in[BATON_AUTH_SIZE];

    if (baton_codetext_write(link, secret, auth, text, NULL) != BATON_OK)
        return;
    assert(baton_codetext_read(text, strlen(text), &back, let_in, NULL) == BATON_OK);
    assert(equal(secret, &back));
    assert(strcmp(let_in, auth && secret->kind == BATON_SECRET_TOKEN ? auth : "") == 0);
    assert(baton_codetext_is_drawn(text, strlen(text)) == (secret->kind != BATON_SECRET_SHORT));
}

/* Returns true if the reader must take the text as it is: all characters are visible ASCII, and none is '%'. */
static bool is_exact(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] <= ' ' || text[i] == 0x7F || text[i] == '%')
            return false;
    return true;
}

/* The text must contain the token and its auth unchanged. Letters must be in the alphabet. */
static void check_accepted(
    const char *text, size_t len, const struct baton_secret *secret, const char *auth)
{
    size_t length = baton_secret_length(secret->kind);

    assert(auth[0] == '\0' || baton_auth_check(auth, strlen(auth)));
    if (secret->kind == BATON_SECRET_TOKEN) {
        char expected[BATON_TOKEN_SIZE];
        baton_token_write(secret, expected);
        assert(!is_exact(text, len) || contains(text, len, expected));
        assert(!is_exact(text, len) || contains(text, len, auth));
    } else {
        assert(auth[0] == '\0');
        for (size_t i = 0; i < sizeof(secret->bytes); i++)
            assert(i < length ? secret->bytes[i] && strchr(BATON_SECRET_LETTERS, secret->bytes[i])
                              : secret->bytes[i] == 0);
    }
    check_round(NULL, secret, auth[0] ? auth : NULL);
}

static void check_scanned(const char *text, size_t len)
{
    struct baton_secret secret = {.kind = BATON_SECRET_KINDS};
    struct baton_failure failure = {.text = ""};
    char auth[BATON_AUTH_SIZE] = "unset";
    enum baton_error error = baton_codetext_read(text, len, &secret, auth, &failure);

    if (error == BATON_OK) {
        check_accepted(text, len, &secret, auth);
    } else {
        assert(error == BATON_E_INVALID_ELEMENT && is_plain_line(failure.text));
        assert(secret.kind == BATON_SECRET_KINDS && strcmp(auth, "unset") == 0);
    }
    baton_codetext_is_drawn(text, len);
}

/* If a link is accepted, the reader must be able to read the text of a code with this link. */
static void check_link(const char *link)
{
    static const struct baton_secret token = {.bytes = {1, 2, 3}};

    check_round(link, &token, NULL);
    check_round(link, &token, "1795388400.id.hmac");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    char *exact = fuzz_copy(data, size);

    check_link(text);
    check_scanned(exact, size);
    free(exact);
    free(text);
    return 0;
}
