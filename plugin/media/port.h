/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A port is the media side of one Janus handle. It has a feed for each m-line on which an uplink sends, and a slot for
 * each m-line on which a downlink receives. A handle is either an uplink or a downlink, so only the feeds or only the
 * slots are used. Only the control thread calls these functions.
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

/* Returns NULL if memory ran out. The host's functions get `handle` as argument. */
struct baton_port *baton_port_new(struct baton_media *media, void *handle);

/*
 * Empties every slot, unbinds every feed and frees the port. The host's functions are no longer
 * called with its handle. Call this after the last packet callback of the handle has returned.
 */
void baton_port_free(struct baton_port *port);

/*
 * Binds m-line `mindex` (below BATON_PORT_MAX_FEEDS) of an uplink to a stream, and returns the
 * generation under which its packets arrive. Nothing is forwarded yet. An earlier binding of the
 * m-line ends. `pt` (0..127) is the payload type of the m-line; packets of other types are dropped.
 * `primary` marks the video at which a gate fires (the camera, if there is a camera and a screen).
 */
uint64_t baton_port_bind(
    struct baton_port *uplink, int mindex, struct baton_stream *stream, uint8_t pt, bool primary);

/* Unbinds the m-line, if it is bound. A stream that listened to this feed then listens to no feed. */
void baton_port_unbind(struct baton_port *uplink, int mindex);

/*
 * Puts `stream` on m-line `mindex` (below BATON_PORT_MAX_SLOTS) of a downlink; NULL empties the m-line. If memory ran
 * out, the m-line stays empty.
 *
 * All packets that are sent on an m-line form one continuous stream. It starts with `seed_seq` and `seed_ts` when the
 * m-line is used for the first time. It also starts again with them when the m-line changes between audio and video,
 * which a new PeerConnection can cause.
 *
 * Video waits for the next keyframe, and Baton asks the device for a keyframe, but not more often than the stream's
 * pacer allows. Otherwise a receiver could make another person's camera send keyframes all the time.
 */
void baton_port_put(struct baton_port *downlink, int mindex, struct baton_stream *stream,
    bool video, uint16_t seed_seq, uint32_t seed_ts, baton_time now);

/* Returns the stream on a slot, even if the port is not fed. NULL: the slot is empty. */
struct baton_stream *baton_port_stream(const struct baton_port *downlink, int mindex);

/*
 * Starts or stops sending on all slots. If `fed` is false, nothing is sent until it is set to true. A device
 * stays unfed while people are asked whether they agree to the device. A new port is fed.
 */
void baton_port_feed(struct baton_port *downlink, bool fed, baton_time now);

#endif
