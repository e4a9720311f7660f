/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits the text messages that are counted under one name, such as a telephone number, within a period of time. The
 * period begins with the first message.
 *
 * At most `names` names are remembered, which bounds the memory. When this limit is reached, messages under other names
 * are refused until the period of a remembered name is over. Ordinary use does not reach this limit.
 *
 * Thread: the control thread. `now` must not go back from one call to the next.
 */
#ifndef BATON_CONFIRM_QUOTA_H
#define BATON_CONFIRM_QUOTA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct baton_quota;

/*
 * Allows `most` messages for each name within `span`, and remembers at most `names` names. All arguments are above
 * zero (asserted). Never returns NULL.
 */
struct baton_quota *baton_quota_new(int most, baton_time span, size_t names);
/* `quota` may be NULL. */
void baton_quota_free(struct baton_quota *quota);

/* Counts a message under this name and returns true. Returns false if the message must not be sent. */
bool baton_quota_take(struct baton_quota *quota, const char *name, baton_time now);
/* Whether baton_quota_take would return true. */
bool baton_quota_has(struct baton_quota *quota, const char *name, baton_time now);

#endif
