/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario: a table of verbs, and a function for each. */
#include "peer/scenario.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer/loop.h"
#include "peer/videoroom.h"

enum {
    WORDS_MAX = 80,
    /* milliseconds */
    PAUSE_PATIENCE = 60000,
    LAST_PACKETS = 100, /* without any weather */
};

/* A line that is being performed. */
struct step {
    struct peer_scenario *scenario;
    char **words; /* the verb first */
    int count;
};

G_GNUC_PRINTF(2, 3)
static bool refuse(struct step *step, const char *format, ...)
{
    va_list arguments;
    char what[200];

    va_start(arguments, format);
    g_vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    g_snprintf(step->scenario->error, sizeof(step->scenario->error), "line %d (%s): %s",
        step->scenario->line, step->words[0], what);
    return false;
}

static struct peer_device *find(struct step *step, const char *name)
{
    for (int i = 0; i < step->scenario->device_count; i++)
        if (name && strcmp(step->scenario->devices[i]->name, name) == 0)
            return step->scenario->devices[i];
    refuse(step, "no device %s", name ? name : "named");
    return NULL;
}

/* What a device said about why it doesn't work becomes what the scenario says. */
static bool check(struct step *step, const struct peer_device *device, bool fine)
{
    return fine || refuse(step, "%s: %s", device->name, device->error);
}

/* The value of NAME=VALUE among the words, or NULL. */
static const char *setting(const struct step *step, const char *name)
{
    size_t len = strlen(name);

    for (int i = 1; i < step->count; i++)
        if (strncmp(step->words[i], name, len) == 0 && step->words[i][len] == '=')
            return step->words[i] + len + 1;
    return NULL;
}

static double number(const struct step *step, const char *name, double otherwise)
{
    const char *value = setting(step, name);

    return value ? g_ascii_strtod(value, NULL) : otherwise;
}

static struct peer_forecast forecast_of(const struct step *step, int64_t delay)
{
    return (struct peer_forecast){
        .loss = number(step, "loss", 0) / 100,
        .repeat = number(step, "repeat", 0) / 100,
        .reorder = number(step, "reorder", 0) / 100,
        .late = (int64_t)(number(step, "late", 30) * 1000),
        .jitter = (int64_t)(number(step, "jitter", 0) * 1000),
        .delay = delay,
    };
}

static bool do_device(struct step *step)
{
    struct peer_scenario *scenario = step->scenario;
    int64_t delay = (int64_t)(number(step, "rtt", 0) * 500);
    struct peer_forecast forecast = forecast_of(step, delay);
    struct peer_device_options options = {
        .videoroom = number(step, "videoroom", scenario->world.videoroom) != 0,
        .sound = number(step, "sound", 1) != 0,
        .picture = number(step, "picture", 1) != 0,
        .fps = (int)number(step, "fps", 30),
        .bitrate = (int)number(step, "bitrate", 600000),
        .ptime = (int)number(step, "ptime", 20),
        .reports = (int)number(step, "reports", 500),
        .gop = (int)number(step, "gop", 0),
        .audio_slots = (int)number(step, "audio", 2),
        .video_slots = (int)number(step, "video", 2),
        .feedback = number(step, "feedback", 1) != 0,
        .delay = delay,
        .weather = {forecast, forecast},
        .weathered = delay || setting(step, "loss") || setting(step, "repeat") ||
                     setting(step, "reorder") || setting(step, "jitter"),
    };

    if (scenario->device_count == PEER_DEVICES_MAX || options.fps < 1)
        return refuse(step, "no more devices, or no pictures in a second");
    struct peer_device *device = peer_device_open(
        &scenario->world, step->words[1], (uint16_t)(scenario->device_count + 1), &options);
    if (!device)
        return refuse(step, "%s: no session", step->words[1]);
    scenario->devices[scenario->device_count++] = device;
    scenario->delays[device->number] = delay;
    return true;
}

