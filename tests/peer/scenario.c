/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of devices, and functions for all commands about devices. */
#include "peer/scenario.h"

#include <string.h>

#include "peer/loop.h"

struct peer_scenario *peer_scenario_new(const struct peer_settings *settings)
{
    struct peer_scenario *scenario = g_new0(struct peer_scenario, 1);

    scenario->settings = *settings;
    scenario->moves = json_array();
    scenario->gaps = json_array();
    scenario->returns = json_array();
    scenario->marks = g_array_new(FALSE, FALSE, sizeof(struct peer_mark));
    return scenario;
}

void peer_scenario_free(struct peer_scenario *scenario)
{
    for (int i = 0; i < scenario->count; i++)
        peer_device_free(scenario->list[i]);
    json_decref(scenario->moves);
    json_decref(scenario->gaps);
    json_decref(scenario->returns);
    g_array_unref(scenario->marks);
    g_free(scenario);
}

void *peer_scenario_find(void *user, const char *name)
{
    const struct peer_scenario *scenario = user;

    for (int i = 0; i < scenario->count; i++)
        if (strcmp(scenario->list[i]->name, name) == 0)
            return scenario->list[i];
    return NULL;
}

struct peer_device *peer_scenario_device(const struct peer_command *command)
{
    return peer_command_found(command, "device");
}

int peer_scenario_list(
    struct peer_command *command, const char *field, struct peer_device *out[PEER_DEVICES_MAX])
{
    const json_t *names = peer_command_texts(command, field);
    size_t count = json_array_size(names);

    if (count > PEER_DEVICES_MAX) {
        peer_command_refuse_field(command, field, "fewer names");
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        out[i] =
            peer_scenario_find(command->theme->user, json_string_value(json_array_get(names, i)));
    return (int)count;
}

bool peer_scenario_check(struct peer_command *command, const struct peer_device *device, bool fine)
{
    return fine || peer_command_refuse(command, "%s: %s", device->name, device->error);
}

double peer_scenario_milliseconds(int64_t from, int64_t to)
{
    return from && to ? (double)(to - from) / 1e3 : -1;
}

double peer_scenario_lateness(int64_t from, int64_t to)
{
    return (double)peer_loop_lateness(from, to) / 1e3;
}
