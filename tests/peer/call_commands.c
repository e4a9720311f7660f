/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that let devices join a call and leave it, and that give them faults during the call. */
#include <string.h>

#include "peer/scenario.h"
#include "peer/videoroom.h"

static bool is_impaired(const struct peer_command *command)
{
    static const char *const fields[] = {"line", "rtt", "loss", "repeat", "reorder", "jitter"};

    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (peer_command_has(command, fields[i]))
            return true;
    return false;
}

static struct peer_device_options read_options(
    const struct peer_command *command, const struct peer_settings *settings)
{
    return (struct peer_device_options){
        .videoroom = peer_command_has(command, "videoroom")
                         ? peer_command_flag(command, "videoroom")
                         : settings->videoroom,
        .audio = peer_command_flag(command, "audio"),
        .video = peer_command_flag(command, "video"),
        .fps = (int)peer_command_number(command, "fps"),
        .bitrate = (int)peer_command_number(command, "bitrate"),
        .encodings = (int)peer_command_number(command, "encodings"),
        .layers = (int)peer_command_number(command, "layers"),
        .ptime = (int)peer_command_number(command, "ptime"),
        .reports = (int)peer_command_number(command, "reports"),
        .gop = (int)peer_command_number(command, "gop"),
        .audio_slots = (int)peer_command_number(command, "audio_slots"),
        .video_slots = (int)peer_command_number(command, "video_slots"),
        .feedback = peer_command_flag(command, "feedback"),
        .browser = peer_command_flag(command, "browser"),
        .far = peer_command_flag(command, "far"),
        .impaired = is_impaired(command),
        .impairment =
            {
                .loss = peer_command_number(command, "loss") / 100,
                .repeat = peer_command_number(command, "repeat") / 100,
                .reorder = peer_command_number(command, "reorder") / 100,
                .late = (int64_t)(peer_command_number(command, "late") * 1000),
                .jitter = (int64_t)(peer_command_number(command, "jitter") * 1000),
                .delay = (int64_t)(peer_command_number(command, "rtt") * 500),
            },
    };
}

static bool do_device(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    struct peer_device_options options = read_options(command, &scenario->settings);
    const char *name = peer_command_text(command, "name");

    if (!scenario->settings.url || !scenario->settings.address)
        return peer_command_refuse(command, "the peer was started without --janus or --address");
    if (scenario->count == PEER_DEVICES_MAX)
        return peer_command_refuse(
            command, "got one device more, expected at most %d", PEER_DEVICES_MAX);
    struct peer_device *device =
        peer_device_open(&scenario->settings, name, (uint16_t)(scenario->count + 1), &options);
    if (!device)
        return peer_command_refuse(command, "%s: no session at %s", name, scenario->settings.url);
    scenario->list[scenario->count++] = device;
    scenario->paths[device->number] =
        (struct peer_path){options.impairment.delay, peer_impairment_disorder(&options.impairment)};
    return true;
}

static json_t *room_body(const struct peer_command *command, enum peer_codec codec)
{
    const char *confirm = peer_command_text(command, "confirm");
    bool nobody = !confirm || strcmp(confirm, "nobody") == 0;

    return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:o}", "request", "create", "room",
        peer_command_text(command, "room"), "videocodec", peer_codec_name(codec),
        "grace", (int)peer_command_number(command, "grace"), "hold",
        (int)peer_command_number(command, "hold"), "bitrate", 0, "max_participants",
        PEER_DEVICES_MAX, "confirm",
        nobody ? json_pack("{s:s}", "who", "nobody")
               : json_pack("{s:s, s:s}", "who", "old", "form", confirm));
}

static bool do_create(struct peer_command *command, void *user)
{
    const struct peer_scenario *scenario = user;
    struct peer_device *device = peer_scenario_device(command);

    return peer_scenario_check(command, device,
        device->options.videoroom
            ? peer_videoroom_create(device, peer_command_text(command, "room"))
            : peer_device_request(device, room_body(command, scenario->settings.codec)));
}

static bool do_join(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);
    const char *room = peer_command_text(command, "room");

    (void)user;
    return peer_scenario_check(command, device,
        device->options.videoroom ? peer_videoroom_join(device, room)
                                  : peer_device_join(device, room));
}

static bool do_publish(struct peer_command *command, void *user)
{
    struct peer_device *list[PEER_DEVICES_MAX];
    int count = peer_scenario_list(command, "devices", list);
    bool fine = count >= 0;

    (void)user;
    for (int i = 0; fine && i < count; i++)
        fine = peer_scenario_check(
            command, list[i], peer_videoroom_publish(list[i]) && peer_device_await_up(list[i]));
    return fine;
}

static bool do_watch(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);
    struct peer_device *others[PEER_DEVICES_MAX];
    int count = peer_scenario_list(command, "others", others);

    (void)user;
    return count >= 0 &&
           peer_scenario_check(command, device,
               peer_videoroom_watch(device, peer_command_text(command, "room"), others, count) &&
                   peer_device_await_up(device));
}

static bool do_switch(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);

    (void)user;
    return peer_scenario_check(
        command, device, peer_videoroom_switch(device, peer_command_found(command, "to")));
}

static bool do_update(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);

    (void)user;
    return peer_scenario_check(command, device,
        peer_videoroom_update(
            device, peer_command_found(command, "from"), peer_command_found(command, "to")));
}

