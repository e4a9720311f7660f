/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decides whether a request is admitted, before it waits anywhere: by the budgets of its sender
 * (admission/budget.h), and by the number of Janus's threads that wait for replies. Any thread. Free of Janus.
 */
#ifndef BATON_JANUS_ALLOWANCE_H
#define BATON_JANUS_ALLOWANCE_H

#include "admission/budget.h"
#include "base/error.h"

struct baton_allowance_limits {
    struct baton_budget_limits budget;
    /* Threads of Janus that may wait for replies to synchronous requests at the same time, of all sessions. One session
     * holds one of them at most. */
    size_t threads;
};

extern const struct baton_allowance_limits baton_allowance_defaults;

struct baton_allowance;

/* Never NULL. Copies the limits. */
struct baton_allowance *baton_allowance_new(const struct baton_allowance_limits *limits);
void baton_allowance_free(struct baton_allowance *allowance);

enum baton_allowance_lane {
    BATON_ALLOWANCE_REFUSED, /* `failure` is set: busy */
    BATON_ALLOWANCE_FLOOD,   /* the same, and the sender goes on all the time: tell the operator */
    BATON_ALLOWANCE_FAIR,
    BATON_ALLOWANCE_RESERVED,
};

/* What is known of a request before it runs. */
struct baton_allowance_request {
    struct baton_budget_sender sender;
    int64_t cost;  /* microseconds of a processor, on the control thread and elsewhere */
    bool reserved; /* it goes ahead of others if its sender seldom asks for that */
};

enum baton_allowance_lane baton_allowance_admit(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, baton_time now, struct baton_failure *failure);

/* The request has run, and took this much time of a processor, on the control thread and elsewhere. */
void baton_allowance_settle(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, int64_t took, baton_time now);

/*
 * The request has caused messages that take `more` microseconds of other threads, beyond what was settled. They are
 * charged to its handle and session, and to the server. They are not charged to its room: in a large room everybody
 * causes many messages, and nobody is to be refused for what others have sent.
 */
void baton_allowance_charge_output(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, int64_t more, baton_time now);

/*
 * Whether a thread of Janus may wait for the reply to a request of this session. If so, baton_allowance_release must
 * follow when the thread waits no more.
 */
bool baton_allowance_hold(struct baton_allowance *allowance, const char *session);
void baton_allowance_release(struct baton_allowance *allowance, const char *session);

#endif
