/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests of janus/allowance: a refusal has a text and a time, a flood is reported as a flood, and few threads may wait.
 */
#include <string.h>

#include "janus/allowance.h"
#include "janus/outgoing.h"
#include "test.h"

static int setup(void **state)
{
    *state = baton_allowance_new(&baton_allowance_defaults);
    return 0;
}

static int teardown(void **state)
{
    baton_allowance_free(*state);
    return 0;
}

#define ALLOWANCE_TEST(name) TEST(name, .setup_func = setup, .teardown_func = teardown)

static const struct baton_allowance_request costly = {
    .sender = {.handle = "1", .session = "s"}, .cost = BATON_MS(20)};

ALLOWANCE_TEST(a_refusal_says_when_to_try_again)
{
    struct baton_failure failure = {.error = BATON_OK};
    enum baton_allowance_lane lane;
    int count = 0;

    while ((lane = baton_allowance_admit(*state, &costly, 0, &failure)) == BATON_ALLOWANCE_FAIR)
        count++;
    assert_int_equal(count, 5); /* the burst of a handle, 100 ms */
    assert_int_equal(lane, BATON_ALLOWANCE_REFUSED);
    assert_int_equal(failure.error, BATON_E_BUSY);
    assert_int_equal(failure.retry_after, 400);
    assert_non_null(strstr(failure.text, "400 ms"));
    assert_int_equal(
        baton_allowance_admit(*state, &costly, BATON_MS(399), &failure), BATON_ALLOWANCE_REFUSED);
    assert_int_equal(
        baton_allowance_admit(*state, &costly, BATON_MS(401), &failure), BATON_ALLOWANCE_FAIR);
}

ALLOWANCE_TEST(a_sender_that_goes_on_is_a_flood)
{
    struct baton_failure failure;
    enum baton_allowance_lane lane = BATON_ALLOWANCE_FAIR;
    int refused = 0;

    for (int i = 0; i < 1000 && lane != BATON_ALLOWANCE_FLOOD; i++) {
        lane = baton_allowance_admit(*state, &costly, 0, &failure);
        refused += lane == BATON_ALLOWANCE_REFUSED;
    }
    assert_int_equal(lane, BATON_ALLOWANCE_FLOOD);
    assert_int_equal(failure.error, BATON_E_BUSY);
    assert_int_equal(refused, 500);
}

ALLOWANCE_TEST(a_reserved_request_passes_when_others_do_not)
{
    struct baton_allowance_request reserved = costly;
    struct baton_failure failure;

    while (baton_allowance_admit(*state, &costly, 0, &failure) == BATON_ALLOWANCE_FAIR)
        continue;
    reserved.reserved = true;
    reserved.cost = 200;
    assert_int_equal(
        baton_allowance_admit(*state, &reserved, 0, &failure), BATON_ALLOWANCE_RESERVED);
}

/* A refused offer that restarts ICE breaks a good connection, because Janus has restarted ICE already. */
ALLOWANCE_TEST(a_restart_passes_when_others_do_not_and_a_flood_of_them_does_not)
{
    struct baton_allowance_request restart = costly;
    struct baton_failure failure;
    int count = 0;

    while (baton_allowance_admit(*state, &costly, 0, &failure) == BATON_ALLOWANCE_FAIR)
        continue;
    restart.restart = true;
    restart.cost = 400;
    while (count < 1000 &&
           baton_allowance_admit(*state, &restart, 0, &failure) == BATON_ALLOWANCE_FAIR)
        count++;
    assert_int_equal(count, 25);
    assert_int_equal(failure.error, BATON_E_BUSY);
    assert_false(baton_allowance_may_overtake(*state, &restart, 0));
    assert_int_equal(
        baton_allowance_admit(*state, &restart, BATON_MS(400), &failure), BATON_ALLOWANCE_FAIR);
}

ALLOWANCE_TEST(a_restart_takes_from_the_usual_budgets_first)
{
    struct baton_allowance_request restart = costly;
    struct baton_failure failure;

    restart.restart = true;
    restart.cost = 400;
    assert_int_equal(baton_allowance_admit(*state, &restart, 0, &failure), BATON_ALLOWANCE_FAIR);
    for (int i = 0; i < 25; i++)
        assert_true(baton_allowance_may_overtake(*state, &restart, 0));
    assert_false(baton_allowance_may_overtake(*state, &restart, 0));
    restart.restart = false;
    assert_false(baton_allowance_may_overtake(*state, &restart, BATON_SECONDS(9)));
}

