/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one-time secret in a code: how it is made, written, stored and compared. */
#ifndef BATON_CODE_SECRET_H
#define BATON_CODE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

enum {
    BATON_TOKEN_BYTES = 32,      /* 256 bits: nobody can guess a token */
    BATON_TOKEN_CHARACTERS = 43, /* length of a token's text */
    BATON_TOKEN_SIZE = BATON_TOKEN_CHARACTERS + 1,
    BATON_LETTERS_LONG = 12, /* 51 bits, in a bar code */
    BATON_LETTERS_SHORT = 8, /* 34 bits, to be typed */
    BATON_DIGEST_BYTES = 32,
};

/*
 * The letters of RFC 8628 section 6.1. They include no two letters that people confuse, and no vowels. Without vowels,
 * no words appear by chance.
 */
#define BATON_SECRET_LETTERS "BCDFGHJKLMNPQRSTVWXZ"

/* The kinds of secret. A secret of one kind can never be read as a secret of another kind. */
enum baton_secret_kind {
    BATON_SECRET_TOKEN, /* BATON_TOKEN_BYTES bytes */
    BATON_SECRET_LONG,  /* BATON_LETTERS_LONG letters */
    BATON_SECRET_SHORT, /* BATON_LETTERS_SHORT letters */
    BATON_SECRET_KINDS, /* the number of kinds */
};

/*
 * A secret. Everybody who knows it can move the call, so it exists only while a code is made or a scan is read: keep
 * its digest, and wipe the secret. Never write it into a log, an event or a failure.
 */
struct baton_secret {
    enum baton_secret_kind kind;
    uint8_t bytes[BATON_TOKEN_BYTES]; /* the token or the capital letters; the rest is zero */
};

/* The SHA-256 of a secret (FIPS 180-4). Only the digest is stored; a scanned secret is looked up by its digest. */
struct baton_digest {
    uint8_t bytes[BATON_DIGEST_BYTES];
};

/* Returns how many of its `bytes` a secret of this kind uses. */
size_t baton_secret_length(enum baton_secret_kind kind);

/*
 * Whether secrets of this kind can be guessed with enough tries. This is true for letters, so wrong letters also count
 * for the server and, if the scan names a room, for this room.
 */
bool baton_secret_is_weak(enum baton_secret_kind kind);

/*
 * Makes a new secret. All secrets of a kind are equally likely. Returns false, and sets nothing, if the source of
 * randomness failed.
 */
bool baton_secret_new(
    const struct baton_random *random, enum baton_secret_kind kind, struct baton_secret *secret);

/* Writes a token as base64url (RFC 4648 section 5) without padding. Wipe `out` after use. */
void baton_token_write(const struct baton_secret *token, char out[BATON_TOKEN_SIZE]);

/*
 * Reads the text of a token, `len` characters. Returns false, and sets nothing, if the text is not what
 * baton_token_write writes.
 */
bool baton_token_read(const char *text, size_t len, struct baton_secret *secret);

/*
 * Sets `digest` to the SHA-256 of the token's bytes or, for letters, of the kind's name, a colon and the capital
 * letters. Secrets of different kinds never have the same digest, because the number of hashed bytes is different for
 * each kind. Returns false, and sets nothing, if OpenSSL failed (memory ran out).
 */
bool baton_secret_digest(const struct baton_secret *secret, struct baton_digest *digest);

/*
 * Sets `digest` to the digest of the token in a text that ends in a NUL. If the text is no token, the digest differs
 * from that of every secret. Returns false if OpenSSL failed (memory ran out).
 */
bool baton_token_digest(const char *text, struct baton_digest *digest);

/* Overwrites a secret. The compiler cannot optimize this away. */
void baton_secret_wipe(struct baton_secret *secret);

/* Whether two digests are the same, in time that does not depend on where they differ. */
bool baton_digest_equal(const struct baton_digest *a, const struct baton_digest *b);

/*
 * For hash tables with digests as keys. 32 bits of a digest choose its place, so the time of a search depends on these
 * bits. From this time, a guesser can learn something about the digests of other people's secrets, but nothing about
 * the secrets. At one place, digests are compared in constant time.
 */
unsigned baton_digest_hash(const void *digest);
int baton_digest_match(const void *a, const void *b); /* 1 or 0 */

#endif