static bool do_connect(struct peer_command *command, void *user)
{
    struct peer_device *list[PEER_DEVICES_MAX];
    int count = peer_scenario_list(command, "devices", list);
    bool fine = count >= 0;

    (void)user;
    for (int i = 0; fine && i < count; i++)
        fine = peer_scenario_check(command, list[i], peer_device_begin(list[i]));
    for (int i = 0; fine && i < count; i++)
        fine = peer_scenario_check(command, list[i], peer_device_await_up(list[i]));
    return fine;
}

static bool *fault_of(struct peer_source_settings *settings, const char *name)
{
    if (strcmp(name, "stalled") == 0)
        return &settings->stalled;
    if (strcmp(name, "keyless") == 0)
        return &settings->keyless;
    if (strcmp(name, "padding") == 0)
        return &settings->padding;
    return strcmp(name, "rubbish") == 0 ? &settings->rubbish : NULL;
}

static bool do_ask(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);
    json_t *body = peer_command_object(command, "request");

    (void)user;
    if (!body)
        return false;
    struct peer_message *reply = peer_device_ask(device, device->down_handle, body, NULL, NULL);
    bool fine = reply;
    if (reply)
        json_object_set(command->reply, "reply", reply->data);
    peer_message_free(reply);
    return peer_scenario_check(command, device, fine);
}

static bool do_rate(struct peer_command *command, void *user)
{
    const struct peer_device *device = peer_scenario_device(command);
    struct peer_bottleneck line = {
        .queue = (int64_t)(peer_command_number(command, "queue") * 1000)};

    (void)user;
    if (!device->options.impaired)
        return peer_command_refuse(command, "%s has no line", device->name);
    line.rate = (int64_t)(peer_command_number(command, "down") * 1000);
    if (device->downlink)
        peer_link_narrow(device->downlink->link, PEER_DOWN, &line);
    line.rate = (int64_t)(peer_command_number(command, "up") * 1000);
    if (device->uplink)
        peer_link_narrow(device->uplink->link, PEER_UP, &line);
    return true;
}

static bool do_fault(struct peer_command *command, void *user)
{
    const struct peer_device *device = peer_scenario_device(command);

    (void)user;
    if (!device->uplink)
        return peer_command_refuse(command, "%s sends nothing", device->name);
    for (int i = 0; i < device->uplink->count; i++) {
        bool *fault = fault_of(
            &device->uplink->sources[i]->way.settings, peer_command_text(command, "fault"));
        if (!fault)
            return peer_command_refuse_field(
                command, "fault", "stalled, keyless, padding or rubbish");
        *fault = peer_command_flag(command, "on");
    }
    return true;
}

static bool do_die(struct peer_command *command, void *user)
{
    (void)user;
    peer_device_leave(peer_scenario_device(command), false);
    return true;
}

static bool do_leave(struct peer_command *command, void *user)
{
    (void)user;
    peer_device_leave(peer_scenario_device(command), true);
    return true;
}

#define DEVICE(field) PEER_REQUIRED(field, PEER_DEVICE)
#define TEXT(field)   PEER_REQUIRED(field, PEER_TEXT)
#define NUMBER        PEER_OPTIONAL_NUMBER
#define FLAG          PEER_OPTIONAL_FLAG

const struct peer_verb peer_call_verbs[] = {
    {"ask", do_ask, {DEVICE("device"), TEXT("request")}},
    {"connect", do_connect, {PEER_REQUIRED("devices", PEER_DEVICES)}},
    {"create", do_create,
        {DEVICE("device"), TEXT("room"), {.name = "confirm"}, NUMBER("grace", 0, 3600, 0),
            NUMBER("hold", 0, 3600, 0)}},
    {"device", do_device,
        {TEXT("name"), FLAG("videoroom", 0), FLAG("audio", 1), FLAG("video", 1),
            NUMBER("fps", 1, 120, 30), NUMBER("bitrate", 1000, 1e8, 600000),
            NUMBER("encodings", 1, 3, 1), NUMBER("layers", 0, 3, 0), NUMBER("ptime", 20, 60, 20),
            NUMBER("reports", 20, 60000, 500), NUMBER("gop", 0, 10000, 0),
            NUMBER("audio_slots", 0, 32, 2), NUMBER("video_slots", 0, 32, 2),
            NUMBER("rtt", 0, 10000, 0), FLAG("far", 0), FLAG("feedback", 1), FLAG("browser", 0),
            FLAG("line", 0), NUMBER("loss", 0, 100, 0), NUMBER("repeat", 0, 100, 0),
            NUMBER("reorder", 0, 100, 0), NUMBER("late", 0, 10000, 30),
            NUMBER("jitter", 0, 10000, 0)}},
    {"die", do_die, {DEVICE("device")}},
    {"fault", do_fault, {DEVICE("device"), TEXT("fault"), PEER_REQUIRED("on", PEER_FLAG)}},
    {"join", do_join, {DEVICE("device"), TEXT("room")}},
    {"leave", do_leave, {DEVICE("device")}},
    {"publish", do_publish, {PEER_REQUIRED("devices", PEER_DEVICES)}},
    {"rate", do_rate,
        {DEVICE("device"), NUMBER("down", 0, 1e6, 0), NUMBER("up", 0, 1e6, 0),
            NUMBER("queue", 1, 10000, 300)}},
    {"switch", do_switch, {DEVICE("device"), DEVICE("to")}},
    {"update", do_update, {DEVICE("device"), DEVICE("from"), DEVICE("to")}},
    {"watch", do_watch, {DEVICE("device"), TEXT("room"), PEER_REQUIRED("others", PEER_DEVICES)}},
    {0},
};
