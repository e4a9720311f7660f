/* SPDX-License-Identifier: GPL-3.0-or-later */
/* devices: the list, and what all commands for devices have in common. */
#include "peer/devices.h"

#include <string.h>

#include "peer/loop.h"

struct peer_devices *peer_devices_new(const struct peer_settings *settings, pid_t janus)
{
    struct peer_devices *devices = g_new0(struct peer_devices, 1);

    devices->settings = *settings;
    devices->janus = janus;
    devices->moves = json_array();
    devices->gaps = json_array();
    devices->marks = g_array_new(FALSE, FALSE, sizeof(struct peer_mark));
    return devices;
}

void peer_devices_free(struct peer_devices *devices)
{
    for (int i = 0; i < devices->count; i++)
        peer_device_free(devices->list[i]);
    json_decref(devices->moves);
    json_decref(devices->gaps);
    g_array_unref(devices->marks);
    g_free(devices);
}

struct peer_device *peer_devices_named(
    struct peer_command *command, const struct peer_devices *devices, const char *name)
{
    for (int i = 0; i < devices->count; i++)
        if (strcmp(devices->list[i]->name, name) == 0)
            return devices->list[i];
    peer_command_refuse(
        command, "%s: got %.60s, expected the name of a device", command->verb->name, name);
    return NULL;
}

struct peer_device *peer_devices_find(
    struct peer_command *command, const struct peer_devices *devices, const char *field)
{
    return peer_devices_named(command, devices, peer_command_text(command, field));
}

int peer_devices_list(struct peer_command *command, const struct peer_devices *devices,
    const char *field, struct peer_device **out)
{
    const json_t *names = peer_command_texts(command, field);
    size_t count = json_array_size(names);

    if (count > PEER_DEVICES_MAX) {
        peer_command_refuse(command, "%s: %s: got %zu names, expected %d at most",
            command->verb->name, field, count, PEER_DEVICES_MAX);
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        if (!(out[i] = peer_devices_named(
                  command, devices, json_string_value(json_array_get(names, i)))))
            return -1;
    return (int)count;
}

bool peer_devices_check(struct peer_command *command, const struct peer_device *device, bool fine)
{
    return fine || peer_command_refuse(
                       command, "%s: %s: %s", command->verb->name, device->name, device->error);
}

double peer_devices_milliseconds(int64_t from, int64_t to)
{
    return from && to ? (double)(to - from) / 1e3 : -1;
}

double peer_devices_lateness(int64_t from, int64_t to)
{
    return (double)peer_loop_lateness(from, to) / 1e3;
}

json_int_t peer_devices_plis(const struct peer_device *device)
{
    uint64_t plis = 0;

    for (int i = 0; device->uplink && peer_uplink_source(device->uplink, i); i++)
        plis += peer_source_count(peer_uplink_source(device->uplink, i))->plis;
    return (json_int_t)plis;
}
