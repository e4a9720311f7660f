/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop owns waiting: everything runs on GLib's default main context, and a scenario waits in it. */
#ifndef BATON_PEER_LOOP_H
#define BATON_PEER_LOOP_H

#include <stdbool.h>
#include <stdint.h>

/* Runs everything else until `ready` or for so many milliseconds; returns what `ready` says then.
 * Not from within a callback of the loop. `ready` may be NULL: just that long. */
bool peer_loop_wait(bool (*ready)(void *user), void *user, int milliseconds);

/* Microseconds that this thread has been late for what was due, at most, since the last call: what
 * a generator that can't keep up shows. Call peer_loop_watch() first. */
void peer_loop_watch(void);
int64_t peer_loop_lateness(void);

#endif
