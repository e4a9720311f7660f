/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Remembers which senders have given the right secret of a target, such as the pin of a room. While the target is
 * locked because strangers guess, these senders can still give the secret. This does not help anybody to guess, because
 * these senders know the secret already. Only the latest senders of a target and the latest targets are remembered, so
 * the memory is bounded.
 *
 * Thread: the control thread only.
 */
#ifndef BATON_TRANSFER_TRUST_H
#define BATON_TRANSFER_TRUST_H

#include <stdbool.h>
#include <stddef.h>

#include "transfer/guesses.h"

enum { BATON_TRUST_SENDERS = 64 }; /* senders that a target remembers */

struct baton_trust;

/* Remembers at most `max_targets` targets, above zero (asserted). Never returns NULL. */
struct baton_trust *baton_trust_new(size_t max_targets);
/* `trust` may be NULL. */
void baton_trust_free(struct baton_trust *trust);

/* The sender has given the target's secret. Only `kind` and `id` of the place are used. */
void baton_trust_add(
    struct baton_trust *trust, const struct baton_guess_place *target, const char *sender);
bool baton_trust_has(
    const struct baton_trust *trust, const struct baton_guess_place *target, const char *sender);
/* The target has another secret now: forgets its senders. */
void baton_trust_end(struct baton_trust *trust, const struct baton_guess_place *target);

#endif