static bool do_create(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);
    const char *confirm = setting(step, "confirm");
    const char *codec = step->scenario->world.codec == PEER_H264 ? "h264" : "vp8";
    bool nobody = !confirm || strcmp(confirm, "nobody") == 0;

    if (!device)
        return false;
    if (device->options.videoroom)
        return check(step, device, peer_videoroom_create(device, step->words[2]));
    json_t *asked = nobody ? json_pack("{s:s}", "who", "nobody")
                           : json_pack("{s:s, s:s}", "who", "old", "form", confirm);
    return check(step, device,
        peer_device_request(
            device, json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:o}", "request", "create", "room",
                        step->words[2], "videocodec", codec, "grace", (int)number(step, "grace", 0),
                        "bitrate", 0, "max_participants", PEER_DEVICES_MAX, "confirm", asked)));
}

static bool do_join(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    return device && check(step, device,
                         device->options.videoroom ? peer_videoroom_join(device, step->words[2])
                                                   : peer_device_join(device, step->words[2]));
}

static bool do_publish(struct step *step)
{
    for (int i = 1; i < step->count; i++) {
        struct peer_device *device = find(step, step->words[i]);
        if (!device ||
            !check(step, device, peer_videoroom_publish(device) && peer_device_await_up(device)))
            return false;
    }
    return true;
}

static bool do_watch(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]), *others[WORDS_MAX];
    int count = step->count - 3;

    for (int i = 0; i < count; i++)
        if (!(others[i] = find(step, step->words[3 + i])))
            return false;
    return device && check(step, device,
                         peer_videoroom_watch(device, step->words[2], others, count) &&
                             peer_device_await_up(device));
}

static bool do_switch(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);
    struct peer_device *from = find(step, step->words[2]), *to = find(step, step->words[3]);

    return device && from && to && check(step, device, peer_videoroom_switch(device, from, to));
}

static bool do_update(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);
    struct peer_device *from = find(step, step->words[2]), *to = find(step, step->words[3]);

    return device && from && to && check(step, device, peer_videoroom_update(device, from, to));
}

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
        const struct peer_ledger *ledger = peer_downlink_ledger(downlink, i);
        if (line->video != video)
            continue;
        int64_t came = peer_ledger_first(ledger, line->codec, to->number);
        gap.last = MAX(gap.last, peer_ledger_last(ledger, from->number));
        gap.first = came && (!gap.first || came < gap.first) ? came : gap.first;
    }
    return gap;
}

static double milliseconds(int64_t from, int64_t to)
{
    return from && to ? (double)(to - from) / 1e3 : -1;
}

static double milliseconds_late(int64_t from, int64_t to)
{
    return (double)peer_loop_lateness(from, to) / 1e3;
}

/* Keyframes that a device was asked for in its life. */
static json_int_t plis_of(const struct peer_device *device)
{
    uint64_t plis = 0;

    for (int i = 0; device->uplink && peer_uplink_track(device->uplink, i); i++)
        plis += peer_track_count(peer_uplink_track(device->uplink, i))->plis;
    return (json_int_t)plis;
}

static bool do_gap(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);
    struct peer_device *from = find(step, step->words[2]), *to = find(step, step->words[3]);

    if (!device || !from || !to || !device->downlink)
        return refuse(step, "nobody to see it");
    struct gap sound = gap_of(device->downlink, false, from, to);
    struct gap picture = gap_of(device->downlink, true, from, to);
    json_array_append_new(step->scenario->gaps,
        json_pack("{s:s, s:s, s:s, s:f, s:f, s:I, s:f}", "receiver", device->name, "from",
            from->name, "to", to->name, "audio", milliseconds(sound.last, sound.first), "video",
            milliseconds(picture.last, picture.first), "plis", plis_of(to), "lateness",
            milliseconds_late(MIN(sound.last, picture.last), MAX(sound.first, picture.first))));
    return true;
}

static bool do_connect(struct step *step)
{
    static bool (*const halves[])(struct peer_device *) = {peer_device_begin, peer_device_await_up};

    for (int i = 0; i < (step->count - 1) * 2; i++) {
        struct peer_device *device = find(step, step->words[1 + i % (step->count - 1)]);
        if (!device || !check(step, device, halves[i / (step->count - 1)](device)))
            return false;
    }
    return true;
}

