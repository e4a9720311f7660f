/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger of codes: which token digests are live, which were, and how often somebody guessed.
 *
 * It is an interface with one implementation (in memory, this process); several nodes sharing
 * codes will be a second one. Tokens never enter it, only their SHA-256 digests.
 * Thread: the control thread only.
 */
#ifndef BATON_TRANSFER_LEDGER_H
#define BATON_TRANSFER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/error.h"
#include "code/token.h" /* struct baton_digest */

enum { BATON_LEDGER_ID = 23 }; /* an id of base/random.h with its NUL */

struct baton_ledger;

struct baton_ledger_limits {
    size_t max_codes;       /* live and remembered dead codes; the oldest dead go first */
    baton_time remember;    /* how long a dead code is known by name ("used", "expired" ...) */
    int max_misses;         /* wrong codes from one origin before it is locked; 5 by default */
    baton_time lock_time;   /* how long a lock and an unlocked count last after the last miss */
    size_t max_origins;     /* origins counted at once; the longest idle unlocked one goes first */
};

/* NULL when out of memory. Free with baton_ledger_free, which takes NULL. */
struct baton_ledger *baton_ledger_new(const struct baton_ledger_limits *limits);
void baton_ledger_free(struct baton_ledger *ledger);

/*
 * Makes a code live until `expires`, for transfer `transfer_id` of `participant_id` in `room_id`
 * (room ids up to 64 characters). A code that is live for the same participant is superseded.
 * Fails with limit_reached when max_codes codes are live already.
 */
enum baton_error baton_ledger_put(struct baton_ledger *ledger, const struct baton_digest *digest,
                                  const char *room_id, const char *participant_id,
                                  const char *transfer_id, baton_time expires, baton_time now);

/*
 * Looks a digest up, in time that does not depend on how much of it matches. `origin` names who asks (a handle, a session ...; up to
 * 64 characters). Sets `transfer_id` and returns BATON_OK for a live code: the count of misses is
 * untouched and the code stays live; kill it with baton_ledger_kill once the claim stands.
 * Otherwise: code_unknown, code_expired, code_used, code_superseded (each counts as a miss only when unknown),
 * code_other_room (`room_id` given and the code is for another room), too_many_attempts (locked:
 * nothing was looked up). For code_used, `transfer_id` is set as well, so that its owner can be
 * warned of a second claim.
 */
enum baton_error baton_ledger_find(struct baton_ledger *ledger, const struct baton_digest *digest,
                                   const char *room_id, const char *origin, baton_time now,
                                   char transfer_id[BATON_LEDGER_ID]);

/* Ends the live code of a transfer, remembered as `as`: code_used, code_expired or code_superseded. */
void baton_ledger_kill(struct baton_ledger *ledger, const char *transfer_id, enum baton_error as,
                       baton_time now);

/* Counts for the Admin API. */
size_t baton_ledger_live(const struct baton_ledger *ledger, baton_time now);
size_t baton_ledger_locked(const struct baton_ledger *ledger, baton_time now);

#endif
