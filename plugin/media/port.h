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
#include "media/reception.h"
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
    struct baton_reception_record reception;
};

/* Returns NULL if memory ran out. The host's functions get `handle` as argument. */
struct baton_port *baton_port_new(struct baton_media *media, void *handle);

/*
 * Empties every slot, unbinds every feed and frees the port. The host's functions are no longer
 * called with its handle. Call this after the last packet callback of the handle has returned.
 */
void baton_port_free(struct baton_port *port);

/*
 * Says how the device sends on m-line `mindex` (below BATON_PORT_MAX_FEEDS), before the m-line is bound. Call this
 * before the first packets can come: only they name their encoding (rid), and without this call they are not read.
 */
void baton_port_expect(
    struct baton_port *uplink, int mindex, const struct baton_feed_format *format);

/*
 * Binds m-line `mindex` (below BATON_PORT_MAX_FEEDS) of an uplink to a stream, and returns the
 * generation under which its packets arrive. Nothing is forwarded yet. An earlier binding of the
 * m-line ends. If the rids are the same as before, the SSRCs of the encodings are still known.
 */
uint64_t baton_port_bind(struct baton_port *uplink, int mindex, struct baton_stream *stream,
    const struct baton_feed_format *format);

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
 * Chooses the encoding and the temporal layers that are sent on a slot. A new stream on the slot has the choice
 * {0, BATON_SLOT_ALL_LAYERS}.
 *
 * The slot changes to another encoding at the start of a keyframe of that encoding, for which Baton asks, and goes on
 * with its present encoding until then. If the chosen encoding is not live, the slot sends the next live encoding below
 * it or, if there is none, the next above it. The temporal layers change at the next picture that allows it.
 * BATON_SLOT_NOTHING takes effect at once.
 */
void baton_port_choose(
    struct baton_port *downlink, int mindex, struct baton_slot_choice choice, baton_time now);

/* Returns what is sent on a slot now. The encoding is BATON_SLOT_NOTHING if the slot is empty, or if it waits for the
 * first packet at which it can open. */
struct baton_slot_choice baton_port_choice(const struct baton_port *downlink, int mindex);

/* Returns the bytes sent on a slot so far, for all its streams, RTP headers included. */
uint64_t baton_port_sent(const struct baton_port *downlink, int mindex);

/* Sets `out` to what the receiver of a downlink has reported so far. */
void baton_port_reception(const struct baton_port *downlink, struct baton_reception *out);

/*
 * Starts or stops sending on all slots. If `fed` is false, nothing is sent until it is set to true. A device
 * stays unfed while people are asked whether they agree to the device. A new port is fed.
 */
void baton_port_feed(struct baton_port *downlink, bool fed, baton_time now);

#endif
