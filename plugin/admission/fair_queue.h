/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A queue that is fair between flows (deficit round robin, Shreedhar and Varghese 1995): while several flows have
 * items waiting, each gets the same share of the cost, however many items it has put in. Items of one flow stay in
 * order. Pure; the caller keeps other threads out.
 */
#ifndef BATON_ADMISSION_FAIR_QUEUE_H
#define BATON_ADMISSION_FAIR_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct baton_fair_queue_limits {
    int64_t quantum;   /* the cost that a flow may use in one turn, above 0 */
    size_t flow_items; /* items of one flow that can wait */
    size_t flow_bytes; /* the sum of their bytes */
    size_t items;      /* items of all flows that can wait */
};

struct baton_fair_queue;

/* Never NULL. Copies the limits. Free it when it is empty. */
struct baton_fair_queue *baton_fair_queue_new(const struct baton_fair_queue_limits *limits);
void baton_fair_queue_free(struct baton_fair_queue *queue);

/* Borrows `item` (not NULL). False, with nothing changed, if that is more than a limit allows. Copies `flow`. */
bool baton_fair_queue_push(
    struct baton_fair_queue *queue, const char *flow, void *item, int64_t cost, size_t bytes);

/* The next item, which leaves the queue; NULL: none is waiting. */
void *baton_fair_queue_pop(struct baton_fair_queue *queue);

size_t baton_fair_queue_length(const struct baton_fair_queue *queue);

#endif
