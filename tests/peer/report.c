/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports the verdict on each stream that a device has received, and the counts of the devices. */
#include "peer/report.h"

#include <stdarg.h>
#include <string.h>

#include "peer/loop.h"

enum {
    LIP_SYNC = 40000, /* microseconds */
    DRIFT = 10000,
    SOUND_AHEAD = 80000, /* Baton may begin with sound up to one packet early (plugin/rtp/sequence.h) */
};

/* Ends the program if the item could not be made. Otherwise it would be missing in the report without a warning. */
static void append(json_t *array, json_t *item)
{
    g_assert(item && json_array_append_new(array, item) == 0);
}

static double ms(int64_t microseconds)
{
    return (double)microseconds / 1e3;
}

G_GNUC_PRINTF(2, 3)
static void complain(json_t *complaints, const char *format, ...)
{
    va_list arguments;
    char text[240];

    va_start(arguments, format);
    g_vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    append(complaints, json_string(text));
}

/* Returns the faults that the network may have caused in a stream to this receiver. */
static struct peer_allowance allowance_of(
    const struct peer_scenario *scenario, const struct peer_device *receiver, bool video)
{
    struct peer_allowance allowance = {.drift = DRIFT, .paths = scenario->paths};
    int64_t spacing = 20000, jitter = 0;
    int sources = 0; /* an upper bound: the devices of one person do not send at the same time */

    for (int i = 0; i < scenario->count; i++) {
        const struct peer_device *device = scenario->list[i];
        if (device->uplink)
            allowance.holes += device->uplink->lost;
        if (device != receiver && device->uplink)
            sources += video ? device->options.video : device->options.audio;
        if (video && device->options.video)
            spacing = MAX(spacing, 1000000 / device->options.fps);
        jitter = MAX(jitter, scenario->paths[device->number].disorder);
    }
    allowance.holes += receiver->downlink->counts.dropped;
    allowance.lateness = scenario->lateness;
    allowance.crowded =
        sources > (video ? receiver->options.video_slots : receiver->options.audio_slots);
    /* If the first packet of a device was late, the clock of the device seems to be wrong by this lateness. */
    allowance.time_error = spacing + jitter + scenario->lateness;
    allowance.drift += jitter + scenario->lateness + (video ? 0 : SOUND_AHEAD);
    return allowance;
}

static bool takes_part(const struct peer_expectation *expectation, uint16_t device)
{
    for (int i = 0; i < expectation->count; i++)
        if (expectation->order[i] == device)
            return true;
    return false;
}

static void check_order(const struct peer_scenario *scenario, const struct peer_device *receiver,
    const char *mid, const struct peer_verdict *verdict, json_t *complaints)
{
    for (int i = 0; i < scenario->expectation_count; i++) {
        const struct peer_expectation *expectation = &scenario->expectations[i];
        if (expectation->receiver != receiver || !takes_part(expectation, verdict->devices[0]))
            continue;
        if (verdict->device_count != expectation->count ||
            memcmp(verdict->devices, expectation->order,
                (size_t)expectation->count * sizeof(*verdict->devices)) != 0)
            complain(complaints,
                "%s, line %s: the devices that sent, or their order, are wrong (%d, expected %d)",
                receiver->name, mid, verdict->device_count, expectation->count);
    }
}

static json_t *frames_of(const struct peer_verdict *verdict)
{
    json_t *frames = json_array();

    for (int i = 0; i < PEER_TAG_ENCODINGS; i++)
        append(frames, json_integer((json_int_t)verdict->frames[i]));
    return frames;
}

static json_t *stream_of(const struct peer_scenario *scenario, const struct peer_device *receiver,
    const struct peer_downlink_line *line, json_t *complaints)
{
    struct peer_allowance allowance = allowance_of(scenario, receiver, line->sdp.video);
    struct peer_verdict verdict;

    peer_reception_judge(line->arrivals, line->sdp.codec, &allowance, &verdict);
    for (size_t i = 0; i < MIN(verdict.complaints, PEER_RECEPTION_TEXTS_MAX); i++)
        complain(complaints, "%s, line %s: %s", receiver->name, line->sdp.mid, verdict.texts[i]);
    check_order(scenario, receiver, line->sdp.mid, &verdict, complaints);
    return json_pack("{s:s, s:s, s:I, s:I, s:o, s:I, s:I}", "receiver", receiver->name, "mid",
        line->sdp.mid, "packets", (json_int_t)verdict.packets, "holes", (json_int_t)verdict.holes,
        "frames", frames_of(&verdict), "changes", (json_int_t)verdict.changes, "left_out",
        (json_int_t)verdict.left_out);
}

