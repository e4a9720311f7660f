/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger has the digests of live and dead codes, and the counts of wrong codes. It never has the secrets.
 *
 * This is an interface with one implementation, which uses the memory of this process. A second implementation will be
 * needed when several nodes share codes.
 *
 * A code has an owner and a subject. An owner (a participant, a device ...) has at most one live code. The subject is
 * the transfer or presentation to which a scan of the code belongs. A subject can have several live codes of different
 * owners.
 *
 * The limits bound the memory of the ledger. GLib allocates the memory; if none is left, the process ends, as
 * everywhere in Janus.
 *
 * Thread: the control thread only. `now` must not go back from one call to the next.
 */
#ifndef BATON_TRANSFER_LEDGER_H
#define BATON_TRANSFER_LEDGER_H

#include <stddef.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h" /* BATON_ID_SIZE */
#include "code/secret.h" /* struct baton_digest */

enum {
    BATON_LEDGER_ID = BATON_ID_SIZE, /* an id of base/random.h with its NUL */
    BATON_LEDGER_ROOM = 65,          /* a room id with its NUL */
    BATON_LEDGER_ORIGIN = 81,        /* an origin's name with its NUL: a prefix and a room id */
    BATON_LEDGER_ORIGINS = 8,        /* origins of one scan */
};

struct baton_ledger;

/* All of them are above zero (asserted). */
struct baton_ledger_limits {
    size_t max_codes;     /* live and dead codes; the oldest dead code is forgotten first */
    baton_time remember;  /* how long the ledger remembers why a code is dead */
    baton_time lock_time; /* how long an origin's lock or count lasts after its last miss */
    /* Origins that have a count. The origin whose last miss is oldest is forgotten first, but a locked origin
     * only if all are locked. */
    size_t max_origins;
};

/* Never returns NULL. Free the ledger with baton_ledger_free, which accepts NULL. */
struct baton_ledger *baton_ledger_new(const struct baton_ledger_limits *limits);
void baton_ledger_free(struct baton_ledger *ledger);

/* A code for baton_ledger_put, which copies what it needs. The owner and subject ids are from base/random.h. */
struct baton_ledger_code {
    const struct baton_digest *digest;
    const char *room_id; /* NULL: the code belongs to no room yet, and is valid in any room */
    const char *owner_id;
    const char *subject_id;
};

/*
 * Makes a code live until `expires`, which is after `now` (asserted). The owner's live code, if there is one, is
 * superseded. Fails, and changes nothing, with limit_reached if max_codes codes of other owners are live, or with
 * code_used if the same digest is live. The latter can happen with letters: then draw another secret.
 */
enum baton_error baton_ledger_put(struct baton_ledger *ledger, const struct baton_ledger_code *code,
    baton_time expires, baton_time now);

/*
 * An origin of scans, such as a handle, a session or a room. Its wrong codes (misses) are counted. The name has at most
 * 80 characters and begins with the kind of origin, as in "room:lobby". The origin is locked at `limit` misses (above
 * zero, asserted); give the same limit each time.
 */
struct baton_ledger_origin {
    const char *name;
    int limit;
};

/* The origins of one scan. No two have the same name. */
struct baton_ledger_asking {
    struct baton_ledger_origin origins[BATON_LEDGER_ORIGINS];
    size_t count;
};

/* The result of a look-up, besides the error. */
struct baton_ledger_found {
    char subject_id[BATON_LEDGER_ID]; /* "" unless baton_ledger_find says below that it is set */
    unsigned locked; /* bit i stands for origin i: see too_many_attempts and code_unknown below */
};

/*
 * Looks a digest up. The time does not depend on how much of the digest matches. Always sets `found`.
 *
 * BATON_OK: the code is live, and `subject_id` is set. The code stays live until the caller kills it. The counts of
 * misses do not change, neither here nor in baton_ledger_put. Otherwise returns:
 *   too_many_attempts   an origin is locked; `locked` has the bit of the first locked origin. The digest was not looked
 *                       up, and no miss was counted
 *   code_unknown        the code was never put, or is forgotten. This is the only error that counts as a miss of every
 *                       origin; `locked` has the bits of the origins that this miss locked
 *   code_other_room     `room_id` was given, and the code, live or dead, is for another room
 *   code_used           a device has used the code. `subject_id` is set too, so that the caller can warn the owner of
 *                       the code that another device tried it
 *   code_expired, code_superseded
 */
enum baton_error baton_ledger_find(struct baton_ledger *ledger, const struct baton_digest *digest,
    const char *room_id, const struct baton_ledger_asking *asking, baton_time now,
    struct baton_ledger_found *found);

/*
 * Make codes dead: every live code of a subject, or the live code of an owner. A later scan gets the error `as`:
 * code_used, code_expired or code_superseded. Do nothing if there is no live code.
 */
void baton_ledger_kill(
    struct baton_ledger *ledger, const char *subject_id, enum baton_error as, baton_time now);
void baton_ledger_kill_owned(
    struct baton_ledger *ledger, const char *owner_id, enum baton_error as, baton_time now);

/*
 * Gives the live code of an owner another subject: a presentation becomes a transfer. Does nothing if there is no live
 * code.
 */
void baton_ledger_assign(
    struct baton_ledger *ledger, const char *owner_id, const char *subject_id, baton_time now);

/* The numbers of live codes and of locked origins, for the Admin API. */
size_t baton_ledger_live(const struct baton_ledger *ledger, baton_time now);
size_t baton_ledger_locked(const struct baton_ledger *ledger, baton_time now);

#endif
