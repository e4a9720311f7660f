/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stepping owns the steps of transfers: it gives an event to the machine, has the actions
 * performed, and then does the same with each event that followed from it.
 *
 * An action never steps a transfer. It posts an event instead (baton_transfer_post).
 * baton_stepping_drain steps the posted events: at the end of each call of the engine, and within a
 * request whose reply depends on them. Control thread only.
 */
#ifndef BATON_WORKFLOW_STEPPING_H
#define BATON_WORKFLOW_STEPPING_H

#include "workflow/transfer.h"

/* Steps the machine and performs its actions. Returns the machine's refusal, with its text in
 * `failure` (may be NULL). The transfer may have ended afterwards: hold a reference to look
 * at it. */
enum baton_error baton_stepping_take(struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure);
/* Returns what baton_stepping_take would return, and changes nothing except `failure`. */
enum baton_error baton_stepping_would(const struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure);

/* Steps the posted events, and the events that these post, until none is left. */
void baton_stepping_drain(struct baton_engine *engine);

/* Time has passed. May be called at any time. */
void baton_stepping_tick(struct baton_transfer *transfer);

/* Tells the machine if the gate has fired already. Call it before the state that an event is about
 * changes. baton_stepping_take calls it, too. */
void baton_stepping_prepare(struct baton_transfer *transfer, struct baton_transfer_event event);
/* Takes an event for which baton_stepping_prepare was called. A gate that fires between the two
 * calls is noted after this event: the device that the event is about is gone by then. */
void baton_stepping_take_prepared(
    struct baton_transfer *transfer, struct baton_transfer_event event);

#endif
