/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A packet on its way from its feed to the stream, and what the feed has found out about it. */
#ifndef BATON_MEDIA_ARRIVAL_H
#define BATON_MEDIA_ARRIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "media/packet.h"
#include "rtp/intake.h"
#include "rtp/parameter_sets.h"
#include "rtp/payload.h"

struct baton_uplink;

/* A packet that its feed has accepted. */
struct baton_arrival {
    const struct baton_uplink *uplink; /* the uplink that received it */
    struct baton_packet *packet;
    uint64_t generation;
    struct baton_taken taken;
    struct baton_payload payload;
    uint32_t ssrc;
    uint16_t payload_at;
    uint8_t encoding; /* 0: the smallest; always 0 for a plain source */
    /* H.264: the parameter sets that a receiver needs first if it begins at this packet; else NULL. The feed has
     * them. */
    const struct baton_parameter_sets *sets;
    bool primary;
    bool empty; /* nothing but padding */
    /* H.264: a keyframe starts with this packet, but its parameter sets are missing, so nobody can begin here. */
    bool lacks_sets;
    /* The first audio packet of this feed, or the first after more than BATON_FEED_HEARING (500 ms) without audio. */
    bool first_heard;
};

/*
 * Whether a stream may open at this packet. A stream opens only at the newest packet of its feed. If a packet with a
 * higher number came earlier, the closed stream has already dropped it. A keyframe that contains the dropped packet
 * would be broken.
 */
static inline bool baton_arrival_can_open(const struct baton_arrival *arrival, bool video)
{
    return arrival->taken.newest && !arrival->empty && (!video || arrival->payload.keyframe) &&
           !arrival->lacks_sets;
}

#endif
