/* SPDX-License-Identifier: GPL-3.0-or-later */
/* call_commands: commands by which devices take part in a call, suffer in it, and go. */
#include <string.h>

#include "peer/scenario.h"
#include "peer/videoroom.h"

static struct peer_impairment read_impairment(const struct peer_command *command, int64_t delay)
{
    return (struct peer_impairment){
        .loss = peer_command_number(command, "loss") / 100,
        .repeat = peer_command_number(command, "repeat") / 100,
        .reorder = peer_command_number(command, "reorder") / 100,
        .late = (int64_t)(peer_command_number(command, "late") * 1000),
        .jitter = (int64_t)(peer_command_number(command, "jitter") * 1000),
        .delay = delay,
    };
}

static bool is_impaired(const struct peer_command *command)
{
    static const char *const fields[] = {"rtt", "loss", "repeat", "reorder", "jitter"};

    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (peer_command_has(command, fields[i]))
            return true;
    return false;
}

static struct peer_device_options read_options(
    const struct peer_command *command, const struct peer_settings *settings)
{
    int64_t delay = (int64_t)(peer_command_number(command, "rtt") * 500);
    struct peer_impairment impairment = read_impairment(command, delay);

    return (struct peer_device_options){
        .videoroom = peer_command_has(command, "videoroom")
                         ? peer_command_flag(command, "videoroom")
                         : settings->videoroom,
        .audio = peer_command_flag(command, "audio"),
        .video = peer_command_flag(command, "video"),
        .fps = (int)peer_command_number(command, "fps"),
        .bitrate = (int)peer_command_number(command, "bitrate"),
        .ptime = (int)peer_command_number(command, "ptime"),
        .reports = (int)peer_command_number(command, "reports"),
        .gop = (int)peer_command_number(command, "gop"),
        .audio_slots = (int)peer_command_number(command, "audio_slots"),
        .video_slots = (int)peer_command_number(command, "video_slots"),
        .feedback = peer_command_flag(command, "feedback"),
        .delay = delay,
        .impairment = {impairment, impairment},
        .relayed = is_impaired(command),
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
        return peer_command_refuse(command, "got one more, expected %d at most", PEER_DEVICES_MAX);
    struct peer_device *device =
        peer_device_open(&scenario->settings, name, (uint16_t)(scenario->count + 1), &options);
    if (!device)
        return peer_command_refuse(command, "%s: no session at %s", name, scenario->settings.url);
    scenario->list[scenario->count++] = device;
    scenario->paths[device->number] =
        (struct peer_path){options.delay, peer_impairment_disorder(&options.impairment[PEER_UP])};
    return true;
}

static json_t *room_body(const struct peer_command *command, enum peer_codec codec)
{
    const char *confirm = peer_command_text(command, "confirm");
    bool nobody = !confirm || strcmp(confirm, "nobody") == 0;

    return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:o}", "request", "create", "room",
        peer_command_text(command, "room"), "videocodec", codec == PEER_H264 ? "h264" : "vp8",
        "grace", (int)peer_command_number(command, "grace"), "bitrate", 0, "max_participants",
        PEER_DEVICES_MAX, "confirm",
        nobody ? json_pack("{s:s}", "who", "nobody")
               : json_pack("{s:s, s:s}", "who", "old", "form", confirm));
}

static bool do_create(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    struct peer_device *device = peer_scenario_find(command, scenario, "device");

    if (!device)
        return false;
    if (device->options.videoroom)
        return peer_scenario_check(
            command, device, peer_videoroom_create(device, peer_command_text(command, "room")));
    return peer_scenario_check(
        command, device, peer_device_request(device, room_body(command, scenario->settings.codec)));
}

static bool do_join(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");
    const char *room = peer_command_text(command, "room");

    return device && peer_scenario_check(command, device,
                         device->options.videoroom ? peer_videoroom_join(device, room)
                                                   : peer_device_join(device, room));
}

static bool do_publish(struct peer_command *command, void *user)
{
    struct peer_device *list[PEER_DEVICES_MAX];
    int count = peer_scenario_list(command, user, "devices", list);
    bool fine = count >= 0;

    for (int i = 0; fine && i < count; i++)
        fine = peer_scenario_check(
            command, list[i], peer_videoroom_publish(list[i]) && peer_device_await_up(list[i]));
    return fine;
}

static bool do_watch(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");
    struct peer_device *others[PEER_DEVICES_MAX];
    int count = device ? peer_scenario_list(command, user, "others", others) : -1;

    return count >= 0 &&
           peer_scenario_check(command, device,
               peer_videoroom_watch(device, peer_command_text(command, "room"), others, count) &&
                   peer_device_await_up(device));
}

