/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests that wait for the store. A permanent room changes only after the store has written the change: if writing
 * fails, nothing has changed. Until then, other changes of the same room are refused as busy. Control thread only.
 */
#ifndef BATON_ENGINE_SAVES_H
#define BATON_ENGINE_SAVES_H

#include "engine/later.h"
#include "state/room.h"
#include "store/store.h"

struct baton_save {
    struct baton_engine *engine;
    char room[BATON_TEXT_ID_SIZE]; /* id; "": the save is a query of the audit trail */
    struct baton_room
        *made; /* the room after the change; not registered; owned; NULL: `destroy`, or a query */
    unsigned has, has_confirm, has_ways; /* edit: the settings that change */
    bool by_operator; /* create: the operator makes the room, so it counts for no session's limit */
    char holder[BATON_HANDLE_SESSION_SIZE]; /* create: the name for which the room counts */
    bool was_kept;                          /* edit: whether the room stayed when it was empty */
    bool shows_secret;                      /* create: the reply has the secret that Baton made */
    /* Called when the store has written the change: performs it in memory, and returns the reply. */
    json_t *(*finish)(struct baton_save *save);
    /* Called when the store could not write the change. May be NULL if there is nothing to undo. */
    void (*give_up)(struct baton_save *save);
    struct baton_later later;
};

/* Returns the `create` request that makes the same room again. With each start it is checked like any other request. */
json_t *baton_saves_settings(const struct baton_room *room, bool permanent);

/* A table of all saves, by their receipts. */
GHashTable *baton_saves_new(void);

/* Whether this room may be changed now. If not, because an earlier change of the room waits, sets `failure` to busy. */
bool baton_saves_allow(
    const struct baton_engine *engine, const char *room, struct baton_failure *failure);
/* Whether the engine has a store, and the sender can wait for it. If not, sets `failure`. */
bool baton_saves_possible(const struct baton_engine *engine, const struct baton_later *later,
    struct baton_failure *failure);

/*
 * Queues the change of a room. Copies `plan` and owns plan->made from now on. Returns false with `failure` set if it
 * cannot be queued; then plan->made is freed.
 */
bool baton_saves_begin(
    const struct baton_save *plan, enum baton_change_kind kind, struct baton_failure *failure);
/* Queues a query of the audit trail. */
bool baton_saves_query(struct baton_engine *engine, const struct baton_audit_query *query,
    const struct baton_later *later, struct baton_failure *failure);

/* The store has written the change with this receipt or, if `failure` is not NULL, could not write it. Sends the
 * reply. */
void baton_saves_written(
    struct baton_engine *engine, uint64_t receipt, const struct baton_failure *failure);
/* The store has read the rows of a query. Owns `reply`, which is NULL if `failure` is not. */
void baton_saves_queried(struct baton_engine *engine, uint64_t receipt, json_t *reply,
    const struct baton_failure *failure);

#endif
