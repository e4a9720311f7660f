/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages that wait to be sent to one client's handle, and how much the client has read. Free of Janus and of
 * locks.
 *
 * Janus queues without a limit what a client does not read. So Baton never hands Janus more than a window of bytes that
 * the client has not acknowledged. It asks for an acknowledgement each time a part of the window was sent: with an
 * event `acknowledge`, whose number the client sends back in a request `acknowledge`. While the window is full,
 * messages wait here, up to a limit. A state event that still waits is replaced by a later one about the same object.
 */
#ifndef BATON_JANUS_OUTGOING_H
#define BATON_JANUS_OUTGOING_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

enum {
    BATON_OUTGOING_WINDOW = 256 * 1024, /* bytes that a client may leave without acknowledgement */
    BATON_OUTGOING_PART = 64 * 1024,    /* bytes after which it is asked for one */
    BATON_OUTGOING_BYTES = 512 * 1024,  /* bytes that may wait */
    BATON_OUTGOING_MESSAGES = 1024,     /* messages that may wait */
};

/* How long a full window may stay full while there is more to send. */
#define BATON_OUTGOING_PATIENCE BATON_SECONDS(15)

enum baton_outgoing_kind {
    BATON_OUTGOING_MESSAGE,
    BATON_OUTGOING_CLOSE, /* close the PeerConnection */
    BATON_OUTGOING_END,   /* detach the handle, whose client does not read */
};

struct baton_outgoing_message {
    enum baton_outgoing_kind kind;
    void *owner; /* of the queue; for the caller */
    char *transaction;
    json_t *body, *jsep;
    size_t bytes;
    const char *
        subject; /* of a state event: what it is about, a text in `body`; NULL: of any other message */
};

/* Zeroed, it is an empty queue. */
struct baton_outgoing {
    GQueue messages; /* owned */
    size_t waiting;  /* bytes of these */
    uint64_t sent, acknowledged,
        asked;             /* bytes so far; `asked`: `sent` when the client was asked last */
    baton_time full_since; /* 0: the window is not full */
    bool ended;            /* nothing more is taken */
    bool busy;             /* for the caller: a thread sends from it, or it waits for a thread */
};

/* Takes ownership of everything. `owner` is stored. Never NULL. */
struct baton_outgoing_message *baton_outgoing_message_new(
    void *owner, char *transaction, json_t *body, json_t *jsep);
/* Returns the same event for another owner. It shares the body. `message` has no transaction and no `jsep`. */
struct baton_outgoing_message *baton_outgoing_message_copy(
    const struct baton_outgoing_message *message, void *owner);
struct baton_outgoing_message *baton_outgoing_close_new(void *owner);
void baton_outgoing_message_free(struct baton_outgoing_message *message);

/*
 * Takes ownership of the message. Returns NULL, or why the client has to be detached: a sentence for the log. Then the
 * queue is ended: it holds nothing but one BATON_OUTGOING_END, and drops later messages.
 */
const char *baton_outgoing_put(
    struct baton_outgoing *outgoing, struct baton_outgoing_message *message, baton_time now);
/* Ends the queue for a reason of the caller's. */
void baton_outgoing_end(struct baton_outgoing *outgoing, void *owner);

/* Drops everything that waits, takes nothing more, and forgets what was not acknowledged. */
void baton_outgoing_clear(struct baton_outgoing *outgoing);

/* Whether baton_outgoing_take has something to give now. */
bool baton_outgoing_ready(const struct baton_outgoing *outgoing);
/* The next message, owned by the caller, or NULL. It counts as sent. */
struct baton_outgoing_message *baton_outgoing_take(struct baton_outgoing *outgoing, baton_time now);

/* The number for which the client has to be asked now; 0: none. Call it after each take, also one that gave nothing. */
uint64_t baton_outgoing_ask(struct baton_outgoing *outgoing);
/* The client has read everything up to this number. False if no such number was sent. */
bool baton_outgoing_acknowledge(struct baton_outgoing *outgoing, uint64_t number);

/* Bytes that wait or are not acknowledged. */
size_t baton_outgoing_held(const struct baton_outgoing *outgoing);

#endif
