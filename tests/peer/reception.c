/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorts packets by sequence number, and compares each packet with the packet before it. The tags say in which order
 * and at what time the sender has sent them.
 */
#include "peer/reception.h"

#include <glib.h>
#include <stdarg.h>
#include <string.h>

#include "peer/rtp.h"

enum {
    LOST_MOST = 1000, /* frames, of which packets may be missing in one place */
    ROUNDING = 1000,  /* the largest error in the RTP time of one device, in microseconds */
    HELD =
        250000, /* a keyframe may wait so long for its last packet (plugin/media/keyframe_buffer.h) */
    SETTLING =
        600000, /* microseconds after a swap in which pictures may be half as far apart (plugin/rtp/rewrite.h) */
};

struct place {
    int64_t seq; /* sequence number, extended so that it does not wrap */
    const struct peer_arrival *arrival;
};

struct reading {
    enum peer_codec codec;
    const struct peer_allowance *allowance;
    struct peer_verdict *out;
    GArray *places; /* struct place, sorted by sequence number */
    GArray *sets;   /* struct peer_arrival: packets of parameter sets that have got a tag here */
    GHashTable *frames; /* indexes of the frames since the last change of device or encoding */
    bool
        lossy; /* packets are missing, and nobody knows of which encoding, until the next keyframe */
    int64_t begun; /* when the first packet of the present device was captured */
};

static const struct peer_arrival *at(const GArray *arrivals, guint index)
{
    return &g_array_index(arrivals, struct peer_arrival, index);
}

const struct peer_arrival *peer_reception_newest(const GArray *arrivals)
{
    return arrivals->len ? at(arrivals, arrivals->len - 1) : NULL;
}

int64_t peer_reception_last(const GArray *arrivals, uint16_t device)
{
    for (guint i = arrivals->len; i > 0; i--)
        if (at(arrivals, i - 1)->tag.device == device)
            return at(arrivals, i - 1)->at;
    return 0;
}