typedef bool peer_exchange_fn(
    struct peer_device *device, const struct peer_device *from, const struct peer_device *to);

/* A receiver gets the media of one device in place of another's. */
static bool exchange(struct peer_command *command, void *user, peer_exchange_fn *perform)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");
    struct peer_device *from = device ? peer_scenario_find(command, user, "from") : NULL;
    struct peer_device *to = from ? peer_scenario_find(command, user, "to") : NULL;

    return to && peer_scenario_check(command, device, perform(device, from, to));
}

static bool do_switch(struct peer_command *command, void *user)
{
    return exchange(command, user, peer_videoroom_switch);
}

static bool do_update(struct peer_command *command, void *user)
{
    return exchange(command, user, peer_videoroom_update);
}

static bool do_connect(struct peer_command *command, void *user)
{
    struct peer_device *list[PEER_DEVICES_MAX];
    int count = peer_scenario_list(command, user, "devices", list);
    bool fine = count >= 0;

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
    return strcmp(name, "rubbish") == 0 ? &settings->rubbish : NULL;
}

static bool do_fault(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");
    const char *name = peer_command_text(command, "fault");
    struct peer_source *source;

    if (!device)
        return false;
    if (!device->uplink)
        return peer_command_refuse(command, "%s sends nothing", device->name);
    for (int i = 0; (source = peer_uplink_source(device->uplink, i)); i++) {
        bool *fault = fault_of(peer_source_settings(source), name);
        if (!fault)
            return peer_command_refuse_field(command, "fault", "stalled, keyless or rubbish");
        *fault = peer_command_flag(command, "on");
    }
    return true;
}

static bool do_die(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");

    if (device)
        peer_device_leave(device, false);
    return device;
}

static bool do_leave(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");

    if (device)
        peer_device_leave(device, true);
    return device;
}

#define IMPAIRMENT                                                                                 \
    PEER_FIELD_NUMBER("loss", 0, 100, 0), PEER_FIELD_NUMBER("repeat", 0, 100, 0),                  \
        PEER_FIELD_NUMBER("reorder", 0, 100, 0), PEER_FIELD_NUMBER("late", 0, 10000, 30),          \
        PEER_FIELD_NUMBER("jitter", 0, 10000, 0)

static const struct peer_field device_fields[] = {PEER_FIELD("name"),
    PEER_FIELD_FLAG("videoroom", 0), PEER_FIELD_FLAG("audio", 1), PEER_FIELD_FLAG("video", 1),
    PEER_FIELD_NUMBER("fps", 1, 120, 30), PEER_FIELD_NUMBER("bitrate", 1000, 1e8, 600000),
    PEER_FIELD_NUMBER("ptime", 20, 60, 20), PEER_FIELD_NUMBER("reports", 20, 60000, 500),
    PEER_FIELD_NUMBER("gop", 0, 10000, 0), PEER_FIELD_NUMBER("audio_slots", 0, 32, 2),
    PEER_FIELD_NUMBER("video_slots", 0, 32, 2), PEER_FIELD_NUMBER("rtt", 0, 10000, 0),
    PEER_FIELD_FLAG("feedback", 1), IMPAIRMENT, PEER_FIELDS_END};
static const struct peer_field device_only[] = {PEER_FIELD("device"), PEER_FIELDS_END};
static const struct peer_field devices_only[] = {PEER_FIELD_LIST("devices"), PEER_FIELDS_END};
static const struct peer_field create_fields[] = {PEER_FIELD("device"), PEER_FIELD("room"),
    {.name = "confirm"}, PEER_FIELD_NUMBER("grace", 0, 3600, 0), PEER_FIELDS_END};
static const struct peer_field join_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("room"), PEER_FIELDS_END};
static const struct peer_field watch_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("room"), PEER_FIELD_LIST("others"), PEER_FIELDS_END};
static const struct peer_field exchange_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("from"), PEER_FIELD("to"), PEER_FIELDS_END};
static const struct peer_field fault_fields[] = {PEER_FIELD("device"), PEER_FIELD("fault"),
    {.name = "on", .type = PEER_FLAG, .required = true}, PEER_FIELDS_END};

const struct peer_verb peer_call_verbs[] = {
    {"connect", devices_only, do_connect},
    {"create", create_fields, do_create},
    {"device", device_fields, do_device},
    {"die", device_only, do_die},
    {"fault", fault_fields, do_fault},
    {"join", join_fields, do_join},
    {"leave", device_only, do_leave},
    {"publish", devices_only, do_publish},
    {"switch", exchange_fields, do_switch},
    {"update", exchange_fields, do_update},
    {"watch", watch_fields, do_watch},
    {NULL, NULL, NULL},
};
