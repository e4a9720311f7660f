/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verifies any bytes as a Janus token. A token with a wrong signature must have no scope. With the right signature, the
 * same text may have a scope. A token must have an id exactly if its scope is limited.
 */
#include <glib.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "api/auth.h"
#include "fuzz/fuzz.h"

static char *signed_text(const char *text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    char signature[64];

    HMAC(EVP_sha1(), "secret", 6, (const unsigned char *)text, strlen(text), digest, &len);
    EVP_EncodeBlock((unsigned char *)signature, digest, (int)len);
    return g_strconcat(text, ":", signature, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = g_strndup((const char *)data, size), id[BATON_TEXT_ID_SIZE] = "";
    char shortened[BATON_AUTH_TOKEN_SIZE];

    assert(baton_auth_verify("another secret", text, 0, id) == BATON_AUTH_NONE && !id[0]);
    char *token = signed_text(text);
    enum baton_auth_scope scope = baton_auth_verify("secret", token, 1700000000, id);
    bool limited = scope == BATON_AUTH_TRANSFER || scope == BATON_AUTH_DEVICE;
    assert(limited == baton_text_is_id(id) && (!strchr(text, ':') || scope == BATON_AUTH_NONE));
    assert(!baton_auth_shorten(token, shortened) || strlen(shortened) < strlen(token));
    g_free(token);
    g_free(text);
    return 0;
}
