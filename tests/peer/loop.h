/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop owns waiting: everything runs on GLib's default main context, and a scenario waits in it. */
#ifndef BATON_PEER_LOOP_H
#define BATON_PEER_LOOP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Runs everything else until `ready` or for so many milliseconds; returns what `ready` says then.
 * Not from within a callback of the loop. `ready` may be NULL: just that long. */
bool peer_loop_wait(bool (*ready)(void *user), void *user, int milliseconds);

/*
 * Looks all the time, from now on, how late this thread is for what is due: what a generator that
 * can't keep up shows, or a machine that has other things to do. Microseconds, of this clock:
 * g_get_monotonic_time().
 */
void peer_loop_watch(void);
/* The most from one moment to another; a lateness counts where it began and where it ended. */
int64_t peer_loop_lateness(int64_t from, int64_t to);
/* Each lateness since a moment: int64_t, to be released. */
GArray *peer_loop_latenesses(int64_t from);

#endif
