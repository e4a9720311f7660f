/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the receiver of a downlink has reported about the media that it gets. */
#ifndef BATON_MEDIA_RECEPTION_H
#define BATON_MEDIA_RECEPTION_H

#include <stdint.h>

#include "base/clock.h"

/* All counters count from the beginning of the downlink. They never decrease, so two copies can be compared. */
struct baton_reception {
    uint64_t sent_bytes, sent_packets; /* of all slots, RTP headers included */

    uint64_t rembs;     /* REMB messages */
    uint64_t remb;      /* the last REMB in bit/s; 0: none has come yet */
    baton_time remb_at; /* when it came; BATON_NEVER */

    uint64_t reports;      /* compound packets with at least one report block (RFC 3550 §6.4.1) */
    baton_time report_at;  /* when the last one came; BATON_NEVER */
    uint64_t expected;     /* packets that the receiver has expected, of all m-lines together */
    uint64_t lost;         /* how many of them were lost; a late packet counts as lost at first */
    uint8_t fraction_lost; /* the worst m-line in the last report, in 1/256 */
    uint32_t jitter;       /* the worst m-line in the last report, in ticks of its RTP clock (48 or 90 kHz) */
    baton_time rtt;        /* the last round-trip time; 0: not known yet */

    uint64_t nacked; /* packets named in NACKs; each repetition counts */
    uint64_t plis;   /* requests for keyframes, PLI or FIR */
};

#endif
