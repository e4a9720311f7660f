/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests about receiving. This header declares the part that `scan` uses as well. Control thread
 * only. */
#ifndef BATON_REQUESTS_SUBSCRIBE_REQUESTS_H
#define BATON_REQUESTS_SUBSCRIBE_REQUESTS_H

#include "state/device.h"

/*
 * Turns the handle into the device's downlink, or adds slots to the existing downlink. The downlink then
 * has at least `audio` and `video` slots. Returns the reply `subscribed`, for json_decref, and sets
 * `*offer` (g_free) to its SDP offer. The caller has checked that the handle can be the downlink of this
 * device, and that neither number of slots shrinks.
 */
json_t *baton_subscribe_open(struct baton_device *device, struct baton_handle *handle, size_t audio,
    size_t video, char **offer);

#endif
