/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decides which refused requests get an entry in the audit trail. The number of these entries is limited, for each
 * session and for all sessions together. Otherwise one client could push all other entries out of the trail. Refusals
 * without an entry are counted. Pure.
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

/* A request of this session was refused. Returns true if it gets an entry. A session gets 10 entries without a pause,
 * and then 1 in 10 s. All sessions together get 100 without a pause, and then 10 in a second. Otherwise counts the
 * refusal and returns false. */
bool baton_refusals_take(struct baton_refusals *refusals, const char *session, baton_time now);

/* Returns when to call baton_refusals_left_out: 10 s after the first refusal without an entry. BATON_NEVER: there is no
 * such refusal. */
baton_time baton_refusals_due(const struct baton_refusals *refusals);
/* Returns how many refusals since the last call have no entry. */
size_t baton_refusals_left_out(struct baton_refusals *refusals);

#endif
