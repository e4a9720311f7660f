/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares keys, secrets and pins, and says in `failure` whether one is wrong or missing. */
#include "requests/authority.h"

#include "guard/attempt.h"

/* Checks the admin key. If it is wrong or missing, sets `failure`. */
static bool proves_key(
    struct baton_engine *engine, const struct baton_authority *by, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, by->now);
    switch (baton_attempt_secret(
        engine, by->from, BATON_GUESS_KEY, "", engine->config.admin_key, by->admin_key, failure)) {
    case BATON_OK:
        return true;
    case BATON_E_TOO_MANY_ATTEMPTS:
        return false;
    default:
        baton_failure_set(
            failure, BATON_E_UNAUTHORIZED, "admin_key: %s", by->admin_key ? "wrong" : "missing");
        return false;
    }
}

bool baton_authority_proves_secret(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_engine *engine = room->engine;
    engine->now = MAX(engine->now, by->now);
    switch (baton_attempt_secret(
        engine, by->from, BATON_GUESS_SECRET, room->id, room->secret, by->secret, failure)) {
    case BATON_OK:
        return true;
    case BATON_E_TOO_MANY_ATTEMPTS:
        return false;
    default:
        baton_failure_set(failure, BATON_E_WRONG_SECRET, "secret: %s",
            by->secret ? "this is not the room's secret" : "missing");
        return false;
    }
}

bool baton_authority_proves_pin(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_engine *engine = room->engine;
    engine->now = MAX(engine->now, by->now);
    switch (baton_attempt_secret(
        engine, by->from, BATON_GUESS_PIN, room->id, room->pin, by->pin, failure)) {
    case BATON_OK:
        return true;
    case BATON_E_TOO_MANY_ATTEMPTS:
        return false;
    default:
        baton_failure_set(failure, BATON_E_WRONG_PIN, "pin: %s",
            by->pin ? "this is not the room's pin" : "missing");
        return false;
    }
}

bool baton_authority_check_key(struct baton_engine *engine, const struct baton_authority *by,
    bool *has_key, struct baton_failure *failure)
{
    bool given = !by->admin && engine->config.admin_key && by->admin_key;
    *has_key = by->admin || given;
    return !given || proves_key(engine, by, failure);
}
