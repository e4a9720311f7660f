/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy owns who must agree to a transfer, by which channel they are asked, and in which form they
 * answer: `confirm` of docs/api.md. A room has one, and a request may only make it stricter.
 */
#ifndef BATON_STATE_POLICY_H
#define BATON_STATE_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "confirm/channel.h"
#include "transfer/machine.h"

/* A plain value. Zeroed: nobody is asked. */
struct baton_policy {
    bool old;                          /* the device in the call is asked */
    enum baton_transfer_remote remote; /* how much of the others must agree */
    const struct baton_channel *how;   /* NULL: the default channel */
    enum baton_transfer_form form;
};

/* Which parts a request, a room or the configuration file states. */
enum baton_policy_part {
    BATON_POLICY_WHO = 1 << 0, /* old and remote */
    BATON_POLICY_HOW = 1 << 1,
    BATON_POLICY_FORM = 1 << 2,
};

/* The wire name of a policy's `who`: "nobody", "old", "remote_any" ... */
const char *baton_policy_who_name(const struct baton_policy *policy);
/* Sets `old` and `remote` by the name. False, setting nothing, for a name that is none. */
bool baton_policy_who_find(const char *name, struct baton_policy *policy);
/* The names, weakest first, from place 0 on; NULL beyond the last. */
const char *baton_policy_who_at(size_t index);
/* The wire name of its `how`. Channels are found by name with baton_channel_find. */
const char *baton_policy_how_name(const struct baton_policy *policy);

/* Copies the parts that `has` (of enum baton_policy_part) names. */
void baton_policy_apply(
    struct baton_policy *policy, const struct baton_policy *stated, unsigned has);
bool baton_policy_asks_nobody(const struct baton_policy *policy);
/* BATON_OK if `wanted` is in no part weaker than `room`; else invalid_element with `failure` set.
 * How and form do not matter in a room that asks nobody. */
enum baton_error baton_policy_check(const struct baton_policy *room,
    const struct baton_policy *wanted, struct baton_failure *failure);

#endif
