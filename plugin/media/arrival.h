/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrival owns what is known of a packet on its way from the feed it came in by to the source. */
#ifndef BATON_MEDIA_ARRIVAL_H
#define BATON_MEDIA_ARRIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "media/intake.h"
#include "media/packet.h"
#include "media/payload.h"

struct baton_port;

/* A packet that has passed its feed's intake. */
struct baton_arrival {
    struct baton_port *port;
    struct baton_packet *packet;
    uint64_t generation;
    struct baton_taken taken;
    struct baton_payload payload;
    uint16_t payload_at;
    bool primary;
    bool empty;       /* nothing but padding */
    bool first_heard; /* audio, after none for BATON_GATE_HEARING */
};

#endif
