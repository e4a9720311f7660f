/* SPDX-License-Identifier: GPL-3.0-or-later */
/* moving: verbs of a transfer, from the code to the end of the standby. */
#include <string.h>

#include "peer/step.h"

static bool do_transfer(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    return device && peer_step_check(step, device, peer_device_transfer(device));
}

static bool do_scan(struct peer_step *step)
{
    struct peer_device *to = peer_step_find(step, step->words[1]),
                       *from = peer_step_find(step, step->words[2]);

    if (!to || !from)
        return false;
    if (!from->code)
        return peer_step_refuse(step, "%s has no code", from->name);
    return peer_step_check(step, to, peer_device_scan(to, from->code));
}

static bool do_confirm(struct peer_step *step)
{
    struct peer_device *from = peer_step_find(step, step->words[1]),
                       *to = peer_step_find(step, step->words[2]);

    if (!from || !to)
        return false;
    to->times.confirmed = g_get_monotonic_time();
    return peer_step_check(step, from, peer_device_confirm(from, to));
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
            device->name, "scanned", peer_step_milliseconds(times->scan, times->scanned),
            "confirmed", peer_step_milliseconds(times->scan, times->confirmed), "admitted",
            peer_step_milliseconds(times->scan, times->admitted), "answered",
            peer_step_milliseconds(times->scan, times->answered), "ice",
            peer_step_milliseconds(times->scan, link ? link->ice : 0), "dtls",
            peer_step_milliseconds(times->scan, link ? link->dtls : 0), "receiving",
            peer_step_milliseconds(times->scan, down ? down->dtls : 0), "first_packet",
            peer_step_milliseconds(times->scan, first), "last_key",
            peer_step_milliseconds(times->scan, key), "moved",
            peer_step_milliseconds(times->scan, times->moved), "plis", peer_step_plis(device),
            "lateness", peer_step_lateness(times->scan, times->moved)));
}

/* Of a device that scanned, the first `moved` is the end of its way into the call. */
static bool await_event(struct peer_step *step, struct peer_device *device, const char *event)
{
    bool on_its_way = device->times.scan && !device->times.moved;

    if (!peer_step_check(step, device, peer_device_await(device, event)))
        return false;
    if (on_its_way && device->times.moved)
        note_move(step->scenario, device);
    return true;
}

static bool do_await(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    return device && await_event(step, device, step->words[2]);
}

static bool do_return(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]),
                       *of = peer_step_find(step, step->words[2]);

    if (!device || !of || !of->transfer)
        return peer_step_refuse(step, "no transfer to return from");
    return peer_step_check(step, device,
        peer_device_request(
            device, json_pack("{s:s, s:s}", "request", "return", "transfer", of->transfer)));
}

static bool do_move(struct peer_step *step)
{
    struct peer_device *from = peer_step_find(step, step->words[1]),
                       *to = peer_step_find(step, step->words[2]);

    return from && to && peer_step_check(step, from, peer_device_transfer(from)) &&
           peer_step_check(step, to, peer_device_scan(to, from->code)) &&
           await_event(step, to, "admitted") &&
           peer_step_check(step, to, peer_device_connect(to)) && await_event(step, to, "moved") &&
           await_event(step, from, "moved");
}

static bool do_fresh(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    if (!device || !await_event(step, device, "transfer_ended"))
        return false;
    peer_device_hang_up(device, true);
    return peer_step_check(step, device, peer_device_fresh(device));
}

const struct peer_verb peer_verbs_moving[] = {
    {"await", 2, do_await},
    {"confirm", 2, do_confirm},
    {"fresh", 1, do_fresh},
    {"move", 2, do_move},
    {"return", 2, do_return},
    {"scan", 2, do_scan},
    {"transfer", 1, do_transfer},
    {NULL, 0, NULL},
};
