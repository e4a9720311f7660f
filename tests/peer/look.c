/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks back through the recorded packets and the frames that were shown, until the last look. */
#include "peer/look.h"

#include <glib.h>

static double ms(int64_t microseconds)
{
    return (double)microseconds / 1e3;
}

/* Returns how many packets have arrived after a moment. */
static guint count_since(const GArray *arrivals, int64_t since)
{
    guint count = 0;

    while (count < arrivals->len &&
           g_array_index(arrivals, struct peer_arrival, arrivals->len - 1 - count).at > since)
        count++;
    return count;
}

static json_t *encodings_of(const guint counts[PEER_ENCODINGS_MAX + 1])
{
    json_t *list = json_array();

    for (int i = 0; i < PEER_ENCODINGS_MAX; i++)
        json_array_append_new(list, json_integer(counts[i]));
    return list;
}

static void add_video(json_t *line, const struct peer_viewer *viewer, int64_t since, int64_t now)
{
    const GArray *all = peer_viewer_shown(viewer);
    guint counts[PEER_ENCODINGS_MAX + 1] = {0}, frames = 0;
    int64_t later = now, longest = 0;

    for (guint i = all->len; i > 0 && later > since; i--) {
        const struct peer_shown *shown = &g_array_index(all, struct peer_shown, i - 1);
        longest = MAX(longest, later - shown->at);
        later = shown->at;
        if (later <= since)
            break;
        frames++;
        counts[shown->encoding]++;
    }
    const struct peer_shown *last =
        all->len ? &g_array_index(all, struct peer_shown, all->len - 1) : NULL;
    json_object_update_new(
        line, json_pack("{s:i, s:o, s:i, s:f, s:f}", "frames", (int)frames, "encodings",
                  encodings_of(counts), "height", last ? last->height : 0, "longest", ms(longest),
                  "stood", last ? ms(now - last->at) : -1.0));
}

static json_t *line_of(struct peer_downlink_line *line, int64_t since, int64_t now)
{
    const struct peer_arrival *last = peer_reception_newest(line->arrivals);
    GArray *latencies = g_array_new(FALSE, FALSE, sizeof(int64_t));

    peer_reception_latencies(line->arrivals, since, now, latencies);
    json_t *object = json_pack("{s:s, s:s, s:i, s:i, s:I, s:f, s:f}", "mid", line->sdp.mid, "kind",
        line->sdp.video ? "video" : "audio", "from", last ? last->tag.device : 0, "packets",
        (int)count_since(line->arrivals, since), "lost",
        (json_int_t)(line->missed - line->looked_missed), "latency_p50",
        ms(peer_reception_percentile(latencies, 50)), "latency_p95",
        ms(peer_reception_percentile(latencies, 95)));
    g_array_unref(latencies);
    line->looked_missed = line->missed;
    if (line->viewer)
        add_video(object, line->viewer, since, now);
    return object;
}

json_t *peer_look_take(struct peer_device *device, int64_t now)
{
    struct peer_downlink *downlink = device->downlink;
    const struct peer_downlink_count *counts = &downlink->counts;
    json_t *lines = json_array();

    for (int i = 0; i < downlink->count; i++)
        json_array_append_new(lines, line_of(&downlink->lines[i], device->looked, now));
    json_t *look = json_pack("{s:f, s:I, s:f, s:I, s:I, s:I, s:I, s:o}", "span",
        device->looked ? ms(now - device->looked) : 0.0, "estimate",
        (json_int_t)peer_estimator_bitrate(&downlink->estimator), "received",
        peer_estimator_received(&downlink->estimator, now), "dropped", (json_int_t)counts->dropped,
        "nacks", (json_int_t)counts->nacks, "plis", (json_int_t)counts->plis, "rembs",
        (json_int_t)counts->rembs, "lines", lines);
    device->looked = now;
    return look;
}
