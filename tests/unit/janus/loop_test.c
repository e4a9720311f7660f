/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop runs each job once, in order, on one thread. It ticks at the deadlines, and a stop loses no job. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "janus/loop.h"
#include "test.h"

static atomic_int ticks;
static _Atomic(baton_time) due;

static baton_time deadline(void *context)
{
    (void)context;
    return atomic_load(&due);
}

static void tick(void *context, baton_time now)
{
    (void)context;
    if (atomic_load(&due) <= now)
        atomic_store(&due, BATON_NEVER);
    atomic_fetch_add(&ticks, 1);
}

static struct baton_loop *start(void)
{
    const struct baton_loop_timer timer = {deadline, tick, NULL};

    atomic_store(&ticks, 0);
    atomic_store(&due, BATON_NEVER);
    struct baton_loop *loop = baton_loop_new(&timer);
    assert_non_null(loop);
    return loop;
}

static void finish(struct baton_loop *loop)
{
    baton_loop_stop(loop);
    baton_loop_free(loop);
}

static bool ticks_in_time(int expected)
{
    for (int i = 0; i < 5000 && atomic_load(&ticks) < expected; i++)
        usleep(1000);
    return atomic_load(&ticks) >= expected;
}

/* These need no lock: only jobs use them, and all jobs run on the loop's thread. */
static int last[4], runs;

struct number {
    int poster, value;
};

static void run_number(void *data)
{
    const struct number *number = data;
    assert_int_equal(number->value, last[number->poster] + 1);
    last[number->poster] = number->value;
    runs++;
}

enum { NUMBERS = 2000 };

static struct number numbers[4][NUMBERS];
static struct baton_loop *crowded;

static void *post_numbers(void *data)
{
    int poster = (int)(intptr_t)data;
    for (int i = 0; i < NUMBERS; i++) {
        numbers[poster][i] = (struct number){poster, i + 1};
        assert_true(baton_loop_post(crowded, run_number, &numbers[poster][i]));
        baton_loop_wake(crowded);
    }
    return NULL;
}

TEST(jobs_of_many_threads_run_once_and_in_order)
{
    pthread_t threads[4];
    crowded = start();
    for (intptr_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, post_numbers, (void *)i), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    finish(crowded);
    assert_int_equal(runs, 4 * NUMBERS);
}

static void run_nothing(void *data)
{
    (void)data;
}

static enum baton_loop_outcome call_nothing(struct baton_loop *loop)
{
    return baton_loop_call(
        loop, &(struct baton_loop_job){.flow = "test", .cost = 1, .run = run_nothing});
}

TEST(a_wake_makes_the_loop_tick)
{
    struct baton_loop *loop = start();
    baton_loop_wake(loop);
    assert_true(ticks_in_time(1));
    finish(loop);
}

TEST(the_loop_ticks_at_the_deadline_and_not_earlier)
{
    struct baton_loop *loop = start();
    baton_time set = baton_loop_now() + BATON_MS(30);
    atomic_store(&due, set);
    assert_int_equal(call_nothing(loop), BATON_LOOP_TAKEN);
    assert_true(ticks_in_time(1));
    assert_true(baton_loop_now() >= set);
    assert_int_equal(atomic_load(&ticks), 1);
    finish(loop);
}

TEST(a_job_does_not_make_the_loop_tick)
{
    struct baton_loop *loop = start();
    for (int i = 0; i < 10; i++)
        assert_int_equal(call_nothing(loop), BATON_LOOP_TAKEN);
    assert_int_equal(atomic_load(&ticks), 0);
    finish(loop);
}

TEST(after_a_stop_no_job_is_accepted)
{
    struct baton_loop *loop = start();
    baton_loop_stop(loop);
    assert_false(baton_loop_post(loop, run_nothing, NULL));
    assert_int_equal(call_nothing(loop), BATON_LOOP_STOPPED);
    assert_int_equal(
        baton_loop_queue(loop, &(struct baton_loop_job){.flow = "test"}), BATON_LOOP_STOPPED);
    baton_loop_free(loop);
}

