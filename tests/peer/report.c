/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report: verdicts on every stream that came in anywhere, and what the devices counted. */
#include "peer/report.h"

#include <stdarg.h>
#include <string.h>

#include "peer/loop.h"

enum {
    LIP_SYNC = 40000, /* microseconds */
    DRIFT = 10000,
};

/* An object that could not be made would go missing without a word. */
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

static const char *name_of(const struct peer_scenario *scenario, uint16_t number)
{
    return number >= 1 && number <= scenario->count ? scenario->list[number - 1]->name : "nobody";
}

/* What the network may have taken from a stream at this receiver, and how far off time may be. */
static struct peer_allowance allowance_of(
    const struct peer_scenario *scenario, const struct peer_device *receiver, bool video)
{
    struct peer_allowance allowance = {.drift = DRIFT, .paths = scenario->paths};
    int64_t spacing = 20000, jitter = 0;
    int sources = 0; /* at most: devices of one person are but one after the other */

    for (int i = 0; i < scenario->count; i++) {
        const struct peer_device *device = scenario->list[i];
        if (device->uplink)
            allowance.holes += peer_uplink_lost(device->uplink);
        if (device != receiver && device->uplink)
            sources += video ? device->options.video : device->options.audio;
        if (video && device->options.video)
            spacing = MAX(spacing, 1000000 / device->options.fps);
        jitter = MAX(jitter, peer_impairment_disorder(&device->options.impairment[PEER_UP]));
    }
    allowance.holes += peer_downlink_lost(receiver->downlink);
    allowance.lateness = scenario->lateness;
    allowance.crowded =
        sources > (video ? receiver->options.video_slots : receiver->options.audio_slots);
    /* A device that was late with its first packet seems to have an earlier clock. */
    allowance.time_error = spacing + jitter + scenario->lateness;
    allowance.drift += jitter + scenario->lateness + (video ? 0 : 20000);
    return allowance;
}

static json_t *cuts_of(const struct peer_scenario *scenario, const struct peer_verdict *verdict)
{
    json_t *cuts = json_array();

    for (size_t i = 0; i < MIN(verdict->cut_count, PEER_RECEPTION_CUTS_MAX); i++) {
        const struct peer_cut *cut = &verdict->cuts[i];
        append(
            cuts, json_pack("{s:s, s:s, s:f, s:f, s:f, s:b}", "from", name_of(scenario, cut->from),
                      "to", name_of(scenario, cut->to), "spacing", ms(cut->spacing), "captured",
                      ms(cut->sent_spacing), "step", ms(cut->step), "keyframe", cut->keyframe));
    }
    return cuts;
}

/* The devices of a stream, in the order of its sequence numbers. */
static int order_of(const struct peer_reception *reception, const struct peer_verdict *verdict,
    uint16_t order[PEER_RECEPTION_CUTS_MAX + 1])
{
    int count = 0;

    order[count++] =
        verdict->cut_count ? verdict->cuts[0].from : peer_reception_at(reception, 0)->tag.device;
    for (size_t i = 0; i < MIN(verdict->cut_count, PEER_RECEPTION_CUTS_MAX); i++)
        order[count++] = verdict->cuts[i].to;
    return count;
}

static bool takes_part(const struct peer_expectation *expectation, uint16_t device)
{
    for (int i = 0; i < expectation->count; i++)
        if (expectation->order[i] == device)
            return true;
    return false;
}

static void check_order(const struct peer_scenario *scenario, const struct peer_device *receiver,
    const char *mid, const uint16_t *order, int count, json_t *complaints)
{
    for (int i = 0; i < scenario->expectation_count; i++) {
        const struct peer_expectation *expectation = &scenario->expectations[i];
        if (expectation->receiver != receiver || !takes_part(expectation, order[0]))
            continue;
        if (count != expectation->count ||
            memcmp(order, expectation->order, (size_t)count * sizeof(*order)) != 0)
            complain(complaints, "%s, line %s: %d devices one after the other, not the %d expected",
                receiver->name, mid, count, expectation->count);
    }
}

static json_t *stream_of(const struct peer_scenario *scenario, const struct peer_device *receiver,
    int index, json_t *complaints)
{
    const struct peer_sdp_line *line = peer_downlink_line(receiver->downlink, index);
    const struct peer_reception *reception = peer_downlink_reception(receiver->downlink, index);
    struct peer_allowance allowance = allowance_of(scenario, receiver, line->video);
    uint16_t order[PEER_RECEPTION_CUTS_MAX + 1];
    struct peer_verdict verdict;

    peer_reception_judge(reception, line->codec, &allowance, &verdict);
    for (size_t i = 0; i < MIN(verdict.complaints, PEER_RECEPTION_TEXTS_MAX); i++)
        complain(complaints, "%s, line %s: %s", receiver->name, line->mid, verdict.texts[i]);
    int count = order_of(reception, &verdict, order);
    check_order(scenario, receiver, line->mid, order, count, complaints);
    json_t *names = json_array();
    for (int i = 0; i < count; i++)
        append(names, json_string(name_of(scenario, order[i])));
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:o, s:o, s:f, s:f, s:f, s:f, s:f, s:f}",
        "receiver", receiver->name, "mid", line->mid, "kind", line->video ? "video" : "audio",
        "packets", (json_int_t)verdict.packets, "frames", (json_int_t)verdict.frames, "holes",
        (json_int_t)verdict.holes, "complaints", (json_int_t)verdict.complaints, "devices", names,
        "cuts", cuts_of(scenario, &verdict), "drift", ms(verdict.drift), "longest",
        ms(verdict.longest), "spacing_p50", ms(verdict.spacing_p50), "spacing_p99",
        ms(verdict.spacing_p99), "latency_p50", ms(verdict.latency_p50), "latency_p99",
        ms(verdict.latency_p99));
}

