/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay owns the way of a packet: in at an uplink's m-line, through the stream it feeds, out at
 * every slot that the stream is on. This is the packet path: any thread may call it, but only one
 * at a time for each port. It holds one lock, that of the stream, for one packet. It allocates
 * nothing.
 */
#ifndef BATON_MEDIA_RELAY_H
#define BATON_MEDIA_RELAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/packet.h"
#include "media/port.h"

/* An RTP packet that came in on an uplink's m-line. Changes packet->data in place. */
void baton_relay_rtp(struct baton_port *uplink, int mindex, struct baton_packet *packet);

/*
 * An RTCP compound packet (RFC 3550 §6.1) that came in on a downlink's m-line. A PLI or FIR in it
 * reaches the device that feeds the stream on that slot, merged with others and paced.
 */
void baton_relay_rtcp(
    struct baton_port *downlink, int mindex, const uint8_t *data, size_t length, baton_time now);

#endif
