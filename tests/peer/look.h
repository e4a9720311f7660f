/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device receives, from one look to the next. */
#ifndef BATON_PEER_LOOK_H
#define BATON_PEER_LOOK_H

#include <jansson.h>

#include "peer/device.h"

/*
 * Returns a new object about the time since the last look, or since the beginning:
 *
 *   span       milliseconds
 *   estimate, received           bit/s; received: only packets with a time of sending, by which the line is estimated
 *   dropped, nacks, plis, rembs  counts so far; dropped: RTP packets that the line dropped
 *   lines      an object for each m-line:
 *     mid, kind
 *     from     number of the device that sent the last packet; 0: none
 *     packets, lost                lost: packets that were not there when the next one came
 *     latency_p50, latency_p95     milliseconds
 *
 * Lines with video of a device with `browser` also have:
 *     frames, encodings            frames that were shown, in all and as a list by encoding
 *     height   of the last frame; 0: not known
 *     longest  the longest time without a new frame, which may have begun earlier (milliseconds)
 *     stood    for how long the last frame has been shown (milliseconds); -1: none was shown
 */
json_t *peer_look_take(struct peer_device *device, int64_t now);

#endif
