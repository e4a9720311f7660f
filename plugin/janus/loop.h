/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loop owns the control thread. The thread runs the jobs that other threads post, one after the other, and ticks when
 * a deadline is due or another thread has woken it. Free of Janus.
 */
#ifndef BATON_JANUS_LOOP_H
#define BATON_JANUS_LOOP_H

#include <stdbool.h>

#include "base/clock.h"

struct baton_loop;

/* Both are called on the control thread. */
struct baton_loop_timer {
    baton_time (*deadline)(void *context); /* when to tick next; BATON_NEVER: only when woken */
    void (*tick)(void *context, baton_time now);
    void *context;
};

/* The monotonic clock of all of plugin/janus. */
baton_time baton_loop_now(void);

/* Starts the thread. NULL if no thread or descriptor can be had. `timer` is copied. */
struct baton_loop *baton_loop_new(const struct baton_loop_timer *timer);
/* Runs the jobs posted before the call, refuses later ones, and ends the thread. */
void baton_loop_stop(struct baton_loop *loop);
/* After stop, when no thread posts or wakes any more. */
void baton_loop_free(struct baton_loop *loop);

/*
 * Any thread: the control thread will call `run(data)`, in order. After a stop it returns false, and `run` is never
 * called.
 */
bool baton_loop_post(struct baton_loop *loop, void (*run)(void *data), void *data);
/* The same, and returns after `run` has returned. Not on the control thread. */
bool baton_loop_call(struct baton_loop *loop, void (*run)(void *data), void *data);
/* Any thread, with any lock held: the loop will tick soon. Never waits: one atomic store and one write(). */
void baton_loop_wake(struct baton_loop *loop);

#endif
