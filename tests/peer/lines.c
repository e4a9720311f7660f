/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of lines from stdin, and a buffer for stdout. If stdout is full, a watch waits until stdout accepts more. */
#include "peer/lines.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SOON = 4, /* milliseconds: packets do not wake the reader more often than this */
    DIGITS = 15,
};

static GString *rest; /* the start of a line that is not complete yet */
static GQueue lines = G_QUEUE_INIT;
static bool ended;

static GString *waiting; /* text that is not written yet */
static guint watch, timer;

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
    char data[65536], *end;
    ssize_t len = read(fd, data, sizeof(data));

    (void)condition;
    (void)user;
    if (len <= 0) {
        ended = true;
        return G_SOURCE_REMOVE;
    }
    g_string_append_len(rest, data, len);
    while ((end = memchr(rest->str, '\n', rest->len))) {
        g_queue_push_tail(&lines, g_strndup(rest->str, (gsize)(end - rest->str)));
        g_string_erase(rest, 0, end + 1 - rest->str);
    }
    return G_SOURCE_CONTINUE;
}

void peer_lines_open(void)
{
    rest = g_string_new(NULL);
    waiting = g_string_new(NULL);
    g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP, on_readable, NULL);
    g_unix_set_fd_nonblocking(STDOUT_FILENO, TRUE, NULL);
}

char *peer_lines_next(void)
{
    while (!ended && g_queue_is_empty(&lines))
        g_main_context_iteration(NULL, TRUE);
    return g_queue_pop_head(&lines);
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user);

/* Returns false if nothing could be written. */
static bool flush(void)
{
    ssize_t written = write(STDOUT_FILENO, waiting->str, waiting->len);

    if (written > 0)
        g_string_erase(waiting, 0, written);
    return written > 0;
}

static void flush_or_watch(void)
{
    flush();
    if (waiting->len && !watch)
        watch = g_unix_fd_add(STDOUT_FILENO, G_IO_OUT, on_writable, NULL);
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user)
{
    (void)fd;
    (void)condition;
    (void)user;
    watch = 0;
    flush_or_watch();
    return G_SOURCE_REMOVE;
}

static gboolean on_soon(gpointer user)
{
    (void)user;
    timer = 0;
    flush_or_watch();
    return G_SOURCE_REMOVE;
}

static void append(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));

    g_assert(text);
    g_string_append(waiting, text);
    g_string_append_c(waiting, '\n');
    free(text);
    json_decref(object);
}

void peer_lines_send(json_t *object)
{
    append(object);
    if (!watch)
        flush_or_watch();
}

void peer_lines_send_soon(json_t *object)
{
    append(object);
    if (!watch && !timer)
        timer = g_timeout_add(SOON, on_soon, NULL);
}

void peer_lines_close(void)
{
    g_unix_set_fd_nonblocking(STDOUT_FILENO, FALSE, NULL);
    while (waiting->len && flush())
        ;
    g_string_free(waiting, TRUE);
}
