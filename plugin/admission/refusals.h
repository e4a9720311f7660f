/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which refused requests are noted in the audit trail. Each session, and all sessions together, may cause few notes in a
 * time. Otherwise one client could push all other entries out of the trail. Refusals that are not noted are counted.
 * Pure.
 *
 * Thread: the control thread only.
 */
#ifndef BATON_ADMISSION_REFUSALS_H
#define BATON_ADMISSION_REFUSALS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct baton_refusals;

/* Never returns NULL. */
struct baton_refusals *baton_refusals_new(baton_time now);
/* `refusals` may be NULL. */
void baton_refusals_free(struct baton_refusals *refusals);

/* A request of this session was refused. Returns whether to note it: 10 at once and then 1 in 10 s of a session, 100 at
 * once and then 10 in a second of all sessions. Otherwise counts it. */
bool baton_refusals_take(struct baton_refusals *refusals, const char *session, baton_time now);

/* When baton_refusals_left_out is to be called: 10 s after the first refusal that was not noted. BATON_NEVER: all were
 * noted. */
baton_time baton_refusals_due(const struct baton_refusals *refusals);
/* Returns how many refusals were not noted since the last call. */
size_t baton_refusals_left_out(struct baton_refusals *refusals);

#endif