ALLOWANCE_TEST(messages_to_others_are_charged_to_who_causes_them_and_not_to_the_room)
{
    struct baton_allowance_request in_room = costly, other = costly;
    struct baton_failure failure;

    in_room.sender.room = other.sender.room = "r";
    other.sender.handle = "2";
    other.sender.session = "t";
    assert_int_equal(baton_allowance_admit(*state, &in_room, 0, &failure), BATON_ALLOWANCE_FAIR);
    baton_allowance_charge_output(*state, &in_room, BATON_SECONDS(1), 0);
    assert_int_equal(baton_allowance_admit(*state, &in_room, 0, &failure), BATON_ALLOWANCE_REFUSED);
    assert_int_equal(baton_allowance_admit(*state, &other, 0, &failure), BATON_ALLOWANCE_FAIR);
}

/* One participant wrote chat messages of 6 KB at full speed. Others, who read slowly, were thrown out of the call. */
ALLOWANCE_TEST(what_one_session_tells_a_room_fits_into_the_queue_of_a_client_that_does_not_read)
{
    const struct baton_budget_sender sender = {.handle = "1", .session = "s", .room = "r"};
    const struct baton_budget_sender other = {.handle = "2", .session = "t", .room = "r"};
    const int64_t message = 6100;
    struct baton_failure failure = {.error = BATON_OK};
    int64_t told = 0;

    for (; told < 10 << 20 && baton_allowance_may_tell(*state, &sender, 0, &failure);
         told += message)
        baton_allowance_charge_events(*state, &sender, message, 0);
    assert_int_in_range(told, 64 << 10, (64 << 10) + message);
    assert_int_equal(failure.error, BATON_E_BUSY);
    assert_int_in_range(failure.retry_after, 1, 1000);
    assert_true(
        baton_allowance_may_tell(*state, &sender, failure.retry_after * BATON_MS(1), &failure));
    assert_true(baton_allowance_may_tell(*state, &other, 0, &failure));
}

/* The largest event has metadata of 64 KB. */
ALLOWANCE_TEST(what_all_sessions_tell_a_room_fits_into_the_queue_of_a_client_that_does_not_read)
{
    const int64_t message = 66 << 10;
    struct baton_failure failure = {.error = BATON_OK};
    char session[16];
    int64_t told = 0;

    for (int i = 0; i < 100; i++) {
        const struct baton_budget_sender sender = {.session = session, .room = "r"};
        snprintf(session, sizeof(session), "%d", i);
        if (!baton_allowance_may_tell(*state, &sender, 0, &failure))
            continue;
        baton_allowance_charge_events(*state, &sender, message, 0);
        told += message;
    }
    assert_int_in_range(told, 256 << 10, baton_outgoing_defaults.bytes);
    assert_int_equal(failure.error, BATON_E_BUSY);
}

ALLOWANCE_TEST(the_time_that_a_request_took_is_charged)
{
    struct baton_failure failure;

    assert_int_equal(baton_allowance_admit(*state, &costly, 0, &failure), BATON_ALLOWANCE_FAIR);
    baton_allowance_settle(*state, &costly, BATON_MS(120), 0);
    assert_int_equal(baton_allowance_admit(*state, &costly, 0, &failure), BATON_ALLOWANCE_REFUSED);
}

ALLOWANCE_TEST(one_thread_waits_for_a_session_and_few_for_all)
{
    static const char *const sessions[] = {"a", "b", "c", "d", "e"};

    for (size_t i = 0; i < baton_allowance_defaults.threads; i++) {
        assert_true(baton_allowance_hold(*state, sessions[i]));
        assert_false(baton_allowance_hold(*state, sessions[i]));
    }
    assert_false(baton_allowance_hold(*state, sessions[baton_allowance_defaults.threads]));
    baton_allowance_release(*state, sessions[1]);
    assert_true(baton_allowance_hold(*state, sessions[baton_allowance_defaults.threads]));
}
