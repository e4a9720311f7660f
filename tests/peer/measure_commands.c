/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_commands: commands that wait, and that note and judge what comes in. */
#include "peer/loop.h"
#include "peer/report.h"
#include "peer/scenario.h"

enum {
    LAST_PACKETS = 100, /* milliseconds, without any impairment */
};

/* From the last of one device to the first of another. */
struct gap {
    int64_t last, first; /* microseconds, 0 for never */
};

static struct gap gap_of(struct peer_downlink *downlink, bool video, const struct peer_device *from,
    const struct peer_device *to)
{
    struct gap gap = {0};

    for (int i = 0; i < peer_downlink_lines(downlink); i++) {
        const struct peer_sdp_line *line = peer_downlink_line(downlink, i);
        const struct peer_reception *reception = peer_downlink_reception(downlink, i);
        if (line->video != video)
            continue;
        int64_t came = peer_reception_first(reception, line->codec, to->number);
        gap.last = MAX(gap.last, peer_reception_last(reception, from->number));
        gap.first = came && (!gap.first || came < gap.first) ? came : gap.first;
    }
    return gap;
}

static bool do_gap(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    struct peer_device *device = peer_scenario_find(command, scenario, "device");
    struct peer_device *from = device ? peer_scenario_find(command, scenario, "from") : NULL;
    struct peer_device *to = from ? peer_scenario_find(command, scenario, "to") : NULL;

    if (!to)
        return false;
    if (!device->downlink || !device->signalling)
        return peer_command_refuse(command, "%s receives nothing", device->name);
    struct gap audio = gap_of(device->downlink, false, from, to);
    struct gap video = gap_of(device->downlink, true, from, to);
    json_array_append_new(scenario->gaps,
        json_pack("{s:s, s:s, s:s, s:f, s:f, s:I, s:i, s:i, s:f}", "receiver", device->name, "from",
            from->name, "to", to->name, "audio",
            peer_scenario_milliseconds(audio.last, audio.first), "video",
            peer_scenario_milliseconds(video.last, video.first), "plis", peer_scenario_plis(to),
            "requests", peer_signalling_requests(device->signalling), "negotiations",
            peer_downlink_negotiations(device->downlink), "lateness",
            peer_scenario_lateness(MIN(audio.last, video.last), MAX(audio.first, video.first))));
    return true;
}

/* What came in from a device since a moment. */
struct sight {
    struct peer_downlink *downlink;
    const struct peer_device *other;
    int64_t since;
};

static bool came(const struct sight *sight, bool video)
{
    for (int i = 0; i < peer_downlink_lines(sight->downlink); i++) {
        const struct peer_reception *reception = peer_downlink_reception(sight->downlink, i);
        size_t count = peer_reception_count(reception);
        if (peer_downlink_line(sight->downlink, i)->video != video || !count)
            continue;
        const struct peer_arrival *last = peer_reception_at(reception, count - 1);
        if (last->tag.device == sight->other->number && last->at >= sight->since)
            return true;
    }
    return false;
}

static bool is_seen(void *user)
{
    const struct sight *sight = user;

    return (!sight->other->options.audio || came(sight, false)) &&
           (!sight->other->options.video || came(sight, true));
}

static bool do_sees(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_find(command, user, "device");
    struct peer_device *other = device ? peer_scenario_find(command, user, "other") : NULL;

    if (!other)
        return false;
    if (!device->downlink)
        return peer_command_refuse(command, "%s receives nothing", device->name);
    struct sight sight = {device->downlink, other, g_get_monotonic_time()};
    return peer_loop_wait(is_seen, &sight, PEER_SIGNALLING_PATIENCE) ||
           peer_command_refuse(command, "nothing of %s comes in at %s", other->name, device->name);
}

static bool do_wait(struct peer_command *command, void *user)
{
    (void)user;
    peer_loop_wait(NULL, NULL, (int)peer_command_number(command, "milliseconds"));
    return true;
}

