/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decides whether a request is admitted before it waits in a queue. The budgets of its sender decide
 * (admission/budget.h). Also decides whether a thread of Janus may wait for the reply. Any thread. Does not use Janus.
 */
#ifndef BATON_JANUS_ALLOWANCE_H
#define BATON_JANUS_ALLOWANCE_H

#include "admission/budget.h"
#include "base/error.h"

struct baton_allowance_limits {
    struct baton_budget_limits budget;
    /* The most threads of Janus that may wait for replies to synchronous requests at the same time. For each session,
     * only one thread may wait. */
    size_t threads;
};

extern const struct baton_allowance_limits baton_allowance_defaults;

struct baton_allowance;

/* Never returns NULL. Copies `limits`; NULL: the defaults. */
struct baton_allowance *baton_allowance_new(const struct baton_allowance_limits *limits);
void baton_allowance_free(struct baton_allowance *allowance);

enum baton_allowance_lane {
    BATON_ALLOWANCE_REFUSED, /* `failure` is set: busy */
    BATON_ALLOWANCE_FLOOD,   /* as REFUSED, but the client ignores `busy`: tell the operator */
    BATON_ALLOWANCE_FAIR,
    BATON_ALLOWANCE_RESERVED,
};

/* A request before it runs. */
struct baton_allowance_request {
    struct baton_budget_sender sender;
    int64_t cost;  /* microseconds of a processor, on the control thread and on others */
    bool reserved; /* it may go ahead of other requests, within the reserved budget */
    bool restart;  /* it may restart ICE, so the budget for restarts admits it if no other does */
};

enum baton_allowance_lane baton_allowance_admit(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, baton_time now, struct baton_failure *failure);

/* An admitted request that may restart ICE finds no space in the queue. Returns whether it may go ahead of others. */
bool baton_allowance_may_overtake(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, baton_time now);

/* The request has run. Replaces its cost in the budgets by `took`, the microseconds of a processor that it used, on the
 * control thread and on others. */
void baton_allowance_settle(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, int64_t took, baton_time now);

/*
 * The request has caused messages that take `more` microseconds of other threads, beyond what was settled. They are
 * charged to its handle and session, and to the server. They are not charged to its room: in a large room everybody
 * causes many messages, and Baton must refuse nobody because of what others have sent.
 */
void baton_allowance_charge_output(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, int64_t more, baton_time now);

/* Returns whether the sender may cause an event to everybody in its room. Otherwise sets `failure` to busy. */
bool baton_allowance_may_tell(struct baton_allowance *allowance,
    const struct baton_budget_sender *sender, baton_time now, struct baton_failure *failure);
/* The sender has caused `bytes` of events, each counted once, however many clients get it. */
void baton_allowance_charge_events(struct baton_allowance *allowance,
    const struct baton_budget_sender *sender, int64_t bytes, baton_time now);

/*
 * Returns whether a thread of Janus may wait for the reply to a request of this session. If true, call
 * baton_allowance_release when the thread does not wait any more.
 */
bool baton_allowance_hold(struct baton_allowance *allowance, const char *session);
void baton_allowance_release(struct baton_allowance *allowance, const char *session);

#endif
