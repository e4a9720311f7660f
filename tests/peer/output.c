/* SPDX-License-Identifier: GPL-3.0-or-later */
/* output: one buffer, and a watch on stdout while that takes no more. */
#include "peer/output.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    SOON = 4, /* milliseconds: a packet wakes the reader no more often than that */
    DIGITS = 15,
};

static GString *waiting;
static guint watch, timer;

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user);

static void flush(void)
{
    ssize_t written = write(STDOUT_FILENO, waiting->str, waiting->len);

    if (written > 0)
        g_string_erase(waiting, 0, written);
    if (waiting->len && !watch)
        watch = g_unix_fd_add(STDOUT_FILENO, G_IO_OUT, on_writable, NULL);
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user)
{
    (void)fd;
    (void)condition;
    (void)user;
    watch = 0;
    flush();
    return G_SOURCE_REMOVE;
}

static gboolean on_soon(gpointer user)
{
    (void)user;
    timer = 0;
    flush();
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

void peer_output_open(void)
{
    waiting = g_string_new(NULL);
    fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
}

void peer_output_send(json_t *object)
{
    append(object);
    if (!watch)
        flush();
}

void peer_output_send_soon(json_t *object)
{
    append(object);
    if (!watch && !timer)
        timer = g_timeout_add(SOON, on_soon, NULL);
}

void peer_output_close(void)
{
    fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) & ~O_NONBLOCK);
    while (waiting->len) {
        ssize_t written = write(STDOUT_FILENO, waiting->str, waiting->len);
        if (written <= 0)
            break;
        g_string_erase(waiting, 0, written);
    }
    g_string_free(waiting, TRUE);
}
