/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the files of the fake device make requests. Tests use world.h. */
#ifndef BATON_FAKE_DEVICE_REQUEST_H
#define BATON_FAKE_DEVICE_REQUEST_H

#include "fake/world.h"

/* Returns the uplink, attached if necessary, on which a request comes now. */
struct baton_handle *device_asking(struct fake_device *device);
/* Checks the reply to a request, stores its fields, and performs the effects. Takes ownership of `reply`. NULL: the
 * request was refused with device->failure. */
enum baton_error device_check_reply(struct fake_device *device, json_t *reply);

/* Makes a request on the uplink's handle, and checks the reply. */
#define ASK(device, request, ...)                                                                  \
    device_check_reply(device,                                                                     \
        baton_engine_##request((device)->world->engine, device_asking(device), __VA_ARGS__))

#endif