/* Where sound and picture of one device stand in the time that sender reports tell. */
static bool offset_of(struct peer_downlink *downlink, int index, uint16_t *device, int64_t *at)
{
    struct peer_reception *reception = peer_downlink_reception(downlink, index);
    size_t count = peer_reception_count(reception);
    int64_t wall;

    if (!count)
        return false;
    const struct peer_arrival *last = peer_reception_at(reception, count - 1);
    if (!peer_downlink_wall(downlink, index, last->ts, &wall))
        return false;
    *device = last->tag.device;
    *at = wall - last->tag.captured;
    return true;
}

/*
 * Pairs each sound with the picture of the same device. What was lost on the way up and came again
 * makes Janus's sender reports wrong, so nobody is blamed for lips then.
 */
static void check_lips(const struct peer_scenario *scenario, const struct peer_device *receiver,
    json_t *complaints, json_t *syncs)
{
    int lines = peer_downlink_lines(receiver->downlink);
    struct peer_allowance allowance = allowance_of(scenario, receiver, true);
    bool sure = allowance.holes == 0;

    for (int i = 0; i < lines; i++) {
        for (int k = 0; k < lines; k++) {
            uint16_t a, b;
            int64_t sound, picture;
            if (peer_downlink_line(receiver->downlink, i)->video ||
                !peer_downlink_line(receiver->downlink, k)->video ||
                !offset_of(receiver->downlink, i, &a, &sound) ||
                !offset_of(receiver->downlink, k, &b, &picture) || a != b)
                continue;
            append(syncs, json_real(ms(picture - sound)));
            if (sure && ABS(picture - sound) > LIP_SYNC + scenario->lateness)
                complain(
                    complaints, "%s: lips are %.1f ms off", receiver->name, ms(picture - sound));
        }
    }
}

static json_t *receiver_of(
    const struct peer_scenario *scenario, const struct peer_device *device, json_t *complaints)
{
    const struct peer_downlink_count *count = peer_downlink_count(device->downlink);
    struct peer_relay *relay = peer_link_relay(peer_downlink_link(device->downlink));
    uint64_t copies = relay ? peer_relay_count(relay, PEER_DOWN).repeated : 0;
    json_t *syncs = json_array();

    check_lips(scenario, device, complaints, syncs);
    if (count->repeated > copies + count->nacks * 10)
        complain(
            complaints, "%s: %u repeated numbers", device->name, (unsigned int)count->repeated);
    if (count->strays)
        complain(
            complaints, "%s: %u packets of no line", device->name, (unsigned int)count->strays);
    return json_pack("{s:s, s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "name", device->name,
        "negotiations", peer_downlink_negotiations(device->downlink), "lost",
        (json_int_t)count->lost, "nacks", (json_int_t)count->nacks, "recovered",
        (json_int_t)count->recovered, "for_good", (json_int_t)count->for_good, "repeated",
        (json_int_t)count->repeated, "feedbacks", (json_int_t)count->feedbacks, "lip_sync", syncs);
}

static json_t *sender_of(const struct peer_device *device)
{
    struct peer_link *link = peer_uplink_link(device->uplink);
    const char *profile = peer_link_profile(link);
    json_t *sources = json_array();
    struct peer_source *source;

    for (int i = 0; (source = peer_uplink_source(device->uplink, i)); i++) {
        const struct peer_source_count *count = peer_source_count(source);
        append(
            sources, json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "kind",
                         peer_uplink_line(device->uplink, i)->video ? "video" : "audio", "packets",
                         (json_int_t)count->packets, "frames", (json_int_t)count->frames, "keys",
                         (json_int_t)count->keys, "plis", (json_int_t)count->plis, "nacks",
                         (json_int_t)count->nacks, "resent", (json_int_t)count->resent));
    }
    return json_pack("{s:s, s:I, s:I, s:s?, s:o}", "name", device->name, "lost",
        (json_int_t)peer_uplink_lost(device->uplink), "feedbacks",
        (json_int_t)peer_uplink_feedbacks(device->uplink), "profile", profile, "sources", sources);
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

    for (int i = 0; i < scenario->count; i++) {
        const struct peer_device *device = scenario->list[i];
        if (device->uplink)
            append(senders, sender_of(device));
        if (!device->downlink)
            continue;
        for (int k = 0; k < peer_downlink_lines(device->downlink); k++)
            if (peer_reception_count(peer_downlink_reception(device->downlink, k)))
                append(streams, stream_of(scenario, device, k, complaints));
        append(receivers, receiver_of(scenario, device, complaints));
    }
    return json_pack("{s:I, s:f, s:f, s:o, s:o, s:o, s:o, s:o, s:O, s:O}", "seed",
        (json_int_t)scenario->settings.seed, "lateness", ms(scenario->lateness), "lateness_p99",
        ms(peer_loop_lateness_percent(scenario->measured, 99)), "complaints", complaints, "streams",
        streams, "receivers", receivers, "senders", senders, "marks", marks_of(scenario), "moves",
        scenario->moves, "gaps", scenario->gaps);
}
