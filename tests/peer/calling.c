/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calling: verbs by which devices take part in a call, suffer in it, and go. */
#include <stdlib.h>
#include <string.h>

#include "peer/step.h"
#include "peer/videoroom.h"

static bool do_device(struct peer_step *step)
{
    struct peer_scenario *scenario = step->scenario;
    int64_t delay = (int64_t)(peer_step_number(step, "rtt", 0) * 500);
    struct peer_impairment impairment = peer_step_impairment(step, delay);
    struct peer_device_options options = {
        .videoroom = peer_step_number(step, "videoroom", scenario->world.videoroom) != 0,
        .sound = peer_step_number(step, "sound", 1) != 0,
        .picture = peer_step_number(step, "picture", 1) != 0,
        .fps = (int)peer_step_number(step, "fps", 30),
        .bitrate = (int)peer_step_number(step, "bitrate", 600000),
        .ptime = (int)peer_step_number(step, "ptime", 20),
        .reports = (int)peer_step_number(step, "reports", 500),
        .gop = (int)peer_step_number(step, "gop", 0),
        .audio_slots = (int)peer_step_number(step, "audio", 2),
        .video_slots = (int)peer_step_number(step, "video", 2),
        .feedback = peer_step_number(step, "feedback", 1) != 0,
        .delay = delay,
        .impairment = {impairment, impairment},
        .relayed = delay || peer_step_setting(step, "loss") || peer_step_setting(step, "repeat") ||
                   peer_step_setting(step, "reorder") || peer_step_setting(step, "jitter"),
    };

    if (scenario->device_count == PEER_DEVICES_MAX || options.fps < 1)
        return peer_step_refuse(step, "no more devices, or no pictures in a second");
    struct peer_device *device = peer_device_open(
        &scenario->world, step->words[1], (uint16_t)(scenario->device_count + 1), &options);
    if (!device)
        return peer_step_refuse(step, "%s: no session", step->words[1]);
    scenario->devices[scenario->device_count++] = device;
    scenario->ways[device->number] =
        (struct peer_way){delay, peer_impairment_disorder(&impairment)};
    return true;
}

static bool do_create(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);
    const char *confirm = peer_step_setting(step, "confirm");
    const char *codec = step->scenario->world.codec == PEER_H264 ? "h264" : "vp8";
    bool nobody = !confirm || strcmp(confirm, "nobody") == 0;

    if (!device)
        return false;
    if (device->options.videoroom)
        return peer_step_check(step, device, peer_videoroom_create(device, step->words[2]));
    json_t *asked = nobody ? json_pack("{s:s}", "who", "nobody")
                           : json_pack("{s:s, s:s}", "who", "old", "form", confirm);
    return peer_step_check(step, device,
        peer_device_request(
            device, json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:o}", "request", "create", "room",
                        step->words[2], "videocodec", codec, "grace",
                        (int)peer_step_number(step, "grace", 0), "bitrate", 0, "max_participants",
                        PEER_DEVICES_MAX, "confirm", asked)));
}

static bool do_join(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    return device && peer_step_check(step, device,
                         device->options.videoroom ? peer_videoroom_join(device, step->words[2])
                                                   : peer_device_join(device, step->words[2]));
}

static bool do_publish(struct peer_step *step)
{
    for (int i = 1; i < step->count; i++) {
        struct peer_device *device = peer_step_find(step, step->words[i]);
        if (!device || !peer_step_check(step, device,
                           peer_videoroom_publish(device) && peer_device_await_up(device)))
            return false;
    }
    return true;
}

static bool do_watch(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]), *others[PEER_STEP_WORDS_MAX];
    int count = step->count - 3;

    for (int i = 0; i < count; i++)
        if (!(others[i] = peer_step_find(step, step->words[3 + i])))
            return false;
    return device && peer_step_check(step, device,
                         peer_videoroom_watch(device, step->words[2], others, count) &&
                             peer_device_await_up(device));
}

static bool do_switch(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);
    struct peer_device *from = peer_step_find(step, step->words[2]),
                       *to = peer_step_find(step, step->words[3]);

    return device && from && to &&
           peer_step_check(step, device, peer_videoroom_switch(device, from, to));
}

static bool do_update(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);
    struct peer_device *from = peer_step_find(step, step->words[2]),
                       *to = peer_step_find(step, step->words[3]);

    return device && from && to &&
           peer_step_check(step, device, peer_videoroom_update(device, from, to));
}

static bool do_connect(struct peer_step *step)
{
    static bool (*const halves[])(struct peer_device *) = {peer_device_begin, peer_device_await_up};

    for (int i = 0; i < (step->count - 1) * 2; i++) {
        struct peer_device *device = peer_step_find(step, step->words[1 + i % (step->count - 1)]);
        if (!device || !peer_step_check(step, device, halves[i / (step->count - 1)](device)))
            return false;
    }
    return true;
}

static bool do_begin(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    return device && peer_step_check(step, device, peer_device_begin(device));
}

static bool do_up(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    return device && peer_step_check(step, device, peer_device_await_up(device));
}

static bool do_impairment(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    if (!device)
        return false;
    bool up = strcmp(step->words[2], "up") == 0;
    struct peer_impairment impairment = peer_step_impairment(step, device->options.delay);
    if (!device->options.relayed)
        return peer_step_refuse(step, "%s was opened without impairment", device->name);
    peer_device_impair(device, up ? PEER_UP : PEER_DOWN, &impairment);
    if (up) {
        int64_t *disorder = &step->scenario->ways[device->number].disorder;
        *disorder = MAX(*disorder, peer_impairment_disorder(&impairment));
    }
    return true;
}

static bool do_fault(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);
    bool on = strcmp(step->words[3], "on") == 0;
    struct peer_source *source;

    if (!device || !device->uplink)
        return peer_step_refuse(step, "no device that sends");
    for (int i = 0; (source = peer_uplink_source(device->uplink, i)); i++) {
        struct peer_source_settings *faults = peer_source_settings(source);
        if (strcmp(step->words[2], "stalled") == 0)
            faults->stalled = on;
        else if (strcmp(step->words[2], "keyless") == 0)
            faults->keyless = on;
        else if (strcmp(step->words[2], "rubbish") == 0)
            faults->rubbish = on;
        else
            return peer_step_refuse(step, "no fault %s", step->words[2]);
    }
    return true;
}

static bool do_pli(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    if (!device || !device->downlink)
        return peer_step_refuse(step, "no device that receives");
    for (int i = 0; i < peer_downlink_lines(device->downlink); i++)
        if (peer_downlink_line(device->downlink, i)->video)
            peer_downlink_pli(device->downlink, i);
    return true;
}

static bool do_die(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    if (device)
        peer_device_leave(device, false);
    return device;
}

static bool do_leave(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);

    if (device)
        peer_device_leave(device, true);
    return device;
}

const struct peer_verb peer_verbs_calling[] = {
    {"begin", 1, do_begin},
    {"connect", 1, do_connect},
    {"create", 2, do_create},
    {"device", 1, do_device},
    {"die", 1, do_die},
    {"fault", 3, do_fault},
    {"join", 2, do_join},
    {"leave", 1, do_leave},
    {"pli", 1, do_pli},
    {"publish", 1, do_publish},
    {"switch", 3, do_switch},
    {"up", 1, do_up},
    {"update", 3, do_update},
    {"watch", 3, do_watch},
    {"impairment", 2, do_impairment},
    {NULL, 0, NULL},
};
