/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In a fair queue, flows share the cost evenly, items of a flow stay in order, and every limit holds. */
#include <glib.h>

#include "admission/fair_queue.h"
#include "test.h"

static const struct baton_fair_queue_limits limits = {
    .quantum = 100, .flow_items = 1000, .flow_bytes = 10000, .items = 2500};

/* An item is a number: its flow times 100,000, plus a count. */
#define ITEM(flow, number) GINT_TO_POINTER(100000 * (flow) + (number))

static int setup(void **state)
{
    *state = baton_fair_queue_new(&limits);
    return 0;
}

static int teardown(void **state)
{
    while (baton_fair_queue_pop(*state))
        continue;
    baton_fair_queue_free(*state);
    return 0;
}

static void fill(struct baton_fair_queue *queue, int flow, int count, int64_t cost)
{
    char name[24];

    g_snprintf(name, sizeof(name), "flow %d", flow);
    for (int i = 0; i < count; i++)
        assert_true(baton_fair_queue_push(queue, name, ITEM(flow, i), cost, 1));
}

TEST(an_empty_queue_gives_nothing, .setup_func = setup, .teardown_func = teardown)
{
    assert_null(baton_fair_queue_pop(*state));
    assert_int_equal(baton_fair_queue_length(*state), 0);
}

TEST(items_of_a_flow_stay_in_order, .setup_func = setup, .teardown_func = teardown)
{
    int next[4] = {0};

    for (int flow = 1; flow <= 3; flow++)
        fill(*state, flow, 100, 30 * flow);
    for (int i = 0; i < 300; i++) {
        int item = GPOINTER_TO_INT(baton_fair_queue_pop(*state));
        assert_int_equal(item % 100000, next[item / 100000]++);
    }
    assert_null(baton_fair_queue_pop(*state));
}

TEST(flows_get_the_same_cost_whatever_their_items_cost, .setup_func = setup,
    .teardown_func = teardown)
{
    int64_t used[4] = {0};
    static const int64_t costs[] = {0, 10, 50, 150};

    for (int flow = 1; flow <= 3; flow++)
        fill(*state, flow, 800, costs[flow]);
    while (used[3] < 6000) {
        int flow = GPOINTER_TO_INT(baton_fair_queue_pop(*state)) / 100000;
        used[flow] += costs[flow];
    }
    for (int flow = 1; flow <= 2; flow++)
        assert_int_in_range(used[flow], 6000 - 400, 6000 + 400);
}

/* The first item of a newcomer waits for one turn of each other flow, not for all their items. */
TEST(a_newcomer_waits_for_one_turn_of_the_others, .setup_func = setup, .teardown_func = teardown)
{
    int before = 0;

    fill(*state, 1, 1000, 50);
    fill(*state, 2, 1000, 50);
    fill(*state, 3, 1, 50);
    while (GPOINTER_TO_INT(baton_fair_queue_pop(*state)) != 300000)
        before++;
    assert_true(before <= 4);
}

TEST(an_item_that_costs_many_turns_comes_out, .setup_func = setup, .teardown_func = teardown)
{
    fill(*state, 1, 1, 100000);
    fill(*state, 2, 5, 1);
    for (int i = 0; i < 6; i++)
        assert_non_null(baton_fair_queue_pop(*state));
    assert_null(baton_fair_queue_pop(*state));
}

TEST(a_flow_has_a_limit_of_items_and_of_bytes, .setup_func = setup, .teardown_func = teardown)
{
    fill(*state, 1, 1000, 1);
    assert_false(baton_fair_queue_push(*state, "flow 1", ITEM(1, 0), 1, 1));
    assert_true(baton_fair_queue_push(*state, "flow 2", ITEM(2, 0), 1, 9999));
    assert_false(baton_fair_queue_push(*state, "flow 2", ITEM(2, 1), 1, 2));
    assert_true(baton_fair_queue_push(*state, "flow 2", ITEM(2, 1), 1, 1));
    assert_false(baton_fair_queue_push(*state, "flow 3", ITEM(3, 0), 1, 10001));
    assert_int_equal(baton_fair_queue_length(*state), 1002);
}

TEST(all_flows_together_have_a_limit, .setup_func = setup, .teardown_func = teardown)
{
    fill(*state, 1, 1000, 1);
    fill(*state, 2, 1000, 1);
    fill(*state, 3, 500, 1);
    assert_false(baton_fair_queue_push(*state, "flow 4", ITEM(4, 0), 1, 1));
    assert_non_null(baton_fair_queue_pop(*state));
    assert_true(baton_fair_queue_push(*state, "flow 4", ITEM(4, 0), 1, 1));
}
