/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A token bucket, as in RFC 2697. The bucket fills at a steady rate until it holds `burst` tokens. Each request takes
 * as many tokens out of the bucket as it costs. Here a token is a unit of cost, not a secret: one microsecond of a
 * processor, unless the caller counts something else. Pure.
 */
#ifndef BATON_ADMISSION_BUCKET_H
#define BATON_ADMISSION_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct baton_bucket_limits {
    int64_t rate;  /* tokens per second, above 0 */
    int64_t burst; /* the most tokens that the bucket holds, above 0 */
};

struct baton_bucket {
    int64_t level; /* tokens at the time `at`; below 0 if more was taken than there was */
    baton_time at;
};

/* Makes the bucket full. */
void baton_bucket_init(
    struct baton_bucket *bucket, const struct baton_bucket_limits *limits, baton_time now);

/*
 * Returns the microseconds to wait until `cost` can be taken; 0: it can be taken now. A cost that is larger than the
 * burst can be taken from a full bucket.
 */
baton_time baton_bucket_wait(const struct baton_bucket *bucket,
    const struct baton_bucket_limits *limits, int64_t cost, baton_time now);

/* Takes the cost even if the bucket holds less. If the cost is below 0, the bucket gets tokens back, up to its
 * burst. */
void baton_bucket_take(struct baton_bucket *bucket, const struct baton_bucket_limits *limits,
    int64_t cost, baton_time now);

/* Whether the bucket is full. A full bucket behaves like a new one, so its owner may free it. */
bool baton_bucket_is_full(
    const struct baton_bucket *bucket, const struct baton_bucket_limits *limits, baton_time now);

#endif
