/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "admission/fair_queue.h"

#include <glib.h>

struct waiting {
    void *item;
    int64_t cost;
    size_t bytes;
};

/* The waiting items of one name. A flow exists only while it has an item. */
struct flow {
    char *name;
    GQueue items; /* struct waiting, owned */
    size_t bytes;
    int64_t deficit; /* the cost that the flow may still use in this turn */
};

struct baton_fair_queue {
    struct baton_fair_queue_limits limits;
    GHashTable *by_name; /* struct flow, owned */
    GQueue turns;        /* the same flows; it is the first one's turn */
    size_t length;
};

static void flow_free(void *data)
{
    struct flow *flow = data;

    g_queue_clear_full(&flow->items, g_free);
    g_free(flow->name);
    g_free(flow);
}

struct baton_fair_queue *baton_fair_queue_new(const struct baton_fair_queue_limits *limits)
{
    struct baton_fair_queue *queue = g_new0(struct baton_fair_queue, 1);

    queue->limits = *limits;
    queue->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, flow_free);
    g_queue_init(&queue->turns);
    return queue;
}

void baton_fair_queue_free(struct baton_fair_queue *queue)
{
    if (!queue)
        return;
    g_queue_clear(&queue->turns);
    g_hash_table_destroy(queue->by_name);
    g_free(queue);
}

static struct flow *begin_flow(struct baton_fair_queue *queue, const char *name)
{
    struct flow *flow = g_new0(struct flow, 1);

    flow->name = g_strdup(name);
    flow->deficit = queue->limits.quantum;
    g_queue_init(&flow->items);
    g_hash_table_insert(queue->by_name, flow->name, flow);
    g_queue_push_tail(&queue->turns, flow);
    return flow;
}

static bool fits(const struct baton_fair_queue *queue, const struct flow *flow, size_t bytes)
{
    const struct baton_fair_queue_limits *limits = &queue->limits;
    size_t items = flow ? flow->items.length : 0;
    size_t flow_bytes = flow ? flow->bytes : 0;

    return queue->length < limits->items && items < limits->flow_items &&
           bytes <= limits->flow_bytes - flow_bytes;
}

bool baton_fair_queue_push(
    struct baton_fair_queue *queue, const char *name, void *item, int64_t cost, size_t bytes)
{
    struct flow *flow = g_hash_table_lookup(queue->by_name, name);

    if (!fits(queue, flow, bytes))
        return false;
    if (!flow)
        flow = begin_flow(queue, name);
    struct waiting *waiting = g_new(struct waiting, 1);
    *waiting = (struct waiting){.item = item, .cost = cost, .bytes = bytes};
    g_queue_push_tail(&flow->items, waiting);
    flow->bytes += bytes;
    queue->length++;
    return true;
}

/* Returns the first flow that may use the cost of its first item. Each flow before it gets another quantum and goes to
 * the end of the turns. There must be at least one flow. */
static struct flow *next_flow(struct baton_fair_queue *queue)
{
    for (;;) {
        struct flow *flow = g_queue_peek_head(&queue->turns);
        const struct waiting *first = g_queue_peek_head(&flow->items);
        if (first->cost <= flow->deficit)
            return flow;
        flow->deficit += queue->limits.quantum;
        g_queue_push_tail(&queue->turns, g_queue_pop_head(&queue->turns));
    }
}

void *baton_fair_queue_pop(struct baton_fair_queue *queue)
{
    if (queue->length == 0)
        return NULL;
    struct flow *flow = next_flow(queue);
    struct waiting *waiting = g_queue_pop_head(&flow->items);
    void *item = waiting->item;

    flow->deficit -= waiting->cost;
    flow->bytes -= waiting->bytes;
    queue->length--;
    g_free(waiting);
    if (g_queue_is_empty(&flow->items)) {
        g_queue_remove(&queue->turns, flow);
        g_hash_table_remove(queue->by_name, flow->name);
    }
    return item;
}

size_t baton_fair_queue_length(const struct baton_fair_queue *queue)
{
    return queue->length;
}
