/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps everything that must outlast a restart: the permanent rooms, their chat, the calls that go on, and the audit
 * trail of transfers.
 *
 * The control thread never waits for the disk. It queues changes, and gets a number for each of them, the *receipt*.
 * The store's thread writes all changes that wait in one transaction, and reports each change by its receipt. A change
 * that was reported as written survives a crash.
 */
#ifndef BATON_STORE_STORE_H
#define BATON_STORE_STORE_H

#include <stddef.h>

#include "store/backend.h"

struct baton_store;

/* The functions are called on the store's thread, in the order of the receipts. They must not call the store. */
struct baton_store_listener {
    void *context;
    /* Reports the change with this receipt. `failure` NULL: the change was written. Otherwise `failure` says why not,
     * and no part of the change has happened. */
    void (*written)(void *context, uint64_t receipt, const struct baton_failure *failure);
    /* The `rows` rows of baton_store_query. `numbers` and `texts` are valid during the call. */
    void (*read)(void *context, uint64_t receipt, size_t rows, const int64_t *numbers,
        const char *const *texts, const struct baton_failure *failure);
    /* The store cannot be written (`trouble`), or can be written again: a sentence for the log. */
    void (*report)(void *context, bool trouble, const char *sentence);
};

/* Never NULL. Takes ownership of what `backend` has open. Copies both structs. */
struct baton_store *baton_store_new(
    const struct baton_backend *backend, const struct baton_store_listener *listener);
/* Closes the back end. `store` may be NULL. Call it after baton_store_stop if the store has been started. */
void baton_store_free(struct baton_store *store);

/* Starts the thread. Returns false if there is none. */
bool baton_store_start(struct baton_store *store);
/* Writes and reports all that waits, takes nothing more, and ends the thread, if there is one. */
void baton_store_stop(struct baton_store *store);

/* Before the start: read what was stored, on the calling thread. */
bool baton_store_each_room(struct baton_store *store, baton_row_visitor visit, void *context,
    struct baton_failure *failure);
bool baton_store_each_message(struct baton_store *store, baton_row_visitor visit, void *context,
    struct baton_failure *failure);
bool baton_store_each_call_room(struct baton_store *store, baton_row_visitor visit, void *context,
    struct baton_failure *failure);
bool baton_store_each_call_message(struct baton_store *store, baton_row_visitor visit,
    void *context, struct baton_failure *failure);
bool baton_store_each_participant(struct baton_store *store, baton_row_visitor visit, void *context,
    struct baton_failure *failure);

/*
 * Queues a change; any thread. Copies everything. Returns its receipt. Returns 0 with `failure` set (busy, or
 * store_failed after a stop; `failure` may be NULL) if too much is waiting: then no report follows. A message or an
 * audit entry that is refused, or cannot be written, is counted in the next report.
 */
uint64_t baton_store_put(
    struct baton_store *store, const struct baton_change *change, struct baton_failure *failure);
/* Queues a query of the audit trail, in the same way. The rows have all changes that were queued before. */
uint64_t baton_store_query(struct baton_store *store, const struct baton_audit_query *query,
    struct baton_failure *failure);

/* Writes all changes that wait in one transaction, and reports them. Returns false if nothing waited. The store's
 * thread calls it. If the thread was not started, as in tests, the caller takes its place. */
bool baton_store_perform(struct baton_store *store);

#endif