/* Blocks the control thread, so that further jobs have to wait. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void wait_at_the_gate(void *data)
{
    (void)data;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
}

static struct baton_loop *start_held(void)
{
    struct baton_loop *loop = start();
    pthread_mutex_lock(&gate);
    assert_true(baton_loop_post(loop, wait_at_the_gate, NULL));
    return loop;
}

/* The jobs that have run, in order; each job is one letter. */
static char ran[64];

static void run_letter(void *data)
{
    size_t length = strlen(ran);
    assert_true(length + 1 < sizeof(ran));
    ran[length] = *(const char *)data;
}

static void queue_letters(struct baton_loop *loop, const char *flow, char *letters)
{
    for (; *letters; letters++) {
        const struct baton_loop_job job = {
            .flow = flow, .cost = BATON_MS(1), .run = run_letter, .data = letters};
        assert_int_equal(baton_loop_queue(loop, &job), BATON_LOOP_TAKEN);
    }
}

TEST(the_reserved_lane_comes_first_and_flows_take_turns)
{
    static char urgent[] = "!", many[] = "aaaaa", few[] = "bb";
    struct baton_loop *loop = start_held();
    memset(ran, 0, sizeof(ran));
    queue_letters(loop, "first", many);
    queue_letters(loop, "second", few);
    assert_true(baton_loop_post(loop, run_letter, urgent));
    pthread_mutex_unlock(&gate);
    finish(loop);
    assert_string_equal(ran, "!ababaaa");
}

TEST(a_flow_that_has_too_much_waiting_is_refused_and_others_are_not)
{
    struct baton_loop *loop = start_held();
    const struct baton_loop_job flood = {.flow = "flood", .cost = 1, .run = run_nothing};
    int taken = 0;
    while (baton_loop_queue(loop, &flood) == BATON_LOOP_TAKEN)
        taken++;
    assert_int_equal(taken, 256);
    assert_int_equal(baton_loop_call(loop, &flood), BATON_LOOP_FULL);
    const struct baton_loop_job other = {.flow = "other", .cost = 1, .run = run_nothing};
    assert_int_equal(baton_loop_queue(loop, &other), BATON_LOOP_TAKEN);
    pthread_mutex_unlock(&gate);
    finish(loop);
}

static void run_slowly(void *data)
{
    usleep(2000);
    atomic_fetch_add((atomic_int *)data, 1);
}

TEST(a_stop_waits_for_all_posted_jobs)
{
    struct baton_loop *loop = start();
    atomic_int done = 0;
    for (int i = 0; i < 20; i++) {
        assert_true(baton_loop_post(loop, run_slowly, &done));
        const struct baton_loop_job job = {.flow = "a", .run = run_slowly, .data = &done};
        assert_int_equal(baton_loop_queue(loop, &job), BATON_LOOP_TAKEN);
    }
    baton_loop_stop(loop);
    assert_int_equal(atomic_load(&done), 40);
    baton_loop_free(loop);
}

/* In the 3000 rounds the stop comes at different moments of the thread's work. */
TEST(the_thread_never_misses_a_stop)
{
    for (int i = 0; i < 3000; i++) {
        struct baton_loop *loop = start();
        for (int j = 0; j < i % 3; j++)
            assert_true(baton_loop_post(loop, run_nothing, NULL));
        finish(loop);
    }
}

/* --- calls that are held ---------------------------------------------------------------------- */

static struct baton_loop *holding;
static bool *held;
static atomic_bool released;

static void run_release(void *data)
{
    (void)data;
    atomic_store(&released, true);
    baton_loop_release(holding, held);
}

/* The call goes on waiting until a later job, which this one posts, releases it. */
static void run_hold(void *data)
{
    held = baton_loop_hold(holding);
    baton_loop_post(data, run_release, NULL);
}

TEST(a_held_call_returns_when_it_is_released_and_not_before)
{
    atomic_store(&released, false);
    holding = start();
    assert_int_equal(
        baton_loop_call(holding,
            &(struct baton_loop_job){.flow = "test", .cost = 1, .run = run_hold, .data = holding}),
        BATON_LOOP_TAKEN);
    assert_true(atomic_load(&released));
    finish(holding);
}
