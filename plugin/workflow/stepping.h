/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stepping owns the steps of transfers: it gives the machine one event, has its actions performed,
 * and does the same with every event that this led to, one after the other.
 *
 * An action never steps a transfer. It posts an event (baton_transfer_post), and the queue is
 * drained by baton_stepping_drain: at the end of each call of the engine, and by a request whose
 * reply depends on the outcome.
 */
#ifndef BATON_WORKFLOW_STEPPING_H
#define BATON_WORKFLOW_STEPPING_H

#include "workflow/transfer.h"

/* Steps the machine and performs its actions. A refused request is put into words in `failure`
 * (may be NULL). The transfer may have ended afterwards: hold a reference to look at it. */
enum baton_error baton_stepping_take(struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure);
/* Returns what a step would return, and changes nothing but `failure`. */
enum baton_error baton_stepping_would(const struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure);

/* Takes what is queued, and what this leads to, until nothing is left. */
void baton_stepping_drain(struct baton_engine *engine);

/* Time has passed. Harmless at any moment. */
void baton_stepping_tick(struct baton_transfer *transfer);

/* Tells the machine first if the gate has fired already. To be called before the state that an
 * event is about changes; taking the event does the same. */
void baton_stepping_prepare(struct baton_transfer *transfer, struct baton_transfer_event event);

#endif