int64_t peer_reception_first(const GArray *arrivals, enum peer_codec codec, uint16_t device)
{
    uint32_t frame = 0;
    uint16_t next = 0; /* the part of the frame that must come next; 0: a part is missing */

    for (guint i = 0; i < arrivals->len; i++) {
        const struct peer_arrival *arrival = at(arrivals, i);
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

int64_t peer_reception_pause(const GArray *arrivals, uint16_t device, int64_t from, int64_t to)
{
    int64_t longest = 0, before = from;

    for (guint i = 0; i < arrivals->len; i++) {
        const struct peer_arrival *arrival = at(arrivals, i);
        if (arrival->tag.device != device || arrival->at < from || arrival->at > to)
            continue;
        longest = MAX(longest, arrival->at - before);
        before = arrival->at;
    }
    return MAX(longest, to - before);
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

/* Returns the RTP time from one packet to a later packet, in microseconds. */
static int64_t media_step(
    enum peer_codec codec, const struct peer_arrival *from, const struct peer_arrival *to)
{
    return (int64_t)(int32_t)(to->ts - from->ts) * 1000000 / peer_codec_clock_rate(codec);
}

static void put_in_order(const GArray *arrivals, struct reading *reading)
{
    const struct peer_arrival *first = at(arrivals, 0);
    struct place highest = {first->seq, first};

    for (guint i = 0; i < arrivals->len; i++) {
        const struct peer_arrival *arrival = at(arrivals, i);
        struct place place = {
            highest.seq + peer_rtp_seq_step(highest.arrival->seq, arrival->seq), arrival};
        if (place.seq > highest.seq)
            highest = place;
        g_array_append_val(reading->places, place);
        if (arrival->ssrc != first->ssrc)
            complain(reading, &place, "the SSRC has changed");
        if (arrival->pt != first->pt)
            complain(reading, &place, "the payload type has changed");
    }
    g_array_sort(reading->places, by_seq);
}

/* Baton itself makes packets with the parameter sets of H.264. Such a packet belongs to the frame after it. */
static bool is_of_baton(const struct place *place, const struct place *next)
{
    const struct peer_arrival *arrival = place->arrival;

    return next && arrival->frame.start && arrival->frame.key && next->arrival->tagged &&
           next->seq == place->seq + 1 && next->arrival->ts == arrival->ts;
}

/* Gives each packet of Baton's own the tag that a packet of the device would have there. */
static void tag_packets_of_baton(struct reading *reading)
{
    for (guint i = 0; i < reading->places->len; i++) {
        struct place *place = &g_array_index(reading->places, struct place, i);
        const struct place *next = i + 1 < reading->places->len ? place + 1 : NULL;
        if (place->arrival->tagged)
            continue;
        if (!is_of_baton(place, next)) {
            complain(reading, place, "the payload has no tag");
            continue;
        }
        struct peer_arrival made = *place->arrival;
        made.tag = next->arrival->tag;
        made.tag.ordinal--;
        made.tag.part--;
        made.tag.last = false;
        g_array_append_val(reading->sets, made);
        place->arrival = &g_array_index(
            reading->sets, struct peer_arrival, reading->sets->len - 1);
    }
}

static bool same_device(const struct peer_arrival *a, const struct peer_arrival *b)
{
    return a->tag.device == b->tag.device && a->tag.source == b->tag.source;
}

static bool same_encoding(const struct peer_arrival *a, const struct peer_arrival *b)
{
    return same_device(a, b) && a->tag.encoding == b->tag.encoding;
}

static bool same_frame(const struct peer_arrival *a, const struct peer_arrival *b)
{
    return same_encoding(a, b) && a->tag.frame == b->tag.frame;
}

static int64_t content_step(const struct place *a, const struct place *b)
{
    return (int32_t)(b->arrival->tag.ordinal - a->arrival->tag.ordinal);
}

/* Returns true if the source was off the slot, and no other source sent on the slot meanwhile. */
static bool came_back(const struct reading *reading, const struct place *a, const struct place *b)
{
    return reading->allowance->crowded && same_encoding(a->arrival, b->arrival) &&
           b->seq - a->seq == 1 && content_step(a, b) > 1;
}

/* Returns true if the slot got nothing for a while, or changed to another encoding and back: a keyframe begins. */
static bool began_again(const struct place *a, const struct place *b)
{
    return same_encoding(a->arrival, b->arrival) && b->arrival->frame.start &&
           b->arrival->frame.key && b->arrival->tag.frame - a->arrival->tag.frame > 1;
}

/*
 * Returns true if frames between two packets were not forwarded, because they are of higher temporal layers. Without a
 * hole in the numbers, they must be whole frames.
 */
static bool leaves_out(const struct place *a, const struct place *b)
{
    return a->arrival->frame.temporal >= 0 && b->arrival->frame.temporal >= 0 &&
           (b->seq - a->seq > 1 || (a->arrival->tag.last && b->arrival->tag.part == 0)) &&
           b->arrival->tag.frame - a->arrival->tag.frame > 1 &&
           content_step(a, b) > b->seq - a->seq;
}

static void judge_numbers(struct reading *reading, const struct place *a, const struct place *b)
{
    int64_t step = b->seq - a->seq;

    if (step == 0)
        complain(reading, b, "the sequence number is used twice");
    else
        reading->out->holes += (uint64_t)(step - 1);
    if (!same_encoding(a->arrival, b->arrival) || came_back(reading, a, b) || began_again(a, b) ||
        (peer_codec_is_video(reading->codec) && leaves_out(a, b)))
        return;
    int64_t made = content_step(a, b);
    if (made != step)
        complain(reading, b, "the sequence number rises by %d, but the content by %d packets",
            (int)step, (int)made);
}

static struct peer_path path_of(const struct reading *reading, const struct peer_arrival *arrival)
{
    const struct peer_path *paths = reading->allowance->paths;

    return paths ? paths[arrival->tag.device] : (struct peer_path){0};
}

/* Returns the earliest moment at which the server could forward a packet. RTP time must advance as this time does. */
static int64_t due_of(const struct reading *reading, const struct peer_arrival *arrival)
{
    return arrival->tag.captured + path_of(reading, arrival).delay;
}

static void judge_time(struct reading *reading, const struct place *a, const struct place *b)
{
    int64_t step = media_step(reading->codec, a->arrival, b->arrival);
    int64_t real = due_of(reading, b->arrival) - due_of(reading, a->arrival);
    bool moved = !same_device(a->arrival, b->arrival) || came_back(reading, a, b);
    bool swap = moved || !same_encoding(a->arrival, b->arrival) || began_again(a, b);
    int64_t allowed = swap ? reading->allowance->time_error : ROUNDING;

    if (moved && peer_codec_is_video(reading->codec) && step > real)
        allowed += HELD;
    else if (peer_codec_is_video(reading->codec) && step < real &&
             b->arrival->tag.captured - reading->begun < SETTLING)
        allowed += real / 2;
    if (same_frame(a->arrival, b->arrival)) {
        if (step != 0)
            complain(reading, b, "time steps by %d us within a frame", (int)step);
    } else if (step <= 0) {
        complain(reading, b, "time steps by %d us, but must advance", (int)step);
    } else if (ABS(step - real) > allowed) {
        complain(reading, b, "time steps by %.1f ms, but %.1f ms have passed", (double)step / 1e3,
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
        complain(reading, b, "picture id %d follows picture id %d", after, before);
}

/* TL0PICIDX rises with each frame of layer 0 (RFC 7741 section 4.2). It may wrap. */
static void judge_layers(struct reading *reading, const struct place *a, const struct place *b)
{
    int before = a->arrival->frame.tl0, after = b->arrival->frame.tl0;
    bool base = b->arrival->frame.temporal == 0 && !same_frame(a->arrival, b->arrival);

    if (before < 0 || after < 0 || b->seq != a->seq + 1)
        return;
    if (((after - before) & 0xff) != base)
        complain(reading, b, "TL0PICIDX %d of a frame of layer %d follows %d", after,
            b->arrival->frame.temporal, before);
}

static void add_frame(struct reading *reading, const struct place *place)
{
    const struct peer_tag *tag = &place->arrival->tag;

    reading->out->frames[tag->encoding]++;
    if (tag->key)
        g_hash_table_remove_all(reading->frames);
    g_hash_table_add(reading->frames, GUINT_TO_POINTER(tag->frame));
}

/* The missing packets may be of any frame between these two, which later frames may then refer to. */
static void note_loss(
    struct reading *reading, const struct place *before, const struct place *place)
{
    uint32_t from = before->arrival->tag.frame, to = place->arrival->tag.frame;

    if (!same_encoding(before->arrival, place->arrival)) {
        reading->lossy = true;
        return;
    }
    for (uint32_t frame = from; frame != to && frame - from < LOST_MOST; frame++)
        g_hash_table_add(reading->frames, GUINT_TO_POINTER(frame));
    /* The missing packet may be the first one of this frame. */
    g_hash_table_add(reading->frames, GUINT_TO_POINTER(to));
}

/*
 * A frame begins with its first part. If Baton has put parameter sets before it, it may also begin with a later part:
 * the device's own sets came too late, and Baton's stand in their place.
 */
static bool begins_frame(const struct place *before, const struct place *place)
{
    if (place->arrival->tagged && place->arrival->tag.part != 0)
        return false;
    return !before || before->arrival->tagged || !same_frame(before->arrival, place->arrival);
}

/* A frame must not refer to a frame that was not forwarded: a receiver would show rubbish or stand still. */
static void judge_reference(
    struct reading *reading, const struct place *before, const struct place *place)
{
    const struct peer_tag *tag = &place->arrival->tag;

    /* The network may have lost the packets with which the stream began. */
    if (!before)
        reading->lossy = reading->allowance->holes > 0;
    else if (place->seq > before->seq + 1)
        note_loss(reading, before, place);
    if (!begins_frame(before, place))
        return;
    if (tag->key)
        reading->lossy = false;
    if (before && !same_encoding(before->arrival, place->arrival))
        g_hash_table_remove_all(reading->frames);
    if (before && same_encoding(before->arrival, place->arrival) &&
        tag->frame - before->arrival->tag.frame > 1 && !reading->lossy)
        reading->out->left_out += tag->frame - before->arrival->tag.frame - 1;
    if (!tag->key && !reading->lossy &&
        !g_hash_table_contains(reading->frames, GUINT_TO_POINTER(tag->frame - tag->refers)))
        complain(reading, place, "frame %u of encoding %u refers to frame %u, which was left out",
            tag->frame, tag->encoding, tag->frame - tag->refers);
    add_frame(reading, place);
}

/*
 * If packets are reordered, the last packets of the old device may arrive after the first packet of the new device.
 * Then Baton must not forward them, and their sequence numbers stay unused.
 */
static void forgive_overtaken(
    struct reading *reading, const struct place *last, const struct place *swap)
{
    const struct place *first = &g_array_index(reading->places, struct place, 0);
    struct peer_path path = path_of(reading, last->arrival);
    int64_t passed = swap->arrival->tag.sent + path_of(reading, swap->arrival).delay;
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

static void add_device(struct peer_verdict *out, const struct place *place)
{
    if (out->device_count < PEER_RECEPTION_DEVICES_MAX)
        out->devices[out->device_count] = place->arrival->tag.device;
    out->device_count++;
}

static void judge_swap(struct reading *reading, const struct place *a, const struct place *b)
{
    const struct peer_frame_info *frame = &b->arrival->frame;

    reading->begun = b->arrival->tag.captured;
    /* If a packet is missing before this packet, the missing packet may be the start of the keyframe. */
    if (peer_codec_is_video(reading->codec) && !(frame->start && frame->key) &&
        b->seq == a->seq + 1)
        complain(reading, b, "device %u, encoding %u begins without a keyframe",
            b->arrival->tag.device, b->arrival->tag.encoding);
    forgive_overtaken(reading, a, b);
    if (same_device(a->arrival, b->arrival))
        reading->out->changes++;
    else
        add_device(reading->out, b);
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

/* Returns the index of the first packet that arrived after a moment, or the number of packets. */
static guint first_after(const GArray *arrivals, int64_t moment)
{
    guint low = 0, high = arrivals->len;

    while (low < high) {
        guint middle = (low + high) / 2;
        if (at(arrivals, middle)->at > moment)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void peer_reception_latencies(const GArray *arrivals, int64_t from, int64_t to, GArray *latencies)
{
    guint end = first_after(arrivals, to);

    for (guint i = first_after(arrivals, from); i < end; i++) {
        int64_t latency = at(arrivals, i)->at - at(arrivals, i)->tag.sent;
        if (at(arrivals, i)->tagged)
            g_array_append_val(latencies, latency);
    }
}

static void judge_whole(struct reading *reading)
{
    struct peer_verdict *out = reading->out;
    const struct place *first = &g_array_index(reading->places, struct place, 0);
    const struct place *last = first + reading->places->len - 1;
    int64_t media = 0;

    /* Adds up the steps, because RTP time wraps after half a day. */
    for (const struct place *place = first + 1; place <= last; place++)
        media += media_step(reading->codec, place[-1].arrival, place->arrival);
    int64_t drift = media - (due_of(reading, last->arrival) - due_of(reading, first->arrival));
    if (ABS(drift) > reading->allowance->drift)
        complain(reading, last, "time is off by %.1f ms at the end", (double)drift / 1e3);
    if (out->holes > reading->allowance->holes + out->overtaken)
        complain(reading, last,
            "%u sequence numbers never came; the network lost %u, and swaps overtook %u",
            (unsigned int)out->holes, (unsigned int)reading->allowance->holes,
            (unsigned int)out->overtaken);
}

void peer_reception_judge(const GArray *arrivals, enum peer_codec codec,
    const struct peer_allowance *allowance, struct peer_verdict *out)
{
    struct reading reading = {
        .codec = codec,
        .allowance = allowance,
        .out = out,
        .places = g_array_new(FALSE, FALSE, sizeof(struct place)),
        /* Of the full size, so that its elements never move. */
        .sets = g_array_sized_new(FALSE, FALSE, sizeof(struct peer_arrival), arrivals->len),
        .frames = g_hash_table_new(NULL, NULL),
        .begun = INT64_MIN / 2,
    };
    bool video = peer_codec_is_video(codec);

    *out = (struct peer_verdict){.packets = arrivals->len};
    if (out->packets) {
        put_in_order(arrivals, &reading);
        tag_packets_of_baton(&reading);
        add_device(out, &g_array_index(reading.places, struct place, 0));
        for (guint i = 0; video && i < reading.places->len; i++) {
            const struct place *place = &g_array_index(reading.places, struct place, i);
            judge_reference(&reading, i ? place - 1 : NULL, place);
        }
        for (guint i = 1; i < reading.places->len; i++) {
            const struct place *place = &g_array_index(reading.places, struct place, i);
            judge_numbers(&reading, place - 1, place);
            judge_time(&reading, place - 1, place);
            judge_picture(&reading, place - 1, place);
            judge_layers(&reading, place - 1, place);
            if (!same_encoding(place[-1].arrival, place->arrival))
                judge_swap(&reading, place - 1, place);
        }
        judge_whole(&reading);
    }
    g_array_unref(reading.places);
    g_array_unref(reading.sets);
    g_hash_table_unref(reading.frames);
}
