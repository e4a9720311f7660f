/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A token bucket (RFC 2697 has the idea): it fills at a steady rate up to its burst, and each request takes its cost
 * out. The unit of a token is a microsecond of the control thread. Pure.
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
    int64_t
        level; /* tokens at the time `at`; below 0 after a cost that was larger than the burst */
    baton_time at;
};

/* A full bucket. */
void baton_bucket_init(
    struct baton_bucket *bucket, const struct baton_bucket_limits *limits, baton_time now);

/*
 * How long to wait until `cost` can be taken, in microseconds; 0: it can be taken now. A cost that is larger than the
 * burst can be taken from a full bucket.
 */
baton_time baton_bucket_wait(const struct baton_bucket *bucket,
    const struct baton_bucket_limits *limits, int64_t cost, baton_time now);

/* Takes the cost, whether or not the bucket holds as much. A cost below 0 is given back. */
void baton_bucket_take(struct baton_bucket *bucket, const struct baton_bucket_limits *limits,
    int64_t cost, baton_time now);

/* Whether the bucket is full, and so the same as a new one. */
bool baton_bucket_is_full(
    const struct baton_bucket *bucket, const struct baton_bucket_limits *limits, baton_time now);

#endif
