/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives each downlink as much as its line carries. Every 200 ms, this reviews each device with a PeerConnection that is
 * up: the reports of its receiver update the estimate of its line, the share-out divides the estimate among its slots
 * (plugin/share), and each slot sends the encoding that was chosen for it. If a slot gets another encoding, or is
 * limited by something else, the client gets the event `slots`. Control thread only.
 */
#ifndef BATON_WORKFLOW_SHARING_H
#define BATON_WORKFLOW_SHARING_H

#include "state/participant.h"

/* Call this when a PeerConnection of the device is up, or comes up again in another network. The estimate of a downlink
 * begins again. */
void baton_sharing_begin(struct baton_device *device, const struct baton_handle *handle);
/* Call this when the client shows its slots at other sizes, or has another ceiling. Changes its slots at once. The
 * caller tells the client. */
void baton_sharing_apply(struct baton_device *device);
/* Returns the most that the downlink may get, in bit/s; 0: no limit. */
uint32_t baton_sharing_ceiling(const struct baton_device *device);

/* Reviews devices for about a millisecond at most. */
void baton_sharing_tick(struct baton_engine *engine);
/* When to call baton_sharing_tick. BATON_NEVER: no device is reviewed. */
baton_time baton_sharing_deadline(const struct baton_engine *engine);

#endif
