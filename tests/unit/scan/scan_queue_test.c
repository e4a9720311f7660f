/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/scan_queue: no session can use up the time of the decoder. */
#include <string.h>

#include "scan/scan_queue.h"
#include "test.h"

static const struct baton_scan_queue_limits limits = {
    .images = 8,
    .session_images = 4,
    .share = {.rate = BATON_MS(100), .burst = BATON_MS(1000)},
    .first = {.rate = BATON_MS(10), .burst = BATON_MS(200)},
};

static struct baton_scan_queue *queue;
static baton_time retry_after;
static char four_pictures;

static int open_queue(UNUSED void **state)
{
    queue = baton_scan_queue_new(&limits);
    return 0;
}

static int close_queue(UNUSED void **state)
{
    while (baton_scan_queue_pop(queue))
        ;
    assert_int_equal(baton_scan_queue_waiting(queue), 0);
    baton_scan_queue_free(queue);
    return 0;
}

#define QUEUE_TEST(name) TEST(name, .setup_func = open_queue, .teardown_func = close_queue)

/* The item is the name of its session. */
static bool push(const char *session, baton_time cost, baton_time now)
{
    return baton_scan_queue_push(
        queue, session, (void *)(uintptr_t)session, 1, cost, now, &retry_after);
}

static void assert_next(const char *session)
{
    const char *next = baton_scan_queue_pop(queue);
    assert_string_equal(next ? next : "nothing", session);
}

QUEUE_TEST(items_of_one_session_stay_in_order_and_are_limited)
{
    static const char items[] = "01234";

    for (size_t i = 0; i < 5; i++)
        assert_int_equal(
            baton_scan_queue_push(queue, "a", (void *)(uintptr_t)&items[i], 1, 1, 0, &retry_after),
            i < 4);
    assert_true(retry_after > 0);
    assert_int_equal(baton_scan_queue_waiting(queue), 4);
    for (size_t i = 0; i < 4; i++)
        assert_ptr_equal(baton_scan_queue_pop(queue), &items[i]);
    assert_null(baton_scan_queue_pop(queue));
}

QUEUE_TEST(sessions_take_turns)
{
    for (int i = 0; i < 4; i++)
        assert_true(push("many", BATON_MS(50), 0));
    assert_true(push("one", BATON_MS(50), 0));
    assert_next("many");
    assert_next("one");
    assert_next("many");
}

QUEUE_TEST(a_session_is_refused_while_it_has_used_up_its_time)
{
    assert_true(push("a", BATON_MS(20), 0));
    assert_next("a");
    baton_scan_queue_settle(queue, "a", BATON_MS(1480), 0); /* it took 1.5 s */
    assert_false(push("a", BATON_MS(20), 0));
    assert_int_in_range(retry_after, BATON_SECONDS(4), BATON_SECONDS(6));
    assert_false(baton_scan_queue_accepts(queue, "a", 1, BATON_SECONDS(4), &retry_after));
    assert_true(baton_scan_queue_accepts(queue, "b", 1, BATON_SECONDS(4), &retry_after));
    assert_true(push("a", BATON_MS(20), BATON_SECONDS(6)));
}

QUEUE_TEST(an_estimate_that_was_too_high_is_given_back)
{
    for (int i = 0; i < 100; i++) {
        assert_true(push("a", BATON_MS(500), 0));
        assert_next("a");
        baton_scan_queue_settle(queue, "a", -BATON_MS(499), 0);
    }
}

QUEUE_TEST(a_session_that_used_little_goes_first_even_if_the_others_fill_their_lane)
{
    static const char *const heavy[] = {"a", "b", "c"};

    for (size_t i = 0; i < 3; i++) {
        assert_true(push(heavy[i], BATON_MS(300), 0));
        assert_next(heavy[i]);
    }
    for (size_t i = 0; i < 12; i++)
        push(heavy[i % 3], BATON_MS(10), 0);
    assert_int_equal(baton_scan_queue_waiting(queue), 8);
    assert_false(push("a", BATON_MS(10), 0));
    assert_true(push("new", BATON_MS(10), 0));
    assert_true(push("newer", BATON_MS(10), 0));
    const char *served[2] = {baton_scan_queue_pop(queue), baton_scan_queue_pop(queue)};
    assert_string_equal(served[0], "new");
    assert_true(!strcmp(served[1], "newer") || !strcmp(served[1], "a"));
}

QUEUE_TEST(the_first_lane_leaves_turns_to_the_other_one)
{
    assert_true(push("heavy", BATON_MS(300), 0));
    assert_next("heavy");
    assert_true(push("heavy", BATON_MS(10), 0));
    bool served = false;
    for (char i = 0; i < 4; i++) {
        const char name[] = {'n', (char)('0' + i), '\0'};
        assert_true(baton_scan_queue_push(queue, name, &served, 1, 1, 0, &retry_after));
    }
    int rest = 0;
    for (int i = 0; i < 4; i++)
        rest += baton_scan_queue_pop(queue) != &served;
    assert_int_equal(rest, 1);
}

QUEUE_TEST(pictures_are_counted_and_not_submissions)
{
    assert_true(baton_scan_queue_push(queue, "a", &four_pictures, 4, 1, 0, &retry_after));
    assert_false(push("a", 1, 0));
    assert_true(baton_scan_queue_push(queue, "b", &four_pictures, 4, 1, 0, &retry_after));
    assert_false(push("c", 1, 0));
    assert_int_equal(baton_scan_queue_waiting(queue), 8);
}
