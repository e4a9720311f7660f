/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queues of all handles under one lock, and the threads that send from them. */
#include "autoconfig.h"

#include "janus/outbox.h"

#include <debug.h>
#include <pthread.h>

#include "admission/fair_queue.h"
#include "base/error.h"
#include "janus/loop.h"

enum {
    THREADS = 4,
    /* An event counts as this many bytes at least, because a small event costs its receiver time, too. */
    LEAST_TOLD = 256, /* bytes */
    PART = 64,        /* handles of a broadcast that get it under one lock */
};

/* Limits of the queue of handles for which pictures have to be drawn. Each handle waits there once, so the queue
 * needs no limit. */
static const struct baton_fair_queue_limits turns = {
    .quantum = 1, .flow_items = SIZE_MAX, .flow_bytes = SIZE_MAX, .items = SIZE_MAX};

struct baton_outbox {
    janus_callbacks *gateway;
    janus_plugin *plugin;
    struct baton_outgoing_limits limits;
    int64_t cost; /* of the messages so far; control thread only */
    int64_t told; /* bytes of the events for several handles so far; control thread only */
    pthread_t threads[THREADS];
    size_t running;

    pthread_mutex_t lock;
    pthread_cond_t filled;
    /* Attachments that have something to send, each once, with a reference: */
    GQueue ready;                      /* what comes next can be sent as it is */
    struct baton_fair_queue *drawings; /* pictures have to be drawn first */
    unsigned drawing;                  /* threads that draw */
    size_t idle;                       /* threads that wait and were not woken */
    GHashTable *shares; /* struct baton_outbox_share of the sessions, by the flow's name; owned */
    size_t holding;     /* sessions that hold something */
    size_t held;        /* bytes that all sessions hold */
    bool stopped;
    /* All from `ready` on, and each attachment's `outgoing`, are guarded by the lock. */
};

/* --- bytes that sessions hold ----------------------------------------------------------------- */

/* The bytes that the handles of one session hold. */
struct baton_outbox_share {
    char *session; /* the flow's name */
    size_t held;   /* bytes */
    size_t handles;
};

static void free_share(void *data)
{
    struct baton_outbox_share *share = data;

    g_free(share->session);
    g_free(share);
}

static struct baton_outbox_share *share_of(
    struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    const char *session = baton_attachment_flow(attachment);

    if (attachment->share)
        return attachment->share;
    attachment->share = g_hash_table_lookup(outbox->shares, session);
    if (!attachment->share) {
        attachment->share = g_new0(struct baton_outbox_share, 1);
        attachment->share->session = g_strdup(session);
        g_hash_table_insert(outbox->shares, attachment->share->session, attachment->share);
    }
    attachment->share->handles++;
    return attachment->share;
}

/* The attachment holds nothing any more, and never will. */
static void leave_share(struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    struct baton_outbox_share *share = attachment->share;

    attachment->share = NULL;
    if (share && --share->handles == 0)
        g_hash_table_remove(outbox->shares, share->session);
}

/* Counts the change of the bytes that an attachment's queue holds. `before`: the bytes before the change. */
static void count(struct baton_outbox *outbox, struct baton_attachment *attachment, size_t before)
{
    size_t after = baton_outgoing_held(&attachment->outgoing);

    if (after == before)
        return;
    struct baton_outbox_share *share = share_of(outbox, attachment);
    outbox->holding -= share->held > 0;
    share->held += after - before;
    outbox->holding += share->held > 0;
    outbox->held += after - before;
}

/* Returns why the attachment's session holds too many bytes, or NULL. If all sessions together hold too many, each
 * session that holds more than an equal share is over the limit. */
static const char *find_excess(
    const struct baton_outbox *outbox, const struct baton_attachment *attachment)
{
    size_t held = attachment->share ? attachment->share->held : 0;

    if (held > outbox->limits.session_bytes)
        return "too many bytes wait for the handles of a session that does not acknowledge "
               "(session_queue_kb)";
    if (outbox->held > outbox->limits.server_bytes &&
        held > outbox->limits.server_bytes / outbox->holding)
        return "too many bytes wait for all clients, and this one holds more than its share "
               "(server_queue_kb)";
    return NULL;
}

/* --- sending ---------------------------------------------------------------------------------- */

