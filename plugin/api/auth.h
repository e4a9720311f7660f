/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Janus's signed tokens. Janus demands them if its `token_auth` is on and it has a `token_auth_secret`:
 *
 *     <expiry>,janus,<descriptor>[,<descriptor>...]:<base64 of HMAC-SHA1>
 *
 * The expiry is in seconds since 1970. The HMAC covers everything before the colon; its key is the
 * secret. A client with a token may attach to the plugins that the descriptors name. Baton creates
 * tokens with one more descriptor, which Baton checks and Janus ignores. `transfer=<id>` limits the
 * token to that transfer; `device=<id>` limits it to the call that this device takes part in.
 *
 * Keeps no state and does not use Janus.
 */
#ifndef BATON_API_AUTH_H
#define BATON_API_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum {
    BATON_AUTH_TOKEN_SIZE = 192, /* bytes of a token that Baton creates, with its NUL */
    BATON_AUTH_TOKEN_MAX = 1024, /* the most characters of a token that a client sends */
};

/* The requests that a token allows. */
enum baton_auth_scope {
    BATON_AUTH_NONE,     /* nothing: it is forged, expired, or not for this plugin */
    BATON_AUTH_FULL,     /* everything: Baton has not limited it */
    BATON_AUTH_TRANSFER, /* take part in one transfer */
    BATON_AUTH_DEVICE,   /* take part in a call as one device */
};

/*
 * Writes a token for this plugin that is valid until `expiry`. `scope` is TRANSFER or DEVICE, and
 * `id` is the transfer or device. Returns false and writes nothing if `id` is not an id (see
 * baton_text_is_id), if `expiry` is negative, or if OpenSSL fails.
 */
bool baton_auth_mint(const char *secret, int64_t expiry, enum baton_auth_scope scope,
    const char *id, char out[BATON_AUTH_TOKEN_SIZE]);

/*
 * Writes the short form of a transfer's token into `out`: "<expiry>.<id>.<base64url of the HMAC>". A code
 * contains this form, and a client makes the whole token from it. `token` may be any text. Returns false
 * and writes nothing if it does not look like a token that Baton created for a transfer.
 */
bool baton_auth_shorten(const char *token, char out[BATON_AUTH_TOKEN_SIZE]);

/*
 * Returns what `token` (any text) allows at `now`, in seconds since 1970. Sets `id` if it returns
 * TRANSFER or DEVICE. Checks more than Janus does: the expiry must consist of digits, and a token must not
 * have two descriptors of Baton, nor a descriptor with `=` that this version does not know. Compares
 * signatures in constant time.
 */
enum baton_auth_scope baton_auth_verify(
    const char *secret, const char *token, int64_t now, char id[BATON_TEXT_ID_SIZE]);

#endif
