/* SPDX-License-Identifier: GPL-3.0-or-later */
/* input: whatever comes is cut into lines, which wait in a queue. */
#include "peer/input.h"

#include <glib-unix.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static GString *rest; /* the beginning of a line that is not complete */
static GQueue lines = G_QUEUE_INIT;
static bool ended;

static void cut(void)
{
    char *end;

    while ((end = memchr(rest->str, '\n', rest->len))) {
        g_queue_push_tail(&lines, g_strndup(rest->str, (gsize)(end - rest->str)));
        g_string_erase(rest, 0, end + 1 - rest->str);
    }
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
    char data[65536];
    ssize_t len = read(fd, data, sizeof(data));

    (void)condition;
    (void)user;
    if (len <= 0) {
        ended = true;
        return G_SOURCE_REMOVE;
    }
    g_string_append_len(rest, data, len);
    cut();
    return G_SOURCE_CONTINUE;
}

void peer_input_open(void)
{
    rest = g_string_new(NULL);
    g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP, on_readable, NULL);
}

char *peer_input_next(void)
{
    while (!ended && g_queue_is_empty(&lines))
        g_main_context_iteration(NULL, TRUE);
    return g_queue_pop_head(&lines);
}
