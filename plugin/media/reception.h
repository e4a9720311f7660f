/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reports of a downlink's receiver about the media that it gets. */
#ifndef BATON_MEDIA_RECEPTION_H
#define BATON_MEDIA_RECEPTION_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/clock.h"
#include "rtp/report_blocks.h"
#include "rtp/rtcp.h"

/* Counters count from the beginning of the downlink, so two copies can be compared. */
struct baton_reception {
    uint64_t sent_bytes, sent_packets; /* of all slots, RTP headers included */

    uint64_t rembs; /* REMB messages */
    uint64_t remb;  /* the last one in bit/s; 0: none has come yet */

    uint64_t reports;      /* compound packets with at least one report block (RFC 3550 §6.4.1) */
    int64_t expected;      /* packets that the receiver has expected, of all m-lines together */
    int64_t lost;          /* how many of them were lost; it may fall again when late packets have come */
    uint8_t fraction_lost; /* the worst m-line in the last report, in 1/256 */
    uint32_t jitter;       /* the worst m-line in the last report, in ticks of its RTP clock (48 or 90 kHz) */
    baton_time rtt;        /* the last round-trip time; 0: not known yet */

    uint64_t nacked; /* packets named in NACKs. Janus's core answers most NACKs itself, and does not pass them on */
    uint64_t plis;   /* requests for keyframes, PLI or FIR */
};

/* All members are zero at first. The packet thread of the downlink writes them, the control thread reads the atomic
 * ones. */
struct baton_reception_record {
    _Atomic uint64_t rembs, remb, reports, nacked, plis;
    _Atomic int64_t expected, lost;
    _Atomic baton_time rtt;
    _Atomic uint32_t jitter;
    _Atomic uint8_t fraction_lost;
    struct baton_report_blocks sums; /* packet thread only */
};

/* Packet thread. `ntp` is the wall clock in 1/65536 s (the middle of an NTP timestamp, RFC 3550 §4). */
void baton_reception_note(struct baton_reception_record *record,
    const struct baton_rtcp_feedback *feedback, uint32_t ntp);

/* Any thread. Sets all members of `out` but those about sent packets. */
void baton_reception_copy(
    const struct baton_reception_record *record, struct baton_reception *out);

#endif