static bool do_begin(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    return device && check(step, device, peer_device_begin(device));
}

static bool do_up(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    return device && check(step, device, peer_device_await_up(device));
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
        const struct peer_ledger *ledger = peer_downlink_ledger(sight->downlink, i);
        size_t count = peer_ledger_count(ledger);
        if (peer_downlink_line(sight->downlink, i)->video != video || !count)
            continue;
        const struct peer_arrival *last = peer_ledger_at(ledger, count - 1);
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

static bool do_sees(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);
    struct peer_device *other = find(step, step->words[2]);

    if (!device || !other)
        return false;
    if (!device->downlink)
        return refuse(step, "%s does not receive", device->name);
    struct sight sight = {device->downlink, other, g_get_monotonic_time()};
    return peer_loop_wait(is_seen, &sight, PEER_SIGNAL_PATIENCE) ||
           refuse(step, "%s does not come in at %s", other->name, device->name);
}

static bool do_wait(struct step *step)
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

static bool do_pause(struct step *step)
{
    bool told = false;
    guint watch = g_unix_signal_add(SIGUSR1, on_signal, &told);

    puts("paused");
    fflush(stdout);
    peer_loop_wait(is_true, &told, PAUSE_PATIENCE);
    g_source_remove(watch);
    return told || refuse(step, "nobody says that it goes on");
}

static bool do_measure(struct step *step)
{
    step->scenario->measured = g_get_monotonic_time();
    return true;
}

static bool do_mark(struct step *step)
{
    struct peer_scenario *scenario = step->scenario;
    struct peer_mark mark;

    if (!peer_mark_take(
            step->words[1], scenario->janus, scenario->devices, scenario->device_count, &mark))
        return refuse(step, "Janus's process is not known");
    g_array_append_val(scenario->marks, mark);
    return true;
}

static bool do_transfer(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    return device && check(step, device, peer_device_transfer(device));
}

static bool do_scan(struct step *step)
{
    struct peer_device *to = find(step, step->words[1]), *from = find(step, step->words[2]);

    if (!to || !from)
        return false;
    if (!from->code)
        return refuse(step, "%s has no code", from->name);
    return check(step, to, peer_device_scan(to, from->code));
}

static bool do_confirm(struct step *step)
{
    struct peer_device *from = find(step, step->words[1]), *to = find(step, step->words[2]);

    if (!from || !to)
        return false;
    to->times.confirmed = g_get_monotonic_time();
    return check(step, from, peer_device_confirm(from, to));
}

/* The stations of a move, in milliseconds from the scan; -1 for what was passed before or never. */
static void note_move(struct peer_scenario *scenario, const struct peer_device *device)
{
    const struct peer_device_times *times = &device->times;
    const struct peer_link_times *link =
        device->uplink ? peer_link_times(peer_uplink_link(device->uplink)) : NULL;
    const struct peer_link_times *down =
        device->downlink ? peer_link_times(peer_downlink_link(device->downlink)) : NULL;
    int64_t first = 0, key = 0;

    for (int i = 0; device->uplink && peer_uplink_track(device->uplink, i); i++) {
        const struct peer_track_count *count =
            peer_track_count(peer_uplink_track(device->uplink, i));
        first = first ? first : count->first;
        key = MAX(key, count->last_key);
    }
    json_array_append_new(scenario->moves,
        json_pack("{s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:f}", "to",
            device->name, "scanned", milliseconds(times->scan, times->scanned), "confirmed",
            milliseconds(times->scan, times->confirmed), "admitted",
            milliseconds(times->scan, times->admitted), "answered",
            milliseconds(times->scan, times->answered), "ice",
            milliseconds(times->scan, link ? link->ice : 0), "dtls",
            milliseconds(times->scan, link ? link->dtls : 0), "receiving",
            milliseconds(times->scan, down ? down->dtls : 0), "first_packet",
            milliseconds(times->scan, first), "last_key", milliseconds(times->scan, key), "moved",
            milliseconds(times->scan, times->moved), "plis", plis_of(device), "lateness",
            milliseconds_late(times->scan, times->moved)));
}

