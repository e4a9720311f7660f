/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger of codes: which digests are live, which were, and how often somebody guessed.
 *
 * It is an interface with one implementation (in memory, this process); several nodes sharing
 * codes will be a second one. Secrets never enter it, only their SHA-256 digests.
 *
 * A code has an owner, of whom there is one live code at a time (a participant, a device ...), and
 * a subject, what its scan is about (a transfer, a presentation). A subject may have several live
 * codes, of different owners.
 *
 * Memory is bounded by the limits, and comes from GLib: where there is none left, the process
 * ends, as everywhere in Janus.
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
    BATON_LEDGER_ORIGIN = 81,        /* an origin's name with its NUL: room for a prefix */
    BATON_LEDGER_ORIGINS = 8,        /* origins that one find may name */
};

struct baton_ledger;

/* All above zero (asserted). */
struct baton_ledger_limits {
    size_t max_codes;     /* live and remembered dead codes; the oldest dead go first */
    baton_time remember;  /* how long a dead code is known by name ("used", "expired" ...) */
    baton_time lock_time; /* how long a lock and an unlocked count last after the last miss */
    size_t max_origins;   /* origins counted at once; the one whose last miss is longest ago goes
                             first, and a locked one only when all are locked */
};

/* Never NULL. Free with baton_ledger_free, which takes NULL. */
struct baton_ledger *baton_ledger_new(const struct baton_ledger_limits *limits);
void baton_ledger_free(struct baton_ledger *ledger);

/* A code to be put. Borrowed for the call; ids are those of base/random.h. */
struct baton_ledger_code {
    const struct baton_digest *digest;
    const char *room_id; /* NULL: of no room yet, and good for any */
    const char *owner_id;
    const char *subject_id;
};

/*
 * Makes a code live until `expires` (after `now`, asserted). A code that is live for the same owner
 * is superseded. Fails, changing nothing, with limit_reached when max_codes codes of others are
 * live, and with code_used when this very digest is live: draw another secret, since letters are so
 * few that this happens.
 */
enum baton_error baton_ledger_put(struct baton_ledger *ledger, const struct baton_ledger_code *code,
    baton_time expires, baton_time now);

/*
 * Somebody whose wrong codes are counted: a handle, a session, a room ... The name says which, in
 * at most 80 characters, as in "room:lobby". With `limit` misses (above zero, asserted) it is
 * locked; give the same limit each time.
 */
struct baton_ledger_origin {
    const char *name;
    int limit;
};

/* Who asks: up to BATON_LEDGER_ORIGINS origins, no two of one name. */
struct baton_ledger_asking {
    struct baton_ledger_origin origins[BATON_LEDGER_ORIGINS];
    size_t count;
};

/* What a look-up found, besides the error. */
struct baton_ledger_found {
    char subject_id[BATON_LEDGER_ID]; /* "" unless said below */
    unsigned locked; /* bit i is for origin i: which one refused, or which this miss locked */
};

/*
 * Looks a digest up, in time that does not depend on how much of it matches. Always sets `found`.
 *
 * BATON_OK: the code is live, `subject_id` is set. The code stays live until it is killed, once the
 * claim stands; all counts of misses stay as they are, whatever is found or put. Otherwise:
 *   too_many_attempts   an origin is locked, the first one in `locked`; nothing was looked up and
 *                       nothing counted
 *   code_unknown        never put, or forgotten; the only one that counts, as a miss of every
 *                       origin; `locked` has those that reached their limit by it
 *   code_other_room     `room_id` was given, and the code, live or dead, is for another room
 *   code_used           `subject_id` is set too: warn its owner of a second claim
 *   code_expired, code_superseded
 */
enum baton_error baton_ledger_find(struct baton_ledger *ledger, const struct baton_digest *digest,
    const char *room_id, const struct baton_ledger_asking *asking, baton_time now,
    struct baton_ledger_found *found);

/*
 * End every live code of a subject, or the live code of an owner, remembered as `as`: code_used,
 * code_expired or code_superseded. Do nothing if there is none.
 */
void baton_ledger_kill(
    struct baton_ledger *ledger, const char *subject_id, enum baton_error as, baton_time now);
void baton_ledger_kill_owned(
    struct baton_ledger *ledger, const char *owner_id, enum baton_error as, baton_time now);

/*
 * Hands the live code of an owner over to another subject, when what was presented becomes a
 * transfer. Does nothing if there is none.
 */
void baton_ledger_assign(
    struct baton_ledger *ledger, const char *owner_id, const char *subject_id, baton_time now);

/* Counts for the Admin API: live codes, and locked origins. */
size_t baton_ledger_live(const struct baton_ledger *ledger, baton_time now);
size_t baton_ledger_locked(const struct baton_ledger *ledger, baton_time now);

#endif