static void push(struct baton_outbox *outbox, const struct baton_attachment *attachment,
    const char *transaction, json_t *body, json_t *jsep, struct baton_outgoing_message *message)
{
    int result =
        outbox->gateway->push_event(attachment->janus, outbox->plugin, transaction, body, jsep);

    if (result == 0 || !jsep || atomic_load(&attachment->gone))
        return;
    JANUS_LOG(LOG_WARN, "[baton] Janus could not use an SDP (%d)\n", result);
    json_t *error = json_pack("{sssiss}", "baton", "error", "error_code",
        baton_error_code(BATON_E_INVALID_SDP), "error", "jsep: Janus could not use this SDP");
    outbox->gateway->push_event(
        attachment->janus, outbox->plugin, message->transaction, error, NULL);
    json_decref(error);
}

/* Asks the client to acknowledge everything that was sent so far. */
static void ask(
    struct baton_outbox *outbox, const struct baton_attachment *attachment, uint64_t number)
{
    json_t *event = json_pack("{s:s, s:I}", "baton", "acknowledge", "number", (json_int_t)number);

    push(outbox, attachment, NULL, event, NULL, NULL);
    json_decref(event);
}

static void push_message(struct baton_outbox *outbox, const struct baton_attachment *attachment,
    struct baton_outgoing_message *message)
{
    json_t *body = baton_outgoing_message_body(message);

    push(outbox, attachment, message->transaction, body, message->jsep, message);
    json_decref(body);
}

static void deliver(struct baton_outbox *outbox, const struct baton_attachment *attachment,
    struct baton_outgoing_message *message, uint64_t number)
{
    if (atomic_load(&attachment->gone))
        return;
    switch (message ? message->kind : BATON_OUTGOING_MESSAGE) {
    case BATON_OUTGOING_CLOSE:
        outbox->gateway->close_pc(attachment->janus);
        break;
    case BATON_OUTGOING_END:
        outbox->gateway->end_session(attachment->janus);
        break;
    case BATON_OUTGOING_MESSAGE:
        if (message)
            push_message(outbox, attachment, message);
        if (number)
            ask(outbox, attachment, number);
        break;
    }
}

/* Call it with the lock held. Wakes a thread if one waits; each thread looks into the queues before it waits again. */
static void wake(struct baton_outbox *outbox)
{
    if (outbox->idle == 0)
        return;
    outbox->idle--;
    pthread_cond_signal(&outbox->filled);
}

/* Call it with the lock held. */
static void make_ready(struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    attachment->outgoing.busy = true;
    baton_attachment_ref(attachment);
    if (baton_outgoing_draws_next(&attachment->outgoing))
        baton_fair_queue_push(
            outbox->drawings, baton_attachment_flow(attachment), attachment, turns.quantum, 0);
    else
        g_queue_push_tail(&outbox->ready, attachment);
    wake(outbox);
}

/* With the lock held. Returns a reference, or NULL. */
static struct baton_attachment *next_ready(struct baton_outbox *outbox)
{
    struct baton_attachment *attachment = NULL;

    if (outbox->drawing == 0)
        attachment = baton_fair_queue_pop(outbox->drawings);
    return attachment ? attachment : g_queue_pop_head(&outbox->ready);
}

/*
 * With the lock held, which it gives up while it draws. A message can come first whose handle was ready for another
 * one, which a later message has replaced; then two threads draw at the same time.
 */
static void draw(struct baton_outbox *outbox, struct baton_attachment *attachment,
    struct baton_outgoing_message *message)
{
    outbox->drawing++;
    pthread_mutex_unlock(&outbox->lock);
    size_t bytes = baton_outgoing_message_draw(message);
    pthread_mutex_lock(&outbox->lock);
    outbox->drawing--;
    size_t before = baton_outgoing_held(&attachment->outgoing);
    baton_outgoing_grow(&attachment->outgoing, bytes);
    count(outbox, attachment, before);
    /* This thread sends now. Another one can draw. */
    if (baton_fair_queue_length(outbox->drawings) > 0)
        wake(outbox);
}

/* Call it with the lock held. Returns the number for which the client is asked after this message; 0: none. */
static uint64_t number_after(const struct baton_outbox *outbox, struct baton_outgoing *outgoing,
    const struct baton_outgoing_message *message)
{
    bool sends = !message || message->kind == BATON_OUTGOING_MESSAGE;

    return sends ? baton_outgoing_ask(outgoing, &outbox->limits, &baton_random_system) : 0;
}

/* Call it with the lock held. It unlocks while it draws and sends. */
static void send_next(struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    struct baton_outgoing *outgoing = &attachment->outgoing;
    struct baton_outgoing_message *message =
        baton_outgoing_take(outgoing, &outbox->limits, baton_loop_now());
    if (message && baton_outgoing_message_is_drawn_later(message))
        draw(outbox, attachment, message);
    uint64_t number = number_after(outbox, outgoing, message);

    pthread_mutex_unlock(&outbox->lock);
    deliver(outbox, attachment, message, number);
    if (message)
        baton_outgoing_message_free(message);
    pthread_mutex_lock(&outbox->lock);
    outgoing->busy = false;
    /* If the window is full, the handle gets one more turn: in this turn baton_outgoing_take stores the time, and the
     * client is asked for an acknowledgement. */
    if (!outbox->stopped && ((message && outgoing->messages.length > 0) ||
                                baton_outgoing_ready(outgoing, &outbox->limits)))
        make_ready(outbox, attachment);
}

