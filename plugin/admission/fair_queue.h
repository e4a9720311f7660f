/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A queue that is fair between flows (deficit round robin, Shreedhar and Varghese 1995). While items of several flows
 * wait, each of these flows gets the same share of the cost, no matter how many of its items wait. Items of one flow
 * stay in order. Pure. Not thread-safe: the caller holds a lock.
 */
#ifndef BATON_ADMISSION_FAIR_QUEUE_H
#define BATON_ADMISSION_FAIR_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct baton_fair_queue_limits {
    int64_t quantum;   /* the cost that a flow may use in one turn, above 0 */
    size_t flow_items; /* items of one flow that can wait */
    size_t flow_bytes; /* bytes of one flow that can wait */
    size_t items;      /* items of all flows that can wait */
};

struct baton_fair_queue;

/* Never returns NULL. Copies the limits. Take all items out before you free the queue, because the queue does not own
 * them. */
struct baton_fair_queue *baton_fair_queue_new(const struct baton_fair_queue_limits *limits);
void baton_fair_queue_free(struct baton_fair_queue *queue);

/* Adds `item` (not NULL) to a flow. The queue copies the flow's name, but does not own the item. If a limit would be
 * exceeded, changes nothing and returns false. */
bool baton_fair_queue_push(
    struct baton_fair_queue *queue, const char *flow, void *item, int64_t cost, size_t bytes);

/* Takes the next item out of the queue and returns it. Returns NULL if the queue is empty. */
void *baton_fair_queue_pop(struct baton_fair_queue *queue);

size_t baton_fair_queue_length(const struct baton_fair_queue *queue);

#endif
