/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes, shortens and checks tokens, with OpenSSL's HMAC. */
#include "api/auth.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"

#define REALM  "janus"
#define PLUGIN "janus.plugin.baton"

enum {
    DIGEST_SIZE = 20, /* SHA-1 */
    SIGNATURE_SIZE = BATON_BASE64_SIZE(DIGEST_SIZE),
    EXPIRY_DIGITS = 15, /* enough for 30 million years, too few to overflow */
};

/* Baton's own descriptors, by scope. */
static const char *const prefixes[] = {
    [BATON_AUTH_TRANSFER] = "transfer=", [BATON_AUTH_DEVICE] = "device="};

static bool sign(const char *secret, const char *text, size_t len, char out[SIGNATURE_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int digest_len = 0;

    if (!HMAC(EVP_sha1(), secret, (int)strlen(secret), (const unsigned char *)text, len, digest,
            &digest_len) ||
        digest_len != DIGEST_SIZE)
        return false;
    baton_base64_encode(out, digest, DIGEST_SIZE);
    return true;
}

bool baton_auth_mint(const char *secret, int64_t expiry, enum baton_auth_scope scope,
    const char *id, char out[BATON_AUTH_TOKEN_SIZE])
{
    char token[BATON_AUTH_TOKEN_SIZE - SIGNATURE_SIZE], signature[SIGNATURE_SIZE];

    if (expiry < 0 || !baton_text_is_id(id))
        return false;
    int len = snprintf(
        token, sizeof(token), "%" PRId64 "," REALM "," PLUGIN ",%s%s", expiry, prefixes[scope], id);
    if (!sign(secret, token, (size_t)len, signature))
        return false;
    token[len] = ':';
    memcpy(out, token, (size_t)len + 1);
    memcpy(out + len + 1, signature, sizeof(signature));
    return true;
}

bool baton_auth_shorten(const char *token, char out[BATON_AUTH_TOKEN_SIZE])
{
    static const char middle[] = "," REALM "," PLUGIN ",transfer=";
    const char *id = strstr(token, middle), *signature = strchr(token, ':');

    if (!id || !signature || id + sizeof(middle) - 1 > signature ||
        strlen(signature + 1) != SIGNATURE_SIZE - 1)
        return false;
    int expiry_len = (int)(id - token);
    id += sizeof(middle) - 1;
    char text[BATON_AUTH_TOKEN_SIZE];
    int len = snprintf(text, sizeof(text), "%.*s.%.*s.%s", expiry_len, token, (int)(signature - id),
        id, signature + 1);
    if (len >= (int)sizeof(text))
        return false;
    for (char *c = text; *c; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    text[len - 1] = '\0'; /* 20 bytes always end in one '=' */
    memcpy(out, text, (size_t)len);
    return true;
}

static bool is_signed(const char *secret, const char *token, size_t len)
{
    char signature[SIGNATURE_SIZE];

    return sign(secret, token, len, signature) && strlen(token + len + 1) == SIGNATURE_SIZE - 1 &&
           CRYPTO_memcmp(token + len + 1, signature, SIGNATURE_SIZE - 1) == 0;
}

/* Cuts the next part off `*rest`, up to a comma. Returns NULL if no part is left. */
static const char *next_part(char **rest)
{
    char *part = *rest, *comma = part ? strchr(part, ',') : NULL;

    if (comma)
        *comma = '\0';
    *rest = comma ? comma + 1 : NULL;
    return part;
}

static bool is_current(const char *expiry, int64_t now)
{
    int64_t seconds = 0;

    if (!expiry || !*expiry || strlen(expiry) > EXPIRY_DIGITS ||
        strspn(expiry, "0123456789") != strlen(expiry))
        return false;
    for (; *expiry; expiry++)
        seconds = 10 * seconds + (*expiry - '0');
    return now <= seconds;
}

/*
 * Evaluates one descriptor. Returns false if the descriptor makes the token invalid. The name of a plugin has no `=`. A
 * descriptor with `=` that is not known here is the limit of another version of Baton. Without its limit, the token
 * would be valid for everything.
 */
static bool take(
    const char *descriptor, bool *plugin, enum baton_auth_scope *scope, const char **id)
{
    if (!strchr(descriptor, '=')) {
        *plugin |= strcmp(descriptor, PLUGIN) == 0;
        return true;
    }
    for (int each = BATON_AUTH_TRANSFER; each <= BATON_AUTH_DEVICE; each++) {
        size_t len = strlen(prefixes[each]);
        if (strncmp(descriptor, prefixes[each], len) != 0)
            continue;
        if (*scope != BATON_AUTH_FULL || !baton_text_is_id(descriptor + len))
            return false;
        *scope = (enum baton_auth_scope)each;
        *id = descriptor + len;
        return true;
    }
    return false;
}

enum baton_auth_scope baton_auth_verify(
    const char *secret, const char *token, int64_t now, char id[BATON_TEXT_ID_SIZE])
{
    enum baton_auth_scope scope = BATON_AUTH_FULL;
    const char *colon = strchr(token, ':'), *part, *found = NULL;
    char text[BATON_AUTH_TOKEN_MAX + 1];
    bool plugin = false;

    if (!colon || strlen(token) > BATON_AUTH_TOKEN_MAX ||
        !is_signed(secret, token, (size_t)(colon - token)))
        return BATON_AUTH_NONE;
    char *rest = memcpy(text, token, (size_t)(colon - token));
    text[colon - token] = '\0';
    if (!is_current(next_part(&rest), now) || !(part = next_part(&rest)) ||
        strcmp(part, REALM) != 0)
        return BATON_AUTH_NONE;
    while ((part = next_part(&rest)))
        if (!take(part, &plugin, &scope, &found))
            return BATON_AUTH_NONE;
    if (!plugin)
        return BATON_AUTH_NONE;
    if (found)
        strcpy(id, found);
    return scope;
}
