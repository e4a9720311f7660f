/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The control thread. It runs the jobs that other threads post. It ticks when a deadline is due, or when another
 * thread has woken it. Does not use Janus.
 *
 * There are two lanes. Ticks and the jobs of the reserved lane come first: facts that Janus reports, results of other
 * threads, and the few requests that must not wait. All other requests go through a fair queue
 * (admission/fair_queue.h), in which each flow that waits gets the same share of the control thread.
 */
#ifndef BATON_JANUS_LOOP_H
#define BATON_JANUS_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct baton_loop;

/* The control thread calls both functions. */
struct baton_loop_timer {
    baton_time (*deadline)(void *context); /* when to tick next; BATON_NEVER: only when woken */
    void (*tick)(void *context, baton_time now);
    void *context;
};

/* Returns the time of the monotonic clock that all of plugin/janus uses. */
baton_time baton_loop_now(void);

/* Starts the thread. Copies `timer`. Returns NULL if the system gives no thread or no descriptor. */
struct baton_loop *baton_loop_new(const struct baton_loop_timer *timer);
/* Refuses later jobs, runs all jobs that wait in both lanes, and ends the thread. */
void baton_loop_stop(struct baton_loop *loop);
/* Call it after stop, when no thread posts or wakes any more. */
void baton_loop_free(struct baton_loop *loop);

/*
 * Any thread: adds a job to the reserved lane. The control thread calls `run(data)` for these jobs in order. After a
 * stop, returns false and never calls `run`.
 */
bool baton_loop_post(struct baton_loop *loop, void (*run)(void *data), void *data);

/* A job for the fair queue. */
struct baton_loop_job {
    const char *flow; /* the flow to which the job belongs; copied */
    int64_t cost;     /* microseconds of the control thread */
    size_t bytes;     /* bytes that the job keeps in memory while it waits */
    void (*run)(void *data);
    void *data;
};

enum baton_loop_outcome {
    BATON_LOOP_TAKEN,
    BATON_LOOP_FULL, /* too many jobs or bytes wait, in this flow or in all; `run` is never called */
    BATON_LOOP_STOPPED, /* `run` is never called */
};

/* Any thread: adds a job to the fair queue. The control thread will call `run(data)`. Jobs of one flow stay in
 * order. */
enum baton_loop_outcome baton_loop_queue(struct baton_loop *loop, const struct baton_loop_job *job);
/* Does the same, and waits until `run` has returned and, if the job was held, until it is released. Do not call it on
 * the control thread. */
enum baton_loop_outcome baton_loop_call(struct baton_loop *loop, const struct baton_loop_job *job);

/*
 * Call baton_loop_hold in a job of baton_loop_call, while the job runs, if the result of the job comes later. The
 * thread that called baton_loop_call then waits until the control thread calls baton_loop_release, once, with the
 * pointer that baton_loop_hold has returned. Until then `data` stays valid.
 */
bool *baton_loop_hold(struct baton_loop *loop);
void baton_loop_release(struct baton_loop *loop, bool *held);

/* Makes the loop tick soon. Any thread may call this function, with any lock held. The function never waits: it does
 * one atomic store and one write(). */
void baton_loop_wake(struct baton_loop *loop);

#endif
