/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the credential that a TURN server accepts for a limited time, without asking anybody. Baton and the server
 * share a secret (draft-uberti-behave-turn-rest-00 section 2.2; coturn's `use-auth-secret`). Pure.
 */
#ifndef BATON_CODE_TURN_CREDENTIAL_H
#define BATON_CODE_TURN_CREDENTIAL_H

#include <stdint.h>

#include "base/base64.h"
#include "base/text.h"

enum {
    BATON_TURN_DIGEST_BYTES = 20,  /* SHA-1 */
    BATON_TURN_EXPIRY_DIGITS = 20, /* any int64_t, with its sign */
};

/* A credential lets its owner use the TURN server. It is a secret: it must not get into a log or an event handler. */
struct baton_turn_credential {
    char username[BATON_TURN_EXPIRY_DIGITS + 1 + BATON_TEXT_ID_SIZE]; /* "<expiry>:<id>" */
    char password[BATON_BASE64_SIZE(BATON_TURN_DIGEST_BYTES)];
};

/*
 * Sets the user name to `expiry`, in seconds since 1970, and `id` (see baton_text_is_id), and the password to the
 * base64 of the HMAC-SHA1 of the user name. The key of the HMAC is `secret`.
 */
void baton_turn_credential_make(
    const char *secret, int64_t expiry, const char *id, struct baton_turn_credential *credential);

#endif
