/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mark: the CPU time of Janus and of the peer, and the packets in Baton and in VideoRoom, up to one moment. */
#ifndef BATON_PEER_MARK_H
#define BATON_PEER_MARK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "peer/device.h"

/* Packets of all devices that use one plugin. */
struct peer_traffic {
    uint64_t sent, received;
};

struct peer_mark {
    char label[32];
    int64_t at;         /* microseconds */
    int64_t janus, own; /* CPU time of the processes, nanoseconds */
    struct peer_traffic baton, videoroom;
};

/* Returns false and sets nothing if there is no process `janus`. */
bool peer_mark_take(const char *label, pid_t janus, struct peer_device *const *devices, int count,
    struct peer_mark *out);

/*
 * Returns a new object. It has `label`, and in milliseconds `at`, `janus`, `own` and `lateness`: the most that this
 * process was late since the mark `before` (NULL: since its start). `baton` and `videoroom` each have `sent`,
 * `received`, `latency_p50` and `latency_p99`: milliseconds from sending to arrival, for packets since `before`.
 */
json_t *peer_mark_report(const struct peer_mark *mark, const struct peer_mark *before,
    struct peer_device *const *devices, int count);

#endif
