/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario: the list, and what all commands for devices have in common. */
#include "peer/scenario.h"

#include <string.h>

#include "peer/loop.h"

struct peer_scenario *peer_scenario_new(const struct peer_settings *settings, pid_t janus)
{
    struct peer_scenario *scenario = g_new0(struct peer_scenario, 1);

    scenario->settings = *settings;
    scenario->janus = janus;
    scenario->moves = json_array();
    scenario->gaps = json_array();
    scenario->marks = g_array_new(FALSE, FALSE, sizeof(struct peer_mark));
    return scenario;
}

void peer_scenario_free(struct peer_scenario *scenario)
{
    for (int i = 0; i < scenario->count; i++)
        peer_device_free(scenario->list[i]);
    json_decref(scenario->moves);
    json_decref(scenario->gaps);
    g_array_unref(scenario->marks);
    g_free(scenario);
}

struct peer_device *peer_scenario_named(
    struct peer_command *command, const struct peer_scenario *scenario, const char *name)
{
    for (int i = 0; i < scenario->count; i++)
        if (strcmp(scenario->list[i]->name, name) == 0)
            return scenario->list[i];
    peer_command_refuse(command, "got %.60s, expected the name of a device", name);
    return NULL;
}

struct peer_device *peer_scenario_find(
    struct peer_command *command, const struct peer_scenario *scenario, const char *field)
{
    return peer_scenario_named(command, scenario, peer_command_text(command, field));
}

int peer_scenario_list(struct peer_command *command, const struct peer_scenario *scenario,
    const char *field, struct peer_device **out)
{
    const json_t *names = peer_command_texts(command, field);
    size_t count = json_array_size(names);

    if (count > PEER_DEVICES_MAX) {
        peer_command_refuse_field(command, field, "fewer names");
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        if (!(out[i] = peer_scenario_named(
                  command, scenario, json_string_value(json_array_get(names, i)))))
            return -1;
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

json_int_t peer_scenario_plis(const struct peer_device *device)
{
    uint64_t plis = 0;

    for (int i = 0; device->uplink && peer_uplink_source(device->uplink, i); i++)
        plis += peer_source_count(peer_uplink_source(device->uplink, i))->plis;
    return (json_int_t)plis;
}
