/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An attempt: somebody sends a code, a number or a secret that can be guessed, or asks people to agree to a transfer.
 * Its misses count for the handle, for the session and for the target (see transfer/guesses.h). Control thread only.
 */
#ifndef BATON_GUARD_ATTEMPT_H
#define BATON_GUARD_ATTEMPT_H

#include "base/text.h"
#include "state/handle.h"
#include "state/participant.h"
#include "state/policy.h"

enum { BATON_ATTEMPT_PLACES = 4 };

struct baton_attempt {
    struct baton_engine *engine;
    struct baton_guess_place places[BATON_ATTEMPT_PLACES];
    size_t count;
};

/* Sets the sender. `handle` must outlive the attempt; NULL: the sender is not known. */
void baton_attempt_init(
    struct baton_attempt *attempt, struct baton_engine *engine, const struct baton_handle *handle);
/* Adds a target. `id` must outlive the attempt. */
void baton_attempt_add(struct baton_attempt *attempt, enum baton_guess_kind kind, const char *id);
/* Whether the attempt may be made. If not, sets `failure` to too_many_attempts. */
bool baton_attempt_may(const struct baton_attempt *attempt, struct baton_failure *failure);
/* Counts a miss. Returns whether this miss has locked the sender or a target. */
bool baton_attempt_missed(const struct baton_attempt *attempt);

/*
 * Compares a pin, a secret or the admin key with the expected one, and counts a miss. `id` is the room's id; for the
 * key it is "". Returns:
 *   BATON_OK           the secret is right
 *   too_many_attempts  a place is locked; nothing was compared, and `failure` is set
 *   unauthorized       the secret is wrong or was not given (NULL, which is no miss); `failure` is not set
 */
enum baton_error baton_attempt_secret(struct baton_engine *engine,
    const struct baton_handle *handle, enum baton_guess_kind kind, const char *id,
    const char *expected, const char *given, struct baton_failure *failure);

/* Identifies a number that somebody picked: the ids of the transfer, of the participant whose call moves, and of the
 * room. */
struct baton_picked_number {
    char room[BATON_TEXT_ID_SIZE], participant[BATON_ID_SIZE], transfer[BATON_ID_SIZE];
};

/*
 * Count a picked number that was wrong, or right. `from` is the handle of the person who picked it; NULL: not known. A
 * right number may be a lucky guess. While an earlier wrong number is not forgotten, a right number therefore counts as
 * a miss too, but only for the participant. If this miss locks the participant's transfers, the device in the call gets
 * a warning.
 */
void baton_attempt_wrong_number(struct baton_engine *engine, const struct baton_handle *from,
    const struct baton_picked_number *picked);
void baton_attempt_right_number(
    struct baton_engine *engine, const struct baton_picked_number *picked);

/* Counts a question about the participant's call to which people did not agree. `stood_in`: somebody else has shown the
 * code, because the participant is away. Such questions have a count of their own, so that nobody else can pause the
 * moves of the participant, who may come back. If this miss pauses moves, the device in the call gets a warning.
 * `transfer`: id of the transfer. */
void baton_attempt_vain_question(
    const struct baton_participant *participant, const char *transfer, bool stood_in);

/* Whether a transfer of this participant with this policy is allowed. `stood_in`: as above. If too many wrong numbers
 * were picked, or if the policy asks somebody and people did not agree too often, sets `failure` to too_many_attempts
 * and returns false. */
bool baton_attempt_may_move(const struct baton_participant *participant,
    const struct baton_policy *policy, bool stood_in, struct baton_failure *failure);

#endif
