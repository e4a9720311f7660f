/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mark, taken at one moment: the CPU time that Janus and the peer have used so far, and the packets that the devices
 * have sent and received so far in Baton and in VideoRoom.
 */
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
 * Returns a new object. It has `label`, and in milliseconds `at`, `janus`, `own` and `lateness`. `lateness` is the
 * largest delay of this process's event loop from the mark `before` (NULL: from the start of the process) to this mark.
 * The objects `baton` and `videoroom` have `sent`, `received`, `latency_p50` and `latency_p99`. A latency is the time
 * from sending to arrival in milliseconds. The latencies are of packets since the mark `before`.
 */
json_t *peer_mark_report(const struct peer_mark *mark, const struct peer_mark *before,
    struct peer_device *const *devices, int count);

#endif
