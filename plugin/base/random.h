/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes from a source that the caller passes in, and the ids and numbers that are made of them. */
#ifndef BATON_BASE_RANDOM_H
#define BATON_BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A source of random bytes. `fill` fills all `len` bytes of `out` and returns true; after false, `out` must not be
 * used. Callers pass the source in, so a test can repeat a run or let the source fail.
 */
struct baton_random {
    bool (*fill)(void *context, void *out, size_t len);
    void *context;
};

/* OpenSSL's generator, good enough for secrets. The plugin uses no other source; tests do. Any thread. */
extern const struct baton_random baton_random_system;

/* Fills `out` from `random`. Returns false if the source failed; never uses another source instead. */
bool baton_random_fill(const struct baton_random *random, void *out, size_t len);

/*
 * Sets `*out` to a number from 0 to `bound` - 1, each equally likely. `bound` is at least 1. Returns false, setting
 * nothing, if the source failed.
 */
bool baton_random_below(const struct baton_random *random, uint32_t bound, uint32_t *out);

/* Size of an id (128 bits as base64url), its NUL included. */
#define BATON_ID_SIZE 23

/*
 * Writes a new id of 128 random bits. With so many bits, ids are unique among all nodes without a shared counter. An id
 * is a name, not a secret. Returns false, and sets nothing, if the source failed.
 */
bool baton_id_new(const struct baton_random *random, char out[BATON_ID_SIZE]);

#endif
