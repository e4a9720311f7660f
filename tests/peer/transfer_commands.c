/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer_commands: commands of a transfer, from the code to the end of the standby. */
#include "peer/scenario.h"

static bool do_transfer(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");

    return device && peer_scenario_check(command, device, peer_device_transfer(device));
}

static bool do_scan(struct peer_command *command, void *user)
{
    struct peer_device *to = peer_scenario_find(command, user, "device");
    struct peer_device *from = to ? peer_scenario_find(command, user, "from") : NULL;

    if (!from)
        return false;
    if (!from->code)
        return peer_command_refuse(command, "%s has no code", from->name);
    return peer_scenario_check(command, to, peer_device_scan(to, from->code));
}

static bool do_confirm(struct peer_command *command, void *user)
{
    struct peer_device *from = peer_scenario_find(command, user, "device");
    struct peer_device *to = from ? peer_scenario_find(command, user, "to") : NULL;

    if (!to)
        return false;
    to->times.confirmed = g_get_monotonic_time();
    return peer_scenario_check(command, from, peer_device_confirm(from, to));
}

/* The stations of a move, in milliseconds from the scan; -1 for what was passed before or never. */
static void note_move(struct peer_scenario *scenario, const struct peer_device *device)
{
    const struct peer_device_times *times = &device->times;
    const struct peer_link_times *link =
        device->uplink ? peer_link_times(peer_uplink_link(device->uplink)) : NULL;
    const struct peer_link_times *down =
        device->downlink ? peer_link_times(peer_downlink_link(device->downlink)) : NULL;
    int64_t first = 0, key = 0;

    for (int i = 0; device->uplink && peer_uplink_source(device->uplink, i); i++) {
        const struct peer_source_count *count =
            peer_source_count(peer_uplink_source(device->uplink, i));
        first = first ? first : count->first;
        key = MAX(key, count->last_key);
    }
    json_array_append_new(scenario->moves,
        json_pack("{s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:f}", "to",
            device->name, "scanned", peer_scenario_milliseconds(times->scan, times->scanned),
            "confirmed", peer_scenario_milliseconds(times->scan, times->confirmed), "admitted",
            peer_scenario_milliseconds(times->scan, times->admitted), "answered",
            peer_scenario_milliseconds(times->scan, times->answered), "ice",
            peer_scenario_milliseconds(times->scan, link ? link->ice : 0), "dtls",
            peer_scenario_milliseconds(times->scan, link ? link->dtls : 0), "receiving",
            peer_scenario_milliseconds(times->scan, down ? down->dtls : 0), "first_packet",
            peer_scenario_milliseconds(times->scan, first), "last_key",
            peer_scenario_milliseconds(times->scan, key), "moved",
            peer_scenario_milliseconds(times->scan, times->moved), "plis",
            peer_scenario_plis(device), "lateness",
            peer_scenario_lateness(times->scan, times->moved)));
}

/* Of a device that scanned, the first `moved` is the end of its way into the call. */
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
    struct peer_device *device = peer_scenario_find(command, user, "device");

    return device && await_event(command, user, device, peer_command_text(command, "event"));
}

static bool do_return(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");
    struct peer_device *of = device ? peer_scenario_find(command, user, "of") : NULL;

    if (!of)
        return false;
    if (!of->transfer)
        return peer_command_refuse(command, "%s has begun no transfer", of->name);
    return peer_scenario_check(command, device,
        peer_device_request(
            device, json_pack("{s:s, s:s}", "request", "return", "transfer", of->transfer)));
}

static bool do_move(struct peer_command *command, void *user)
{
    struct peer_device *from = peer_scenario_find(command, user, "from");
    struct peer_device *to = from ? peer_scenario_find(command, user, "to") : NULL;

    return to && peer_scenario_check(command, from, peer_device_transfer(from)) &&
           peer_scenario_check(command, to, peer_device_scan(to, from->code)) &&
           await_event(command, user, to, "admitted") &&
           peer_scenario_check(command, to, peer_device_connect(to)) &&
           await_event(command, user, to, "moved") && await_event(command, user, from, "moved");
}

static bool do_fresh(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");

    if (!device || !await_event(command, user, device, "transfer_ended"))
        return false;
    peer_device_hang_up(device, true);
    return peer_scenario_check(command, device, peer_device_fresh(device));
}

static const struct peer_field device_only[] = {PEER_FIELD("device"), PEER_FIELDS_END};
static const struct peer_field await_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("event"), PEER_FIELDS_END};
static const struct peer_field confirm_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("to"), PEER_FIELDS_END};
static const struct peer_field move_fields[] = {
    PEER_FIELD("from"), PEER_FIELD("to"), PEER_FIELDS_END};
static const struct peer_field return_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("of"), PEER_FIELDS_END};
static const struct peer_field scan_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("from"), PEER_FIELDS_END};

const struct peer_verb peer_transfer_verbs[] = {
    {"await", await_fields, do_await},
    {"confirm", confirm_fields, do_confirm},
    {"fresh", device_only, do_fresh},
    {"move", move_fields, do_move},
    {"return", return_fields, do_return},
    {"scan", scan_fields, do_scan},
    {"transfer", device_only, do_transfer},
    {NULL, NULL, NULL},
};
