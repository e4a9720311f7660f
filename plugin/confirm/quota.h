/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits the text messages to one telephone number within a period of time, which begins with the first message. The
 * limit is needed because each message costs money, and every client that may join can give any number.
 *
 * At most `numbers` numbers are remembered, which bounds the memory. If that many are remembered, messages to further
 * numbers are refused until the period of one of them is over. Ordinary use does not reach this limit. Each sender may
 * add only some of the numbers, so that no sender can use up the numbers of all.
 *
 * Thread: the control thread. `now` must not go back from one call to the next.
 */
#ifndef BATON_CONFIRM_QUOTA_H
#define BATON_CONFIRM_QUOTA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct baton_quota;

/* All of them are above zero (asserted). */
struct baton_quota_limits {
    int most;        /* messages to one number within `span` */
    baton_time span; /* the period */
    size_t numbers;  /* numbers that are remembered */
    size_t each;     /* numbers of these that one sender may add */
};

/* Copies the limits. Never returns NULL. */
struct baton_quota *baton_quota_new(const struct baton_quota_limits *limits);
/* `quota` may be NULL. */
void baton_quota_free(struct baton_quota *quota);

/*
 * Counts a message of `sender` to this number and returns BATON_QUOTA_OK. Otherwise the message must not be sent, and
 * the result names the limit that is reached. A number counts for the sender whose message was the first in its
 * period.
 */
enum baton_quota_verdict {
    BATON_QUOTA_OK,
    BATON_QUOTA_NUMBER,
    BATON_QUOTA_SENDER,
    BATON_QUOTA_FULL
};
enum baton_quota_verdict baton_quota_take(
    struct baton_quota *quota, const char *sender, const char *number, baton_time now);

#endif
