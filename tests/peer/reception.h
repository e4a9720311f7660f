/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reception owns the verdict on what came in on one m-line, packet by packet: whether anybody could tell that the
 * stream was ever handed from one device to another. `arrivals` are struct peer_arrival, in order of arrival.
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
    PEER_RECEPTION_DEVICES_MAX = 64, /* in the order that a verdict tells */
    PEER_RECEPTION_TEXTS_MAX = 8,    /* complaints that are written out */
};

struct peer_arrival {
    int64_t at; /* microseconds */
    uint32_t ssrc, ts;
    uint16_t seq;
    uint8_t pt;
    bool tagged;
    struct peer_tag tag;
    struct peer_frame_info frame;
};

/* The way from a device to the server, microseconds. */
struct peer_path {
    int64_t delay;    /* at least */
    int64_t disorder; /* that one packet may take longer than another */
};

/* Faults of a stream that are not the fault of the server. */
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

struct peer_verdict {
    uint64_t packets;
    uint64_t holes;      /* numbers that never came */
    uint64_t overtaken;  /* of these: by a cut, which no packet of the old device may follow */
    uint64_t complaints; /* everything that must not be */
    char texts[PEER_RECEPTION_TEXTS_MAX][160]; /* the first of them */
    /* The devices that the stream came from, one after the other; the first of them, and the number of all. */
    uint16_t devices[PEER_RECEPTION_DEVICES_MAX];
    int device_count;
};

/* The last packet that came, or NULL. */
const struct peer_arrival *peer_reception_newest(const GArray *arrivals);
/*
 * When the last packet of a device came, and when the first thing of it was there that can be heard
 * or seen: a packet of sound, a whole keyframe. 0 for never. Whatever else is wrong with the
 * stream.
 */
int64_t peer_reception_last(const GArray *arrivals, uint16_t device);
int64_t peer_reception_first(const GArray *arrivals, enum peer_codec codec, uint16_t device);

/* Appends what each packet took that came after `from`, up to `to`: int64_t, microseconds. */
void peer_reception_latencies(const GArray *arrivals, int64_t from, int64_t to, GArray *latencies);
/* Of int64_t: the value below which so many percent of them lie; sorts them. 0 of none. */
int64_t peer_reception_percentile(GArray *values, guint percent);

/* Judges all there is. */
void peer_reception_judge(const GArray *arrivals, enum peer_codec codec,
    const struct peer_allowance *allowance, struct peer_verdict *out);

#endif
