/* SPDX-License-Identifier: GPL-3.0-or-later */
/* looking: verbs that wait, and that note what comes in. */
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer/loop.h"
#include "peer/step.h"

enum {
    PAUSE_PATIENCE = 60000, /* milliseconds */
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

static bool do_gap(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);
    struct peer_device *from = peer_step_find(step, step->words[2]),
                       *to = peer_step_find(step, step->words[3]);

    if (!device || !from || !to || !device->downlink || !device->signalling)
        return peer_step_refuse(step, "nobody to see it");
    struct gap sound = gap_of(device->downlink, false, from, to);
    struct gap picture = gap_of(device->downlink, true, from, to);
    json_array_append_new(step->scenario->gaps,
        json_pack("{s:s, s:s, s:s, s:f, s:f, s:I, s:i, s:i, s:f}", "receiver", device->name, "from",
            from->name, "to", to->name, "audio", peer_step_milliseconds(sound.last, sound.first),
            "video", peer_step_milliseconds(picture.last, picture.first), "plis",
            peer_step_plis(to), "requests", peer_signalling_requests(device->signalling),
            "negotiations", peer_downlink_negotiations(device->downlink), "lateness",
            peer_step_lateness(MIN(sound.last, picture.last), MAX(sound.first, picture.first))));
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

    return (!sight->other->options.sound || came(sight, false)) &&
           (!sight->other->options.picture || came(sight, true));
}

static bool do_sees(struct peer_step *step)
{
    struct peer_device *device = peer_step_find(step, step->words[1]);
    struct peer_device *other = peer_step_find(step, step->words[2]);

    if (!device || !other)
        return false;
    if (!device->downlink)
        return peer_step_refuse(step, "%s does not receive", device->name);
    struct sight sight = {device->downlink, other, g_get_monotonic_time()};
    return peer_loop_wait(is_seen, &sight, PEER_SIGNALLING_PATIENCE) ||
           peer_step_refuse(step, "%s does not come in at %s", other->name, device->name);
}

static bool do_wait(struct peer_step *step)
{
    peer_loop_wait(NULL, NULL, atoi(step->words[1]));
    return true;
}

static gboolean on_signal(gpointer user)
{
    *(bool *)user = true;
    return G_SOURCE_CONTINUE;
}

static bool is_true(void *user)
{
    return *(bool *)user;
}

static bool do_pause(struct peer_step *step)
{
    bool told = false;
    guint watch = g_unix_signal_add(SIGUSR1, on_signal, &told);

    puts("paused");
    fflush(stdout);
    peer_loop_wait(is_true, &told, PAUSE_PATIENCE);
    g_source_remove(watch);
    return told || peer_step_refuse(step, "nobody says that it goes on");
}

static bool do_measure(struct peer_step *step)
{
    step->scenario->measured = g_get_monotonic_time();
    return true;
}

static bool do_mark(struct peer_step *step)
{
    struct peer_scenario *scenario = step->scenario;
    struct peer_mark mark;

    if (!peer_mark_take(
            step->words[1], scenario->janus, scenario->devices, scenario->device_count, &mark))
        return peer_step_refuse(step, "Janus's process is not known");
    g_array_append_val(scenario->marks, mark);
    return true;
}

static bool do_expect(struct peer_step *step)
{
    struct peer_scenario *scenario = step->scenario;
    struct peer_device *device = peer_step_find(step, step->words[1]);

    if (!device || scenario->expectation_count == PEER_DEVICES_MAX)
        return false;
    struct peer_expectation *expectation = &scenario->expectations[scenario->expectation_count++];
    *expectation = (struct peer_expectation){.receiver = device};
    char **names = g_strsplit(step->words[2], ",", PEER_RECEPTION_CUTS_MAX);
    bool fine = true;
    for (int i = 0; fine && names[i]; i++) {
        const struct peer_device *from = peer_step_find(step, names[i]);
        fine = from;
        if (from)
            expectation->order[expectation->count++] = from->number;
    }
    g_strfreev(names);
    return fine;
}

const struct peer_verb peer_verbs_looking[] = {
    {"expect", 2, do_expect},
    {"gap", 3, do_gap},
    {"mark", 1, do_mark},
    {"measure", 0, do_measure},
    {"pause", 0, do_pause},
    {"sees", 2, do_sees},
    {"wait", 1, do_wait},
    {NULL, 0, NULL},
};
