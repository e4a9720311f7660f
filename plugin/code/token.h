/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token owns the one-time secret inside a code: how it is made, written, stored and compared. */
#ifndef BATON_CODE_TOKEN_H
#define BATON_CODE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

enum {
    BATON_TOKEN_BYTES = 32,      /* 256 bits: guessing one is out of the question */
    BATON_TOKEN_CHARACTERS = 43, /* of its text form */
    BATON_TOKEN_SIZE = BATON_TOKEN_CHARACTERS + 1,
    BATON_DIGEST_BYTES = 32,
};

/*
 * A token. Whoever holds it may take the call over, so it exists only while a code is made or a
 * scan is read: keep its digest, and wipe it. It never goes into a log, an event or a failure.
 */
struct baton_token {
    uint8_t bytes[BATON_TOKEN_BYTES];
};

/* The SHA-256 of a token (FIPS 180-4): what is stored, and what a scanned token is looked up by. */
struct baton_digest {
    uint8_t bytes[BATON_DIGEST_BYTES];
};

/* Makes a new token. Returns false, setting nothing, if the source of randomness failed. */
bool baton_token_new(const struct baton_random *random, struct baton_token *token);

/* Writes the text form, base64url (RFC 4648 section 5) without padding. Wipe `out` after use. */
void baton_token_write(const struct baton_token *token, char out[BATON_TOKEN_SIZE]);

/*
 * Reads the text form, `len` characters. Returns false, setting nothing, unless it is exactly what
 * baton_token_write writes for some token.
 */
bool baton_token_read(const char *text, size_t len, struct baton_token *token);

/* Sets `digest` to the token's. Returns false, setting nothing, if OpenSSL failed (no memory). */
bool baton_token_digest(const struct baton_token *token, struct baton_digest *digest);

/* Overwrites a token so that the compiler cannot leave it out. */
void baton_token_wipe(struct baton_token *token);

/* Whether two digests are the same, in time that does not depend on where they differ. */
bool baton_digest_equal(const struct baton_digest *a, const struct baton_digest *b);

#endif
