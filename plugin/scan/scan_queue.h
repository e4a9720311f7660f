/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pictures that wait for a helper of the decoder. No session can use up the helpers:
 *   - each session has a budget of the helpers' time, and is refused while this budget is used up;
 *   - sessions take turns, with equal shares of the time, no matter how many pictures each sends;
 *   - a session that has used little time waits in the first lane, which gets most turns. Somebody who scans for the
 *     first time is therefore served even while others keep the decoder busy.
 * Pure. Not thread-safe: scan/decoder.c calls these functions with its lock held.
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
    struct baton_bucket_limits share; /* helpers' time for one session, in microseconds */
    struct baton_bucket_limits first; /* time that a session may use in the first lane */
};

struct baton_scan_queue;

/* Never returns NULL. Copies the limits. Take all items out before you free the queue, because the queue does not own
 * them. */
struct baton_scan_queue *baton_scan_queue_new(const struct baton_scan_queue_limits *limits);
void baton_scan_queue_free(struct baton_scan_queue *queue);

/*
 * Takes `cost` microseconds, an estimate, out of the budget of `session`, and lets `item` wait. `item` is not NULL,
 * stands for `images` pictures, and stays the caller's. If a limit is reached, changes nothing, sets `retry_after` in
 * microseconds, and returns false. `now` must not go back from one call to the next.
 */
bool baton_scan_queue_push(struct baton_scan_queue *queue, const char *session, void *item,
    size_t images, baton_time cost, baton_time now, baton_time *retry_after);

/* Whether baton_scan_queue_push would accept these pictures. If not, sets `retry_after`. */
bool baton_scan_queue_accepts(const struct baton_scan_queue *queue, const char *session,
    size_t images, baton_time now, baton_time *retry_after);

/* Takes the next item out of the queue and returns it. Returns NULL if the queue is empty. */
void *baton_scan_queue_pop(struct baton_scan_queue *queue);

/* Corrects the estimate of an item that has been read: reading the item took `more` microseconds more, or less if
 * `more` is below 0. */
void baton_scan_queue_settle(
    struct baton_scan_queue *queue, const char *session, baton_time more, baton_time now);

/* Returns the number of pictures that wait. */
size_t baton_scan_queue_waiting(const struct baton_scan_queue *queue);

#endif
