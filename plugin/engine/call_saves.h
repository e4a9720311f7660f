/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes rooms in use and the people in them to the store, so that calls outlast a crash of Janus.
 *
 * A change is queued for the store at once or, if something was queued less than BATON_CALL_SAVE_INTERVAL ago, after
 * this time. If one object changes several times in between, only its latest state is written. One turn queues few
 * rows, and few rows are on their way to the disk at any time. If the disk is slow, changes wait in state/unsaved,
 * where each object waits only once.
 *
 * If the store cannot be written, calls go on. The log and the audit trail say that calls would not outlast a crash
 * now. Everything is written again as soon as the store can be written.
 *
 * Control thread only.
 */
#ifndef BATON_ENGINE_CALL_SAVES_H
#define BATON_ENGINE_CALL_SAVES_H

#include "state/registry.h"

#define BATON_CALL_SAVE_INTERVAL BATON_MS(100)
/* When everything is written again after a failure. */
#define BATON_CALL_SAVE_RETRY BATON_SECONDS(1)
/* If the disk has written nothing for so long, this is said. */
#define BATON_CALL_SAVE_LATE BATON_SECONDS(5)

enum {
    BATON_CALL_SAVE_TURN = 32,        /* objects that are queued in one turn */
    BATON_CALL_SAVE_MOST = 256,       /* rows on their way to the disk: then no more are queued */
    BATON_CALL_SAVE_MOST_ENDS = 1024, /* ends that may have to be repeated: the same */
};

struct baton_call_saves *baton_call_saves_new(void);
void baton_call_saves_free(struct baton_call_saves *saves);

/* Queues what is due. */
void baton_call_saves_tick(struct baton_engine *engine);
/* Returns the time at which baton_call_saves_tick must be called next, or BATON_NEVER. */
baton_time baton_call_saves_deadline(const struct baton_engine *engine);
/* The store reports a change. Returns false if the receipt belongs to another part of the engine. */
bool baton_call_saves_written(
    struct baton_engine *engine, uint64_t receipt, const struct baton_failure *failure);
/* Queues everything that waits, without limits: the store is about to be stopped. */
void baton_call_saves_finish(struct baton_engine *engine);

#endif
