/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weather: two sockets, and a queue of datagrams between them for each direction. */
#include "peer/weather.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "peer/alarm.h"
#include "peer/rtp.h"

enum {
    DATAGRAM_MAX = 2048,
};

struct datagram {
    int64_t due;
    size_t len;
    uint8_t data[];
};

struct road {
    struct peer_forecast forecast;
    struct peer_weather_count count;
    GQueue queue; /* of datagrams by due time */
    struct peer_alarm *alarm;
    int64_t latest; /* when the last one is due that keeps its place */
    int in, out;    /* sockets */
    guint watch;
    struct sockaddr_in to;
    struct peer_weather *weather;
    enum peer_direction direction;
};

struct peer_weather {
    struct peer_chance chance;
    peer_weather_lost_fn *lost;
    void *user;
    int sockets[2]; /* facing Janus, facing the peer */
    struct road roads[2];
};

int64_t peer_forecast_disorder(const struct peer_forecast *forecast)
{
    return forecast->jitter + (forecast->reorder > 0 ? forecast->late : 0);
}

static void depart(struct road *road, const uint8_t *data, size_t len)
{
    if (road->to.sin_port)
        (void)!sendto(
            road->out, data, len, MSG_DONTWAIT, (struct sockaddr *)&road->to, sizeof(road->to));
}

static void on_due(void *user)
{
    struct road *road = user;
    struct datagram *next;

    while ((next = g_queue_peek_head(&road->queue)) && next->due <= g_get_monotonic_time()) {
        depart(road, next->data, next->len);
        g_free(g_queue_pop_head(&road->queue));
    }
    peer_alarm_set(road->alarm, next ? next->due : 0);
}

static void delay(struct road *road, const uint8_t *data, size_t len, int64_t due)
{
    GList *after = road->queue.tail;
    struct datagram *datagram = g_malloc(sizeof(*datagram) + len);

    datagram->due = due;
    datagram->len = len;
    memcpy(datagram->data, data, len);
    while (after && ((struct datagram *)after->data)->due > due)
        after = after->prev;
    if (after)
        g_queue_insert_after(&road->queue, after, datagram);
    else
        g_queue_push_head(&road->queue, datagram);
    if (g_queue_peek_head(&road->queue) == datagram)
        peer_alarm_set(road->alarm, due);
}

/* Draws the same number of times for each packet, so that one rule doesn't change another's luck.
 */
static void travel(struct road *road, const uint8_t *data, size_t len)
{
    struct peer_chance *chance = &road->weather->chance;
    const struct peer_forecast *forecast = &road->forecast;
    enum peer_datagram kind = peer_rtp_classify(data, len);
    bool media = kind == PEER_IS_RTP || kind == PEER_IS_RTCP;
    bool lost = peer_chance_hit(chance, forecast->loss);
    bool repeated = peer_chance_hit(chance, forecast->repeat);
    bool late = peer_chance_hit(chance, forecast->reorder);
    int64_t due = g_get_monotonic_time() + forecast->delay +
                  (int64_t)(peer_chance_unit(chance) * (double)forecast->jitter);

    if (media && lost) {
        road->count.lost++;
        if (road->weather->lost)
            road->weather->lost(road->weather->user, road->direction, data, len);
        return;
    }
    road->count.passed++;
    if (media && late) {
        road->count.reordered++;
        due += forecast->late;
    } else {
        due = MAX(due, road->latest);
        road->latest = due;
    }
    delay(road, data, len, due);
    if (media && repeated) {
        road->count.repeated++;
        delay(road, data, len, due);
    }
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
    uint8_t data[DATAGRAM_MAX];
    ssize_t len;

    (void)condition;
    while ((len = recv(fd, data, sizeof(data), MSG_DONTWAIT)) > 0)
        travel(user, data, (size_t)len);
    return G_SOURCE_CONTINUE;
}

static int open_socket(const char *address)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    if (inet_pton(AF_INET, address, &at.sin_addr) == 1 &&
        bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
        return fd;
    close(fd);
    return -1;
}

static void open_road(struct peer_weather *weather, enum peer_direction direction)
{
    struct road *road = &weather->roads[direction];

    road->weather = weather;
    road->direction = direction;
    road->in = weather->sockets[direction == PEER_UP];
    road->out = weather->sockets[direction == PEER_DOWN];
    g_queue_init(&road->queue);
    road->alarm = peer_alarm_new(on_due, road);
    road->watch = g_unix_fd_add(road->in, G_IO_IN, on_readable, road);
}

struct peer_weather *peer_weather_new(
    const char *address, struct peer_chance chance, peer_weather_lost_fn *lost, void *user)
{
    struct peer_weather *weather = g_new0(struct peer_weather, 1);

    weather->chance = chance;
    weather->lost = lost;
    weather->user = user;
    weather->sockets[0] = open_socket(address);
    weather->sockets[1] = open_socket(address);
    if (weather->sockets[0] < 0 || weather->sockets[1] < 0) {
        g_free(weather);
        return NULL;
    }
    open_road(weather, PEER_UP);
    open_road(weather, PEER_DOWN);
    return weather;
}

void peer_weather_free(struct peer_weather *weather)
{
    if (!weather)
        return;
    for (int i = 0; i < 2; i++) {
        struct road *road = &weather->roads[i];
        g_source_remove(road->watch);
        peer_alarm_free(road->alarm);
        g_queue_clear_full(&road->queue, g_free);
        close(weather->sockets[i]);
    }
    g_free(weather);
}

uint16_t peer_weather_port(const struct peer_weather *weather, enum peer_direction seen)
{
    struct sockaddr_in at = {0};
    socklen_t len = sizeof(at);

    getsockname(weather->sockets[seen == PEER_UP ? 0 : 1], (struct sockaddr *)&at, &len);
    return ntohs(at.sin_port);
}

void peer_weather_ends(
    struct peer_weather *weather, uint16_t peer_port, const char *janus, uint16_t janus_port)
{
    struct sockaddr_in *up = &weather->roads[PEER_UP].to, *down = &weather->roads[PEER_DOWN].to;
    socklen_t len = sizeof(*down);

    getsockname(weather->sockets[1], (struct sockaddr *)down, &len);
    down->sin_port = htons(peer_port);
    up->sin_family = AF_INET;
    inet_pton(AF_INET, janus, &up->sin_addr);
    up->sin_port = htons(janus_port);
}

void peer_weather_set(struct peer_weather *weather, enum peer_direction direction,
    const struct peer_forecast *forecast)
{
    weather->roads[direction].forecast = *forecast;
}

struct peer_weather_count peer_weather_count(
    const struct peer_weather *weather, enum peer_direction direction)
{
    return weather->roads[direction].count;
}
