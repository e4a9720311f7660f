/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sender above one of its limits has to wait. No other sender has to wait. The memory has a limit. */
#include <glib.h>

#include "admission/budget.h"
#include "test.h"

static const struct baton_budget_limits limits = {
    .scopes =
        {
            [BATON_BUDGET_HANDLE] = {.rate = 100, .burst = 100},
            [BATON_BUDGET_SESSION] = {.rate = 200, .burst = 200},
            [BATON_BUDGET_ROOM] = {.rate = 300, .burst = 300},
            [BATON_BUDGET_ASSURED] = {.rate = 10, .burst = 20},
            [BATON_BUDGET_RESERVED] = {.rate = 20, .burst = 40},
            [BATON_BUDGET_RESTARTS] = {.rate = 10, .burst = 30},
            [BATON_BUDGET_REFUSALS] = {.rate = 5, .burst = 10},
            [BATON_BUDGET_SERVER] = {.rate = 500, .burst = 500},
            [BATON_BUDGET_SESSION_EVENTS] = {.rate = 100, .burst = 1000},
            [BATON_BUDGET_ROOM_EVENTS] = {.rate = 200, .burst = 1500},
        },
    .max_entries = 1000,
};

static int setup(void **state)
{
    *state = baton_budget_new(&limits);
    return 0;
}

static int teardown(void **state)
{
    baton_budget_free(*state);
    return 0;
}

/* Returns how many requests of one cost are admitted at one time, before the first refusal. */
static int admitted(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t cost, baton_time now)
{
    baton_time wait = 0;
    int count = 0;

    while (count < 10000 && baton_budget_take(budget, sender, cost, now, &wait))
        count++;
    assert_true(wait > 0);
    return count;
}

TEST(a_handle_is_limited, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender sender = {.handle = "h1", .session = "s1", .room = "r1"};

    assert_int_equal(admitted(*state, &sender, 10, 0), 10);
    assert_int_equal(admitted(*state, &sender, 10, BATON_MS(500)), 5);
}

TEST(handles_of_one_session_share_its_budget, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender first = {.handle = "h1", .session = "s1"};
    const struct baton_budget_sender second = {.handle = "h2", .session = "s1"};
    const struct baton_budget_sender third = {.handle = "h3", .session = "s1"};

    assert_int_equal(admitted(*state, &first, 10, 0), 10);
    assert_int_equal(admitted(*state, &second, 10, 0), 10);
    assert_int_equal(admitted(*state, &third, 10, 0), 0);
}

TEST(sessions_in_one_room_share_its_budget, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender first = {.session = "s1", .room = "r1"};
    const struct baton_budget_sender second = {.session = "s2", .room = "r1"};
    const struct baton_budget_sender elsewhere = {.session = "s2", .room = "r2"};

    assert_int_equal(admitted(*state, &first, 10, 0), 20);
    assert_int_equal(admitted(*state, &second, 10, 0), 10);
    assert_int_equal(admitted(*state, &elsewhere, 10, 0), 10);
}

TEST(a_session_that_asks_for_little_is_admitted_when_others_use_everything_up, .setup_func = setup,
    .teardown_func = teardown)
{
    char name[8];

    for (int i = 0; i < 50; i++) {
        g_snprintf(name, sizeof(name), "s%d", i);
        admitted(*state, &(struct baton_budget_sender){.session = name}, 10, 0);
    }
    const struct baton_budget_sender modest = {.handle = "h", .session = "modest", .room = "quiet"};
    assert_int_equal(admitted(*state, &modest, 10, 0), 2);
    assert_int_equal(admitted(*state, &modest, 10, BATON_SECONDS(1)), 10);
}

TEST(without_a_known_session_nothing_is_assured, .setup_func = setup, .teardown_func = teardown)
{
    char name[8];

    for (int i = 0; i < 10; i++) {
        g_snprintf(name, sizeof(name), "h%d", i);
        admitted(*state, &(struct baton_budget_sender){.handle = name}, 10, 0);
    }
    assert_int_equal(admitted(*state, &(struct baton_budget_sender){.handle = "new"}, 10, 0), 0);
}

TEST(a_refused_request_takes_nothing, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender busy = {.handle = "h1", .session = "s1"};
    const struct baton_budget_sender other = {.handle = "h2", .session = "s1"};

    admitted(*state, &busy, 10, 0);
    baton_time wait = 0;
    for (int i = 0; i < 1000; i++)
        assert_false(baton_budget_take(*state, &busy, 10, 0, &wait));
    assert_int_equal(wait, BATON_MS(100));
    assert_int_equal(admitted(*state, &other, 10, 0), 10);
}