/* Sets the offset: the time by the sender reports minus the time at which the device captured its sound or picture. */
static bool offset_of(
    const struct peer_downlink *downlink, int index, uint16_t *device, int64_t *offset)
{
    const struct peer_arrival *last = peer_reception_newest(downlink->lines[index].arrivals);
    int64_t wall;

    if (!last || !peer_downlink_wall(downlink, index, last->ts, &wall))
        return false;
    *device = last->tag.device;
    *offset = wall - last->tag.captured;
    return true;
}

/*
 * Compares the times of sound and picture of each device. If a packet to Janus was lost and retransmitted, Janus's
 * sender reports are wrong. Therefore lip sync is not checked if packets were lost.
 */
static void check_lips(
    const struct peer_scenario *scenario, const struct peer_device *receiver, json_t *complaints)
{
    const struct peer_downlink *downlink = receiver->downlink;

    if (allowance_of(scenario, receiver, true).holes > 0)
        return;
    for (int i = 0; i < downlink->count; i++) {
        for (int k = 0; k < downlink->count; k++) {
            uint16_t a, b;
            int64_t sound, picture;
            if (downlink->lines[i].sdp.video || !downlink->lines[k].sdp.video ||
                !offset_of(downlink, i, &a, &sound) || !offset_of(downlink, k, &b, &picture) ||
                a != b)
                continue;
            if (ABS(picture - sound) > LIP_SYNC + scenario->lateness)
                complain(complaints, "%s: lip sync is off by %.1f ms", receiver->name,
                    ms(picture - sound));
        }
    }
}

static json_t *receiver_of(
    const struct peer_scenario *scenario, const struct peer_device *device, json_t *complaints)
{
    const struct peer_downlink_count *count = &device->downlink->counts;
    uint64_t copies = peer_link_repeated(device->downlink->link);

    check_lips(scenario, device, complaints);
    if (count->repeated > copies + count->nacks * 10)
        complain(complaints, "%s: %u packets repeat a sequence number", device->name,
            (unsigned int)count->repeated);
    if (count->strays)
        complain(complaints, "%s: %u packets belong to no m-line", device->name,
            (unsigned int)count->strays);
    return json_pack("{s:s, s:i, s:I, s:I, s:I, s:I}", "name", device->name, "negotiations",
        device->downlink->negotiations, "lost", (json_int_t)count->lost, "nacks",
        (json_int_t)count->nacks, "for_good", (json_int_t)count->for_good, "feedbacks",
        (json_int_t)count->feedbacks);
}

static json_t *sender_of(const struct peer_device *device)
{
    const struct peer_uplink *uplink = device->uplink;
    const char *profile = peer_link_is_up(uplink->link) ? PEER_SRTP_PROFILE : NULL;
    json_t *sources = json_array();

    for (int i = 0; i < uplink->count; i++)
        append(sources, json_pack("{s:s, s:I}", "kind", uplink->lines[i].video ? "video" : "audio",
                            "frames", (json_int_t)peer_source_counts(uplink->sources[i]).frames));
    return json_pack("{s:s, s:I, s:s?, s:o}", "name", device->name, "feedbacks",
        (json_int_t)uplink->feedbacks, "profile", profile, "sources", sources);
}

static json_t *marks_of(const struct peer_scenario *scenario)
{
    const struct peer_mark *marks = (const struct peer_mark *)(void *)scenario->marks->data;
    json_t *all = json_array();

    for (guint i = 0; i < scenario->marks->len; i++)
        append(all,
            peer_mark_report(&marks[i], i ? &marks[i - 1] : NULL, scenario->list, scenario->count));
    return all;
}

json_t *peer_report_make(const struct peer_scenario *scenario)
{
    json_t *complaints = json_array(), *streams = json_array();
    json_t *receivers = json_array(), *senders = json_array();
    GArray *latenesses = peer_loop_latenesses(scenario->measured);

    for (int i = 0; i < scenario->count; i++) {
        const struct peer_device *device = scenario->list[i];
        if (device->uplink)
            append(senders, sender_of(device));
        if (!device->downlink)
            continue;
        for (int k = 0; k < device->downlink->count; k++)
            if (device->downlink->lines[k].arrivals->len)
                append(
                    streams, stream_of(scenario, device, &device->downlink->lines[k], complaints));
        append(receivers, receiver_of(scenario, device, complaints));
    }
    json_t *report = json_pack("{s:f, s:f, s:o, s:o, s:o, s:o, s:o, s:O, s:O, s:O}", "lateness",
        ms(scenario->lateness), "lateness_p99", ms(peer_reception_percentile(latenesses, 99)),
        "complaints", complaints, "streams", streams, "receivers", receivers, "senders", senders,
        "marks", marks_of(scenario), "moves", scenario->moves, "gaps", scenario->gaps, "returns",
        scenario->returns);
    g_array_unref(latenesses);
    return report;
}
