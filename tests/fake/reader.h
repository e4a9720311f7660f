/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client behind a fake handle. It gets its messages through the real queue of janus/outgoing.h and checks their
 * order: no event about a room in which the device is not, none about a participant whom the client does not know, no
 * participant who joins twice, no event of a transfer that has ended, and no state of a transfer that goes back. No
 * number of an event comes twice, none goes back, and there is no gap in the numbers unless the queue has dropped
 * events.
 *
 * A client that is `late` reads nothing until it catches up. Meanwhile the queue may merge events.
 */
#ifndef BATON_FAKE_READER_H
#define BATON_FAKE_READER_H

#include <glib.h>
#include <jansson.h>

#include "janus/outgoing.h"

struct fake_reader {
    struct baton_outgoing outgoing;
    bool late;
    bool in_room;
    bool closing; /* it has said that it goes: then it is not told when the room has let it go */
    uint64_t seq;       /* number of the last event, or of the reply with which the device began */
    bool after_reply;   /* it was a reply */
    uint64_t gaps;      /* numbers that did not come */
    GHashTable *people; /* ids of the others in the room */
    bool knows_all;     /* `people` has all of them: a message lists only the first page */
    GHashTable *transfers; /* id -> the number of its last state, plus 1 */
};

void fake_reader_init(struct fake_reader *reader);
void fake_reader_fini(struct fake_reader *reader);

/* Queues a message for the client: an event, or the reply to a request on this handle. Takes a reference. */
void fake_reader_put(struct fake_reader *reader, json_t *body);
/* The client reads everything that waits. It stays late or not. */
void fake_reader_catch_up(struct fake_reader *reader);
/* Whether so much waited that Baton detaches the handle. Then the test must detach it. */
bool fake_reader_is_cut(const struct fake_reader *reader);
/* Fails the test if the queue holds more than its limits. */
void fake_reader_check_limits(const struct fake_reader *reader);

#endif
