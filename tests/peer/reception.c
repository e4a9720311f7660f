/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reception: packets are put in the order of their sequence numbers, and each is compared with the
 * one before it: what a sender made of them is known, so the tags tell what must follow.
 */
#include "peer/reception.h"

#include <glib.h>
#include <stdarg.h>
#include <string.h>

#include "peer/rtp.h"

enum {
    ROUNDING = 1000, /* microseconds that a device's own clock may seem off by */
};

struct peer_reception {
    GArray *arrivals; /* struct peer_arrival */
};

struct place {
    int64_t seq; /* without wrap */
    const struct peer_arrival *arrival;
};

struct reading {
    enum peer_codec codec;
    const struct peer_allowance *allowance;
    struct peer_verdict *out;
    GArray *places; /* struct place, by number */
};

struct peer_reception *peer_reception_new(void)
{
    struct peer_reception *reception = g_new0(struct peer_reception, 1);

    reception->arrivals = g_array_new(FALSE, FALSE, sizeof(struct peer_arrival));
    return reception;
}

void peer_reception_free(struct peer_reception *reception)
{
    if (!reception)
        return;
    g_array_unref(reception->arrivals);
    g_free(reception);
}

void peer_reception_add(struct peer_reception *reception, const struct peer_arrival *arrival)
{
    g_array_append_vals(reception->arrivals, arrival, 1);
}

size_t peer_reception_count(const struct peer_reception *reception)
{
    return reception->arrivals->len;
}

const struct peer_arrival *peer_reception_at(const struct peer_reception *reception, size_t index)
{
    return &g_array_index(reception->arrivals, struct peer_arrival, index);
}

int64_t peer_reception_last(const struct peer_reception *reception, uint16_t device)
{
    for (size_t i = peer_reception_count(reception); i > 0; i--)
        if (peer_reception_at(reception, i - 1)->tag.device == device)
            return peer_reception_at(reception, i - 1)->at;
    return 0;
}

int64_t peer_reception_first(
    const struct peer_reception *reception, enum peer_codec codec, uint16_t device)
{
    uint32_t frame = 0;
    uint16_t next = 0; /* part of that frame, all before it have come; 0 for none */

    for (size_t i = 0; i < peer_reception_count(reception); i++) {
        const struct peer_arrival *arrival = peer_reception_at(reception, i);
        if (arrival->tag.device != device)
            continue;
        if (!peer_codec_is_video(codec))
            return arrival->at;
        if (arrival->tag.key && arrival->tag.part == 0)
            frame = arrival->tag.frame;
        else if (next == 0 || arrival->tag.frame != frame || arrival->tag.part != next)
            continue;
        next = (uint16_t)(arrival->tag.part + 1);
        if (arrival->tag.last)
            return arrival->at;
    }
    return 0;
}

G_GNUC_PRINTF(3, 4)
static void complain(struct reading *reading, const struct place *place, const char *format, ...)
{
    struct peer_verdict *out = reading->out;
    va_list arguments;
    char what[120];

    if (out->complaints++ >= PEER_RECEPTION_TEXTS_MAX)
        return;
    va_start(arguments, format);
    g_vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    g_snprintf(out->texts[out->complaints - 1], sizeof(out->texts[0]), "%s at seq %u (device %u)",
        what, place->arrival->seq, place->arrival->tag.device);
}

static int by_seq(gconstpointer a, gconstpointer b)
{
    int64_t left = ((const struct place *)a)->seq, right = ((const struct place *)b)->seq;

    return left < right ? -1 : left > right;
}

/* Microseconds of RTP time from one packet to a later one. */
static int64_t media_step(
    enum peer_codec codec, const struct peer_arrival *from, const struct peer_arrival *to)
{
    return (int64_t)(int32_t)(to->ts - from->ts) * 1000000 / peer_codec_clock_rate(codec);
}

static void put_in_order(const struct peer_reception *reception, struct reading *reading)
{
    const struct peer_arrival *first = peer_reception_at(reception, 0);
    struct place highest = {first->seq, first};

    for (size_t i = 0; i < peer_reception_count(reception); i++) {
        const struct peer_arrival *arrival = peer_reception_at(reception, i);
        struct place place = {
            highest.seq + peer_rtp_seq_step(highest.arrival->seq, arrival->seq), arrival};
        if (place.seq > highest.seq)
            highest = place;
        g_array_append_val(reading->places, place);
        if (arrival->ssrc != first->ssrc)
            complain(reading, &place, "another SSRC");
        if (arrival->pt != first->pt)
            complain(reading, &place, "another payload type");
        if (!arrival->tagged)
            complain(reading, &place, "a payload of nobody's");
    }
    g_array_sort(reading->places, by_seq);
}

