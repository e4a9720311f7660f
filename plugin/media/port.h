/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * port owns the media side of one Janus handle: feeds, one for each m-line that an uplink sends on,
 * and slots, one for each m-line that a downlink receives on. A handle uses one of the two. The
 * control thread alone calls the functions.
 */
#ifndef BATON_MEDIA_PORT_H
#define BATON_MEDIA_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/media.h"
#include "media/slot.h"
#include "media/stream.h"
#include "media/uplink.h"

enum {
    BATON_PORT_MAX_FEEDS = BATON_UPLINK_MAX_FEEDS, /* m-lines of an uplink */
    BATON_PORT_MAX_SLOTS = 64,                     /* m-lines of a downlink */
};

/* For port.c and relay.c only. */
struct baton_port {
    struct baton_media *media;
    bool fed; /* control thread only */
    struct baton_uplink uplink;
    struct baton_slot slots[BATON_PORT_MAX_SLOTS];
};

/* `handle` is what the host's functions are called with. NULL when out of memory. */
struct baton_port *baton_port_new(struct baton_media *media, void *handle);

/*
 * Empties every slot and unbinds every feed first; the host's functions are not called with its
 * handle any more. It must outlive the last packet callback of its handle.
 */
void baton_port_free(struct baton_port *port);

/*
 * Binds m-line `mindex` (below BATON_PORT_MAX_FEEDS) of an uplink to a stream, without anything
 * being forwarded yet, and returns the generation under which its packets arrive. An earlier
 * binding of the m-line ends. `pt`, 0..127: the payload type it must arrive with, others are
 * dropped. `primary` marks the video that opens a gate (camera before screen).
 */
uint64_t baton_port_bind(
    struct baton_port *uplink, int mindex, struct baton_stream *stream, uint8_t pt, bool primary);

/* A stream that listens to it listens to no feed from now on. Does nothing if it is not bound. */
void baton_port_unbind(struct baton_port *uplink, int mindex);

/*
 * Puts `stream` on m-line `mindex` (below BATON_PORT_MAX_SLOTS) of a downlink; NULL empties it.
 * The packets that leave on an m-line stay one continuous stream. `seed_seq` and `seed_ts` start it
 * when the m-line is used for the first time, or for the other kind, as it can be in a new
 * PeerConnection. Video waits for the next keyframe, which is asked for. When out of memory the
 * slot stays empty.
 */
void baton_port_put(struct baton_port *downlink, int mindex, struct baton_stream *stream,
    bool video, uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* The stream that is put on a slot, fed or not; NULL: empty. */
struct baton_stream *baton_port_stream(const struct baton_port *downlink, int mindex);

/*
 * A new port is fed. False: nothing is sent on its slots until it is fed again, as for a device
 * that nobody has agreed to yet.
 */
void baton_port_feed(struct baton_port *downlink, bool fed);

#endif
