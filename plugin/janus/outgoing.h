/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages that wait to be sent to one client's handle, and how much the client has read. Uses neither Janus nor
 * locks.
 *
 * If a client does not read, Janus queues its messages without a limit. Baton therefore gives Janus at most a window of
 * bytes that the client has not acknowledged. Each time a part of the window was sent, Baton asks for an
 * acknowledgement: with the event `acknowledge`, whose number the client returns in the request `acknowledge`. The
 * number is random. If it could be predicted, a client that never reads could acknowledge, and Janus would queue its
 * messages without a limit.
 *
 * While the window is full, messages wait here, up to a limit. If a state event still waits, a later state event about
 * the same object replaces it. If the limit is reached, waiting chat messages are dropped. The client sees the gap in
 * the numbers of its events, and sends `sync`. Only if this does not help, the client is detached.
 */
#ifndef BATON_JANUS_OUTGOING_H
#define BATON_JANUS_OUTGOING_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/random.h"

struct baton_outgoing_limits {
    /* Of one handle: */
    size_t
        window; /* bytes that a client may leave without acknowledgement. After a quarter it is asked for one */
    size_t bytes;        /* that may wait */
    size_t messages;     /* that may wait */
    baton_time patience; /* how long a full window may stay full while there is more to send */
    /* Bytes that wait or are not acknowledged, which the owner of the queues counts: */
    size_t session_bytes; /* of all handles of a session */
    size_t server_bytes;  /* of all sessions */
};

extern const struct baton_outgoing_limits baton_outgoing_defaults;

enum baton_outgoing_kind {
    BATON_OUTGOING_MESSAGE,
    BATON_OUTGOING_CLOSE, /* close the PeerConnection */
    BATON_OUTGOING_END,   /* detach the handle, whose client does not read */
};

struct baton_outgoing_message {
    enum baton_outgoing_kind kind;
    void *owner; /* the owner of the queue; only the caller uses it */
    char *transaction;
    json_t *body, *jsep;
    size_t bytes;
    const char *subject; /* the object of a state event, a text in `body`; NULL: no state event */
    uint64_t seq; /* the event's number, which is not in `body`; 0: it has none, or `body` has it */
    bool chat;    /* a chat message to the room, which may be dropped */
};

enum {
    /* The questions that a queue remembers. Its window holds 4 parts for which the client is asked, and each time it is
     * full there is one question more. */
    BATON_OUTGOING_QUESTIONS = 16,
    /* The wrong numbers after which a client is detached, since its last right one. An honest client sends none. */
    BATON_OUTGOING_MOST_WRONG = 16,
};

/* An event `acknowledge`. */
struct baton_outgoing_question {
    uint64_t number; /* random, 1 to 2^53 - 1, which JavaScript can represent; 0: no question */
    uint64_t sent;   /* bytes that the client has read when it returns the number */
};

/* Zeroed, it is an empty queue. */
struct baton_outgoing {
    GQueue messages; /* owned */
    size_t waiting;  /* bytes of these messages */
    uint64_t sent, acknowledged,
        asked;             /* bytes so far; `asked`: `sent` when the client was last asked to acknowledge */
    struct baton_outgoing_question questions[BATON_OUTGOING_QUESTIONS]; /* a ring */
    unsigned latest;       /* the index of the latest question */
    unsigned wrong;        /* numbers since the last right one for which Baton has not asked */
    baton_time full_since; /* 0: the window is not full */
    uint64_t dropped;      /* chat messages so far */
    bool
        asks_again; /* the client is asked even if it was asked for everything, and if the window is full */
    bool waits_again;      /* since the last acknowledgement the patience has begun again */
    bool ended;            /* no message is accepted any more */
    bool busy; /* for the caller: a thread sends from this queue, or the queue waits for a thread */
};

/* Never returns NULL. Takes ownership of all arguments except `owner`, which is only stored. */
struct baton_outgoing_message *baton_outgoing_message_new(
    void *owner, char *transaction, json_t *body, json_t *jsep);
/* Returns the same event for another owner, with its number there; 0: it has none. It shares the body. `message` has no
 * transaction and no `jsep`. */
struct baton_outgoing_message *baton_outgoing_message_copy(
    const struct baton_outgoing_message *message, void *owner, uint64_t seq);
