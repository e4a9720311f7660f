/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two fair queues, and a table with two buckets for each session. */
#include "scan/scan_queue.h"

#include <glib.h>

#include "admission/fair_queue.h"

enum {
    LANES = 2,        /* the first lane, and the second lane */
    TURNS = 4,        /* while both lanes have items, the second lane gets one of this many turns */
    SESSIONS = 16384, /* the most sessions whose buckets are kept in memory */
};

/* The cost that a session may use in one turn: about that of a small picture. */
#define QUANTUM BATON_MS(5)
/* The `retry_after` if the lane is full. */
#define RETRY_WHEN_FULL BATON_MS(500)

struct account {
    struct baton_bucket share, first;
};

struct item {
    void *item;
    size_t images;
};

struct baton_scan_queue {
    struct baton_scan_queue_limits limits;
    struct baton_fair_queue *lanes[LANES]; /* struct item, owned */
    size_t waiting[LANES];                 /* pictures */
    unsigned int turn;
    GHashTable *accounts; /* struct account by the name of the session, both owned */
};

struct baton_scan_queue *baton_scan_queue_new(const struct baton_scan_queue_limits *limits)
{
    const struct baton_fair_queue_limits fair = {.quantum = QUANTUM,
        .flow_items = limits->session_images,
        .flow_bytes = limits->session_images,
        .items = limits->images};
    struct baton_scan_queue *queue = g_new0(struct baton_scan_queue, 1);

    queue->limits = *limits;
    for (int lane = 0; lane < LANES; lane++)
        queue->lanes[lane] = baton_fair_queue_new(&fair);
    queue->accounts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return queue;
}

void baton_scan_queue_free(struct baton_scan_queue *queue)
{
    if (!queue)
        return;
    for (int lane = 0; lane < LANES; lane++)
        baton_fair_queue_free(queue->lanes[lane]);
    g_hash_table_destroy(queue->accounts);
    g_free(queue);
}

size_t baton_scan_queue_waiting(const struct baton_scan_queue *queue)
{
    return queue->waiting[0] + queue->waiting[1];
}

/* --- budgets ---------------------------------------------------------------------------------- */

static void forget_full(struct baton_scan_queue *queue, baton_time now)
{
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, queue->accounts);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct account *account = value;
        if (baton_bucket_is_full(&account->share, &queue->limits.share, now) &&
            baton_bucket_is_full(&account->first, &queue->limits.first, now))
            g_hash_table_iter_remove(&iter);
    }
}

static struct account *account_of(
    struct baton_scan_queue *queue, const char *session, baton_time now)
{
    struct account *account = g_hash_table_lookup(queue->accounts, session);

    if (account)
        return account;
    if (g_hash_table_size(queue->accounts) >= SESSIONS)
        forget_full(queue, now);
    if (g_hash_table_size(queue->accounts) >= SESSIONS)
        return NULL;
    account = g_new(struct account, 1);
    baton_bucket_init(&account->share, &queue->limits.share, now);
    baton_bucket_init(&account->first, &queue->limits.first, now);
    g_hash_table_insert(queue->accounts, g_strdup(session), account);
    return account;
}

static void take(
    struct baton_scan_queue *queue, struct account *account, baton_time cost, baton_time now)
{
    baton_bucket_take(&account->share, &queue->limits.share, cost, now);
    baton_bucket_take(&account->first, &queue->limits.first, cost, now);
}

/* Returns the lane in which the session's pictures wait. `account` NULL: the session has used no time. */
static int lane_of(
    const struct baton_scan_queue *queue, const struct account *account, baton_time now)
{
    return account && baton_bucket_wait(&account->first, &queue->limits.first, 1, now) > 0;
}

static bool check(const struct baton_scan_queue *queue, const struct account *account,
    size_t images, baton_time now, baton_time *retry_after)
{
    baton_time wait =
        account ? baton_bucket_wait(&account->share, &queue->limits.share, 1, now) : 0;

    if (wait > 0) {
        *retry_after = wait;
        return false;
    }
    *retry_after = RETRY_WHEN_FULL;
    return queue->waiting[lane_of(queue, account, now)] + images <= queue->limits.images;
}

bool baton_scan_queue_accepts(const struct baton_scan_queue *queue, const char *session,
    size_t images, baton_time now, baton_time *retry_after)
{
    return check(queue, g_hash_table_lookup(queue->accounts, session), images, now, retry_after);
}

void baton_scan_queue_settle(
    struct baton_scan_queue *queue, const char *session, baton_time more, baton_time now)
{
    struct account *account = account_of(queue, session, now);

    if (account)
        take(queue, account, more, now);
}

/* --- items ------------------------------------------------------------------------------------ */

bool baton_scan_queue_push(struct baton_scan_queue *queue, const char *session, void *item,
    size_t images, baton_time cost, baton_time now, baton_time *retry_after)
{
    struct account *account = account_of(queue, session, now);

    *retry_after = RETRY_WHEN_FULL;
    if (!account || !check(queue, account, images, now, retry_after))
        return false;
    struct item *waiting = g_new(struct item, 1);
    *waiting = (struct item){item, images};
    int lane = lane_of(queue, account, now);
    if (!baton_fair_queue_push(queue->lanes[lane], session, waiting, cost, images)) {
        g_free(waiting);
        return false;
    }
    queue->waiting[lane] += images;
    take(queue, account, cost, now);
    return true;
}

static void *pop(struct baton_scan_queue *queue, int lane)
{
    struct item *waiting = baton_fair_queue_pop(queue->lanes[lane]);

    if (!waiting)
        return NULL;
    void *item = waiting->item;
    queue->waiting[lane] -= waiting->images;
    g_free(waiting);
    return item;
}

void *baton_scan_queue_pop(struct baton_scan_queue *queue)
{
    bool both = queue->waiting[0] > 0 && queue->waiting[1] > 0;

    if (!both)
        return pop(queue, queue->waiting[0] == 0);
    return pop(queue, ++queue->turn % TURNS == 0);
}
