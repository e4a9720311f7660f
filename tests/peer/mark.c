/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mark: sums over devices, taken when the mark is; latencies wait for the report. */
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

static uint64_t sent_by(const struct peer_device *device)
{
    struct peer_source *source;
    uint64_t sent = 0;

    for (int i = 0; device->uplink && (source = peer_uplink_source(device->uplink, i)); i++)
        sent += peer_source_count(source)->packets;
    return sent;
}

static uint64_t received_by(const struct peer_device *device)
{
    uint64_t received = 0;

    for (int i = 0; device->downlink && i < peer_downlink_lines(device->downlink); i++)
        received += peer_reception_count(peer_downlink_reception(device->downlink, i));
    return received;
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
    for (int i = 0; i < count; i++) {
        struct peer_traffic *traffic =
            devices[i]->options.videoroom ? &out->videoroom : &out->baton;
        traffic->sent += sent_by(devices[i]);
        traffic->received += received_by(devices[i]);
    }
    return true;
}

/* What came at all devices of one plugin. */
static json_t *report_traffic(const struct peer_traffic *traffic, bool videoroom, int64_t from,
    int64_t to, struct peer_device *const *devices, int count)
{
    GArray *latencies = g_array_new(FALSE, FALSE, sizeof(int64_t));

    for (int i = 0; i < count; i++) {
        struct peer_downlink *downlink = devices[i]->downlink;
        if (!downlink || devices[i]->options.videoroom != videoroom)
            continue;
        for (int k = 0; k < peer_downlink_lines(downlink); k++)
            peer_reception_latencies(peer_downlink_reception(downlink, k), from, to, latencies);
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
