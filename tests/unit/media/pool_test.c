/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of media/pool: entries are used again, and are freed only when the pool is freed. */
#include "media/pool.h"
#include "test.h"

struct item {
    struct baton_pool_entry entry;
    int begun;
};

static bool refuses;
static int ended;

static bool begin(void *entry)
{
    ((struct item *)entry)->begun++;
    return !refuses;
}

static void end(void *entry)
{
    (void)entry;
    ended++;
}

static const struct baton_pool_type item_type = {sizeof(struct item), begin, end};

TEST(an_entry_that_was_given_back_is_used_again_unchanged)
{
    struct baton_pool pool = {0};
    struct item *first = baton_pool_take(&pool, &item_type);
    struct item *second = baton_pool_take(&pool, &item_type);

    assert_ptr_not_equal(first, second);
    first->begun = 7;
    baton_pool_give(&pool, first);
    assert_ptr_equal(baton_pool_take(&pool, &item_type), first);
    assert_int_equal(first->begun, 7);
    assert_int_equal(second->begun, 1);
    baton_pool_free(&pool);
}

TEST(freeing_the_pool_ends_every_entry)
{
    struct baton_pool pool = {0};

    ended = 0;
    baton_pool_give(&pool, baton_pool_take(&pool, &item_type));
    baton_pool_take(&pool, &item_type);
    baton_pool_take(&pool, &item_type);
    assert_int_equal(ended, 0);
    baton_pool_free(&pool);
    assert_int_equal(ended, 2);
}

TEST(an_entry_whose_begin_fails_is_not_returned)
{
    struct baton_pool pool = {0};

    ended = 0;
    refuses = true;
    assert_null(baton_pool_take(&pool, &item_type));
    refuses = false;
    baton_pool_free(&pool);
    assert_int_equal(ended, 0);
}
