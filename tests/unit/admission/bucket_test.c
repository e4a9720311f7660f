/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bucket fills at its rate up to its burst, and says exactly how long to wait for a cost. */
#include "admission/bucket.h"
#include "test.h"

static const struct baton_bucket_limits limits = {.rate = 1000, .burst = 500};

static struct baton_bucket full(baton_time now)
{
    struct baton_bucket bucket;
    baton_bucket_init(&bucket, &limits, now);
    return bucket;
}

TEST(a_new_bucket_gives_its_burst_at_once)
{
    struct baton_bucket bucket = full(7);
    assert_int_equal(baton_bucket_wait(&bucket, &limits, 500, 7), 0);
    baton_bucket_take(&bucket, &limits, 500, 7);
    assert_int_equal(baton_bucket_wait(&bucket, &limits, 1, 7), BATON_MS(1));
}

TEST(the_wait_is_exact)
{
    struct baton_bucket bucket = full(0);
    baton_bucket_take(&bucket, &limits, 500, 0);
    baton_time wait = baton_bucket_wait(&bucket, &limits, 250, 0);
    assert_int_equal(wait, BATON_MS(250));
    assert_int_equal(baton_bucket_wait(&bucket, &limits, 250, wait - 1000), 1000);
    assert_int_equal(baton_bucket_wait(&bucket, &limits, 250, wait), 0);
}

TEST(a_bucket_never_holds_more_than_its_burst)
{
    struct baton_bucket bucket = full(0);
    baton_bucket_take(&bucket, &limits, 500, 0);
    assert_false(baton_bucket_is_full(&bucket, &limits, BATON_MS(499)));
    assert_true(baton_bucket_is_full(&bucket, &limits, BATON_SECONDS(100000)));
    baton_bucket_take(&bucket, &limits, 500, BATON_SECONDS(100000));
    assert_true(baton_bucket_wait(&bucket, &limits, 1, BATON_SECONDS(100000)) > 0);
}

TEST(a_cost_above_the_burst_needs_a_full_bucket_and_leaves_a_debt)
{
    struct baton_bucket bucket = full(0);
    assert_int_equal(baton_bucket_wait(&bucket, &limits, 2000, 0), 0);
    baton_bucket_take(&bucket, &limits, 2000, 0);
    assert_int_equal(baton_bucket_wait(&bucket, &limits, 500, 0), BATON_SECONDS(2));
}

TEST(time_that_goes_back_gives_nothing)
{
    struct baton_bucket bucket = full(BATON_SECONDS(5));
    baton_bucket_take(&bucket, &limits, 500, BATON_SECONDS(5));
    assert_int_equal(baton_bucket_wait(&bucket, &limits, 100, BATON_SECONDS(4)), BATON_MS(100));
    baton_bucket_take(&bucket, &limits, 0, BATON_SECONDS(4));
    assert_int_equal(baton_bucket_wait(&bucket, &limits, 100, BATON_SECONDS(5)), BATON_MS(100));
}
