/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting in GLib's default main context, on which the whole peer runs, and how late this thread is. */
#ifndef BATON_PEER_LOOP_H
#define BATON_PEER_LOOP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Runs the main loop until `ready` returns true, but not longer than `milliseconds`. Returns the last result of
 * `ready`. NULL: waits the whole time, and returns false. Do not call it in a callback of the loop.
 */
bool peer_loop_wait(bool (*ready)(void *user), void *user, int milliseconds);

/*
 * Begins to measure how late this thread runs a regular timer. The thread is late if it has too much to do, or if
 * other programs keep the machine busy. Times are microseconds of g_get_monotonic_time().
 */
void peer_loop_watch(void);
/* Returns the longest delay of the timer between two moments. A delay counts even if only a part of the delay is
 * between these moments. */
int64_t peer_loop_lateness(int64_t from, int64_t to);
/* Returns each delay of the timer since a moment, as int64_t. Release the array. */
GArray *peer_loop_latenesses(int64_t from);

#endif
