/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outbox: a lane of parcels for each handle, and the threads that empty them. */
#include "autoconfig.h"

#include "janus/outbox.h"

#include <debug.h>
#include <pthread.h>

#include "base/error.h"

enum { THREADS = 4 };

struct parcel {
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
    GQueue ready; /* parcels that are first in their lanes, each lane at most once; by lock */
    bool stopped; /* by lock */
};

static void parcel_free(struct parcel *parcel)
{
    baton_attachment_unref(parcel->attachment);
    g_free(parcel->transaction);
    json_decref(parcel->body);
    json_decref(parcel->jsep);
    g_free(parcel);
}

/* Janus could not make use of our SDP: tell the client, who would wait for ever. */
static void report(struct baton_outbox *outbox, struct parcel *parcel, int result)
{
    JANUS_LOG(LOG_WARN, "[baton] Janus refused to send an SDP (%d)\n", result);
    json_t *body = json_pack("{sssiss}", "baton", "error", "error_code",
        baton_error_code(BATON_E_INVALID_SDP), "error", "jsep: Janus could not use this SDP");
    outbox->gateway->push_event(
        parcel->attachment->janus, outbox->plugin, parcel->transaction, body, NULL);
    json_decref(body);
}

static void deliver(struct baton_outbox *outbox, struct parcel *parcel)
{
    if (atomic_load(&parcel->attachment->gone))
        return;
    if (!parcel->body) {
        outbox->gateway->close_pc(parcel->attachment->janus);
        return;
    }
    int result = outbox->gateway->push_event(
        parcel->attachment->janus, outbox->plugin, parcel->transaction, parcel->body, parcel->jsep);
    if (result != 0 && parcel->jsep && !atomic_load(&parcel->attachment->gone))
        report(outbox, parcel, result);
}

/* With the lock held: the parcel has left its lane, which goes on with the next one. */
static void advance(struct baton_outbox *outbox, struct baton_lane *lane)
{
    struct parcel *next = g_queue_pop_head(&lane->parcels);

    lane->busy = next != NULL;
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
        struct parcel *parcel = g_queue_pop_head(&outbox->ready);
        if (!parcel) {
            pthread_cond_wait(&outbox->filled, &outbox->lock);
            continue;
        }
        pthread_mutex_unlock(&outbox->lock);
        deliver(outbox, parcel);
        pthread_mutex_lock(&outbox->lock);
        advance(outbox, &parcel->attachment->lane);
        pthread_mutex_unlock(&outbox->lock);
        parcel_free(parcel);
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
    struct parcel *parcel, *follower;

    pthread_mutex_lock(&outbox->lock);
    outbox->stopped = true;
    pthread_cond_broadcast(&outbox->filled);
    pthread_mutex_unlock(&outbox->lock);
    for (size_t i = 0; i < outbox->running; i++)
        pthread_join(outbox->threads[i], NULL);

    while ((parcel = g_queue_pop_head(&outbox->ready))) {
        while ((follower = g_queue_pop_head(&parcel->attachment->lane.parcels)))
            parcel_free(follower);
        parcel_free(parcel);
    }
}

void baton_outbox_free(struct baton_outbox *outbox)
{
    pthread_cond_destroy(&outbox->filled);
    pthread_mutex_destroy(&outbox->lock);
    g_free(outbox);
}

static void put(struct baton_outbox *outbox, const struct parcel *content)
{
    struct baton_lane *lane = &content->attachment->lane;
    struct parcel *parcel = g_memdup2(content, sizeof(*content));

    baton_attachment_ref(parcel->attachment);
    pthread_mutex_lock(&outbox->lock);
    bool dropped = outbox->stopped;
    if (!dropped) {
        g_queue_push_tail(&lane->parcels, parcel);
        if (!lane->busy)
            advance(outbox, lane);
    }
    pthread_mutex_unlock(&outbox->lock);
    if (dropped)
        parcel_free(parcel);
}

void baton_outbox_send(struct baton_outbox *outbox, struct baton_attachment *attachment,
    const char *transaction, json_t *body, json_t *jsep)
{
    put(outbox, &(struct parcel){.attachment = attachment,
                    .transaction = g_strdup(transaction),
                    .body = body,
                    .jsep = jsep});
}

void baton_outbox_close_pc(struct baton_outbox *outbox, struct baton_attachment *attachment)
{
    put(outbox, &(struct parcel){.attachment = attachment});
}
