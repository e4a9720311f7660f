/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the devices of a participant with the new device of somebody else's transfer. */
#include "guard/witness.h"

#include <string.h>

#include "state/room.h"

static bool is_same(const char *one, const char *other)
{
    return one[0] && strcmp(one, other) == 0;
}

/* The two handles of a device may belong to two sessions. */
static bool has_session(const struct baton_device *device, const struct baton_handle *handle)
{
    return handle && ((device->uplink && is_same(device->uplink->session, handle->session)) ||
                         (device->downlink && is_same(device->downlink->session, handle->session)));
}

static bool is_same_person(const struct baton_device *device, const struct baton_handle *uplink)
{
    const struct baton_device *other = uplink->device;
    if (has_session(device, uplink))
        return true;
    return other && (has_session(device, other->downlink) ||
                        baton_addresses_share(&device->addresses, &other->addresses));
}

bool baton_witness_has_session(
    const struct baton_participant *participant, const struct baton_handle *uplink)
{
    for (guint i = 0; i < participant->devices->len; i++) {
        if (has_session(g_ptr_array_index(participant->devices, i), uplink))
            return true;
    }
    return false;
}

bool baton_witness_is_own(
    const struct baton_participant *participant, const struct baton_handle *uplink)
{
    for (guint i = 0; uplink && i < participant->devices->len; i++) {
        if (is_same_person(g_ptr_array_index(participant->devices, i), uplink))
            return true;
    }
    return false;
}

static bool is_up(const struct baton_handle *handle)
{
    return handle && handle->up;
}

bool baton_witness_is_hidden(const struct baton_participant *participant)
{
    const struct baton_device *device = participant->active;
    return participant->room->engine->hears_addresses && device && !is_up(device->uplink) &&
           !is_up(device->downlink);
}
