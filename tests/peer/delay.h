/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delay owns what is on its way through a slow network. It is on time to less than a millisecond. GLib's own timers are
 * not: they wait whole milliseconds, rounded up.
 */
#ifndef BATON_PEER_DELAY_H
#define BATON_PEER_DELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct peer_delay;

typedef void peer_delay_arrive_fn(void *user, const void *data, size_t len);

/* The default main context calls `arrive` for each item when it is due. Ends the program if there is no timer. */
struct peer_delay *peer_delay_new(peer_delay_arrive_fn *arrive, void *user);
/* NULL is fine. Not from within `arrive`. */
void peer_delay_free(struct peer_delay *delay);

/* Copies an item that is due at this time of g_get_monotonic_time(). Of two due at once, the first comes first. */
void peer_delay_put(struct peer_delay *delay, const void *data, size_t len, int64_t due);
bool peer_delay_is_empty(const struct peer_delay *delay);

#endif
