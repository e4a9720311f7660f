/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pictures that wait for a helper of the decoder. No session can keep the helpers from the others:
 *   - each session has a budget of the helpers' time, and is refused while it has used it up;
 *   - sessions take turns, with equal shares of the time, however many pictures they send;
 *   - a session that has used little time waits in a lane of its own, which is served first. So somebody who scans for
 *     the first time is served even while others keep the decoder busy.
 * Pure; the caller passes the time in, and keeps other threads out.
 */
#ifndef BATON_SCAN_SCAN_QUEUE_H
#define BATON_SCAN_SCAN_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "admission/bucket.h"
#include "base/clock.h"

struct baton_scan_queue_limits {
    size_t images;                    /* pictures that can wait, in each of the two lanes */
    size_t session_images;            /* pictures of one session that can wait, in each lane */
    struct baton_bucket_limits share; /* time of a helper for one session, in microseconds */
    struct baton_bucket_limits
        first; /* the part of that for which a session waits in the first lane */
};

struct baton_scan_queue;

/* Never NULL. Copies the limits. Free it when it is empty. */
struct baton_scan_queue *baton_scan_queue_new(const struct baton_scan_queue_limits *limits);
void baton_scan_queue_free(struct baton_scan_queue *queue);

/*
 * Takes `cost` microseconds, an estimate, out of the budget of `session`, and lets `item` (borrowed, not NULL) with its
 * `images` pictures wait. False, with `retry_after` in microseconds and nothing changed, if a limit is reached. `now`
 * must not go back.
 */
bool baton_scan_queue_push(struct baton_scan_queue *queue, const char *session, void *item,
    size_t images, baton_time cost, baton_time now, baton_time *retry_after);

/* Whether baton_scan_queue_push would accept this. */
bool baton_scan_queue_accepts(const struct baton_scan_queue *queue, const char *session,
    size_t images, baton_time now, baton_time *retry_after);

/* The next item, which leaves the queue; NULL: none is waiting. */
void *baton_scan_queue_pop(struct baton_scan_queue *queue);

/* Corrects the estimate of an item that has been read: it took `more` microseconds, or less if that is below 0. */
void baton_scan_queue_settle(
    struct baton_scan_queue *queue, const char *session, baton_time more, baton_time now);

/* Pictures that wait. */
size_t baton_scan_queue_waiting(const struct baton_scan_queue *queue);

#endif
