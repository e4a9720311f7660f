/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscribe_requests owns the requests about what a device receives; here is what `scan` shares
 * with them. */
#ifndef BATON_ENGINE_SUBSCRIBE_REQUESTS_H
#define BATON_ENGINE_SUBSCRIBE_REQUESTS_H

#include "state/device.h"

/*
 * Makes the handle the device's downlink, or goes on with it, with at least so many slots. Answers
 * `subscribed`, and sets `*offer` (g_free) to the SDP that goes with it. The caller has checked
 * that handle and device are free for each other, and that nothing shrinks.
 */
json_t *baton_subscribe_open(struct baton_device *device, struct baton_handle *handle, size_t audio,
    size_t video, char **offer);

#endif
