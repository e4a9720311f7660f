/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The core of Janus for tests of the files of plugin/janus that use it: the names that the core exports, and callbacks
 * that record what they get. Only one .c file of a program may include this header.
 */
#ifndef BATON_TESTS_UNIT_JANUS_FAKE_CORE_H
#define BATON_TESTS_UNIT_JANUS_FAKE_CORE_H

#include <debug.h>
#include <plugins/plugin.h>
#include <pthread.h>
#include <string.h>

#include "janus/attachment.h"
#include "test.h"

int janus_log_level, refcount_debug, lock_debug;
gboolean janus_log_timestamps, janus_log_colors;
char *janus_log_global_prefix;

/* Newer versions of Janus pass a format attribute; the tests need no log. */
void janus_vprintf(const char *format, ...);
void janus_vprintf(const char *format, ...)
{
    (void)format;
}

/* What the callbacks got, in order. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t pushed; /* guarded by lock */
    struct {
        janus_plugin_session *to;
        json_t *event;
    } pushes[1024]; /* guarded by lock */
} core = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static int push_event(janus_plugin_session *handle, UNUSED janus_plugin *plugin,
    UNUSED const char *transaction, json_t *message, UNUSED json_t *jsep)
{
    pthread_mutex_lock(&core.lock);
    if (core.pushed == COUNT(core.pushes))
        abort();
    core.pushes[core.pushed].to = handle;
    core.pushes[core.pushed++].event = json_incref(message);
    pthread_cond_broadcast(&core.changed);
    pthread_mutex_unlock(&core.lock);
    return 0;
}

static void end_session(UNUSED janus_plugin_session *handle)
{
}

static janus_callbacks core_callbacks = {.push_event = push_event, .end_session = end_session};

/* Waits until this many events were pushed, and returns the last of these. */
static inline const json_t *core_event(size_t count)
{
    pthread_mutex_lock(&core.lock);
    while (core.pushed < count)
        pthread_cond_wait(&core.changed, &core.lock);
    const json_t *event = core.pushes[count - 1].event;
    pthread_mutex_unlock(&core.lock);
    return event;
}

static inline void core_forgets(void)
{
    for (size_t i = 0; i < core.pushed; i++)
        json_decref(core.pushes[i].event);
    core.pushed = 0;
}

static inline void free_handle(const janus_refcount *counter)
{
    g_free(janus_refcount_containerof(counter, janus_plugin_session, ref));
}

/* A handle of a session with this name, for baton_attachment_unref. */
static inline struct baton_attachment *core_attaches(const char *session)
{
    janus_plugin_session *janus = g_new0(janus_plugin_session, 1);
    struct baton_attachment *attachment = baton_attachment_new(janus);

    janus_refcount_init(&janus->ref, free_handle);
    g_strlcpy(attachment->key, session, sizeof(attachment->key));
    return attachment;
}

#endif
