/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of the attachments for which something must be sent, and the thread that sends it. */
#include "autoconfig.h"

#include "janus/feedback.h"

#include <pthread.h>

struct baton_feedback {
    janus_callbacks *gateway;
    pthread_t thread;

    pthread_mutex_t lock;
    pthread_cond_t filled;
    /* Guarded by lock, like the member `feedback` of each attachment. */
    GQueue attachments; /* references to the attachments for which something must be sent */
    bool stopped;
};

static void pass_on(struct baton_feedback *feedback, struct baton_attachment *attachment)
{
    pthread_mutex_lock(&feedback->lock);
    uint64_t plis = attachment->feedback.plis;
    bool has_cap = attachment->feedback.has_cap;
    uint32_t cap = attachment->feedback.cap;
    attachment->feedback.plis = 0;
    attachment->feedback.has_cap = false;
    attachment->feedback.queued = false;
    pthread_mutex_unlock(&feedback->lock);

    if (atomic_load(&attachment->gone))
        return;
    for (int mindex = 0; plis; mindex++, plis >>= 1)
        if (plis & 1)
            feedback->gateway->send_pli_stream(attachment->janus, mindex);
    if (has_cap)
        feedback->gateway->send_remb(attachment->janus, cap);
}

static void *run(void *data)
{
    struct baton_feedback *feedback = data;

    pthread_setname_np(pthread_self(), "baton feedback");
    pthread_mutex_lock(&feedback->lock);
    while (!feedback->stopped) {
        struct baton_attachment *attachment = g_queue_pop_head(&feedback->attachments);
        if (!attachment) {
            pthread_cond_wait(&feedback->filled, &feedback->lock);
            continue;
        }
        pthread_mutex_unlock(&feedback->lock);
        pass_on(feedback, attachment);
        baton_attachment_unref(attachment);
        pthread_mutex_lock(&feedback->lock);
    }
    pthread_mutex_unlock(&feedback->lock);
    return NULL;
}

struct baton_feedback *baton_feedback_new(janus_callbacks *gateway)
{
    struct baton_feedback *feedback = g_new0(struct baton_feedback, 1);

    feedback->gateway = gateway;
    g_queue_init(&feedback->attachments);
    pthread_mutex_init(&feedback->lock, NULL);
    pthread_cond_init(&feedback->filled, NULL);
    if (pthread_create(&feedback->thread, NULL, run, feedback) == 0)
        return feedback;
    baton_feedback_free(feedback);
    return NULL;
}

void baton_feedback_stop(struct baton_feedback *feedback)
{
    struct baton_attachment *attachment;

    pthread_mutex_lock(&feedback->lock);
    feedback->stopped = true;
    pthread_cond_signal(&feedback->filled);
    pthread_mutex_unlock(&feedback->lock);
    pthread_join(feedback->thread, NULL);
    while ((attachment = g_queue_pop_head(&feedback->attachments)))
        baton_attachment_unref(attachment);
}

void baton_feedback_free(struct baton_feedback *feedback)
{
    pthread_cond_destroy(&feedback->filled);
    pthread_mutex_destroy(&feedback->lock);
    g_free(feedback);
}

/* Call it with the lock held. */
static void enqueue(struct baton_feedback *feedback, struct baton_attachment *attachment)
{
    if (attachment->feedback.queued || feedback->stopped)
        return;
    attachment->feedback.queued = true;
    g_queue_push_tail(&feedback->attachments, baton_attachment_ref(attachment));
    pthread_cond_signal(&feedback->filled);
}

void baton_feedback_ask_keyframe(
    struct baton_feedback *feedback, struct baton_attachment *attachment, int mindex)
{
    if (mindex < 0 || mindex > 63)
        return;
    pthread_mutex_lock(&feedback->lock);
    attachment->feedback.plis |= UINT64_C(1) << mindex;
    enqueue(feedback, attachment);
    pthread_mutex_unlock(&feedback->lock);
}

void baton_feedback_cap(
    struct baton_feedback *feedback, struct baton_attachment *attachment, uint32_t bitrate)
{
    pthread_mutex_lock(&feedback->lock);
    attachment->feedback.has_cap = true;
    attachment->feedback.cap = bitrate;
    enqueue(feedback, attachment);
    pthread_mutex_unlock(&feedback->lock);
}
