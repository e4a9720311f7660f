/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "admission/bucket.h"

/* level_at() treats a bucket as full after this time. The bound keeps its multiplication within 64 bits. */
#define LONGEST_FILL BATON_SECONDS(3600)

static int64_t level_at(
    const struct baton_bucket *bucket, const struct baton_bucket_limits *limits, baton_time now)
{
    baton_time passed = now - bucket->at;

    if (passed <= 0)
        return bucket->level;
    if (passed > LONGEST_FILL)
        return limits->burst;
    int64_t level = bucket->level + passed * limits->rate / BATON_SECONDS(1);
    return level < limits->burst ? level : limits->burst;
}

void baton_bucket_init(
    struct baton_bucket *bucket, const struct baton_bucket_limits *limits, baton_time now)
{
    *bucket = (struct baton_bucket){.level = limits->burst, .at = now};
}

baton_time baton_bucket_wait(const struct baton_bucket *bucket,
    const struct baton_bucket_limits *limits, int64_t cost, baton_time now)
{
    int64_t needed = cost < limits->burst ? cost : limits->burst;
    int64_t missing = needed - level_at(bucket, limits, now);

    if (missing <= 0)
        return 0;
    return (missing * BATON_SECONDS(1) + limits->rate - 1) / limits->rate;
}

void baton_bucket_take(struct baton_bucket *bucket, const struct baton_bucket_limits *limits,
    int64_t cost, baton_time now)
{
    int64_t level = level_at(bucket, limits, now) - cost;

    bucket->level = level < limits->burst ? level : limits->burst;
    bucket->at = now > bucket->at ? now : bucket->at;
}

bool baton_bucket_is_full(
    const struct baton_bucket *bucket, const struct baton_bucket_limits *limits, baton_time now)
{
    return level_at(bucket, limits, now) >= limits->burst;
}
