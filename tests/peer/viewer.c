/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects the packets of each frame, and keeps whole frames until the frame that they refer to is shown. */
#include "peer/viewer.h"

enum {
    PATIENCE = 300000,   /* microseconds until a missing frame is given up */
    KEY_AGAIN = 1000000, /* microseconds from one request for a keyframe to the next */
    KEPT = 64,           /* frames that can be referred to or can still become whole */
};

/* A frame of which packets have arrived. */
struct frame {
    struct peer_tag tag; /* of any of its packets */
    int64_t at;          /* when its first packet arrived */
    uint64_t
        parts; /* a bit for each part that is here; the last bit counts for all further parts */
    unsigned int count, all; /* parts that are here; parts of the frame, 0: not known yet */
    int height;
    bool shown;
};

struct peer_viewer {
    GArray *frames;   /* struct frame, at most KEPT, the oldest first */
    GArray *shown;    /* struct peer_shown */
    int height;       /* of the last keyframe */
    int64_t captured; /* when the last frame that was shown was captured */
    int64_t asked;    /* when a keyframe was requested */
    int64_t latest;   /* when the last packet arrived */
};

struct peer_viewer *peer_viewer_new(void)
{
    struct peer_viewer *viewer = g_new0(struct peer_viewer, 1);

    viewer->frames = g_array_new(FALSE, TRUE, sizeof(struct frame));
    viewer->shown = g_array_new(FALSE, FALSE, sizeof(struct peer_shown));
    return viewer;
}

void peer_viewer_free(struct peer_viewer *viewer)
{
    if (!viewer)
        return;
    g_array_unref(viewer->frames);
    g_array_unref(viewer->shown);
    g_free(viewer);
}

static struct frame *at(const struct peer_viewer *viewer, guint index)
{
    return &g_array_index(viewer->frames, struct frame, index);
}

static bool same_encoding(const struct peer_tag *a, const struct peer_tag *b)
{
    return a->device == b->device && a->source == b->source && a->encoding == b->encoding;
}

/* Returns a frame of the same encoding by its index, or NULL. */
static struct frame *find(
    const struct peer_viewer *viewer, const struct peer_tag *like, uint32_t index)
{
    for (guint i = viewer->frames->len; i > 0; i--) {
        struct frame *frame = at(viewer, i - 1);
        if (frame->tag.frame == index && same_encoding(&frame->tag, like))
            return frame;
    }
    return NULL;
}

static struct frame *find_or_add(struct peer_viewer *viewer, const struct peer_arrival *arrival)
{
    struct frame *found = find(viewer, &arrival->tag, arrival->tag.frame);
    struct frame frame = {.tag = arrival->tag, .at = arrival->at};

    if (found)
        return found;
    if (viewer->frames->len == KEPT)
        g_array_remove_index(viewer->frames, 0);
    g_array_append_val(viewer->frames, frame);
    return at(viewer, viewer->frames->len - 1);
}

/* The picture does not go back: a frame that is older than the newest shown one is not shown any more. */
static bool is_due(const struct peer_viewer *viewer, const struct frame *frame)
{
    const struct frame *before;

    if (frame->shown || !frame->all || frame->count < frame->all ||
        frame->tag.captured < viewer->captured)
        return false;
    if (frame->tag.key)
        return true;
    before = find(viewer, &frame->tag, frame->tag.frame - frame->tag.refers);
    return frame->tag.refers && before && before->shown;
}

static void show(struct peer_viewer *viewer, struct frame *frame, int64_t now)
{
    frame->shown = true;
    viewer->captured = frame->tag.captured;
    if (frame->tag.key)
        viewer->height = frame->height;
    struct peer_shown shown = {now, frame->tag.captured, frame->tag.device, frame->tag.encoding,
        frame->tag.temporal, viewer->height};
    g_array_append_val(viewer->shown, shown);
}

void peer_viewer_packet(struct peer_viewer *viewer, const struct peer_arrival *arrival)
{
    bool more = true;

    if (!arrival->tagged)
        return;
    viewer->latest = arrival->at;
    struct frame *frame = find_or_add(viewer, arrival);
    uint64_t part = UINT64_C(1) << MIN(arrival->tag.part, 63);
    if (frame->parts & part && arrival->tag.part < 63)
        return;
    frame->parts |= part;
    frame->count++;
    if (arrival->tag.last)
        frame->all = arrival->tag.part + 1u;
    if (arrival->frame.height > 0)
        frame->height = arrival->frame.height;
    while (more) {
        more = false;
        for (guint i = 0; i < viewer->frames->len; i++)
            if (is_due(viewer, at(viewer, i))) {
                show(viewer, at(viewer, i), arrival->at);
                more = true;
            }
    }
}

/* Frames that came before the last one that was shown do not matter any more. */
static bool is_stuck(const struct peer_viewer *viewer, int64_t now)
{
    for (guint i = viewer->frames->len; i > 0; i--) {
        const struct frame *frame = at(viewer, i - 1);
        if (frame->shown)
            return false;
        if (now - frame->at > PATIENCE)
            return true;
    }
    return false;
}

bool peer_viewer_wants_key(struct peer_viewer *viewer, int64_t now)
{
    /* A browser does not ask if nothing comes at all. */
    if (now - viewer->latest > KEY_AGAIN || now - viewer->asked < KEY_AGAIN ||
        !is_stuck(viewer, now))
        return false;
    viewer->asked = now;
    return true;
}

const GArray *peer_viewer_shown(const struct peer_viewer *viewer)
{
    return viewer->shown;
}
