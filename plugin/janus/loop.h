/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loop owns the control thread: it runs, one after the other, what other threads post to it, and
 * ticks when a deadline is due or somebody has woken it. Free of Janus.
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

/* The monotonic clock that all of the edge goes by. */
baton_time baton_loop_now(void);

/* Starts the thread. NULL if there is no thread or descriptor to be had. `timer` is copied. */
struct baton_loop *baton_loop_new(const struct baton_loop_timer *timer);
/* Runs what has been posted so far, refuses what comes later, and ends the thread. */
void baton_loop_stop(struct baton_loop *loop);
/* After stop, when nobody posts or wakes any more. */
void baton_loop_free(struct baton_loop *loop);

/* Any thread: has `run(data)` called on the control thread, in order. False, and it never will be,
 * after a stop. */
bool baton_loop_post(struct baton_loop *loop, void (*run)(void *data), void *data);
/* The same, and returns when it has run. Not for the control thread itself. */
bool baton_loop_call(struct baton_loop *loop, void (*run)(void *data), void *data);
/* Any thread, with any lock held: has it tick soon. Wait-free: an atomic and one write. */
void baton_loop_wake(struct baton_loop *loop);

#endif
