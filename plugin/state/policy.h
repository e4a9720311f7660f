/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The policy of confirmation (`confirm` in docs/api.md): who must agree to a transfer, on which channel
 * they are asked, and in which form they respond. Each room has a policy. A request for a transfer must
 * not weaken it. Keeps no state.
 */
#ifndef BATON_STATE_POLICY_H
#define BATON_STATE_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "confirm/channel.h"
#include "transfer/machine.h"
#include "transfer/ways.h"

/* A plain value. If all members are zero, nobody is asked. */
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
/* Sets `old` and `remote` to what the name says. Returns false and sets nothing if the name is unknown. */
bool baton_policy_who_find(const char *name, struct baton_policy *policy);
/* Returns the name with this index, from 0 on, or NULL after the last name. */
const char *baton_policy_who_at(size_t index);
/* Returns the wire name of the policy's channel. baton_channel_find does the reverse. */
const char *baton_policy_how_name(const struct baton_policy *policy);

/* Copies those parts of `stated` whose bits (enum baton_policy_part) are set in `has`. */
void baton_policy_apply(
    struct baton_policy *policy, const struct baton_policy *stated, unsigned has);
bool baton_policy_asks_nobody(const struct baton_policy *policy);
/* Returns BATON_OK if no part of `wanted` is weaker than the same part of `room`. Otherwise returns
 * invalid_element with `failure` set. If `room` asks nobody, `wanted` can have any value. */
enum baton_error baton_policy_check(const struct baton_policy *room,
    const struct baton_policy *wanted, struct baton_failure *failure);
/* Returns BATON_OK if a room with these `ways` allows the policy. Otherwise sets `failure` to way_forbidden. */
enum baton_error baton_policy_check_ways(const struct baton_policy *policy,
    const struct baton_ways *ways, struct baton_failure *failure);
/* Returns BATON_OK if a server that sends text messages (`sends_sms`) or does not can ask as the policy says. Otherwise
 * sets `failure` to invalid_element. */
enum baton_error baton_policy_check_sms(
    const struct baton_policy *policy, bool sends_sms, struct baton_failure *failure);

#endif