/* Returns what is sent to the client, for json_decref: the body, or a shallow copy with the number. */
json_t *baton_outgoing_message_body(const struct baton_outgoing_message *message);
struct baton_outgoing_message *baton_outgoing_close_new(void *owner);
/* The time that other threads need to draw, serialise and send the message, in microseconds of a processor. */
int64_t baton_outgoing_message_cost(const struct baton_outgoing_message *message);
/* The same for a message of this many bytes that needs no drawing. */
int64_t baton_outgoing_cost(size_t bytes);
/* Whether the message has a code without its pictures (code/drawing.h). */
bool baton_outgoing_message_is_drawn_later(const struct baton_outgoing_message *message);
/* Draws these pictures. If that fails, an error takes the place of the message. Returns how many bytes were added. */
size_t baton_outgoing_message_draw(struct baton_outgoing_message *message);
void baton_outgoing_message_free(struct baton_outgoing_message *message);

/*
 * Queues a message and takes ownership of it. If too much waits, drops chat messages. Returns NULL, or the reason why
 * the client must be detached: a sentence for the log. In that case the queue is ended: it holds only one
 * BATON_OUTGOING_END, and drops later messages.
 */
const char *baton_outgoing_put(struct baton_outgoing *outgoing,
    const struct baton_outgoing_limits *limits, struct baton_outgoing_message *message,
    baton_time now);
/* Drops waiting chat messages, the oldest first, until the queue is at most half as large as the limits allow. The last
 * one stays, so that the client sees the gap. Returns whether one was dropped. */
bool baton_outgoing_shed(
    struct baton_outgoing *outgoing, const struct baton_outgoing_limits *limits);
/* Ends the queue in the same way, for a reason that only the caller knows. */
void baton_outgoing_end(struct baton_outgoing *outgoing, void *owner);

/* Drops all waiting messages and all later messages, and treats all sent bytes as acknowledged. */
void baton_outgoing_clear(struct baton_outgoing *outgoing);

/* Whether a thread has something to do: baton_outgoing_take would return a message now, or the client is to be asked
 * again. */
bool baton_outgoing_ready(
    const struct baton_outgoing *outgoing, const struct baton_outgoing_limits *limits);
/* Whether the pictures of the message that comes next have to be drawn. */
bool baton_outgoing_draws_next(const struct baton_outgoing *outgoing);
/* Returns the next message, owned by the caller, or NULL. The message counts as sent. If the window is full, stores
 * since when. */
struct baton_outgoing_message *baton_outgoing_take(
    struct baton_outgoing *outgoing, const struct baton_outgoing_limits *limits, baton_time now);
/* Pictures have added `bytes` to a message that was taken. Without effect on a queue that has ended. */
void baton_outgoing_grow(struct baton_outgoing *outgoing, size_t bytes);

/* Returns the number for which the client must be asked now; 0: none, or the source of random numbers has failed. Call
 * it after each take, even if take returned NULL. */
uint64_t baton_outgoing_ask(struct baton_outgoing *outgoing,
    const struct baton_outgoing_limits *limits, const struct baton_random *random);
/*
 * The client sends `sync`, perhaps on a new connection. What was sent on the one before can be lost, and with it the
 * events that asked for an acknowledgement. The client is asked again for everything that was sent, also if the window
 * is full. The time for which the window may be full begins again, once for each acknowledgement. Chat messages that
 * wait are dropped, because the reply to `sync` has them, or says that some are missing.
 */
void baton_outgoing_ask_again(struct baton_outgoing *outgoing, baton_time now);
/* The client has read everything up to the event with this number. Returns false if the number is wrong: it is none of
 * the latest numbers for which Baton has asked. A number that comes again, or late, is right. */
bool baton_outgoing_acknowledge(struct baton_outgoing *outgoing, uint64_t number);
/* Returns NULL, or the reason why the client must be detached: it guesses numbers. In that case the queue is ended. */
const char *baton_outgoing_end_guessing(struct baton_outgoing *outgoing, void *owner);

/* Returns the bytes that wait or are not acknowledged. */
size_t baton_outgoing_held(const struct baton_outgoing *outgoing);

#endif
