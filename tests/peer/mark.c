/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mark has sums over all devices. Latencies are computed later, for the report. */
#include "peer/mark.h"

#include <glib.h>
#include <time.h>

#include "peer/loop.h"

static int64_t cpu_time(clockid_t clock)
{
    struct timespec time = {0};

    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void add_traffic(struct peer_traffic *traffic, const struct peer_device *device)
{
    for (int i = 0; device->uplink && i < device->uplink->count; i++)
        traffic->sent += peer_source_counts(device->uplink->sources[i]).packets;
    for (int i = 0; device->downlink && i < device->downlink->count; i++)
        traffic->received += device->downlink->lines[i].arrivals->len;
}

bool peer_mark_take(const char *label, pid_t janus, struct peer_device *const *devices, int count,
    struct peer_mark *out)
{
    clockid_t clock;

    if (clock_getcpuclockid(janus, &clock) != 0)
        return false;
    *out = (struct peer_mark){
        .at = g_get_monotonic_time(),
        .janus = cpu_time(clock),
        .own = cpu_time(CLOCK_PROCESS_CPUTIME_ID),
    };
    g_strlcpy(out->label, label, sizeof(out->label));
    for (int i = 0; i < count; i++)
        add_traffic(devices[i]->options.videoroom ? &out->videoroom : &out->baton, devices[i]);
    return true;
}

/* Reports the packets of all devices that use one plugin. */
static json_t *report_traffic(const struct peer_traffic *traffic, bool videoroom, int64_t from,
    int64_t to, struct peer_device *const *devices, int count)
{
    GArray *latencies = g_array_new(FALSE, FALSE, sizeof(int64_t));

    for (int i = 0; i < count; i++) {
        const struct peer_downlink *downlink = devices[i]->downlink;
        if (!downlink || devices[i]->options.videoroom != videoroom)
            continue;
        for (int k = 0; k < downlink->count; k++)
            peer_reception_latencies(downlink->lines[k].arrivals, from, to, latencies);
    }
    json_t *report = json_pack("{s:I, s:I, s:f, s:f}", "sent", (json_int_t)traffic->sent,
        "received", (json_int_t)traffic->received, "latency_p50",
        (double)peer_reception_percentile(latencies, 50) / 1e3, "latency_p99",
        (double)peer_reception_percentile(latencies, 99) / 1e3);
    g_array_unref(latencies);
    return report;
}

json_t *peer_mark_report(const struct peer_mark *mark, const struct peer_mark *before,
    struct peer_device *const *devices, int count)
{
    int64_t from = before ? before->at : 0;

    return json_pack("{s:s, s:f, s:f, s:f, s:f, s:o, s:o}", "label", mark->label, "lateness",
        (double)peer_loop_lateness(from, mark->at) / 1e3, "at", (double)mark->at / 1e3, "janus",
        (double)mark->janus / 1e6, "own", (double)mark->own / 1e6, "baton",
        report_traffic(&mark->baton, false, from, mark->at, devices, count), "videoroom",
        report_traffic(&mark->videoroom, true, from, mark->at, devices, count));
}
