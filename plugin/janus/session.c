/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session: reference counting, the packet path's door, and a locked table. */
#include "janus/session.h"

#include <debug.h>
#include <pthread.h>
#include <sched.h>

struct baton_session *baton_session_new(janus_plugin_session *janus)
{
    struct baton_session *session = g_new0(struct baton_session, 1);

    session->janus = janus;
    g_queue_init(&session->lane.parcels);
    atomic_init(&session->refs, 1);
    atomic_init(&session->waiting, 0);
    atomic_init(&session->looking, false);
    atomic_init(&session->gone, false);
    atomic_init(&session->port, NULL);
    atomic_init(&session->carrying, false);
    return session;
}

struct baton_session *baton_session_ref(struct baton_session *session)
{
    atomic_fetch_add_explicit(&session->refs, 1, memory_order_relaxed);
    return session;
}

void baton_session_unref(struct baton_session *session)
{
    if (atomic_fetch_sub_explicit(&session->refs, 1, memory_order_acq_rel) > 1)
        return;
    janus_refcount_decrease(&session->janus->ref);
    g_free(session);
}

/*
 * `carrying` is raised before the port is read, and the port withdrawn before `carrying` is read,
 * both in one total order: so either the packet path sees no port, or close sees it carrying.
 */
struct baton_port *baton_session_enter(struct baton_session *session)
{
    atomic_store(&session->carrying, true);
    struct baton_port *port = atomic_load(&session->port);
    if (!port)
        atomic_store_explicit(&session->carrying, false, memory_order_release);
    return port;
}

void baton_session_leave(struct baton_session *session)
{
    atomic_store_explicit(&session->carrying, false, memory_order_release);
}

void baton_session_open(struct baton_session *session, struct baton_port *port)
{
    atomic_store(&session->port, port);
}

void baton_session_close(struct baton_session *session)
{
    atomic_store(&session->port, NULL);
    while (atomic_load(&session->carrying))
        sched_yield();
}

struct baton_sessions {
    pthread_mutex_t lock;
    GHashTable *by_handle; /* guarded by lock */
};

struct baton_sessions *baton_sessions_new(void)
{
    struct baton_sessions *sessions = g_new0(struct baton_sessions, 1);
    pthread_mutex_init(&sessions->lock, NULL);
    sessions->by_handle = g_hash_table_new(NULL, NULL);
    return sessions;
}

void baton_sessions_free(struct baton_sessions *sessions)
{
    g_hash_table_destroy(sessions->by_handle);
    pthread_mutex_destroy(&sessions->lock);
    g_free(sessions);
}

void baton_sessions_add(struct baton_sessions *sessions, struct baton_session *session)
{
    pthread_mutex_lock(&sessions->lock);
    g_hash_table_insert(sessions->by_handle, session->janus, session);
    pthread_mutex_unlock(&sessions->lock);
}

struct baton_session *baton_sessions_find(
    struct baton_sessions *sessions, janus_plugin_session *janus)
{
    pthread_mutex_lock(&sessions->lock);
    struct baton_session *session = g_hash_table_lookup(sessions->by_handle, janus);
    if (session)
        baton_session_ref(session);
    pthread_mutex_unlock(&sessions->lock);
    return session;
}

struct baton_session *baton_sessions_find_id(struct baton_sessions *sessions, uint64_t id)
{
    struct baton_session *found = NULL;
    GHashTableIter iterator;
    void *session;

    pthread_mutex_lock(&sessions->lock);
    g_hash_table_iter_init(&iterator, sessions->by_handle);
    while (!found && g_hash_table_iter_next(&iterator, NULL, &session))
        if (((struct baton_session *)session)->id == id)
            found = baton_session_ref(session);
    pthread_mutex_unlock(&sessions->lock);
    return found;
}

struct baton_session *baton_sessions_remove(
    struct baton_sessions *sessions, janus_plugin_session *janus)
{
    pthread_mutex_lock(&sessions->lock);
    struct baton_session *session = g_hash_table_lookup(sessions->by_handle, janus);
    g_hash_table_remove(sessions->by_handle, janus);
    pthread_mutex_unlock(&sessions->lock);
    return session;
}

size_t baton_sessions_count(struct baton_sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
    size_t count = g_hash_table_size(sessions->by_handle);
    pthread_mutex_unlock(&sessions->lock);
    return count;
}

void baton_sessions_foreach(struct baton_sessions *sessions,
    void (*each)(struct baton_session *session, void *context), void *context)
{
    GHashTableIter iterator;
    void *session;

    pthread_mutex_lock(&sessions->lock);
    g_hash_table_iter_init(&iterator, sessions->by_handle);
    while (g_hash_table_iter_next(&iterator, NULL, &session))
        each(session, context);
    pthread_mutex_unlock(&sessions->lock);
}
