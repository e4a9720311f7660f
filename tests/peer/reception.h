/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reception owns what came in on one m-line, packet by packet, and the verdict on it:
 * whether anybody could tell that the stream was ever handed from one device to another.
 */
#ifndef BATON_PEER_RECEPTION_H
#define BATON_PEER_RECEPTION_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/encoder.h"
#include "peer/tag.h"

enum {
    PEER_RECEPTION_CUTS_MAX = 64,
    PEER_RECEPTION_TEXTS_MAX = 8, /* complaints that are written out */
};

struct peer_arrival {
    int64_t at; /* microseconds */
    uint32_t ssrc, ts;
    uint16_t seq;
    uint8_t pt;
    bool marker, tagged;
    struct peer_tag tag;
    struct peer_frame_info frame;
};

struct peer_reception;

struct peer_reception *peer_reception_new(void);
void peer_reception_free(struct peer_reception *reception);
void peer_reception_add(struct peer_reception *reception, const struct peer_arrival *arrival);
size_t peer_reception_count(const struct peer_reception *reception);
/* In order of arrival. */
const struct peer_arrival *peer_reception_at(const struct peer_reception *reception, size_t index);

/* From a device to whoever forwards, microseconds. */
struct peer_path {
    int64_t delay;    /* at least */
    int64_t disorder; /* that one packet may take longer than another */
};

/* What may be wrong with a stream through no fault of whoever forwards it. */
struct peer_allowance {
    uint64_t holes;     /* packets that the relay dropped on their way up, or down and for good */
    int64_t time_error; /* microseconds that time may be off across a cut */
    int64_t drift;      /* and from the first packet to the last */
    int64_t lateness;   /* microseconds that this process itself was late at most */
    /* There are more sources than slots: one may leave its slot, and come back to it. */
    bool crowded;
    /* By the number of the device; NULL where there is neither. */
    const struct peer_path *paths;
};

/* A place where the stream passes from one device to another. */
struct peer_cut {
    uint16_t from, to;    /* devices */
    int64_t spacing;      /* microseconds between the arrivals of the two frames, complete */
    int64_t sent_spacing; /* between what they show */
    int64_t step;         /* of RTP time */
    bool keyframe;        /* it begins with the start of a keyframe */
};

struct peer_verdict {
    uint64_t packets, frames;
    uint64_t holes;      /* numbers that never came */
    uint64_t overtaken;  /* of these: by the cut, which nothing old may follow */
    uint64_t complaints; /* everything that must not be */
    char texts[PEER_RECEPTION_TEXTS_MAX][160]; /* the first of them */
    struct peer_cut cuts[PEER_RECEPTION_CUTS_MAX];
    size_t cut_count;
    int64_t drift;   /* microseconds: RTP time against the senders' clock, from first to last */
    int64_t longest; /* spacing of two complete frames, by arrival */
    int64_t spacing_p50, spacing_p99;
    int64_t latency_p50, latency_p99; /* from sending to arrival, packets that were not resent */
};

/*
 * When the last packet of a device came, and when the first thing of it was there that can be heard
 * or seen: a packet of sound, a whole keyframe. 0 for never. Whatever else is wrong with the
 * stream.
 */
int64_t peer_reception_last(const struct peer_reception *reception, uint16_t device);
int64_t peer_reception_first(
    const struct peer_reception *reception, enum peer_codec codec, uint16_t device);

/* Appends what each packet took that came after `from`, up to `to`: int64_t, microseconds. */
void peer_reception_latencies(
    const struct peer_reception *reception, int64_t from, int64_t to, GArray *latencies);
/* Of int64_t: the value below which so many percent of them lie; sorts them. 0 of none. */
int64_t peer_reception_percentile(GArray *values, guint percent);

/* Judges all there is. */
void peer_reception_judge(const struct peer_reception *reception, enum peer_codec codec,
    const struct peer_allowance *allowance, struct peer_verdict *out);

#endif