static void *run(void *data)
{
    struct baton_outbox *outbox = data;

    pthread_setname_np(pthread_self(), "baton outbox");
    pthread_mutex_lock(&outbox->lock);
    while (!outbox->stopped) {
        struct baton_attachment *attachment = next_ready(outbox);
        if (!attachment) {
            outbox->idle++;
            pthread_cond_wait(&outbox->filled, &outbox->lock);
            continue;
        }
        send_next(outbox, attachment);
        pthread_mutex_unlock(&outbox->lock);
        baton_attachment_unref(attachment);
        pthread_mutex_lock(&outbox->lock);
    }
    pthread_mutex_unlock(&outbox->lock);
    return NULL;
}

/* --- beginning and end ------------------------------------------------------------------------ */

struct baton_outbox *baton_outbox_new(
    janus_callbacks *gateway, janus_plugin *plugin, const struct baton_outgoing_limits *limits)
{
    struct baton_outbox *outbox = g_new0(struct baton_outbox, 1);

    outbox->gateway = gateway;
    outbox->plugin = plugin;
    outbox->limits = *limits;
    g_queue_init(&outbox->ready);
    outbox->drawings = baton_fair_queue_new(&turns);
    outbox->shares = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_share);
    pthread_mutex_init(&outbox->lock, NULL);
    pthread_cond_init(&outbox->filled, NULL);
    while (outbox->running < THREADS &&
           pthread_create(&outbox->threads[outbox->running], NULL, run, outbox) == 0)
        outbox->running++;
    if (outbox->running > 0)
        return outbox;
    baton_outbox_free(outbox);
    return NULL;
}

void baton_outbox_stop(struct baton_outbox *outbox)
{
    struct baton_attachment *attachment;

    pthread_mutex_lock(&outbox->lock);
    outbox->stopped = true;
    pthread_cond_broadcast(&outbox->filled);
    pthread_mutex_unlock(&outbox->lock);
    for (size_t i = 0; i < outbox->running; i++)
        pthread_join(outbox->threads[i], NULL);
    while ((attachment = next_ready(outbox)))
        baton_attachment_unref(attachment);
}

void baton_outbox_free(struct baton_outbox *outbox)
{
    baton_fair_queue_free(outbox->drawings);
    g_hash_table_destroy(outbox->shares);
    pthread_cond_destroy(&outbox->filled);
    pthread_mutex_destroy(&outbox->lock);
    g_free(outbox);
}

/* --- queueing --------------------------------------------------------------------------------- */

/* The session, or all sessions together, hold too much. Drops chat messages, or else ends the queue. Returns why the
 * client has to be detached, or NULL. */
static const char *reduce(
    struct baton_outbox *outbox, struct baton_attachment *attachment, const char *excess)
{
    struct baton_outgoing *outgoing = &attachment->outgoing;
    size_t before = baton_outgoing_held(outgoing);

    if (baton_outgoing_shed(outgoing, &outbox->limits)) {
        count(outbox, attachment, before);
        excess = find_excess(outbox, attachment);
    }
    if (!excess)
        return NULL;
    before = baton_outgoing_held(outgoing);
    baton_outgoing_end(outgoing, attachment);
    count(outbox, attachment, before);
    return excess;
}

static const char *put_counted(struct baton_outbox *outbox, struct baton_attachment *attachment,
    struct baton_outgoing_message *message, baton_time now)
{
    struct baton_outgoing *outgoing = &attachment->outgoing;
    size_t before = baton_outgoing_held(outgoing);
    const char *excess = baton_outgoing_put(outgoing, &outbox->limits, message, now);

    count(outbox, attachment, before);
    if (!excess && !outgoing->ended && (excess = find_excess(outbox, attachment)))
        excess = reduce(outbox, attachment, excess);
    return excess;
}

/* With the lock held. Returns why the client has to be detached, or NULL. */
static const char *put_locked(struct baton_outbox *outbox, struct baton_attachment *attachment,
    struct baton_outgoing_message *message, baton_time now)
{
    if (outbox->stopped) {
        baton_outgoing_message_free(message);
        return NULL;
    }
    const char *excess = put_counted(outbox, attachment, message, now);
    if (!attachment->outgoing.busy && baton_outgoing_ready(&attachment->outgoing, &outbox->limits))
        make_ready(outbox, attachment);
    return excess;
}

