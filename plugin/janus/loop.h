/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The control thread. It runs what other threads give it, and ticks when a deadline is due or another thread has woken
 * it. Free of Janus.
 *
 * There are two lanes. Jobs of the reserved lane and ticks come before everything else: facts that Janus reports,
 * results of other threads, and the few requests that must not wait. All other requests go through a fair queue
 * (admission/fair_queue.h), in which no flow delays another one by more than one turn.
 */
#ifndef BATON_JANUS_LOOP_H
#define BATON_JANUS_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct baton_loop;

/* Both are called on the control thread. */
struct baton_loop_timer {
    baton_time (*deadline)(void *context); /* when to tick next; BATON_NEVER: only when woken */
    void (*tick)(void *context, baton_time now);
    void *context;
};

/* Returns the time of the monotonic clock that all of plugin/janus uses. */
baton_time baton_loop_now(void);

/* Starts the thread. NULL if no thread or descriptor can be had. `timer` is copied. */
struct baton_loop *baton_loop_new(const struct baton_loop_timer *timer);
/* Runs the jobs of both lanes that were given before the call, refuses later ones, and ends the thread. */
void baton_loop_stop(struct baton_loop *loop);
/* After stop, when no thread posts or wakes any more. */
void baton_loop_free(struct baton_loop *loop);

/*
 * Reserved lane, any thread: the control thread will call `run(data)`, in order. After a stop it returns false, and
 * `run` is never called.
 */
bool baton_loop_post(struct baton_loop *loop, void (*run)(void *data), void *data);

/* Of the fair queue. */
struct baton_loop_job {
    const char *flow; /* whose it is; copied */
    int64_t cost;     /* microseconds of the control thread */
    size_t bytes;     /* what it keeps in memory while it waits */
    void (*run)(void *data);
    void *data;
};

enum baton_loop_outcome {
    BATON_LOOP_TAKEN,
    BATON_LOOP_FULL,    /* too much is waiting, in this flow or in all; `run` is never called */
    BATON_LOOP_STOPPED, /* `run` is never called */
};

/* Fair queue, any thread: the control thread will call `run(data)`. Jobs of one flow stay in order. */
enum baton_loop_outcome baton_loop_queue(struct baton_loop *loop, const struct baton_loop_job *job);
/* The same, and returns after `run` has returned, or has released the call. Not on the control thread. */
enum baton_loop_outcome baton_loop_call(struct baton_loop *loop, const struct baton_loop_job *job);

/*
 * Called by a job of baton_loop_call while it runs: the caller goes on waiting until baton_loop_release, which the
 * control thread must call once with the result. Until then `data` stays valid.
 */
bool *baton_loop_hold(struct baton_loop *loop);
void baton_loop_release(struct baton_loop *loop, bool *held);

/* Any thread, with any lock held: the loop will tick soon. Never waits: one atomic store and one write(). */
void baton_loop_wake(struct baton_loop *loop);

/* Jobs that wait in the fair queue; any thread. */
size_t baton_loop_waiting(struct baton_loop *loop);

#endif
