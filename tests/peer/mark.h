/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mark owns what had been counted at one moment: Janus's CPU time and ours, and packets of media,
 * those of Baton and those of VideoRoom. */
#ifndef BATON_PEER_MARK_H
#define BATON_PEER_MARK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "peer/device.h"

/* Packets of all devices in one plugin. */
struct peer_traffic {
    uint64_t sent, received;
};

struct peer_mark {
    char label[32];
    int64_t at;         /* microseconds */
    int64_t janus, own; /* CPU time of the processes, nanoseconds */
    struct peer_traffic baton, videoroom;
};

/* False, setting nothing, if there is no such process as Janus is to be. */
bool peer_mark_take(const char *label, pid_t janus, struct peer_device *const *devices, int count,
    struct peer_mark *out);

/*
 * A new object: `label`; `at`, `janus` and `own` in milliseconds; `lateness`, the most that this
 * process was late since `before` (NULL: ever); `baton` and `videoroom`, each with `sent` and
 * `received`, and `latency_p50` and `latency_p99`, milliseconds from sending to arrival, of what
 * has come since `before`.
 */
json_t *peer_mark_report(const struct peer_mark *mark, const struct peer_mark *before,
    struct peer_device *const *devices, int count);

#endif
