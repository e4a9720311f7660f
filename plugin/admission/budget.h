/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The budgets: how much time of a processor the requests of a handle, a session, a room and all clients together may
 * use, on the control thread and on other threads. Pure. Not thread-safe: janus/allowance.c calls these functions with
 * its lock held.
 *
 * Each session has an assured share. A request within this share takes nothing from the budget of all clients. A
 * session that asks for little is therefore admitted even if other sessions have used up the budget of all clients.
 */
#ifndef BATON_ADMISSION_BUDGET_H
#define BATON_ADMISSION_BUDGET_H

#include <stddef.h>

#include "admission/bucket.h"

enum baton_budget_scope {
    BATON_BUDGET_HANDLE,
    BATON_BUDGET_SESSION,
    BATON_BUDGET_ROOM,
    BATON_BUDGET_ASSURED,  /* the assured share of a session */
    BATON_BUDGET_RESERVED, /* a session's requests that go ahead of other requests */
    BATON_BUDGET_RESTARTS, /* a session's offers that restart ICE, when the other budgets are used up */
    BATON_BUDGET_REFUSALS, /* a session's refused requests; counts requests, not microseconds */
    BATON_BUDGET_SERVER,   /* all clients together */
    /* Bytes, not microseconds, of events to everybody in a room: */
    BATON_BUDGET_SESSION_EVENTS, /* that a session causes */
    BATON_BUDGET_ROOM_EVENTS,    /* that all people in a room cause */
    BATON_BUDGET_SCOPES,
};

struct baton_budget_limits {
    struct baton_bucket_limits scopes[BATON_BUDGET_SCOPES];
    size_t max_entries; /* the most buckets in memory, of all scopes together */
};

/* The sender of a request. A member is NULL if it is not known, or if there is none. The budget of this member then
 * does not limit the request. The texts must stay valid during the call. */
struct baton_budget_sender {
    const char *handle;
    const char *session;
    const char *room;
};

struct baton_budget;

/* Never returns NULL. Copies the limits. */
struct baton_budget *baton_budget_new(const struct baton_budget_limits *limits);
void baton_budget_free(struct baton_budget *budget);

/*
 * Takes a cost, in microseconds of a processor, from the budgets of the handle, the session and the room. Also
 * takes the cost from the session's assured share. If this share does not have enough, takes the cost from the budget
 * of all clients instead.
 *
 * If one of the budgets does not have enough, takes nothing, sets `retry_after` in microseconds, and returns false.
 * `now` must not go back from one call to the next.
 */
bool baton_budget_take(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t cost, baton_time now, baton_time *retry_after);

/* Takes the cost of a request that may go ahead of others, from the session's reserved budget only. Returns false, and
 * takes nothing, if that budget does not have enough or if the session is not known. */
bool baton_budget_take_reserved(struct baton_budget *budget,
    const struct baton_budget_sender *sender, int64_t cost, baton_time now);

/* Takes the cost of an offer for a PeerConnection that exists, from the session's budget for ICE restarts only. Returns
 * false, and takes nothing, if that budget does not have enough or if the session is not known. */
bool baton_budget_take_restart(struct baton_budget *budget,
    const struct baton_budget_sender *sender, int64_t cost, baton_time now);

/* Counts a refused request. Returns false if the session has had too many refused requests: its client ignores
 * `busy`. */
bool baton_budget_count_refusal(
    struct baton_budget *budget, const struct baton_budget_sender *sender, baton_time now);

/* Returns the microseconds until the session may cause another event to everybody in the room; 0: now. The event may
 * have any size: its bytes are taken afterwards. */
baton_time baton_budget_events_wait(
    struct baton_budget *budget, const struct baton_budget_sender *sender, baton_time now);
/* Takes the bytes of events to everybody in a room, even if the budgets of events have less. */
void baton_budget_take_events(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t bytes, baton_time now);

/*
 * Corrects the cost of a request after the request has run. If `more` is above 0, takes it from the budgets of the
 * handle, the session, the room and all clients. If `more` is below 0, gives it back to the budgets of the handle, the
 * session and the room.
 */
void baton_budget_correct(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t more, baton_time now);

/* Returns the number of buckets in memory. Only tests call this: nothing else shows that the memory is bounded. */
size_t baton_budget_entries(const struct baton_budget *budget);

#endif
