/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "janus/allowance.h"

#include <glib.h>
#include <inttypes.h>
#include <pthread.h>

/*
 * Each rate is the microseconds of a processor in one second; REFUSALS counts requests, and the EVENTS count bytes. A
 * person's device needs a few milliseconds in a minute, so a client that behaves well stays far below these limits.
 *
 * The events of a room take at most a quarter of a line of 1 Mbit/s. A burst of them fits into the queue of a client
 * that has stopped reading (`window` and `bytes` in janus/outgoing.h), with the largest event, 64 KB, on top.
 */
const struct baton_allowance_limits baton_allowance_defaults = {
    .budget =
        {
            .scopes =
                {
                    [BATON_BUDGET_HANDLE] = {.rate = BATON_MS(50), .burst = BATON_MS(100)},
                    [BATON_BUDGET_SESSION] = {.rate = BATON_MS(100), .burst = BATON_MS(200)},
                    [BATON_BUDGET_ROOM] = {.rate = BATON_MS(250), .burst = BATON_MS(500)},
                    [BATON_BUDGET_ASSURED] = {.rate = BATON_MS(5), .burst = BATON_MS(50)},
                    [BATON_BUDGET_RESERVED] = {.rate = BATON_MS(5), .burst = BATON_MS(20)},
                    [BATON_BUDGET_RESTARTS] = {.rate = BATON_MS(1), .burst = BATON_MS(10)},
                    [BATON_BUDGET_REFUSALS] = {.rate = 100, .burst = 500},
                    [BATON_BUDGET_SERVER] = {.rate = BATON_MS(700), .burst = BATON_MS(300)},
                    [BATON_BUDGET_SESSION_EVENTS] = {.rate = 8 << 10, .burst = 64 << 10},
                    [BATON_BUDGET_ROOM_EVENTS] = {.rate = 32 << 10, .burst = 256 << 10},
                },
            .max_entries = 65536,
        },
    .threads = 4,
};

struct baton_allowance {
    size_t threads; /* that may wait */
    pthread_mutex_t lock;
    struct baton_budget *budget; /* guarded by lock */
    GHashTable *holding;         /* sessions for whose replies a thread waits; guarded by lock */
};

struct baton_allowance *baton_allowance_new(const struct baton_allowance_limits *limits)
{
    struct baton_allowance *allowance = g_new0(struct baton_allowance, 1);

    allowance->threads = limits->threads;
    pthread_mutex_init(&allowance->lock, NULL);
    allowance->budget = baton_budget_new(&limits->budget);
    allowance->holding = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return allowance;
}

void baton_allowance_free(struct baton_allowance *allowance)
{
    if (!allowance)
        return;
    g_hash_table_destroy(allowance->holding);
    baton_budget_free(allowance->budget);
    pthread_mutex_destroy(&allowance->lock);
    g_free(allowance);
}

/* `what`: of what there is too much. */
static void refuse(struct baton_failure *failure, const char *what, baton_time wait)
{
    int64_t milliseconds = (wait + BATON_MS(1) - 1) / BATON_MS(1);

    baton_failure_set(
        failure, BATON_E_BUSY, "too many %s; try again after %" PRId64 " ms", what, milliseconds);
    failure->retry_after = milliseconds;
}

enum baton_allowance_lane baton_allowance_admit(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, baton_time now, struct baton_failure *failure)
{
    enum baton_allowance_lane lane = BATON_ALLOWANCE_REFUSED;
    baton_time wait = 0;

    pthread_mutex_lock(&allowance->lock);
    if (request->reserved &&
        baton_budget_take_reserved(allowance->budget, &request->sender, request->cost, now))
        lane = BATON_ALLOWANCE_RESERVED;
    else if (baton_budget_take(allowance->budget, &request->sender, request->cost, now, &wait))
        lane = BATON_ALLOWANCE_FAIR;
    else if (request->restart &&
             baton_budget_take_restart(allowance->budget, &request->sender, request->cost, now))
        lane = BATON_ALLOWANCE_FAIR;
    else if (!baton_budget_count_refusal(allowance->budget, &request->sender, now))
        lane = BATON_ALLOWANCE_FLOOD;
    pthread_mutex_unlock(&allowance->lock);
    if (lane == BATON_ALLOWANCE_REFUSED || lane == BATON_ALLOWANCE_FLOOD)
        refuse(failure, "requests of this handle, this session or this room", wait);
    return lane;
}

bool baton_allowance_may_overtake(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, baton_time now)
{
    if (!request->restart)
        return false;
    pthread_mutex_lock(&allowance->lock);
    bool may = baton_budget_take_restart(allowance->budget, &request->sender, request->cost, now);
    pthread_mutex_unlock(&allowance->lock);
    return may;
}

void baton_allowance_settle(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, int64_t took, baton_time now)
{
    pthread_mutex_lock(&allowance->lock);
    baton_budget_correct(allowance->budget, &request->sender, took - request->cost, now);
    pthread_mutex_unlock(&allowance->lock);
}

void baton_allowance_charge_output(struct baton_allowance *allowance,
    const struct baton_allowance_request *request, int64_t more, baton_time now)
{
    struct baton_budget_sender sender = request->sender;

    sender.room = NULL;
    pthread_mutex_lock(&allowance->lock);
    baton_budget_correct(allowance->budget, &sender, more, now);
    pthread_mutex_unlock(&allowance->lock);
}

bool baton_allowance_may_tell(struct baton_allowance *allowance,
    const struct baton_budget_sender *sender, baton_time now, struct baton_failure *failure)
{
    pthread_mutex_lock(&allowance->lock);
    baton_time wait = baton_budget_events_wait(allowance->budget, sender, now);
    pthread_mutex_unlock(&allowance->lock);
    if (wait > 0)
        refuse(failure, "bytes from this session or this room to everybody in the room", wait);
    return wait == 0;
}

void baton_allowance_charge_events(struct baton_allowance *allowance,
    const struct baton_budget_sender *sender, int64_t bytes, baton_time now)
{
    pthread_mutex_lock(&allowance->lock);
    baton_budget_take_events(allowance->budget, sender, bytes, now);
    pthread_mutex_unlock(&allowance->lock);
}

bool baton_allowance_hold(struct baton_allowance *allowance, const char *session)
{
    pthread_mutex_lock(&allowance->lock);
    bool may = g_hash_table_size(allowance->holding) < allowance->threads &&
               !g_hash_table_contains(allowance->holding, session);
    if (may)
        g_hash_table_add(allowance->holding, g_strdup(session));
    pthread_mutex_unlock(&allowance->lock);
    return may;
}

void baton_allowance_release(struct baton_allowance *allowance, const char *session)
{
    pthread_mutex_lock(&allowance->lock);
    g_hash_table_remove(allowance->holding, session);
    pthread_mutex_unlock(&allowance->lock);
}
