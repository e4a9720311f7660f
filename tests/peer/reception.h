/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verdict on the packets that arrived on one m-line: whether a receiver could notice that the stream changed from
 * one device or encoding to another, or that temporal layers were left out. `arrivals` are struct peer_arrival, in
 * order of arrival.
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
    PEER_RECEPTION_DEVICES_MAX = 64, /* devices that a verdict lists */
    PEER_RECEPTION_TEXTS_MAX = 8,    /* complaints that a verdict has as text */
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

/* The path from a device to the server. Times are in microseconds. */
struct peer_path {
    int64_t delay;    /* the shortest travel time of a packet */
    int64_t disorder; /* the most by which the travel times of two packets differ */
};

/* Faults of a stream that the server has not caused. Times are in microseconds. */
struct peer_allowance {
    uint64_t holes;     /* packets that the relay dropped on the way to Janus or from Janus */
    int64_t time_error; /* the largest error of RTP time at a swap */
    int64_t drift;      /* the largest error of RTP time from the first packet to the last */
    int64_t lateness;   /* the largest lateness of this process */
    /* There are more sources than slots: a source may leave its slot and come back to it. */
    bool crowded;
    /* The index is the device's number. NULL: no path has delay or disorder. */
    const struct peer_path *paths;
};

struct peer_verdict {
    uint64_t packets;
    uint64_t holes;      /* sequence numbers that never arrived */
    uint64_t overtaken;  /* holes that are late packets of the old device */
    uint64_t complaints; /* the number of faults */
    /* The texts of the first complaints. */
    char texts[PEER_RECEPTION_TEXTS_MAX][160];
    /* The first devices that the stream came from, one after the other, and the number of all such devices. */
    uint16_t devices[PEER_RECEPTION_DEVICES_MAX];
    int device_count;
    uint64_t frames[PEER_TAG_ENCODINGS]; /* frames that began, by encoding */
    uint64_t changes;                    /* from one encoding of a device to another */
    uint64_t left_out;                   /* frames that were not forwarded, within one encoding */
};

/* Returns the packet that arrived last, or NULL. */
const struct peer_arrival *peer_reception_newest(const GArray *arrivals);
/*
 * Return a time of arrival; 0: never. The first function returns when a device's last packet arrived. The second
 * function returns when the device's first packet of sound arrived, or the last packet of the device's first whole
 * keyframe. Faults of the stream do not matter.
 */
int64_t peer_reception_last(const GArray *arrivals, uint16_t device);
int64_t peer_reception_first(const GArray *arrivals, enum peer_codec codec, uint16_t device);
/* Returns the longest time without a packet of the device between two moments, in microseconds. */
int64_t peer_reception_pause(const GArray *arrivals, uint16_t device, int64_t from, int64_t to);

/* Appends the travel time of each packet that arrived after `from` and not after `to`: int64_t, microseconds. */
void peer_reception_latencies(const GArray *arrivals, int64_t from, int64_t to, GArray *latencies);
/* Sorts values of type int64_t. Returns the value that `percent` percent of them lie below. 0: there are no values. */
int64_t peer_reception_percentile(GArray *values, guint percent);

/* Judges a whole stream. */
void peer_reception_judge(const GArray *arrivals, enum peer_codec codec,
    const struct peer_allowance *allowance, struct peer_verdict *out);

#endif