static void put(struct baton_outbox *outbox, struct baton_attachment *attachment,
    struct baton_outgoing_message *message)
{
    pthread_mutex_lock(&outbox->lock);
    const char *excess = put_locked(outbox, attachment, message, baton_loop_now());
    pthread_mutex_unlock(&outbox->lock);
    if (excess)
        JANUS_LOG(LOG_WARN, "[baton] a handle is detached: %s\n", excess);
}

void baton_outbox_send(struct baton_outbox *outbox, struct baton_attachment *attachment,
    const char *transaction, json_t *body, json_t *jsep)
{
    struct baton_outgoing_message *message =
        baton_outgoing_message_new(attachment, g_strdup(transaction), body, jsep);

    outbox->cost += baton_outgoing_message_cost(message);
    put(outbox, attachment, message);
}

int64_t baton_outbox_cost(const struct baton_outbox *outbox)
{
    return outbox->cost;
}

int64_t baton_outbox_told(const struct baton_outbox *outbox)
{
    return outbox->told;
}

/* Returns the number of clients that are detached. */
static size_t put_part(struct baton_outbox *outbox, struct baton_attachment *const *attachments,
    const uint64_t *numbers, size_t count, const struct baton_outgoing_message *message)
{
    const baton_time now = baton_loop_now();
    size_t detached = 0;

    pthread_mutex_lock(&outbox->lock);
    for (size_t i = 0; i < count; i++)
        detached +=
            put_locked(outbox, attachments[i],
                baton_outgoing_message_copy(message, attachments[i], numbers ? numbers[i] : 0),
                now) != NULL;
    pthread_mutex_unlock(&outbox->lock);
    return detached;
}

void baton_outbox_broadcast(struct baton_outbox *outbox,
    struct baton_attachment *const *attachments, const uint64_t *numbers, size_t count,
    json_t *body)
{
    struct baton_outgoing_message *message = baton_outgoing_message_new(NULL, NULL, body, NULL);
    size_t detached = 0;

    outbox->cost += (int64_t)count * baton_outgoing_message_cost(message);
    if (count > 0 && !message->subject)
        outbox->told += (int64_t)MAX(message->bytes, LEAST_TOLD);
    for (size_t i = 0; i < count; i += PART)
        detached += put_part(
            outbox, attachments + i, numbers ? numbers + i : NULL, MIN(PART, count - i), message);
    baton_outgoing_message_free(message);
    if (detached > 0)
        JANUS_LOG(LOG_WARN,
            "[baton] %zu handles are detached: too much waits for clients that do not "
            "acknowledge\n",
            detached);
}

void baton_outbox_close_pc(struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    put(outbox, attachment, baton_outgoing_close_new(attachment));
}

bool baton_outbox_acknowledge(
    struct baton_outbox *outbox, struct baton_attachment *attachment, uint64_t number)
{
    struct baton_outgoing *outgoing = &attachment->outgoing;

    pthread_mutex_lock(&outbox->lock);
    size_t before = baton_outgoing_held(outgoing);
    bool right = baton_outgoing_acknowledge(outgoing, number);
    const char *guesses = baton_outgoing_end_guessing(outgoing, attachment);
    count(outbox, attachment, before);
    if (!outbox->stopped && !outgoing->busy && baton_outgoing_ready(outgoing, &outbox->limits))
        make_ready(outbox, attachment);
    pthread_mutex_unlock(&outbox->lock);
    if (guesses)
        JANUS_LOG(LOG_WARN, "[baton] a handle is detached: %s\n", guesses);
    return right;
}

void baton_outbox_ask_again(struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    struct baton_outgoing *outgoing = &attachment->outgoing;

    pthread_mutex_lock(&outbox->lock);
    size_t before = baton_outgoing_held(outgoing);
    baton_outgoing_ask_again(outgoing, baton_loop_now());
    count(outbox, attachment, before);
    if (!outbox->stopped && !outgoing->busy && baton_outgoing_ready(outgoing, &outbox->limits))
        make_ready(outbox, attachment);
    pthread_mutex_unlock(&outbox->lock);
}

void baton_outbox_forget(struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    struct baton_outgoing *outgoing = &attachment->outgoing;

    pthread_mutex_lock(&outbox->lock);
    size_t before = baton_outgoing_held(outgoing);
    baton_outgoing_clear(outgoing);
    count(outbox, attachment, before);
    leave_share(outbox, attachment);
    pthread_mutex_unlock(&outbox->lock);
}
