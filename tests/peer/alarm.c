/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alarm: a timerfd, by the clock that g_get_monotonic_time() shows. */
#include "peer/alarm.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct peer_alarm {
    int fd;
    guint watch;
    void (*ring)(void *user);
    void *user;
};

static gboolean on_due(gint fd, GIOCondition condition, gpointer user)
{
    struct peer_alarm *alarm = user;
    uint64_t times;

    (void)condition;
    if (read(fd, &times, sizeof(times)) == sizeof(times))
        alarm->ring(alarm->user);
    return G_SOURCE_CONTINUE;
}

struct peer_alarm *peer_alarm_new(void (*ring)(void *user), void *user)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

    if (fd < 0)
        g_error("timerfd_create: %s", g_strerror(errno));
    struct peer_alarm *alarm = g_new(struct peer_alarm, 1);
    *alarm = (struct peer_alarm){.fd = fd, .ring = ring, .user = user};
    alarm->watch = g_unix_fd_add(fd, G_IO_IN, on_due, alarm);
    return alarm;
}

void peer_alarm_free(struct peer_alarm *alarm)
{
    if (!alarm)
        return;
    g_source_remove(alarm->watch);
    close(alarm->fd);
    g_free(alarm);
}

void peer_alarm_set(struct peer_alarm *alarm, int64_t due)
{
    const struct itimerspec at = {
        .it_value = {.tv_sec = due / G_USEC_PER_SEC, .tv_nsec = due % G_USEC_PER_SEC * 1000}};

    timerfd_settime(alarm->fd, TFD_TIMER_ABSTIME, &at, NULL);
}
