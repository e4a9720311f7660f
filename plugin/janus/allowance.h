/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decides whether a request is admitted before it waits in a queue. The budgets of its sender decide
 * (admission/budget.h). Also decides whether a thread of Janus may wait for the reply. Any thread. Does not use Janus.
 */
#ifndef BATON_JANUS_ALLOWANCE_H
#define BATON_JANUS_ALLOWANCE_H

#include "admission/budget.h"
#include "base/error.h"

/* The most threads of Janus that may wait for replies to synchronous requests at the same time. For each session, only
 * one thread may wait. */
enum { BATON_ALLOWANCE_THREADS = 4 };

struct baton_allowance;

/* Never returns NULL. Copies `limits`; NULL: the defaults. */
struct baton_allowance *baton_allowance_new(const struct baton_budget_limits *limits);
void baton_allowance_free(struct baton_allowance *allowance);

enum baton_allowance_lane {
    BATON_ALLOWANCE_REFUSED, /* `failure` is set: busy */
    BATON_ALLOWANCE_FLOOD,   /* as REFUSED, but the client ignores `busy`: detach the sender */
    BATON_ALLOWANCE_FAIR,
    BATON_ALLOWANCE_RESERVED,
};

/* A request before it runs. */
struct baton_allowance_request {
    struct baton_budget_sender sender;
    int64_t cost;  /* microseconds of the control thread */
    bool reserved; /* it may go ahead of other requests, within the reserved budget */
};

enum baton_allowance_lane baton_allowance_admit(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, baton_time now, struct baton_failure *failure);

/* The request has run. Replaces its cost in the budgets by `took`, the microseconds that it used on the control
 * thread. */
void baton_allowance_settle(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, int64_t took, baton_time now);

/*
 * Returns whether a thread of Janus may wait for the reply to a request of this session. If true, call
 * baton_allowance_release when the thread does not wait any more.
 */
bool baton_allowance_hold(struct baton_allowance *allowance, const char *session);
void baton_allowance_release(struct baton_allowance *allowance, const char *session);

#endif
