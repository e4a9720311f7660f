/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * port owns the media side of one Janus handle: an uplink's port holds feeds (one for each m-line
 * it sends on), a downlink's port holds slots (one for each m-line it receives on). Everything here
 * is called by the control thread alone.
 */
#ifndef BATON_MEDIA_PORT_H
#define BATON_MEDIA_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/stream.h"

enum {
    BATON_PORT_MAX_FEEDS = 16, /* m-lines of an uplink */
    BATON_PORT_MAX_SLOTS = 64, /* m-lines of a downlink */
};

struct baton_media;
struct baton_port;

/* `handle` is what the host's functions are called with. NULL when out of memory. */
struct baton_port *baton_port_new(struct baton_media *media, void *handle);

/*
 * Empties every slot and unbinds every feed first; the host's functions are not called with its
 * handle any more. It must outlive the last packet callback of its handle.
 */
void baton_port_free(struct baton_port *port);

/*
 * Binds m-line `mindex` (below BATON_PORT_MAX_FEEDS) of an uplink to a source, without anything
 * being forwarded yet, and returns the generation under which its packets arrive. An earlier
 * binding of the m-line ends. `pt`, 0..127: the payload type it must arrive with, others are
 * dropped. `primary` marks the video that opens a gate (camera before screen).
 */
uint64_t baton_feed_bind(
    struct baton_port *uplink, int mindex, struct baton_stream *source, uint8_t pt, bool primary);

/* A source that listens to it listens to nobody from now on. Does nothing if it is not bound. */
void baton_feed_unbind(struct baton_port *uplink, int mindex);

/*
 * Puts `source` on m-line `mindex` (below BATON_PORT_MAX_SLOTS) of a downlink; NULL empties it.
 * What leaves on an m-line stays one continuous stream; `seed_seq` and `seed_ts` start it when the
 * m-line is used for the first time, or for the other kind, as it can be in a new PeerConnection.
 * Video waits for the next keyframe, which is asked for. When
 * out of memory the slot stays empty.
 */
void baton_slot_put(struct baton_port *downlink, int mindex, struct baton_stream *source,
    bool video, uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* What is put on a slot, fed or not; NULL: empty. */
struct baton_stream *baton_slot_stream(const struct baton_port *downlink, int mindex);

/*
 * A new port is fed. False: nothing is sent on its slots until it is fed again, as for a device
 * that nobody has agreed to yet.
 */
void baton_port_feed(struct baton_port *downlink, bool fed);

#endif
