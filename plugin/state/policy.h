/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy owns the rule of confirmation (`confirm` in docs/api.md): who must agree to a transfer, on
 * which channel they are asked, and in which form they respond. Each room has a policy, and a
 * request may only make it stricter. Pure.
 */
#ifndef BATON_STATE_POLICY_H
#define BATON_STATE_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "confirm/channel.h"
#include "transfer/machine.h"

/* A plain value. All zero: nobody is asked. */
struct baton_policy {
    bool old;                          /* the device in the call is asked */
    enum baton_transfer_remote remote; /* how many of the other participants must agree */
    const struct baton_channel *how;   /* NULL: the default channel */
    enum baton_transfer_form form;
};

/* Bits: the parts of a policy that a request, a room or the configuration file states. */
enum baton_policy_part {
    BATON_POLICY_WHO = 1 << 0, /* old and remote */
    BATON_POLICY_HOW = 1 << 1,
    BATON_POLICY_FORM = 1 << 2,
};

/* Returns the wire name of the policy's `who`: "nobody", "old", "remote_any" ... */
const char *baton_policy_who_name(const struct baton_policy *policy);
/* Sets `old` and `remote` by the name. False for an unknown name; then nothing is set. */
bool baton_policy_who_find(const char *name, struct baton_policy *policy);
/* Returns one of the names, weakest first, by index from 0 on. NULL after the last. */
const char *baton_policy_who_at(size_t index);
/* Returns the wire name of the policy's channel. baton_channel_find does the reverse. */
const char *baton_policy_how_name(const struct baton_policy *policy);

/* Copies the parts named by `has`, bits of enum baton_policy_part. */
void baton_policy_apply(
    struct baton_policy *policy, const struct baton_policy *stated, unsigned has);
bool baton_policy_asks_nobody(const struct baton_policy *policy);
/* Returns BATON_OK if no part of `wanted` is weaker than in `room`; otherwise invalid_element with
 * `failure` set. `how` and `form` do not count in a room that asks nobody. */
enum baton_error baton_policy_check(const struct baton_policy *room,
    const struct baton_policy *wanted, struct baton_failure *failure);

#endif