static bool same_device(const struct peer_arrival *a, const struct peer_arrival *b)
{
    return a->tag.device == b->tag.device && a->tag.source == b->tag.source;
}

static bool same_frame(const struct peer_arrival *a, const struct peer_arrival *b)
{
    return same_device(a, b) && a->tag.frame == b->tag.frame;
}

static int64_t content_step(const struct place *a, const struct place *b)
{
    return (int32_t)(b->arrival->tag.ordinal - a->arrival->tag.ordinal);
}

/* The source was off the slot for a while, and what was on it meanwhile sent nothing. */
static bool came_back(const struct reading *reading, const struct place *a, const struct place *b)
{
    return reading->allowance->crowded && same_device(a->arrival, b->arrival) &&
           b->seq - a->seq == 1 && content_step(a, b) > 1;
}

static void judge_numbers(struct reading *reading, const struct place *a, const struct place *b)
{
    int64_t step = b->seq - a->seq;

    if (step == 0)
        complain(reading, b, "a number used twice");
    else
        reading->out->holes += (uint64_t)(step - 1);
    if (!same_device(a->arrival, b->arrival) || came_back(reading, a, b))
        return;
    int64_t made = content_step(a, b);
    if (made != step)
        complain(reading, b, "%d packets further by number, %d by content", (int)step, (int)made);
}

static struct peer_path path_of(const struct reading *reading, const struct peer_arrival *arrival)
{
    const struct peer_path *paths = reading->allowance->paths;

    return paths ? paths[arrival->tag.device] : (struct peer_path){0};
}

/* When what a packet shows or says could be forwarded at the earliest: what its time has to follow.
 */
static int64_t due_of(const struct reading *reading, const struct peer_arrival *arrival)
{
    return arrival->tag.captured + path_of(reading, arrival).delay;
}

static void judge_time(struct reading *reading, const struct place *a, const struct place *b)
{
    int64_t step = media_step(reading->codec, a->arrival, b->arrival);
    int64_t real = due_of(reading, b->arrival) - due_of(reading, a->arrival);
    bool cut = !same_device(a->arrival, b->arrival) || came_back(reading, a, b);
    int64_t allowed = cut ? reading->allowance->time_error : ROUNDING;

    if (same_frame(a->arrival, b->arrival)) {
        if (step != 0)
            complain(reading, b, "time steps by %d us within a frame", (int)step);
    } else if (step <= 0) {
        complain(reading, b, "time steps by %d us", (int)step);
    } else if (ABS(step - real) > allowed) {
        complain(reading, b, "time steps by %.1f ms where %.1f ms went by", (double)step / 1e3,
            (double)real / 1e3);
    }
}

static void judge_picture(struct reading *reading, const struct place *a, const struct place *b)
{
    int before = a->arrival->frame.picture, after = b->arrival->frame.picture;
    bool whole = b->seq == a->seq + 1;

    if (before < 0 || after < 0)
        return;
    int step = (after - before) & 0x7fff;
    if (same_frame(a->arrival, b->arrival) ? step != 0 : whole ? step != 1 : step > 0x3fff)
        complain(reading, b, "picture %d after %d", after, before);
}

/*
 * What was sent just before a packet in disorder may have arrived after the new device's first, and
 * then it must not be forwarded any more: the numbers that were left free for it stay free.
 */
static void forgive_overtaken(
    struct reading *reading, const struct place *last, const struct place *cut)
{
    const struct place *first = &g_array_index(reading->places, struct place, 0);
    struct peer_path path = path_of(reading, last->arrival);
    int64_t passed = cut->arrival->tag.sent + path_of(reading, cut->arrival).delay;
    int64_t longest = path.delay + path.disorder + reading->allowance->lateness;

    if (!path.disorder)
        return;
    for (const struct place *place = last; place > first; place--) {
        if (!same_device(place[-1].arrival, last->arrival) ||
            place->arrival->tag.sent + longest < passed)
            return;
        reading->out->overtaken += (uint64_t)MAX(place->seq - place[-1].seq - 1, 0);
    }
}

static void judge_cut(struct reading *reading, const struct place *a, const struct place *b)
{
    struct peer_verdict *out = reading->out;
    const struct peer_frame_info *frame = &b->arrival->frame;
    bool audio = !peer_codec_is_video(reading->codec);
    struct peer_cut cut = {
        .from = a->arrival->tag.device,
        .to = b->arrival->tag.device,
        .sent_spacing = b->arrival->tag.captured - a->arrival->tag.captured,
        .step = media_step(reading->codec, a->arrival, b->arrival),
        .keyframe = !audio && frame->start && frame->key,
    };

    /* What is missing there may have been the start. */
    if (!audio && !cut.keyframe && b->seq == a->seq + 1)
        complain(reading, b, "device %u begins without a keyframe", cut.to);
    forgive_overtaken(reading, a, b);
    if (out->cut_count < PEER_RECEPTION_CUTS_MAX)
        out->cuts[out->cut_count] = cut;
    out->cut_count++;
}