/* Of a device that scanned, the first `moved` is the end of its way into the call. */
static bool await_event(struct step *step, struct peer_device *device, const char *event)
{
    bool on_its_way = device->times.scan && !device->times.moved;

    if (!check(step, device, peer_device_await(device, event)))
        return false;
    if (on_its_way && device->times.moved)
        note_move(step->scenario, device);
    return true;
}

static bool do_await(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    return device && await_event(step, device, step->words[2]);
}

static bool do_return(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]), *of = find(step, step->words[2]);

    if (!device || !of || !of->transfer)
        return refuse(step, "no transfer to return from");
    return check(step, device,
        peer_device_request(
            device, json_pack("{s:s, s:s}", "request", "return", "transfer", of->transfer)));
}

static bool do_move(struct step *step)
{
    struct peer_device *from = find(step, step->words[1]), *to = find(step, step->words[2]);

    return from && to && check(step, from, peer_device_transfer(from)) &&
           check(step, to, peer_device_scan(to, from->code)) && await_event(step, to, "admitted") &&
           check(step, to, peer_device_connect(to)) && await_event(step, to, "moved") &&
           await_event(step, from, "moved");
}

static bool do_fresh(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    if (!device || !await_event(step, device, "transfer_ended"))
        return false;
    peer_device_hang_up(device, true);
    return check(step, device, peer_device_fresh(device));
}

static bool do_weather(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    if (!device)
        return false;
    bool up = strcmp(step->words[2], "up") == 0;
    struct peer_forecast forecast = forecast_of(step, device->options.delay);
    if (!device->options.weathered)
        return refuse(step, "%s was opened without weather", device->name);
    peer_device_weather(device, up ? PEER_UP : PEER_DOWN, &forecast);
    return true;
}

static bool do_fault(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);
    bool on = strcmp(step->words[3], "on") == 0;
    struct peer_track *track;

    if (!device || !device->uplink)
        return refuse(step, "no device that sends");
    for (int i = 0; (track = peer_uplink_track(device->uplink, i)); i++) {
        struct peer_track_faults *faults = peer_track_faults(track);
        if (strcmp(step->words[2], "stalled") == 0)
            faults->stalled = on;
        else if (strcmp(step->words[2], "keyless") == 0)
            faults->keyless = on;
        else if (strcmp(step->words[2], "rubbish") == 0)
            faults->rubbish = on;
        else
            return refuse(step, "no fault %s", step->words[2]);
    }
    return true;
}

static bool do_pli(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    if (!device || !device->downlink)
        return refuse(step, "no device that receives");
    for (int i = 0; i < peer_downlink_lines(device->downlink); i++)
        if (peer_downlink_line(device->downlink, i)->video)
            peer_downlink_pli(device->downlink, i);
    return true;
}

static bool do_die(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    if (device)
        peer_device_leave(device, false);
    return device;
}

static bool do_leave(struct step *step)
{
    struct peer_device *device = find(step, step->words[1]);

    if (device)
        peer_device_leave(device, true);
    return device;
}

static bool do_expect(struct step *step)
{
    struct peer_scenario *scenario = step->scenario;
    struct peer_device *device = find(step, step->words[1]);

    if (!device || scenario->expectation_count == PEER_DEVICES_MAX)
        return false;
    struct peer_expectation *expectation = &scenario->expectations[scenario->expectation_count++];
    *expectation = (struct peer_expectation){.receiver = device};
    char **names = g_strsplit(step->words[2], ",", PEER_LEDGER_CUTS_MAX);
    bool fine = true;
    for (int i = 0; fine && names[i]; i++) {
        const struct peer_device *from = find(step, names[i]);
        fine = from;
        if (from)
            expectation->order[expectation->count++] = from->number;
    }
    g_strfreev(names);
    return fine;
}

