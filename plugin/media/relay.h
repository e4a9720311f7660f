/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packet path: a packet comes in on an uplink's m-line, passes the stream that the m-line
 * feeds, and goes out on every slot of that stream. Any thread may call these functions, but only
 * one thread at a time for each port. They hold one stream's lock for one packet, and allocate
 * nothing.
 */
#ifndef BATON_MEDIA_RELAY_H
#define BATON_MEDIA_RELAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/packet.h"
#include "media/port.h"

/* Takes an RTP packet that came in on an uplink's m-line. Changes packet->data in place. */
void baton_relay_rtp(struct baton_port *uplink, int mindex, struct baton_packet *packet);

/*
 * Takes an RTCP compound packet (RFC 3550 §6.1) that came in on a downlink's m-line, and notes what it reports. If it
 * has a PLI or FIR, the device that feeds the slot's stream is asked for a keyframe of the encoding that the slot
 * sends. Requests of several receivers are merged, and sent no faster than the pacer allows (rtp/pacer.h). `ntp` is
 * the wall clock (media/reception.h).
 */
void baton_relay_rtcp(struct baton_port *downlink, int mindex, const uint8_t *data, size_t length,
    baton_time now, uint32_t ntp);

#endif
