/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger of codes: which token digests are live, which were, and how often somebody guessed.
 *
 * It is an interface with one implementation (in memory, this process); several nodes sharing
 * codes will be a second one. Tokens never enter it, only their SHA-256 digests.
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
#include "code/token.h"  /* struct baton_digest */

enum {
    BATON_LEDGER_ID = BATON_ID_SIZE, /* an id of base/random.h with its NUL */
    BATON_LEDGER_NAME = 65,          /* a room id or an origin with its NUL */
};

struct baton_ledger;

/* All above zero (asserted). */
struct baton_ledger_limits {
    size_t max_codes;     /* live and remembered dead codes; the oldest dead go first */
    baton_time remember;  /* how long a dead code is known by name ("used", "expired" ...) */
    int max_misses;       /* wrong codes from one origin before it is locked; 5 by default */
    baton_time lock_time; /* how long a lock and an unlocked count last after the last miss */
    size_t max_origins;   /* origins counted at once; the one whose last miss is longest ago goes
                             first, and a locked one only when all are locked */
};

/* Never NULL. Free with baton_ledger_free, which takes NULL. */
struct baton_ledger *baton_ledger_new(const struct baton_ledger_limits *limits);
void baton_ledger_free(struct baton_ledger *ledger);

/*
 * Makes a code live until `expires` (after `now`, asserted), for transfer `transfer_id` of
 * `participant_id` in `room_id`. Room ids have up to 64 characters, the others are ids of
 * base/random.h, unique among all rooms. A code that is live for the same participant is
 * superseded. Fails, changing nothing, with limit_reached when max_codes codes of others are live,
 * and with code_used when this very digest is live: draw another token.
 */
enum baton_error baton_ledger_put(struct baton_ledger *ledger, const struct baton_digest *digest,
    const char *room_id, const char *participant_id, const char *transfer_id, baton_time expires,
    baton_time now);

/*
 * Looks a digest up, in time that does not depend on how much of it matches. `origin` names who
 * asks (a handle, a session ...; up to 64 characters). Whoever counts by several origins asks once
 * for each and goes by the first refusal.
 *
 * BATON_OK: the code is live, `transfer_id` is set. The code stays live until baton_ledger_kill,
 * called once the claim stands; the origin's misses stay as they are. Otherwise:
 *   too_many_attempts   the origin is locked; nothing was looked up and nothing counted
 *   code_unknown        never put, or forgotten; the only one that counts as a miss
 *   code_other_room     `room_id` was given, and the code, live or dead, is for another room
 *   code_used           `transfer_id` is set too: warn its owner of a second claim
 *   code_expired, code_superseded
 */
enum baton_error baton_ledger_find(struct baton_ledger *ledger, const struct baton_digest *digest,
    const char *room_id, const char *origin, baton_time now, char transfer_id[BATON_LEDGER_ID]);

/*
 * Ends the live code of a transfer, remembered as `as`: code_used, code_expired or
 * code_superseded. Does nothing if the transfer has no live code.
 */
void baton_ledger_kill(
    struct baton_ledger *ledger, const char *transfer_id, enum baton_error as, baton_time now);

/* Counts for the Admin API: live codes, and locked origins. */
size_t baton_ledger_live(const struct baton_ledger *ledger, baton_time now);
size_t baton_ledger_locked(const struct baton_ledger *ledger, baton_time now);

#endif