static bool do_measure(struct peer_command *command, void *user)
{
    (void)command;
    ((struct peer_scenario *)user)->measured = g_get_monotonic_time();
    return true;
}

static bool do_mark(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    struct peer_mark mark;

    if (!peer_mark_take(peer_command_text(command, "label"), scenario->janus, scenario->list,
            scenario->count, &mark))
        return peer_command_refuse(command, "--janus-pid is missing, or not a process");
    g_array_append_val(scenario->marks, mark);
    return true;
}

static bool do_expect(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    struct peer_device *device = peer_scenario_find(command, scenario, "device");
    struct peer_device *order[PEER_DEVICES_MAX];
    int count = device ? peer_scenario_list(command, scenario, "order", order) : -1;

    if (count < 0)
        return false;
    if (count > PEER_RECEPTION_CUTS_MAX || scenario->expectation_count == PEER_DEVICES_MAX)
        return peer_command_refuse(command,
            "expect: got %d names, expected %d at most, and %d "
            "such commands",
            count, PEER_RECEPTION_CUTS_MAX, PEER_DEVICES_MAX);
    struct peer_expectation *expectation = &scenario->expectations[scenario->expectation_count++];
    *expectation = (struct peer_expectation){.receiver = device, .count = count};
    for (int i = 0; i < count; i++)
        expectation->order[i] = order[i]->number;
    return true;
}

/* How long a packet may take from the encoder of a device to another device. */
static int64_t longest_path(const struct peer_scenario *scenario)
{
    int64_t path[2] = {0, 0};

    for (int i = 0; i < scenario->count; i++) {
        const struct peer_device_options *options = &scenario->list[i]->options;
        for (int direction = 0; direction < 2; direction++) {
            const struct peer_impairment *impairment = &options->impairment[direction];
            path[direction] =
                MAX(path[direction], options->delay + impairment->jitter + impairment->late);
        }
    }
    return path[PEER_UP] + path[PEER_DOWN];
}

/* Nobody sends any more, and what is on its way arrives: else it would be missed. */
static void fall_silent(struct peer_scenario *scenario)
{
    struct peer_source *source;

    for (int i = 0; i < scenario->count; i++) {
        struct peer_uplink *uplink = scenario->list[i]->uplink;
        for (int k = 0; uplink && (source = peer_uplink_source(uplink, k)); k++)
            peer_source_settings(source)->stalled = true;
    }
    peer_loop_wait(NULL, NULL, (int)(longest_path(scenario) / 1000) + LAST_PACKETS);
}

static bool do_report(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;

    fall_silent(scenario);
    scenario->lateness = peer_loop_lateness(scenario->measured, g_get_monotonic_time());
    json_t *report = peer_report_make(scenario);
    json_object_update(command->reply, report);
    json_decref(report);
    return true;
}

static const struct peer_field sees_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("other"), PEER_FIELDS_END};
static const struct peer_field wait_fields[] = {
    {.name = "milliseconds", .type = PEER_NUMBER, .required = true, .most = 3600000},
    PEER_FIELDS_END};
static const struct peer_field mark_fields[] = {PEER_FIELD("label"), PEER_FIELDS_END};
static const struct peer_field gap_fields[] = {
    PEER_FIELD("device"), PEER_FIELD("from"), PEER_FIELD("to"), PEER_FIELDS_END};
static const struct peer_field expect_fields[] = {
    PEER_FIELD("device"), PEER_FIELD_LIST("order"), PEER_FIELDS_END};

const struct peer_verb peer_measure_verbs[] = {
    {"expect", expect_fields, do_expect},
    {"gap", gap_fields, do_gap},
    {"mark", mark_fields, do_mark},
    {"measure", NULL, do_measure},
    {"sees", sees_fields, do_sees},
    {"wait", wait_fields, do_wait},
    {NULL, NULL, NULL},
};

const struct peer_verb peer_report_verbs[] = {
    {"report", NULL, do_report},
    {NULL, NULL, NULL},
};
