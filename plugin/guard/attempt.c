/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the misses of an attempt at its places, and refuses an attempt at a locked place. */
#include "guard/attempt.h"

#include <assert.h>

#include "guard/audit.h"
#include "state/room.h"

static void add(struct baton_attempt *attempt, struct baton_guess_place place)
{
    assert(attempt->count < BATON_ATTEMPT_PLACES);
    attempt->places[attempt->count++] = place;
}

void baton_attempt_init(
    struct baton_attempt *attempt, struct baton_engine *engine, const struct baton_handle *handle)
{
    *attempt = (struct baton_attempt){.engine = engine};
    if (handle)
        baton_attempt_add(attempt, BATON_GUESS_HANDLE, handle->origin);
    if (handle && handle->session[0])
        baton_attempt_add(attempt, BATON_GUESS_SESSION, handle->session);
}

void baton_attempt_add(struct baton_attempt *attempt, enum baton_guess_kind kind, const char *id)
{
    add(attempt, (struct baton_guess_place){.kind = kind, .id = id});
}

static bool refuse(baton_time wait, const char *what, struct baton_failure *failure)
{
    if (wait <= 0)
        return true;
    baton_failure_set(failure, BATON_E_TOO_MANY_ATTEMPTS, "%s; try again later", what);
    if (failure)
        failure->retry_after = (wait + BATON_MS(1) - 1) / BATON_MS(1);
    return false;
}

bool baton_attempt_may(const struct baton_attempt *attempt, struct baton_failure *failure)
{
    const struct baton_engine *engine = attempt->engine;
    return refuse(baton_guesses_wait(engine->guesses, attempt->places, attempt->count, engine->now),
        "too many wrong codes, pins, secrets or numbers", failure);
}

/* Names no handle and no session, because their names are secrets. */
static void note_lock(struct baton_engine *engine, const struct baton_guess_place *place)
{
    bool of_room = place->kind == BATON_GUESS_LETTERS || place->kind == BATON_GUESS_PIN ||
                   place->kind == BATON_GUESS_SECRET;
    bool of_participant = place->kind == BATON_GUESS_NUMBER ||
                          place->kind == BATON_GUESS_QUESTION ||
                          place->kind == BATON_GUESS_STAND_IN;
    baton_audit_note(engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_LOCKED,
                                 .room = of_room ? place->id : NULL,
                                 .participant = of_participant ? place->id : NULL,
                                 .what = baton_guess_kind_name(place->kind),
                                 .outside = true,
                                 .reason = baton_error_name(BATON_E_TOO_MANY_ATTEMPTS)});
}

bool baton_attempt_missed(const struct baton_attempt *attempt)
{
    struct baton_engine *engine = attempt->engine;
    unsigned locked =
        baton_guesses_miss(engine->guesses, attempt->places, attempt->count, engine->now);
    for (size_t i = 0; i < attempt->count; i++)
        if (locked & 1u << i)
            note_lock(engine, &attempt->places[i]);
    return locked != 0;
}

/* --- pins, secrets and the admin key ---------------------------------------------------------- */

/* Adds the target and the server. If there are too many misses on the whole server, each target allows fewer misses.
 * The count of the server itself refuses nothing, because otherwise nobody could enter any room. */
static void add_target(struct baton_attempt *attempt, enum baton_guess_kind kind, const char *id)
{
    const struct baton_engine *engine = attempt->engine;
    struct baton_guess_place server = {.kind = BATON_GUESS_SERVER, .id = "secrets"};
    bool strict = baton_guesses_wait(engine->guesses, &server, 1, engine->now) > 0;
    server.counts_only = true;
    add(attempt, (struct baton_guess_place){.kind = kind, .id = id, .strict = strict});
    add(attempt, server);
}

