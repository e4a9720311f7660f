/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of kinds, the text of a token, and the digests. */
#include "code/secret.h"

#include <assert.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/base64.h"

_Static_assert(BATON_BASE64URL_SIZE(BATON_TOKEN_BYTES) == BATON_TOKEN_SIZE, "size of a token");

static const struct {
    size_t length;
    bool weak;
    const char *prefix; /* is hashed before the letters */
} kinds[BATON_SECRET_KINDS] = {
    [BATON_SECRET_TOKEN] = {BATON_TOKEN_BYTES, false, ""},
    [BATON_SECRET_LONG] = {BATON_LETTERS_LONG, true, "long:"},
    [BATON_SECRET_SHORT] = {BATON_LETTERS_SHORT, true, "short:"},
};

enum { PREFIX_MAX = 6 };

size_t baton_secret_length(enum baton_secret_kind kind)
{
    assert(kind < BATON_SECRET_KINDS);
    return kinds[kind].length;
}

bool baton_secret_is_weak(enum baton_secret_kind kind)
{
    assert(kind < BATON_SECRET_KINDS);
    return kinds[kind].weak;
}

/* Draws each letter separately: a number for all of them would not fit into 32 bits (baton_random_below). */
static bool draw_letters(const struct baton_random *random, uint8_t *out, size_t count)
{
    static const char letters[] = BATON_SECRET_LETTERS;

    for (size_t i = 0; i < count; i++) {
        uint32_t which;
        if (!baton_random_below(random, sizeof(letters) - 1, &which))
            return false;
        out[i] = (uint8_t)letters[which];
    }
    return true;
}

bool baton_secret_new(
    const struct baton_random *random, enum baton_secret_kind kind, struct baton_secret *secret)
{
    struct baton_secret made = {.kind = kind};
    size_t length = baton_secret_length(kind);
    bool drawn = kind == BATON_SECRET_TOKEN ? baton_random_fill(random, made.bytes, length)
                                            : draw_letters(random, made.bytes, length);

    if (drawn)
        *secret = made;
    baton_secret_wipe(&made);
    return drawn;
}

void baton_token_write(const struct baton_secret *token, char out[BATON_TOKEN_SIZE])
{
    assert(token->kind == BATON_SECRET_TOKEN);
    baton_base64url_encode(out, token->bytes, sizeof(token->bytes));
}

bool baton_token_read(const char *text, size_t len, struct baton_secret *secret)
{
    if (!baton_base64url_decode(secret->bytes, sizeof(secret->bytes), text, len))
        return false;
    secret->kind = BATON_SECRET_TOKEN;
    return true;
}

bool baton_secret_digest(const struct baton_secret *secret, struct baton_digest *digest)
{
    uint8_t hashed[PREFIX_MAX + BATON_TOKEN_BYTES], sha256[EVP_MAX_MD_SIZE];
    const char *prefix = kinds[secret->kind].prefix;
    size_t start = strlen(prefix), length = baton_secret_length(secret->kind);

    memcpy(hashed, prefix, start);
    memcpy(hashed + start, secret->bytes, length);
    bool made = EVP_Digest(hashed, start + length, sha256, NULL, EVP_sha256(), NULL) == 1;
    OPENSSL_cleanse(hashed, sizeof(hashed));
    if (made)
        memcpy(digest->bytes, sha256, sizeof(digest->bytes));
    return made;
}

void baton_secret_wipe(struct baton_secret *secret)
{
    OPENSSL_cleanse(secret, sizeof(*secret));
}

bool baton_digest_equal(const struct baton_digest *a, const struct baton_digest *b)
{
    return CRYPTO_memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool baton_token_digest(const char *text, struct baton_digest *digest)
{
    struct baton_secret secret;

    *digest = (struct baton_digest){{0}};
    if (!baton_token_read(text, strlen(text), &secret))
        return true;
    bool done = baton_secret_digest(&secret, digest);
    baton_secret_wipe(&secret);
    return done;
}

unsigned baton_digest_hash(const void *digest)
{
    uint32_t hash;

    memcpy(&hash, ((const struct baton_digest *)digest)->bytes, sizeof(hash));
    return hash;
}

int baton_digest_match(const void *a, const void *b)
{
    return baton_digest_equal(a, b);
}
