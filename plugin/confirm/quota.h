/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quota owns the limit of text messages to one telephone number, within a span of time that begins with the first
 * message. Every client that may join can give any number, and each message costs money.
 *
 * The count of numbers bounds the memory. Once it is reached, messages to further numbers are refused until a number
 * is forgotten: so many numbers at once are not ordinary traffic.
 *
 * Thread: the control thread. `now` must not go back from one call to the next.
 */
#ifndef BATON_CONFIRM_QUOTA_H
#define BATON_CONFIRM_QUOTA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct baton_quota;

/* `most` messages for each of at most `numbers` numbers within `span`; all above zero (asserted). Never NULL. */
struct baton_quota *baton_quota_new(int most, baton_time span, size_t numbers);
/* Takes NULL. */
void baton_quota_free(struct baton_quota *quota);

/* Counts one more message to this number and returns true; returns false if the number has had `most` messages. */
bool baton_quota_take(struct baton_quota *quota, const char *number, baton_time now);

#endif