static int by_value(gconstpointer a, gconstpointer b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return left < right ? -1 : left > right;
}

int64_t peer_reception_percentile(GArray *values, guint percent)
{
    g_array_sort(values, by_value);
    if (!values->len)
        return 0;
    guint at = (guint)((uint64_t)values->len * percent / 100);
    return g_array_index(values, int64_t, MIN(at, values->len - 1));
}

/* Frames are there when their last packet is; spacing is that of whole frames. */
static void judge_spacing(struct reading *reading)
{
    struct peer_verdict *out = reading->out;
    GArray *spacings = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t complete = 0, before = 0;
    size_t cut = 0;

    for (guint i = 0; i < reading->places->len; i++) {
        const struct place *place = &g_array_index(reading->places, struct place, i);
        const struct place *last = i ? place - 1 : NULL;
        bool cut_here = last && !same_device(last->arrival, place->arrival);
        complete = MAX(complete, place->arrival->at);
        if (cut_here)
            cut++;
        if (!place->arrival->tag.last)
            continue;
        out->frames++;
        int64_t spacing = complete - before;
        if (before)
            g_array_append_val(spacings, spacing);
        if (before && cut && !out->cuts[MIN(cut, PEER_RECEPTION_CUTS_MAX) - 1].spacing)
            out->cuts[MIN(cut, PEER_RECEPTION_CUTS_MAX) - 1].spacing = spacing;
        before = complete;
    }
    out->longest = peer_reception_percentile(spacings, 100);
    out->spacing_p50 = peer_reception_percentile(spacings, 50);
    out->spacing_p99 = peer_reception_percentile(spacings, 99);
    g_array_unref(spacings);
}

/* The first packet that came after a moment, or the number of all. */
static size_t first_after(const struct peer_reception *reception, int64_t at)
{
    size_t low = 0, high = peer_reception_count(reception);

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (peer_reception_at(reception, middle)->at > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void peer_reception_latencies(
    const struct peer_reception *reception, int64_t from, int64_t to, GArray *latencies)
{
    size_t end = first_after(reception, to);

    for (size_t i = first_after(reception, from); i < end; i++) {
        const struct peer_arrival *arrival = peer_reception_at(reception, i);
        int64_t latency = arrival->at - arrival->tag.sent;
        if (arrival->tagged)
            g_array_append_val(latencies, latency);
    }
}

static void judge_latency(const struct peer_reception *reception, struct peer_verdict *out)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(int64_t));

    peer_reception_latencies(reception, INT64_MIN, INT64_MAX, all);
    out->latency_p50 = peer_reception_percentile(all, 50);
    out->latency_p99 = peer_reception_percentile(all, 99);
    g_array_unref(all);
}

static void judge_whole(struct reading *reading)
{
    struct peer_verdict *out = reading->out;
    const struct place *first = &g_array_index(reading->places, struct place, 0);
    const struct place *last = first + reading->places->len - 1;
    int64_t media = 0;

    /* In steps: RTP time of half a day wraps. */
    for (const struct place *place = first + 1; place <= last; place++)
        media += media_step(reading->codec, place[-1].arrival, place->arrival);
    out->drift = media - (due_of(reading, last->arrival) - due_of(reading, first->arrival));
    if (ABS(out->drift) > reading->allowance->drift)
        complain(reading, last, "time is off by %.1f ms in the end", (double)out->drift / 1e3);
    if (out->holes > reading->allowance->holes + out->overtaken)
        complain(reading, last, "%u numbers never came, %u were lost, %u overtaken by a cut",
            (unsigned int)out->holes, (unsigned int)reading->allowance->holes,
            (unsigned int)out->overtaken);
}

void peer_reception_judge(const struct peer_reception *reception, enum peer_codec codec,
    const struct peer_allowance *allowance, struct peer_verdict *out)
{
    struct reading reading = {
        codec, allowance, out, g_array_new(FALSE, FALSE, sizeof(struct place))};

    *out = (struct peer_verdict){.packets = peer_reception_count(reception)};
    if (out->packets) {
        put_in_order(reception, &reading);
        for (guint i = 1; i < reading.places->len; i++) {
            const struct place *place = &g_array_index(reading.places, struct place, i);
            judge_numbers(&reading, place - 1, place);
            judge_time(&reading, place - 1, place);
            judge_picture(&reading, place - 1, place);
            if (!same_device(place[-1].arrival, place->arrival))
                judge_cut(&reading, place - 1, place);
        }
        judge_spacing(&reading);
        judge_whole(&reading);
        judge_latency(reception, out);
    }
    g_array_unref(reading.places);
}
