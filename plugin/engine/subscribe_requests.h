/* SPDX-License-Identifier: GPL-3.0-or-later */
/* subscribe_requests owns the requests about receiving. This header has the part that `scan` uses
 * too. Control thread only. */
#ifndef BATON_ENGINE_SUBSCRIBE_REQUESTS_H
#define BATON_ENGINE_SUBSCRIBE_REQUESTS_H

#include "state/device.h"

/*
 * Makes the handle the device's downlink, or extends the downlink, to at least this number of
 * slots. Returns the reply `subscribed`, for json_decref, and sets `*offer` (g_free) to its SDP
 * offer. The caller has checked that the handle and the device can be used for each other, and that
 * neither number of slots shrinks.
 */
json_t *baton_subscribe_open(struct baton_device *device, struct baton_handle *handle, size_t audio,
    size_t video, char **offer);

#endif
