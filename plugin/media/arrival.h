/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrival owns what is known of a packet on its way from its feed to the stream. */
#ifndef BATON_MEDIA_ARRIVAL_H
#define BATON_MEDIA_ARRIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "media/packet.h"
#include "rtp/intake.h"
#include "rtp/payload.h"

struct baton_uplink;

/* A packet that its feed has accepted. */
struct baton_arrival {
    const struct baton_uplink *uplink; /* that it came in on */
    struct baton_packet *packet;
    uint64_t generation;
    struct baton_taken taken;
    struct baton_payload payload;
    uint16_t payload_at;
    bool primary;
    bool empty;       /* nothing but padding */
    bool first_heard; /* audio, after none for BATON_FEED_HEARING */
};

/*
 * Whether a stream may open at this packet. It opens at the newest packet of its feed only: had a
 * later packet come before it, that one would be lost, and for video the keyframe would be broken.
 */
static inline bool baton_arrival_can_open(const struct baton_arrival *arrival, bool video)
{
    return arrival->taken.newest && !arrival->empty && (!video || arrival->payload.keyframe);
}

#endif