TEST(memory_is_bounded_and_full_buckets_are_forgotten, .setup_func = setup,
    .teardown_func = teardown)
{
    char name[24];
    baton_time wait = 0;

    for (int i = 0; i < 100000; i++) {
        g_snprintf(name, sizeof(name), "s%d", i);
        const struct baton_budget_sender sender = {.handle = name, .session = name, .room = name};
        if (!baton_budget_take(*state, &sender, 1, 0, &wait))
            assert_int_equal(wait, BATON_SECONDS(1));
        assert_true(baton_budget_entries(*state) <= limits.max_entries);
    }
    const struct baton_budget_sender later = {.handle = "h", .session = "late", .room = "r"};
    assert_true(baton_budget_take(*state, &later, 1, BATON_SECONDS(2), &wait));
    assert_true(baton_budget_entries(*state) < 10);
}

TEST(reserved_requests_have_a_budget_of_their_own, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender sender = {.handle = "h1", .session = "s1", .room = "r1"};
    int count = 0;

    admitted(*state, &sender, 10, 0);
    while (baton_budget_take_reserved(*state, &sender, 10, 0))
        count++;
    assert_int_equal(count, 4);
    assert_true(baton_budget_take_reserved(*state, &sender, 10, BATON_MS(500)));
    assert_false(baton_budget_take_reserved(
        *state, &(struct baton_budget_sender){.handle = "h2"}, 10, BATON_MS(500)));
}

TEST(restarts_have_a_budget_of_their_own, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender sender = {.handle = "h1", .session = "s1", .room = "r1"};
    int count = 0;

    admitted(*state, &sender, 10, 0);
    while (baton_budget_take_restart(*state, &sender, 10, 0))
        count++;
    assert_int_equal(count, 3);
    assert_true(baton_budget_take_reserved(*state, &sender, 10, 0));
    assert_true(baton_budget_take_restart(*state, &sender, 10, BATON_SECONDS(1)));
    assert_false(baton_budget_take_restart(*state, &sender, 10, BATON_SECONDS(1)));
}

TEST(a_sender_may_be_refused_only_so_often, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender sender = {.session = "s1"}, other = {.session = "s2"};

    for (int i = 0; i < 10; i++)
        assert_true(baton_budget_count_refusal(*state, &sender, 0));
    assert_false(baton_budget_count_refusal(*state, &sender, 0));
    assert_true(baton_budget_count_refusal(*state, &other, 0));
    assert_true(baton_budget_count_refusal(*state, &sender, BATON_SECONDS(1)));
}

TEST(a_request_that_took_longer_than_its_cost_is_charged_for_it, .setup_func = setup,
    .teardown_func = teardown)
{
    const struct baton_budget_sender sender = {.handle = "h1", .session = "s1"};
    baton_time wait = 0;

    assert_true(baton_budget_take(*state, &sender, 10, 0, &wait));
    baton_budget_correct(*state, &sender, 190, 0);
    assert_false(baton_budget_take(*state, &sender, 10, 0, &wait));
    assert_int_equal(wait, BATON_MS(1100));
}

TEST(a_request_that_took_less_gives_the_rest_back, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender sender = {.handle = "h1", .session = "s1"};

    for (int i = 0; i < 40; i++) {
        baton_time wait = 0;
        assert_true(baton_budget_take(*state, &sender, 10, 0, &wait));
        baton_budget_correct(*state, &sender, -10, 0);
    }
    assert_int_equal(admitted(*state, &sender, 10, 0), 10);
}

TEST(
    events_are_limited_for_a_session_and_for_a_room, .setup_func = setup, .teardown_func = teardown)
{
    const struct baton_budget_sender loud = {.session = "s1", .room = "r1"};
    const struct baton_budget_sender moved = {.session = "s1", .room = "r2"};
    const struct baton_budget_sender quiet = {.session = "s2", .room = "r1"};

    assert_int_equal(baton_budget_events_wait(*state, &loud, 0), 0);
    baton_budget_take_events(*state, &loud, 1099, 0);
    assert_int_equal(baton_budget_events_wait(*state, &loud, 0), BATON_SECONDS(1));
    assert_int_equal(baton_budget_events_wait(*state, &moved, 0), BATON_SECONDS(1));
    assert_int_equal(baton_budget_events_wait(*state, &quiet, 0), 0);
    baton_budget_take_events(*state, &quiet, 500, 0);
    assert_int_equal(baton_budget_events_wait(*state, &quiet, 0), BATON_MS(500));
    assert_int_equal(baton_budget_events_wait(*state, &quiet, BATON_MS(500)), 0);
}
