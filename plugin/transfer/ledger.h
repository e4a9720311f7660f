/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ledger owns the digests of codes, live and dead, and the counts of wrong codes. Secrets never enter it.
 *
 * It is an interface with one implementation: in the memory of this process. Several nodes that share codes will need
 * a second one.
 *
 * A code has an owner and a subject. An owner (a participant, a device ...) has at most one live code. The subject is
 * what a scan of the code is about: a transfer or a presentation. A subject can have several live codes, of different
 * owners.
 *
 * The limits bound its memory, which comes from GLib: if there is none left, the process ends, as everywhere in Janus.
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
    size_t max_codes;     /* live and remembered dead codes; the oldest dead code is forgotten first */
    baton_time remember;  /* how long a scan of a dead code gets its own error ("used", "expired" ...) */
    baton_time lock_time; /* how long a lock and an unlocked count last after the last miss */
    size_t max_origins;   /* origins counted at once; the one with the oldest last miss is forgotten first, a locked
                             one only if all are locked */
};

/* Never NULL. Free with baton_ledger_free, which takes NULL. */
struct baton_ledger *baton_ledger_new(const struct baton_ledger_limits *limits);
void baton_ledger_free(struct baton_ledger *ledger);

/* A code for baton_ledger_put. Borrowed for the call; the ids are from base/random.h. */
struct baton_ledger_code {
    const struct baton_digest *digest;
    const char *room_id; /* NULL: of no room yet, and valid in any room */
    const char *owner_id;
    const char *subject_id;
};

/*
 * Makes a code live until `expires` (after `now`, asserted). The owner's live code, if there is one, is superseded. On
 * failure changes nothing: limit_reached if max_codes codes of other owners are live; code_used if this very digest is
 * live, which happens with letters: draw another secret.
 */
enum baton_error baton_ledger_put(struct baton_ledger *ledger, const struct baton_ledger_code *code,
    baton_time expires, baton_time now);

/*
 * An origin of scans, whose wrong codes are counted: a handle, a session, a room ... The name has at most 80
 * characters and begins with the kind, as in "room:lobby". The origin is locked at `limit` misses (above zero,
 * asserted); give the same limit each time.
 */
struct baton_ledger_origin {
    const char *name;
    int limit;
};

/* The origins of one scan, no two with the same name. */
struct baton_ledger_asking {
    struct baton_ledger_origin origins[BATON_LEDGER_ORIGINS];
    size_t count;
};

/* The result of a look-up, besides the error. */
struct baton_ledger_found {
    char subject_id[BATON_LEDGER_ID]; /* "" unless said below */
    unsigned locked; /* bit i is for origin i: the origin that refused, or those that this miss locked */
};

/*
 * Looks a digest up, in time that does not depend on how much of it matches. Always sets `found`.
 *
 * BATON_OK: the code is live, and `subject_id` is set. The code stays live until the caller kills it. No count of
 * misses changes, here or in baton_ledger_put. Otherwise:
 *   too_many_attempts   an origin is locked, the first one in `locked`; nothing was looked up, nothing was counted
 *   code_unknown        the code was never put, or is forgotten. Only this error counts, as one miss of every origin;
 *                       `locked` has the origins that it locked
 *   code_other_room     `room_id` was given, and the code, live or dead, is for another room
 *   code_used           `subject_id` is set too, so that the caller can warn its owner of a second claim
 *   code_expired, code_superseded
 */
enum baton_error baton_ledger_find(struct baton_ledger *ledger, const struct baton_digest *digest,
    const char *room_id, const struct baton_ledger_asking *asking, baton_time now,
    struct baton_ledger_found *found);

/*
 * End every live code of a subject, or the live code of an owner. Scans of it then get the error `as`: code_used,
 * code_expired or code_superseded. Do nothing if there is no live code.
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

/* Counts for the Admin API: live codes, and locked origins. */
size_t baton_ledger_live(const struct baton_ledger *ledger, baton_time now);
size_t baton_ledger_locked(const struct baton_ledger *ledger, baton_time now);

#endif
