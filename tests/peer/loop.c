/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the default main context, and measures how late a regular timer of this context is. */
#include "peer/loop.h"

#include <glib.h>

enum {
    WATCH_INTERVAL = 5, /* milliseconds */
};

struct look {
    int64_t due, late;
};

static GArray *looks; /* struct look, the oldest first */
static int64_t watch_due;

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
    struct look look = {watch_due, MAX(now - watch_due, 0)};
    g_array_append_val(looks, look);
    watch_due = now + WATCH_INTERVAL * 1000;
    return G_SOURCE_CONTINUE;
}

void peer_loop_watch(void)
{
    looks = g_array_new(FALSE, FALSE, sizeof(struct look));
    watch_due = g_get_monotonic_time() + WATCH_INTERVAL * 1000;
    g_timeout_add(WATCH_INTERVAL, on_watch, NULL);
}

int64_t peer_loop_lateness(int64_t from, int64_t to)
{
    int64_t most = 0;

    for (guint i = looks->len; i-- > 0;) {
        const struct look *look = &g_array_index(looks, struct look, i);
        if (look->due + look->late < from)
            break;
        if (look->due <= to)
            most = MAX(most, look->late);
    }
    return most;
}

GArray *peer_loop_latenesses(int64_t from)
{
    GArray *late = g_array_new(FALSE, FALSE, sizeof(int64_t));

    for (guint i = 0; i < looks->len; i++)
        if (g_array_index(looks, struct look, i).due >= from)
            g_array_append_val(late, g_array_index(looks, struct look, i).late);
    return late;
}
