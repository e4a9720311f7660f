/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The control thread. It runs the jobs that other threads post, one after the other. It ticks when a deadline is due or
 * when another thread has woken it. Does not use Janus.
 */
#ifndef BATON_JANUS_LOOP_H
#define BATON_JANUS_LOOP_H

#include <stdbool.h>

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

/* Starts the thread. Copies `timer`. Returns NULL if the system has no thread or no file descriptor left. */
struct baton_loop *baton_loop_new(const struct baton_loop_timer *timer);
/* Runs the jobs that were posted before this call, refuses later jobs, and ends the thread. */
void baton_loop_stop(struct baton_loop *loop);
/* Call it after stop, when no thread posts jobs or wakes the loop any more. */
void baton_loop_free(struct baton_loop *loop);

/*
 * Makes the control thread call `run(data)`, after the jobs that were posted before. After baton_loop_stop it returns
 * false, and `run` is never called. Any thread.
 */
bool baton_loop_post(struct baton_loop *loop, void (*run)(void *data), void *data);
/* Does the same, and returns after `run` has returned. Any thread except the control thread. */
bool baton_loop_call(struct baton_loop *loop, void (*run)(void *data), void *data);
/* Makes the loop tick soon. Any thread, with any lock held. Never waits: one atomic store and one write(). */
void baton_loop_wake(struct baton_loop *loop);

#endif
