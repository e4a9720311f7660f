/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The budgets of those who send requests: how much time of the control thread a handle, a session, a room and all
 * clients together may use. Pure; the caller passes the time in, and keeps other threads out.
 *
 * A session has an assured share. Requests within it need nothing of the budget that all clients share, so a session
 * that asks for little is admitted even while others use that budget up.
 */
#ifndef BATON_ADMISSION_BUDGET_H
#define BATON_ADMISSION_BUDGET_H

#include <stddef.h>

#include "admission/bucket.h"

enum baton_budget_scope {
    BATON_BUDGET_HANDLE,
    BATON_BUDGET_SESSION,
    BATON_BUDGET_ROOM,
    BATON_BUDGET_ASSURED,  /* of a session */
    BATON_BUDGET_RESERVED, /* of a session: its requests that go ahead of others */
    BATON_BUDGET_REFUSALS, /* of a session: refused requests, not microseconds */
    BATON_BUDGET_SERVER,
    BATON_BUDGET_SCOPES,
};

struct baton_budget_limits {
    struct baton_bucket_limits scopes[BATON_BUDGET_SCOPES];
    size_t max_entries; /* buckets that are not full, of all scopes */
};

/* Whose request it is. NULL: not known, or none. Borrowed for the call. */
struct baton_budget_sender {
    const char *handle;
    const char *session;
    const char *room;
};

struct baton_budget;

/* Never NULL. Copies the limits. */
struct baton_budget *baton_budget_new(const struct baton_budget_limits *limits);
void baton_budget_free(struct baton_budget *budget);

/*
 * Takes a cost, in microseconds of the control thread, from each budget of the sender. False with `retry_after` set,
 * in microseconds, if one of them does not have as much; then nothing was taken. `now` must not go back.
 */
bool baton_budget_take(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t cost, baton_time now, baton_time *retry_after);

/* The same for a request that may go ahead of others. It needs nothing of the other budgets. */
bool baton_budget_take_reserved(struct baton_budget *budget,
    const struct baton_budget_sender *sender, int64_t cost, baton_time now);

/* Counts a refused request. False if the sender has had too many: it does not heed `busy`. */
bool baton_budget_count_refusal(
    struct baton_budget *budget, const struct baton_budget_sender *sender, baton_time now);

/*
 * Corrects a cost that was taken, once the request has run: takes `more` from the budgets of the sender and of all, or
 * gives it back to those of the sender if it is below 0.
 */
void baton_budget_correct(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t more, baton_time now);

/* Buckets in memory, for tests and the Admin API. */
size_t baton_budget_entries(const struct baton_budget *budget);

#endif
