/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger has the digests of live and dead codes. It never has the secrets.
 *
 * This is an interface with one implementation, which uses the memory of this process. A second implementation will be
 * needed when several nodes share codes.
 *
 * A code has an owner and a subject. An owner (a participant, a device ...) has at most one live code. The subject is
 * the transfer or presentation to which a scan of the code belongs. A subject can have several live codes of different
 * owners.
 *
 * A code also has a holder: the session that asked for it. When the ledger is full, the ledger forgets the oldest dead
 * code of the holder with the most dead codes. A holder that asks for very many codes therefore pushes out its own
 * codes. A live code is never pushed out. A used code is not pushed out before its subject has ended, because another
 * scan of this code must warn the device in the call.
 *
 * The limits bound the memory of the ledger. GLib allocates the memory; if none is left, the process ends, as
 * everywhere in Janus.
 *
 * Thread: the control thread only. `now` must not go back from one call to the next.
 */
#ifndef BATON_TRANSFER_LEDGER_H
#define BATON_TRANSFER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h" /* BATON_ID_SIZE */
#include "code/secret.h" /* struct baton_digest */

enum {
    BATON_LEDGER_ID = BATON_ID_SIZE, /* an id of base/random.h with its NUL */
    BATON_LEDGER_ROOM = 65,          /* a room id with its NUL */
    BATON_LEDGER_HOLDER = 65,        /* a holder's name with its NUL */
};

struct baton_ledger;

/* Both are above zero (asserted). */
struct baton_ledger_limits {
    size_t max_codes;    /* live codes and dead codes together */
    baton_time remember; /* how long the ledger remembers why a code is dead (used, expired ...) */
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
    const char *holder;
    /* How many live codes with a limit the holder may have, this one included. 0: this code has no limit. */
    size_t most;
    /* With `most`: one more code makes the holder's oldest one expire, and is not refused. */
    bool rotates;
};

/*
 * Makes a code live until `expires`, which is after `now` (asserted). The owner's live code, if there is one, is
 * superseded. On failure, changes nothing and returns:
 *   limit_reached       the ledger is full of codes that cannot be pushed out, or `most` codes of the holder are live
 *   code_used           the same digest is live. This can happen with letters: then draw another secret
 */
enum baton_error baton_ledger_put(struct baton_ledger *ledger, const struct baton_ledger_code *code,
    baton_time expires, baton_time now);

/*
 * Looks a digest up. The time does not depend on how much of the digest matches. `subject_id` is always written: it is
 * "" unless this list says that it is set.
 *
 * Returns:
 *   BATON_OK            the code is live, and `subject_id` is set. The code stays live until the caller kills it
 *   code_unknown        the code was never put, or is forgotten
 *   code_other_room     `room_id` was given, and the code, live or dead, is for another room
 *   code_used           a device has used the code. `subject_id` is set, so that the caller can warn the device in the
 *                       call that another device tried the code
 *   code_expired, code_superseded
 */
enum baton_error baton_ledger_find(struct baton_ledger *ledger, const struct baton_digest *digest,
    const char *room_id, baton_time now, char subject_id[BATON_LEDGER_ID]);

/*
 * Make every live code of a subject, or the live code of an owner, a dead code. A scan of this code then gets the error
 * `as`: code_used, code_expired or code_superseded. The first function also says that the subject has ended, so that
 * its used codes can be pushed out.
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

/* Writes the digests of the live codes of a subject, the oldest first, and returns their number. If there are more than
 * `most`, leaves out the oldest. A code that has expired may be among them if no other function was called since. */
size_t baton_ledger_list(const struct baton_ledger *ledger, const char *subject_id,
    struct baton_digest *digests, size_t most);

/* Returns how many live codes of this holder count for the limit `most`. */
size_t baton_ledger_held(struct baton_ledger *ledger, const char *holder, baton_time now);

/* Returns the number of live codes, for the Admin API. */
size_t baton_ledger_live(const struct baton_ledger *ledger, baton_time now);

#endif
