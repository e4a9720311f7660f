/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of transfers. A step gives an event to the machine and performs the actions that the machine
 * returns.
 *
 * An action never steps a transfer. It posts an event instead (baton_transfer_post). baton_stepping_drain steps the
 * posted events. The engine calls baton_stepping_drain at the end of each function of the engine, and during a request
 * whose reply depends on these events. Control thread only.
 */
#ifndef BATON_WORKFLOW_STEPPING_H
#define BATON_WORKFLOW_STEPPING_H

#include "workflow/transfer.h"

/* Steps the machine and performs its actions. If the machine refuses the event, returns the error and sets
 * `failure` (may be NULL). The transfer may have ended afterwards; a caller that still uses it must hold a
 * reference. */
enum baton_error baton_stepping_take(struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure);
/* Returns what baton_stepping_take would return. Changes nothing except `failure`. */
enum baton_error baton_stepping_would(const struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure);

/* Steps the posted events, and the events that these post, until none is left. */
void baton_stepping_drain(struct baton_engine *engine);

/* Steps what has become due by now. May be called at any time. */
void baton_stepping_tick(struct baton_transfer *transfer);

/* Tells the machine if the gate has fired already. If the event would make the machine drop the gate, also
 * disarms the gate. baton_stepping_take calls this function itself. If a caller must change the state
 * before the step, it calls this function before the change, and baton_stepping_take_prepared after the
 * change. */
void baton_stepping_prepare(struct baton_transfer *transfer, struct baton_transfer_event event);
/* Steps an event for which baton_stepping_prepare was called. If a gate fires between the two calls, the machine
 * gets COMMITTED after this event, because the device of this event is gone by then. */
void baton_stepping_take_prepared(
    struct baton_transfer *transfer, struct baton_transfer_event event);

#endif
