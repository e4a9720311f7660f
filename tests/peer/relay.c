/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two sockets, and a queue of delayed datagrams for each direction. */
#include "peer/relay.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "peer/delay.h"
#include "peer/rtp.h"

enum {
    DATAGRAM_MAX = 2048,
    HEADERS = 28,     /* bytes of IPv4 and UDP */
    BURST = 8 * 1024, /* bytes that an idle line sends at once */
};

struct path {
    struct peer_delay *delay;
    uint64_t repeated;
    struct peer_bottleneck bottleneck;
    int64_t free_at; /* when the bottleneck has sent everything that is in its queue */
    int64_t latest; /* when the last datagram that is not reordered is due */
    int in, out;    /* sockets */
    guint watch;
    struct sockaddr_in to;
    struct peer_relay *relay;
    enum peer_direction direction;
};

struct peer_relay {
    struct peer_impairment impairment;
    struct peer_random random;
    peer_relay_lost_fn *lost;
    void *user;
    int sockets[2]; /* towards Janus, towards the peer */
    struct path paths[2];
};

int64_t peer_impairment_disorder(const struct peer_impairment *impairment)
{
    return impairment->jitter + (impairment->reorder > 0 ? impairment->late : 0);
}

static void depart(void *user, const void *data, size_t len)
{
    const struct path *path = user;

    if (path->to.sin_port)
        (void)!sendto(path->out, data, len, MSG_DONTWAIT, (const struct sockaddr *)&path->to,
            sizeof(path->to));
}

/* Returns how long a datagram waits for the bottleneck, in microseconds. -1: the queue is full. */
static int64_t pass_bottleneck(struct path *path, size_t len, int64_t now)
{
    int64_t rate = path->bottleneck.rate;

    if (!rate)
        return 0;
    int64_t start = MAX(path->free_at, now - BURST * INT64_C(8000000) / rate);
    int64_t end = start + (int64_t)(len + HEADERS) * 8000000 / rate;
    if (end - now > path->bottleneck.queue)
        return -1;
    path->free_at = end;
    return MAX(end - now, 0);
}

/* Draws equally many random numbers for each packet, so that one setting does not change the effect of another. */
static void travel(struct path *path, const uint8_t *data, size_t len)
{
    struct peer_random *random = &path->relay->random;
    const struct peer_impairment *impairment = &path->relay->impairment;
    enum peer_datagram kind = peer_rtp_classify(data, len);
    bool media = kind == PEER_IS_RTP || kind == PEER_IS_RTCP;
    bool lost = peer_random_hit(random, impairment->loss);
    bool repeated = peer_random_hit(random, impairment->repeat);
    bool late = peer_random_hit(random, impairment->reorder);
    int64_t wait = pass_bottleneck(path, len, g_get_monotonic_time());
    int64_t due = g_get_monotonic_time() + wait + impairment->delay +
                  (int64_t)(peer_random_unit(random) * (double)impairment->jitter);

    if (wait < 0 && !media)
        return;
    if (wait < 0 || (media && lost)) {
        path->relay->lost(path->relay->user, path->direction, data, len);
        return;
    }
    if (media && late)
        due += impairment->late;
    else
        due = path->latest = MAX(due, path->latest);
    peer_delay_put(path->delay, data, len, due);
    if (media && repeated) {
        path->repeated++;
        peer_delay_put(path->delay, data, len, due);
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

static void open_path(struct peer_relay *relay, enum peer_direction direction)
{
    struct path *path = &relay->paths[direction];

    path->relay = relay;
    path->direction = direction;
    path->in = relay->sockets[direction == PEER_UP];
    path->out = relay->sockets[direction == PEER_DOWN];
    path->delay = peer_delay_new(depart, path);
    path->watch = g_unix_fd_add(path->in, G_IO_IN, on_readable, path);
}

struct peer_relay *peer_relay_new(const char *address, const struct peer_impairment *impairment,
    struct peer_random random, peer_relay_lost_fn *lost, void *user)
{
    struct peer_relay *relay = g_new0(struct peer_relay, 1);

    relay->impairment = *impairment;
    relay->random = random;
    relay->lost = lost;
    relay->user = user;
    relay->sockets[0] = open_socket(address);
    relay->sockets[1] = open_socket(address);
    if (relay->sockets[0] < 0 || relay->sockets[1] < 0) {
        g_free(relay);
        return NULL;
    }
    open_path(relay, PEER_UP);
    open_path(relay, PEER_DOWN);
    return relay;
}

void peer_relay_free(struct peer_relay *relay)
{
    if (!relay)
        return;
    for (int i = 0; i < 2; i++) {
        g_source_remove(relay->paths[i].watch);
        peer_delay_free(relay->paths[i].delay);
        close(relay->sockets[i]);
    }
    g_free(relay);
}

uint16_t peer_relay_port(const struct peer_relay *relay, enum peer_direction seen)
{
    struct sockaddr_in at = {0};
    socklen_t len = sizeof(at);

    getsockname(relay->sockets[seen == PEER_UP ? 0 : 1], (struct sockaddr *)&at, &len);
    return ntohs(at.sin_port);
}

void peer_relay_ends(
    struct peer_relay *relay, uint16_t peer_port, const char *janus, uint16_t janus_port)
{
    struct sockaddr_in *up = &relay->paths[PEER_UP].to, *down = &relay->paths[PEER_DOWN].to;
    socklen_t len = sizeof(*down);

    getsockname(relay->sockets[1], (struct sockaddr *)down, &len);
    down->sin_port = htons(peer_port);
    up->sin_family = AF_INET;
    inet_pton(AF_INET, janus, &up->sin_addr);
    up->sin_port = htons(janus_port);
}

void peer_relay_narrow(struct peer_relay *relay, enum peer_direction direction,
    const struct peer_bottleneck *bottleneck)
{
    relay->paths[direction].bottleneck = *bottleneck;
}

uint64_t peer_relay_repeated(const struct peer_relay *relay)
{
    return relay->paths[PEER_DOWN].repeated;
}
