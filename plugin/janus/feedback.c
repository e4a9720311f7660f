/* SPDX-License-Identifier: GPL-3.0-or-later */
/* feedback: sessions with notes in a queue, and the thread that works through it. */
#include "autoconfig.h"

#include "janus/feedback.h"

#include <pthread.h>

struct baton_feedback {
    janus_callbacks *gateway;
    pthread_t thread;

    pthread_mutex_t lock;
    pthread_cond_t filled;
    GQueue sessions; /* references to those with notes; guarded by lock, as the notes are */
    bool stopped;    /* guarded by lock */
};

static void pass_on(struct baton_feedback *feedback, struct baton_session *session)
{
    pthread_mutex_lock(&feedback->lock);
    uint64_t plis = session->feedback.plis;
    bool has_cap = session->feedback.has_cap;
    uint32_t cap = session->feedback.cap;
    session->feedback.plis = 0;
    session->feedback.has_cap = false;
    session->feedback.queued = false;
    pthread_mutex_unlock(&feedback->lock);

    if (atomic_load(&session->gone))
        return;
    for (int mindex = 0; plis; mindex++, plis >>= 1)
        if (plis & 1)
            feedback->gateway->send_pli_stream(session->janus, mindex);
    if (has_cap)
        feedback->gateway->send_remb(session->janus, cap);
}

static void *run(void *data)
{
    struct baton_feedback *feedback = data;

    pthread_setname_np(pthread_self(), "baton feedback");
    pthread_mutex_lock(&feedback->lock);
    while (!feedback->stopped) {
        struct baton_session *session = g_queue_pop_head(&feedback->sessions);
        if (!session) {
            pthread_cond_wait(&feedback->filled, &feedback->lock);
            continue;
        }
        pthread_mutex_unlock(&feedback->lock);
        pass_on(feedback, session);
        baton_session_unref(session);
        pthread_mutex_lock(&feedback->lock);
    }
    pthread_mutex_unlock(&feedback->lock);
    return NULL;
}

struct baton_feedback *baton_feedback_new(janus_callbacks *gateway)
{
    struct baton_feedback *feedback = g_new0(struct baton_feedback, 1);

    feedback->gateway = gateway;
    g_queue_init(&feedback->sessions);
    pthread_mutex_init(&feedback->lock, NULL);
    pthread_cond_init(&feedback->filled, NULL);
    if (pthread_create(&feedback->thread, NULL, run, feedback) == 0)
        return feedback;
    baton_feedback_free(feedback);
    return NULL;
}

void baton_feedback_stop(struct baton_feedback *feedback)
{
    struct baton_session *session;

    pthread_mutex_lock(&feedback->lock);
    feedback->stopped = true;
    pthread_cond_signal(&feedback->filled);
    pthread_mutex_unlock(&feedback->lock);
    pthread_join(feedback->thread, NULL);
    while ((session = g_queue_pop_head(&feedback->sessions)))
        baton_session_unref(session);
}

void baton_feedback_free(struct baton_feedback *feedback)
{
    pthread_cond_destroy(&feedback->filled);
    pthread_mutex_destroy(&feedback->lock);
    g_free(feedback);
}

/* With the lock held. */
static void enqueue(struct baton_feedback *feedback, struct baton_session *session)
{
    if (session->feedback.queued || feedback->stopped)
        return;
    session->feedback.queued = true;
    g_queue_push_tail(&feedback->sessions, baton_session_ref(session));
    pthread_cond_signal(&feedback->filled);
}

void baton_feedback_ask_keyframe(
    struct baton_feedback *feedback, struct baton_session *session, int mindex)
{
    if (mindex < 0 || mindex > 63)
        return;
    pthread_mutex_lock(&feedback->lock);
    session->feedback.plis |= UINT64_C(1) << mindex;
    enqueue(feedback, session);
    pthread_mutex_unlock(&feedback->lock);
}

void baton_feedback_cap(
    struct baton_feedback *feedback, struct baton_session *session, uint32_t bitrate)
{
    pthread_mutex_lock(&feedback->lock);
    session->feedback.has_cap = true;
    session->feedback.cap = bitrate;
    enqueue(feedback, session);
    pthread_mutex_unlock(&feedback->lock);
}
