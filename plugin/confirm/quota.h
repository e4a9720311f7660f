/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quota owns how many text messages a telephone may get: so many within a span of time that begins
 * with the first of them. Whoever may join can name any number, and each message costs somebody.
 *
 * Memory is bounded by the numbers known at once. When there is no room for another number none is
 * let in until one is forgotten: so many numbers at once are no ordinary traffic.
 *
 * Thread: the control thread. `now` must not go back from one call to the next.
 */
#ifndef BATON_CONFIRM_QUOTA_H
#define BATON_CONFIRM_QUOTA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct baton_quota;

/* `most` messages for each of at most `numbers` numbers within `span`; all above zero (asserted).
 * Never NULL. */
struct baton_quota *baton_quota_new(int most, baton_time span, size_t numbers);
/* Takes NULL. */
void baton_quota_free(struct baton_quota *quota);

/* One more message for this number: true, and it is counted; false: it has had its share. */
bool baton_quota_take(struct baton_quota *quota, const char *number, baton_time now);

#endif
