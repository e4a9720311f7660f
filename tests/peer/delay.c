/* SPDX-License-Identifier: GPL-3.0-or-later */
/* delay: a queue in the order of time, and a timerfd by the clock of g_get_monotonic_time(). */
#include "peer/delay.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct item {
    int64_t due;
    GBytes *bytes;
};

struct peer_delay {
    int fd;
    guint watch;
    GQueue items;
    peer_delay_arrive_fn *arrive;
    void *user;
};

static void free_item(gpointer data)
{
    struct item *item = data;

    g_bytes_unref(item->bytes);
    g_free(item);
}

static void set_timer(struct peer_delay *delay)
{
    const struct item *next = g_queue_peek_head(&delay->items);
    int64_t due = next ? next->due : 0; /* 0 stops the timer */
    const struct itimerspec at = {
        .it_value = {.tv_sec = due / G_USEC_PER_SEC, .tv_nsec = due % G_USEC_PER_SEC * 1000}};

    timerfd_settime(delay->fd, TFD_TIMER_ABSTIME, &at, NULL);
}

static gboolean on_due(gint fd, GIOCondition condition, gpointer user)
{
    struct peer_delay *delay = user;
    struct item *next;
    uint64_t times;

    (void)condition;
    if (read(fd, &times, sizeof(times)) != sizeof(times))
        return G_SOURCE_CONTINUE;
    while ((next = g_queue_peek_head(&delay->items)) && next->due <= g_get_monotonic_time()) {
        gsize len;
        const void *data = g_bytes_get_data(next->bytes, &len);
        g_queue_pop_head(&delay->items);
        delay->arrive(delay->user, data, len);
        free_item(next);
    }
    set_timer(delay);
    return G_SOURCE_CONTINUE;
}

struct peer_delay *peer_delay_new(peer_delay_arrive_fn *arrive, void *user)
{
    struct peer_delay *delay = g_new0(struct peer_delay, 1);

    delay->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (delay->fd < 0)
        g_error("timerfd_create: %s", g_strerror(errno));
    delay->arrive = arrive;
    delay->user = user;
    delay->watch = g_unix_fd_add(delay->fd, G_IO_IN, on_due, delay);
    return delay;
}

void peer_delay_free(struct peer_delay *delay)
{
    if (!delay)
        return;
    g_source_remove(delay->watch);
    g_queue_clear_full(&delay->items, free_item);
    close(delay->fd);
    g_free(delay);
}

void peer_delay_put(struct peer_delay *delay, const void *data, size_t len, int64_t due)
{
    struct item *item = g_new(struct item, 1);
    GList *before = delay->items.tail;

    *item = (struct item){due, g_bytes_new(data, len)};
    while (before && ((struct item *)before->data)->due > due)
        before = before->prev;
    g_queue_insert_after(&delay->items, before, item);
    if (g_queue_peek_head(&delay->items) == item)
        set_timer(delay);
}

bool peer_delay_is_empty(const struct peer_delay *delay)
{
    return delay->items.length == 0;
}
