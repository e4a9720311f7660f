/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of messages for each handle, and the threads that send the messages. */
#include "autoconfig.h"

#include "janus/outbox.h"

#include <debug.h>
#include <pthread.h>

#include "base/error.h"

enum { THREADS = 4 };

struct message {
    struct baton_attachment *attachment; /* a reference */
    char *transaction;
    json_t *body; /* NULL: close the PeerConnection instead */
    json_t *jsep;
};

struct baton_outbox {
    janus_callbacks *gateway;
    janus_plugin *plugin;
    pthread_t threads[THREADS];
    size_t running;

    pthread_mutex_t lock;
    pthread_cond_t filled;
    GQueue ready; /* messages to send next, at most one for each handle; guarded by lock */
    bool stopped; /* guarded by lock */
};

static void message_free(struct message *message)
{
    baton_attachment_unref(message->attachment);
    g_free(message->transaction);
    json_decref(message->body);
    json_decref(message->jsep);
    g_free(message);
}

/* Janus refused Baton's SDP. Tells the client, which would otherwise wait for the SDP forever. */
static void report(struct baton_outbox *outbox, struct message *message, int result)
{
    JANUS_LOG(LOG_WARN, "[baton] Janus refused to send an SDP (%d)\n", result);
    json_t *body = json_pack("{sssiss}", "baton", "error", "error_code",
        baton_error_code(BATON_E_INVALID_SDP), "error", "jsep: Janus could not use this SDP");
    outbox->gateway->push_event(
        message->attachment->janus, outbox->plugin, message->transaction, body, NULL);
    json_decref(body);
}

static void deliver(struct baton_outbox *outbox, struct message *message)
{
    if (atomic_load(&message->attachment->gone))
        return;
    if (!message->body) {
        outbox->gateway->close_pc(message->attachment->janus);
        return;
    }
    int result = outbox->gateway->push_event(message->attachment->janus, outbox->plugin,
        message->transaction, message->body, message->jsep);
    if (result != 0 && message->jsep && !atomic_load(&message->attachment->gone))
        report(outbox, message, result);
}

/* The handle has no message in `ready` now: puts its next message there. Call it with the lock held. */
static void advance(struct baton_outbox *outbox, struct baton_outgoing *outgoing)
{
    struct message *next = g_queue_pop_head(&outgoing->messages);

    outgoing->busy = next != NULL;
    if (next) {
        g_queue_push_tail(&outbox->ready, next);
        pthread_cond_signal(&outbox->filled);
    }
}

static void *run(void *data)
{
    struct baton_outbox *outbox = data;

    pthread_setname_np(pthread_self(), "baton outbox");
    pthread_mutex_lock(&outbox->lock);
    while (!outbox->stopped) {
        struct message *message = g_queue_pop_head(&outbox->ready);
        if (!message) {
            pthread_cond_wait(&outbox->filled, &outbox->lock);
            continue;
        }
        pthread_mutex_unlock(&outbox->lock);
        deliver(outbox, message);
        pthread_mutex_lock(&outbox->lock);
        advance(outbox, &message->attachment->outgoing);
        pthread_mutex_unlock(&outbox->lock);
        message_free(message);
        pthread_mutex_lock(&outbox->lock);
    }
    pthread_mutex_unlock(&outbox->lock);
    return NULL;
}

struct baton_outbox *baton_outbox_new(janus_callbacks *gateway, janus_plugin *plugin)
{
    struct baton_outbox *outbox = g_new0(struct baton_outbox, 1);

    outbox->gateway = gateway;
    outbox->plugin = plugin;
    g_queue_init(&outbox->ready);
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
    struct message *message, *follower;

    pthread_mutex_lock(&outbox->lock);
    outbox->stopped = true;
    pthread_cond_broadcast(&outbox->filled);
    pthread_mutex_unlock(&outbox->lock);
    for (size_t i = 0; i < outbox->running; i++)
        pthread_join(outbox->threads[i], NULL);

    while ((message = g_queue_pop_head(&outbox->ready))) {
        while ((follower = g_queue_pop_head(&message->attachment->outgoing.messages)))
            message_free(follower);
        message_free(message);
    }
}

void baton_outbox_free(struct baton_outbox *outbox)
{
    pthread_cond_destroy(&outbox->filled);
    pthread_mutex_destroy(&outbox->lock);
    g_free(outbox);
}

static void put(struct baton_outbox *outbox, const struct message *content)
{
    struct baton_outgoing *outgoing = &content->attachment->outgoing;
    struct message *message = g_memdup2(content, sizeof(*content));

    baton_attachment_ref(message->attachment);
    pthread_mutex_lock(&outbox->lock);
    bool dropped = outbox->stopped;
    if (!dropped) {
        g_queue_push_tail(&outgoing->messages, message);
        if (!outgoing->busy)
            advance(outbox, outgoing);
    }
    pthread_mutex_unlock(&outbox->lock);
    if (dropped)
        message_free(message);
}

void baton_outbox_send(struct baton_outbox *outbox, struct baton_attachment *attachment,
    const char *transaction, json_t *body, json_t *jsep)
{
    put(outbox, &(struct message){.attachment = attachment,
                    .transaction = g_strdup(transaction),
                    .body = body,
                    .jsep = jsep});
}

void baton_outbox_close_pc(struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    put(outbox, &(struct message){.attachment = attachment});
}
