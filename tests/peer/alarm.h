/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alarm owns being on time to less than a millisecond, which GLib's own timers are not: they wait
 * in whole ones, rounded up.
 */
#ifndef BATON_PEER_ALARM_H
#define BATON_PEER_ALARM_H

#include <stdint.h>

struct peer_alarm;

/* `ring` is called by the default main context, each time it is due. Ends the program if it can't.
 */
struct peer_alarm *peer_alarm_new(void (*ring)(void *user), void *user);
/* NULL is fine. Not from within `ring`. */
void peer_alarm_free(struct peer_alarm *alarm);

/* Due once at this time of g_get_monotonic_time(), or at once if that is past; 0: not at all. */
void peer_alarm_set(struct peer_alarm *alarm, int64_t due);

#endif
