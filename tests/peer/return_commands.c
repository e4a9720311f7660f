/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of a device that loses its connection and comes back. */
#include "peer/loop.h"
#include "peer/scenario.h"

static bool do_cut(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);

    (void)user;
    device->cut = g_get_monotonic_time();
    peer_device_cut(device);
    return true;
}

/* Returns the longest pause of a device's media at a receiver since the cut, of one kind. */
static int64_t pause_at(
    const struct peer_downlink *downlink, const struct peer_device *device, bool video)
{
    int64_t longest = 0, now = g_get_monotonic_time();

    for (int i = 0; i < downlink->count; i++) {
        const struct peer_downlink_line *line = &downlink->lines[i];
        /* A line that has never shown this device is of somebody else. */
        if (line->sdp.video == video && peer_reception_last(line->arrivals, device->number))
            longest = MAX(
                longest, peer_reception_pause(line->arrivals, device->number, device->cut, now));
    }
    return longest;
}

/* Sends the request of the command, if there is one, and waits for the reply. */
static bool ask_after_claim(struct peer_command *command, struct peer_device *device)
{
    if (!peer_command_has(command, "request"))
        return true;
    json_t *body = peer_command_object(command, "request");
    return body && peer_scenario_check(command, device, peer_device_request(device, body));
}

static bool do_claim(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    struct peer_device *device = peer_scenario_device(command);
    const struct peer_device *by = peer_command_found(command, "by");

    if (!by->downlink)
        return peer_command_refuse(command, "%s receives nothing", by->name);
    if (!peer_scenario_check(command, device, peer_device_claim(device)))
        return false;
    int64_t opened = peer_signalling_opened(device->signalling), claimed = g_get_monotonic_time();
    if (!ask_after_claim(command, device))
        return false;
    int64_t done = g_get_monotonic_time();
    json_array_append_new(
        scenario->returns, json_pack("{s:f, s:f, s:f, s:f, s:f}", "claimed",
                               peer_scenario_milliseconds(opened, claimed), "done",
                               peer_scenario_milliseconds(opened, done), "audio",
                               (double)pause_at(by->downlink, device, false) / 1e3, "video",
                               (double)pause_at(by->downlink, device, true) / 1e3, "lateness",
                               peer_scenario_lateness(device->cut, done)));
    return true;
}

static bool do_resume(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);

    (void)user;
    return peer_scenario_check(
        command, device, peer_device_resume(device, peer_command_found(command, "of")));
}

/* Returns when a device's first sound, or its first whole keyframe, arrived at a receiver. 0: not yet. */
static int64_t first_at(
    const struct peer_downlink *downlink, const struct peer_device *device, bool video)
{
    int64_t first = 0;

    for (int i = 0; i < downlink->count; i++) {
        const struct peer_downlink_line *line = &downlink->lines[i];
        int64_t came = line->sdp.video == video
                           ? peer_reception_first(line->arrivals, line->sdp.codec, device->number)
                           : 0;
        first = came && (!first || came < first) ? came : first;
    }
    return first;
}

/* Whether all that a device sends arrives at a receiver. */
static bool arrives(const struct peer_device *receiver, const struct peer_device *sender)
{
    return (!sender->options.audio || first_at(receiver->downlink, sender, false)) &&
           (!sender->options.video || first_at(receiver->downlink, sender, true));
}

struct pair {
    const struct peer_device *device, *at;
};

static bool is_back(void *user)
{
    const struct pair *pair = user;

    return arrives(pair->at, pair->device) &&
           (!pair->device->downlink || arrives(pair->device, pair->at));
}

static bool do_back(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    struct pair pair = {peer_scenario_device(command), peer_command_found(command, "at")};
    const struct peer_downlink *down = pair.device->downlink;

    if (!pair.at->downlink)
        return peer_command_refuse(command, "%s receives nothing", pair.at->name);
    if (!peer_loop_wait(is_back, &pair, PEER_SIGNALLING_PATIENCE))
        return peer_command_refuse(command, "%s and %s do not receive everything from each other",
            pair.device->name, pair.at->name);
    int64_t opened = peer_signalling_opened(pair.device->signalling);
    json_array_append_new(scenario->returns,
        json_pack("{s:f, s:f, s:f, s:f, s:f}", "audio",
            peer_scenario_milliseconds(opened, first_at(pair.at->downlink, pair.device, false)),
            "video",
            peer_scenario_milliseconds(opened, first_at(pair.at->downlink, pair.device, true)),
            "audio_back",
            peer_scenario_milliseconds(opened, down ? first_at(down, pair.at, false) : 0),
            "video_back",
            peer_scenario_milliseconds(opened, down ? first_at(down, pair.at, true) : 0),
            "lateness", peer_scenario_lateness(opened, g_get_monotonic_time())));
    return true;
}

#define DEVICE(field) PEER_REQUIRED(field, PEER_DEVICE)

const struct peer_verb peer_return_verbs[] = {
    {"back", do_back, {DEVICE("device"), DEVICE("at")}},
    {"claim", do_claim, {DEVICE("device"), DEVICE("by"), {.name = "request"}}},
    {"cut", do_cut, {DEVICE("device")}},
    {"resume", do_resume, {DEVICE("device"), DEVICE("of")}},
    {0},
};