enum baton_error baton_attempt_secret(struct baton_engine *engine,
    const struct baton_handle *handle, enum baton_guess_kind kind, const char *id,
    const char *expected, const char *given, struct baton_failure *failure)
{
    const struct baton_guess_place target = {.kind = kind, .id = id};
    const char *sender = handle ? baton_handle_sender(handle) : NULL;
    struct baton_attempt attempt;
    if (!given)
        return BATON_E_UNAUTHORIZED;
    baton_attempt_init(&attempt, engine, handle);
    if (!sender || !baton_trust_has(engine->trust, &target, sender))
        add_target(&attempt, kind, id);
    if (!baton_attempt_may(&attempt, failure))
        return BATON_E_TOO_MANY_ATTEMPTS;
    if (baton_room_secret_equal(expected, given)) {
        if (sender)
            baton_trust_add(engine->trust, &target, sender);
        return BATON_OK;
    }
    baton_attempt_missed(&attempt);
    return BATON_E_UNAUTHORIZED;
}

/* --- transfers of a participant --------------------------------------------------------------- */

static baton_time pause_of(const struct baton_participant *participant, enum baton_guess_kind kind)
{
    const struct baton_engine *engine = participant->engine;
    const struct baton_guess_place place = {.kind = kind, .id = participant->id};
    return baton_guesses_wait(engine->guesses, &place, 1, engine->now);
}

static enum baton_guess_kind kind_of_question(bool stood_in)
{
    return stood_in ? BATON_GUESS_STAND_IN : BATON_GUESS_QUESTION;
}

bool baton_attempt_may_move(const struct baton_participant *participant,
    const struct baton_policy *policy, bool stood_in, struct baton_failure *failure)
{
    if (!refuse(pause_of(participant, BATON_GUESS_NUMBER),
            "too many wrong numbers were picked for this call, so it cannot move now", failure))
        return false;
    return baton_policy_asks_nobody(policy) ||
           refuse(pause_of(participant, kind_of_question(stood_in)),
               "people were asked too often about this call and did not agree, so nobody is asked "
               "now",
               failure);
}

static void warn_of_pause(
    const struct baton_participant *participant, const char *kind, const char *transfer)
{
    if (participant->active)
        baton_device_send(
            participant->active, json_pack("{s:s, s:s, s:s, s:s}", "baton", "warning", "kind", kind,
                                     "transfer", transfer, "role", "old"));
}

/* --- numbers ---------------------------------------------------------------------------------- */

static void count_number(
    const struct baton_attempt *attempt, const struct baton_picked_number *picked)
{
    struct baton_engine *engine = attempt->engine;
    baton_attempt_missed(attempt);
    const struct baton_room *room = baton_room_find(engine, picked->room, NULL);
    const struct baton_participant *participant =
        room ? baton_room_participant(room, picked->participant, NULL) : NULL;
    if (participant && pause_of(participant, BATON_GUESS_NUMBER) > 0)
        warn_of_pause(participant, "many_wrong_numbers", picked->transfer);
}

void baton_attempt_wrong_number(struct baton_engine *engine, const struct baton_handle *from,
    const struct baton_picked_number *picked)
{
    struct baton_attempt attempt;
    baton_audit_note(engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_WRONG_NUMBER,
                                 .room = picked->room,
                                 .participant = picked->participant,
                                 .transfer = picked->transfer});
    baton_attempt_init(&attempt, engine, from);
    baton_attempt_add(&attempt, BATON_GUESS_NUMBER, picked->participant);
    count_number(&attempt, picked);
}

void baton_attempt_right_number(
    struct baton_engine *engine, const struct baton_picked_number *picked)
{
    struct baton_attempt attempt;
    baton_attempt_init(&attempt, engine, NULL);
    baton_attempt_add(&attempt, BATON_GUESS_NUMBER, picked->participant);
    if (baton_guesses_has_missed(engine->guesses, attempt.places, engine->now))
        count_number(&attempt, picked);
}

/* --- questions -------------------------------------------------------------------------------- */

void baton_attempt_vain_question(
    const struct baton_participant *participant, const char *transfer, bool stood_in)
{
    struct baton_attempt attempt;
    baton_attempt_init(&attempt, participant->engine, NULL);
    baton_attempt_add(&attempt, kind_of_question(stood_in), participant->id);
    if (baton_attempt_missed(&attempt))
        warn_of_pause(participant, "many_questions", transfer);
}
