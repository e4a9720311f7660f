/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that wait, and the commands that record and judge received packets. */
#include "peer/look.h"
#include "peer/loop.h"
#include "peer/report.h"
#include "peer/scenario.h"

enum {
    LAST_PACKETS = 100, /* milliseconds until the last packets have arrived, without impairment */
};

/* The gap at a receiver from the last packet of one device to the first frame of another device. */
struct gap {
    int64_t last, first; /* microseconds; 0: never */
};

static struct gap gap_of(const struct peer_downlink *downlink, bool video,
    const struct peer_device *from, const struct peer_device *to)
{
    struct gap gap = {0};

    for (int i = 0; i < downlink->count; i++) {
        const struct peer_downlink_line *line = &downlink->lines[i];
        if (line->sdp.video != video)
            continue;
        int64_t came = peer_reception_first(line->arrivals, line->sdp.codec, to->number);
        gap.last = MAX(gap.last, peer_reception_last(line->arrivals, from->number));
        gap.first = came && (!gap.first || came < gap.first) ? came : gap.first;
    }
    return gap;
}

/* Returns how often Janus has requested a keyframe from a device. */
static json_int_t plis_of(const struct peer_device *device)
{
    uint64_t plis = 0;

    for (int i = 0; device->uplink && i < device->uplink->count; i++)
        plis += peer_source_counts(device->uplink->sources[i]).plis;
    return (json_int_t)plis;
}

static bool do_gap(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    const struct peer_device *device = peer_scenario_device(command);
    const struct peer_device *from = peer_command_found(command, "from");
    const struct peer_device *to = peer_command_found(command, "to");

    if (!device->downlink || !device->signalling)
        return peer_command_refuse(command, "%s receives nothing", device->name);
    struct gap audio = gap_of(device->downlink, false, from, to);
    struct gap video = gap_of(device->downlink, true, from, to);
    json_array_append_new(scenario->gaps,
        json_pack("{s:f, s:f, s:I, s:i, s:i, s:f}", "audio",
            peer_scenario_milliseconds(audio.last, audio.first), "video",
            peer_scenario_milliseconds(video.last, video.first), "plis", plis_of(to), "requests",
            peer_signalling_requests(device->signalling), "negotiations",
            device->downlink->negotiations, "lateness",
            peer_scenario_lateness(MIN(audio.last, video.last), MAX(audio.first, video.first))));
    return true;
}

/* Media of the device `other`, which must arrive on `downlink` after the moment `since`. */
struct sight {
    const struct peer_downlink *downlink;
    const struct peer_device *other;
    int64_t since;
};

static bool came(const struct sight *sight, bool video)
{
    for (int i = 0; i < sight->downlink->count; i++) {
        const struct peer_downlink_line *line = &sight->downlink->lines[i];
        const struct peer_arrival *last = peer_reception_newest(line->arrivals);
        if (line->sdp.video == video && last && last->tag.device == sight->other->number &&
            last->at >= sight->since)
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
    const struct peer_device *device = peer_scenario_device(command);
    const struct peer_device *other = peer_command_found(command, "other");

    (void)user;
    if (!device->downlink)
        return peer_command_refuse(command, "%s receives nothing", device->name);
    struct sight sight = {device->downlink, other, g_get_monotonic_time()};
    return peer_loop_wait(is_seen, &sight, PEER_SIGNALLING_PATIENCE) ||
           peer_command_refuse(
               command, "%s does not receive everything that %s sends", device->name, other->name);
}

static bool do_look(struct peer_command *command, void *user)
{
    struct peer_device *device = peer_scenario_device(command);

    (void)user;
    if (!device->downlink)
        return peer_command_refuse(command, "%s receives nothing", device->name);
    json_object_update_new(command->reply, peer_look_take(device, g_get_monotonic_time()));
    return true;
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

    if (!peer_mark_take(peer_command_text(command, "label"), scenario->settings.janus,
            scenario->list, scenario->count, &mark))
        return peer_command_refuse(command, "--janus-pid is missing, or no such process exists");
    g_array_append_val(scenario->marks, mark);
    return true;
}

static bool do_expect(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;
    struct peer_device *order[PEER_DEVICES_MAX];
    int count = peer_scenario_list(command, "order", order);

    if (count < 0)
        return false;
    if (count > PEER_RECEPTION_DEVICES_MAX || scenario->expectation_count == PEER_DEVICES_MAX)
        return peer_command_refuse(command,
            "got %d names, expected at most %d names and at most %d such commands", count,
            PEER_RECEPTION_DEVICES_MAX, PEER_DEVICES_MAX);
    struct peer_expectation *expectation = &scenario->expectations[scenario->expectation_count++];
    *expectation =
        (struct peer_expectation){.receiver = peer_scenario_device(command), .count = count};
    for (int i = 0; i < count; i++)
        expectation->order[i] = order[i]->number;
    return true;
}

/* Returns the longest time that a packet may take from one device to another device. */
static int64_t longest_path(const struct peer_scenario *scenario)
{
    int64_t longest = 0;

    for (int i = 0; i < scenario->count; i++) {
        const struct peer_impairment *impairment = &scenario->list[i]->options.impairment;
        longest = MAX(longest, impairment->delay + impairment->jitter + impairment->late);
    }
    return 2 * longest; /* from the device to Janus, and from Janus to the other device */
}

/* Stops all devices, and waits until the packets on their way have arrived. Otherwise they would count as missing. */
static void stop_sending(struct peer_scenario *scenario)
{
    for (int i = 0; i < scenario->count; i++) {
        const struct peer_uplink *uplink = scenario->list[i]->uplink;
        for (int k = 0; uplink && k < uplink->count; k++)
            uplink->sources[k]->way.settings.stalled = true;
    }
    peer_loop_wait(NULL, NULL, (int)(longest_path(scenario) / 1000) + LAST_PACKETS);
}

static bool do_report(struct peer_command *command, void *user)
{
    struct peer_scenario *scenario = user;

    stop_sending(scenario);
    scenario->lateness = peer_loop_lateness(scenario->measured, g_get_monotonic_time());
    json_object_update_new(command->reply, peer_report_make(scenario));
    return true;
}

#define DEVICE(field) PEER_REQUIRED(field, PEER_DEVICE)

const struct peer_verb peer_measure_verbs[] = {
    {"expect", do_expect, {DEVICE("device"), PEER_REQUIRED("order", PEER_DEVICES)}},
    {"gap", do_gap, {DEVICE("device"), DEVICE("from"), DEVICE("to")}},
    {"look", do_look, {DEVICE("device")}},
    {"mark", do_mark, {PEER_REQUIRED("label", PEER_TEXT)}},
    {.name = "measure", .perform = do_measure},
    {"sees", do_sees, {DEVICE("device"), DEVICE("other")}},
    {"wait", do_wait,
        {{.name = "milliseconds", .type = PEER_NUMBER, .required = true, .most = 3600000}}},
    {0},
};

const struct peer_verb peer_report_verbs[] = {
    {.name = "report", .perform = do_report},
    {0},
};
