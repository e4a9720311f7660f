/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device receives, from one look to the next. */
#ifndef BATON_PEER_LOOK_H
#define BATON_PEER_LOOK_H

#include <jansson.h>

#include "peer/device.h"

/*
 * Returns a new object about the time since the last look, or since the beginning. It has `span` (milliseconds),
 * `estimate` and `received` (bit/s), the counts so far of `dropped` (RTP packets that the line dropped), `nacks`,
 * `plis` and `rembs`, and `lines`, an object for each m-line: `mid`, `kind`, `from` (number of the device that sent the
 * last packet; 0: none), `packets`, `lost` (packets that were not there when the next one came), `latency_p50` and
 * `latency_p95` (milliseconds). For video of a device with `browser` also: `frames` that were shown, in all and as a
 * list by `encodings`; `height` of the last one, 0: not known; `longest`, the longest time without a new frame, which
 * may have begun earlier (milliseconds); and `stood`, how long the last frame has been shown; -1: none was shown.
 */
json_t *peer_look_take(struct peer_device *device, int64_t now);

#endif
