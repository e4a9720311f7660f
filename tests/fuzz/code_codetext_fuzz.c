/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any scanned or typed text. A text that is accepted must be the text of a code. If its secret is
 * written and read again, the result must be the same. No refusal may repeat the text.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "code/codetext.h"
#include "plain_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

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
    require(baton_codetext_read(text, strlen(text), &back, let_in, NULL) == BATON_OK);
    require(equal(secret, &back));
    require(strcmp(let_in, auth && secret->kind == BATON_SECRET_TOKEN ? auth : "") == 0);
    require(baton_codetext_is_drawn(text, strlen(text)) == (secret->kind != BATON_SECRET_SHORT));
}

/* Whether nothing in a text is decoded or left out: all characters are ASCII and visible, and none is '%'. */
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

    require(auth[0] == '\0' || baton_auth_check(auth, strlen(auth)));
    if (secret->kind == BATON_SECRET_TOKEN) {
        char expected[BATON_TOKEN_SIZE];
        baton_token_write(secret, expected);
        require(!is_exact(text, len) || contains(text, len, expected));
        require(!is_exact(text, len) || contains(text, len, auth));
    } else {
        require(auth[0] == '\0');
        for (size_t i = 0; i < sizeof(secret->bytes); i++)
            require(i < length ? secret->bytes[i] && strchr(BATON_SECRET_LETTERS, secret->bytes[i])
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
        require(error == BATON_E_INVALID_ELEMENT && is_plain_line(failure.text));
        require(secret.kind == BATON_SECRET_KINDS && strcmp(auth, "unset") == 0);
    }
    baton_codetext_is_drawn(text, len);
}

/* If a link is accepted, the text of a code with this link must be read back. */
static void check_link(const char *link)
{
    static const struct baton_secret token = {.bytes = {1, 2, 3}};

    check_round(link, &token, NULL);
    check_round(link, &token, "1795388400.id.hmac");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    check_link(text);
    /* Without the NUL, so that AddressSanitizer finds a read beyond the end. */
    char *exact = malloc(size ? size : 1);
    if (exact) {
        memcpy(exact, data, size);
        check_scanned(exact, size);
    }
    free(exact);
    free(text);
    return 0;
}
