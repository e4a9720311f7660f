/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token: the secret's bytes, its text form and its digest. */
#include "code/token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/bytes.h"

_Static_assert(BATON_BASE64URL_SIZE(BATON_TOKEN_BYTES) == BATON_TOKEN_SIZE, "size of a token");

bool baton_token_new(const struct baton_random *random, struct baton_token *token)
{
    struct baton_token drawn;

    if (!baton_random_fill(random, drawn.bytes, sizeof(drawn.bytes)))
        return false;
    *token = drawn;
    baton_token_wipe(&drawn);
    return true;
}

void baton_token_write(const struct baton_token *token, char out[BATON_TOKEN_SIZE])
{
    baton_base64url_encode(out, token->bytes, sizeof(token->bytes));
}

bool baton_token_read(const char *text, size_t len, struct baton_token *token)
{
    return baton_base64url_decode(token->bytes, sizeof(token->bytes), text, len);
}

bool baton_token_digest(const struct baton_token *token, struct baton_digest *digest)
{
    uint8_t sha256[EVP_MAX_MD_SIZE];
    unsigned int len = 0;

    if (EVP_Digest(token->bytes, sizeof(token->bytes), sha256, &len, EVP_sha256(), NULL) != 1)
        return false;
    for (size_t i = 0; i < sizeof(digest->bytes); i++)
        digest->bytes[i] = sha256[i];
    return true;
}

void baton_token_wipe(struct baton_token *token)
{
    OPENSSL_cleanse(token, sizeof(*token));
}

bool baton_digest_equal(const struct baton_digest *a, const struct baton_digest *b)
{
    return CRYPTO_memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}
