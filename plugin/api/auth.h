/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auth owns Janus's signed tokens, as its `token_auth` with a `token_auth_secret` demands them:
 *
 *     <expiry>,janus,<descriptor>[,<descriptor>...]:<base64 of HMAC-SHA1>
 *
 * expiry in seconds since 1970, the HMAC over everything before the colon, keyed with the secret.
 * Janus lets a bearer attach to the plugins that are among the descriptors. Baton mints such
 * tokens with one descriptor more, which Janus does not look at and Baton does: `transfer=<id>` is
 * good for that transfer alone, `participant=<id>` for going on in a call that was moved.
 *
 * Pure, and free of Janus.
 */
#ifndef BATON_API_AUTH_H
#define BATON_API_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum {
    BATON_AUTH_TOKEN_SIZE = 192, /* of a token that is minted here */
    BATON_AUTH_TOKEN_MAX = 1024, /* characters of one that is looked at */
};

/* What a token lets its bearer do. */
enum baton_auth_scope {
    BATON_AUTH_NONE,        /* it is no token for this plugin, forged or expired */
    BATON_AUTH_FULL,        /* whatever Janus's own users may */
    BATON_AUTH_TRANSFER,    /* one transfer */
    BATON_AUTH_PARTICIPANT, /* one participant's call */
};

/*
 * Writes a token for this plugin that is good until `expiry` and limited to `id` as
 * `scope` says: TRANSFER or PARTICIPANT. False,
 * setting nothing, if that is none (see baton_text_is_id) or OpenSSL fails.
 */
bool baton_auth_mint(const char *secret, int64_t expiry, enum baton_auth_scope scope,
    const char *id, char out[BATON_AUTH_TOKEN_SIZE]);

/*
 * Writes the short form of a transfer's token, for a code: "<expiry>.<id>.<base64url of the HMAC>",
 * of which a client makes the token again. `token` may be any text; false, setting
 * nothing, unless it has the form of a minted one of a transfer.
 */
bool baton_auth_shorten(const char *token, char out[BATON_AUTH_TOKEN_SIZE]);

/*
 * What `token` (any text) is good for at `now`, seconds since 1970. With TRANSFER and PARTICIPANT
 * `id` is set. Stricter than Janus itself: the expiry is digits alone, no descriptor of ours stands
 * there twice or beside the other. Signatures are compared in constant time.
 */
enum baton_auth_scope baton_auth_verify(
    const char *secret, const char *token, int64_t now, char id[BATON_TEXT_ID_SIZE]);

#endif
