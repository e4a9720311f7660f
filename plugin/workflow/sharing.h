/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives each downlink what its line carries. Several times in a second, each device with a PeerConnection that is up is
 * reviewed: what its receiver has reported updates the estimate of its line, the estimate is divided among its slots
 * (plugin/share), and each slot sends the encoding that this leads to. The client is told if this changes what a slot
 * gets. Control thread only.
 */
#ifndef BATON_WORKFLOW_SHARING_H
#define BATON_WORKFLOW_SHARING_H

#include "state/participant.h"

/* A PeerConnection of the device is up, or comes up again in another network. Nothing is known yet about the line of a
 * downlink. */
void baton_sharing_begin(struct baton_device *device, const struct baton_handle *handle);
/* The client shows its slots at other sizes, or has another ceiling. Its slots change at once; the caller tells it. */
void baton_sharing_apply(struct baton_device *device);
/* Returns the most that the downlink may get, in bit/s; 0: no limit. */
uint32_t baton_sharing_ceiling(const struct baton_device *device);

/* Reviews devices for about a millisecond at most. */
void baton_sharing_tick(struct baton_engine *engine);
/* When to call baton_sharing_tick. BATON_NEVER: no device is reviewed. */
baton_time baton_sharing_deadline(const struct baton_engine *engine);

#endif
