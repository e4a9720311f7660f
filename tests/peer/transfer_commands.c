/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer_commands: commands of a transfer, from the code to the end of the standby. */
#include "peer/scenario.h"

static bool do_transfer(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);

    (void)user;
    return peer_scenario_check(command, device, peer_device_transfer(device));
}

static bool do_scan(struct peer_command *command, void *user)
{
    struct peer_device *to = peer_scenario_device(command);
    const struct peer_device *from = peer_command_found(command, "from");

    (void)user;
    if (!from->code)
        return peer_command_refuse(command, "%s has no code", from->name);
    return peer_scenario_check(command, to, peer_device_scan(to, from->code));
}

static bool do_confirm(struct peer_command *command, void *user)
{
    struct peer_device *from = peer_scenario_device(command);
    struct peer_device *to = peer_command_found(command, "to");

    (void)user;
    to->times.confirmed = g_get_monotonic_time();
    return peer_scenario_check(command, from, peer_device_confirm(from));
}

/* The stations of a move, in milliseconds from the scan; -1 for what was passed before or never. */
static void note_move(struct peer_scenario *scenario, const struct peer_device *device)
{
    const struct peer_device_times *times = &device->times;
    const struct peer_link_times *link =
        device->uplink ? peer_link_times(device->uplink->link) : &(struct peer_link_times){0};

    json_array_append_new(
        scenario->moves, json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "scanned",
                             peer_scenario_milliseconds(times->scan, times->scanned), "confirmed",
                             peer_scenario_milliseconds(times->scan, times->confirmed), "answered",
                             peer_scenario_milliseconds(times->scan, times->answered), "ice",
                             peer_scenario_milliseconds(times->scan, link->ice), "dtls",
                             peer_scenario_milliseconds(times->scan, link->dtls), "moved",
                             peer_scenario_milliseconds(times->scan, times->moved), "lateness",
                             peer_scenario_lateness(times->scan, times->moved)));
}

/* The first `moved` of a device that scanned is the end of its way into the call. */
static bool await_event(struct peer_command *command, struct peer_scenario *scenario,
    struct peer_device *device, const char *event)
{
    bool on_its_way = device->times.scan && !device->times.moved;

    if (!peer_scenario_check(command, device, peer_device_await(device, event)))
        return false;
    if (on_its_way && device->times.moved)
        note_move(scenario, device);
    return true;
}

static bool do_await(struct peer_command *command, void *user)
{
    return await_event(
        command, user, peer_scenario_device(command), peer_command_text(command, "event"));
}

static bool do_return(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);
    const struct peer_device *of = peer_command_found(command, "of");

    (void)user;
    if (!of->transfer)
        return peer_command_refuse(command, "%s has begun no transfer", of->name);
    return peer_scenario_check(command, device,
        peer_device_request(
            device, json_pack("{s:s, s:s}", "request", "return", "transfer", of->transfer)));
}

static bool do_move(struct peer_command *command, void *user)
{
    struct peer_device *from = peer_command_found(command, "from");
    struct peer_device *to = peer_command_found(command, "to");

    return peer_scenario_check(command, from, peer_device_transfer(from)) &&
           peer_scenario_check(command, to, peer_device_scan(to, from->code)) &&
           await_event(command, user, to, "admitted") &&
           peer_scenario_check(command, to, peer_device_connect(to)) &&
           await_event(command, user, to, "moved") && await_event(command, user, from, "moved");
}

static bool do_fresh(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);

    if (!await_event(command, user, device, "transfer_ended"))
        return false;
    peer_device_hang_up(device, true);
    return peer_scenario_check(command, device, peer_device_fresh(device));
}

#define DEVICE(field) PEER_REQUIRED(field, PEER_DEVICE)

const struct peer_verb peer_transfer_verbs[] = {
    {"await", do_await, {DEVICE("device"), PEER_REQUIRED("event", PEER_TEXT)}},
    {"confirm", do_confirm, {DEVICE("device"), DEVICE("to")}},
    {"fresh", do_fresh, {DEVICE("device")}},
    {"move", do_move, {DEVICE("from"), DEVICE("to")}},
    {"return", do_return, {DEVICE("device"), DEVICE("of")}},
    {"scan", do_scan, {DEVICE("device"), DEVICE("from")}},
    {"transfer", do_transfer, {DEVICE("device")}},
    {0},
};
