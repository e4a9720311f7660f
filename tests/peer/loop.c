/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loop: iterations of the default main context, and a look at how late they are. */
#include "peer/loop.h"

#include <glib.h>

enum {
    WATCH_INTERVAL = 10, /* milliseconds */
};

static int64_t watch_due, lateness;

static gboolean on_time(gpointer user)
{
    *(bool *)user = true;
    return G_SOURCE_REMOVE;
}

bool peer_loop_wait(bool (*ready)(void *user), void *user, int milliseconds)
{
    bool over = false, is_ready = ready && ready(user);

    if (is_ready)
        return true;
    guint timer = g_timeout_add((guint)milliseconds, on_time, &over);
    while (!over && !is_ready) {
        g_main_context_iteration(NULL, TRUE);
        is_ready = ready && ready(user);
    }
    if (!over)
        g_source_remove(timer);
    return is_ready;
}

static gboolean on_watch(gpointer user)
{
    int64_t now = g_get_monotonic_time();

    (void)user;
    lateness = MAX(lateness, now - watch_due);
    watch_due = now + WATCH_INTERVAL * 1000;
    return G_SOURCE_CONTINUE;
}

void peer_loop_watch(void)
{
    watch_due = g_get_monotonic_time() + WATCH_INTERVAL * 1000;
    g_timeout_add(WATCH_INTERVAL, on_watch, NULL);
}

int64_t peer_loop_lateness(void)
{
    int64_t most = lateness;

    lateness = 0;
    return most;
}
