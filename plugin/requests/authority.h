/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The proofs of the right to send a request about rooms. Each wrong key, secret or pin counts as a miss. Control thread
 * only.
 */
#ifndef BATON_REQUESTS_AUTHORITY_H
#define BATON_REQUESTS_AUTHORITY_H

#include "requests/request_fields.h"
#include "state/room.h"

/* Whether the sender has given the room's secret, or the room's pin. If what was given is wrong or missing, sets
 * `failure`. */
bool baton_authority_proves_secret(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure);
bool baton_authority_proves_pin(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure);

/* Sets `*has_key` to true if the sender is the operator, or has given the operator's key. Returns false with `failure`
 * set if the sender has given a wrong key, even if the room's secret is right. */
bool baton_authority_check_key(struct baton_engine *engine, const struct baton_authority *by,
    bool *has_key, struct baton_failure *failure);

#endif