static const struct verb {
    const char *name;
    int words; /* that must follow */
    bool (*perform)(struct step *step);
} verbs[] = {
    {"await", 2, do_await},
    {"begin", 1, do_begin},
    {"confirm", 2, do_confirm},
    {"connect", 1, do_connect},
    {"create", 2, do_create},
    {"device", 1, do_device},
    {"die", 1, do_die},
    {"expect", 2, do_expect},
    {"fault", 3, do_fault},
    {"fresh", 1, do_fresh},
    {"gap", 3, do_gap},
    {"join", 2, do_join},
    {"leave", 1, do_leave},
    {"mark", 1, do_mark},
    {"measure", 0, do_measure},
    {"move", 2, do_move},
    {"pause", 0, do_pause},
    {"pli", 1, do_pli},
    {"publish", 1, do_publish},
    {"return", 2, do_return},
    {"scan", 2, do_scan},
    {"sees", 2, do_sees},
    {"switch", 3, do_switch},
    {"transfer", 1, do_transfer},
    {"up", 1, do_up},
    {"update", 3, do_update},
    {"wait", 1, do_wait},
    {"watch", 3, do_watch},
    {"weather", 2, do_weather},
};

static bool perform(struct step *step)
{
    if (step->count == 0 || step->words[0][0] == '#')
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
        if (strcmp(verbs[i].name, step->words[0]) != 0)
            continue;
        if (step->count - 1 < verbs[i].words)
            return refuse(step, "%d words are needed", verbs[i].words);
        return verbs[i].perform(step);
    }
    return refuse(step, "no such verb");
}

static bool perform_line(struct peer_scenario *scenario, const char *line)
{
    char *words[WORDS_MAX];
    char **all = g_strsplit_set(line, " \t\r", -1);
    struct step step = {scenario, words, 0};

    for (int i = 0; all[i] && step.count < WORDS_MAX; i++)
        if (*all[i])
            words[step.count++] = all[i];
    bool fine = perform(&step);
    g_strfreev(all);
    return fine;
}

/* How long a packet may take from the encoder of a device to the ledger of another. */
static int64_t longest_way(const struct peer_scenario *scenario)
{
    int64_t way[2] = {0, 0};

    for (int i = 0; i < scenario->device_count; i++) {
        const struct peer_device_options *options = &scenario->devices[i]->options;
        for (int direction = 0; direction < 2; direction++) {
            const struct peer_forecast *forecast = &options->weather[direction];
            way[direction] =
                MAX(way[direction], options->delay + forecast->jitter + forecast->late);
        }
    }
    return way[PEER_UP] + way[PEER_DOWN];
}

/* Nobody sends any more, and what is on its way arrives: else it would be missed. */
static void fall_silent(struct peer_scenario *scenario)
{
    struct peer_track *track;

    for (int i = 0; i < scenario->device_count; i++) {
        struct peer_uplink *uplink = scenario->devices[i]->uplink;
        for (int k = 0; uplink && (track = peer_uplink_track(uplink, k)); k++)
            peer_track_faults(track)->stalled = true;
    }
    peer_loop_wait(NULL, NULL, (int)(longest_way(scenario) / 1000) + LAST_PACKETS);
}

bool peer_scenario_run(struct peer_scenario *scenario, const char *text)
{
    char **lines = g_strsplit(text, "\n", -1);
    bool fine = true;

    for (int i = 0; fine && lines[i]; i++) {
        scenario->line = i + 1;
        fine = perform_line(scenario, lines[i]);
    }
    g_strfreev(lines);
    fall_silent(scenario);
    return fine;
}

void peer_scenario_end(struct peer_scenario *scenario)
{
    for (int i = 0; i < scenario->device_count; i++)
        peer_device_free(scenario->devices[i]);
    scenario->device_count = 0;
    json_decref(scenario->moves);
    json_decref(scenario->gaps);
    g_array_unref(scenario->marks);
    scenario->moves = scenario->gaps = NULL;
}
