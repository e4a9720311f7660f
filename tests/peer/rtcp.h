/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The RTCP that a browser uses: reports, NACK, PLI, transport-wide feedback. */
#ifndef BATON_PEER_RTCP_H
#define BATON_PEER_RTCP_H

#include <stddef.h>
#include <stdint.h>

/* The block of a receiver report about one stream (RFC 3550 section 6.4.1). */
struct peer_rtcp_block {
    uint32_t ssrc;
    uint8_t fraction; /* share of packets lost since the last report, in units of 1/256 */
    uint32_t lost;    /* 24 bits */
    uint32_t highest; /* extended sequence number */
    uint32_t last_sr;
    uint32_t since_sr; /* delay since the last sender report, in units of 1/65536 s */
};

/* Functions that are called for the parts of a received packet. Each may be NULL. */
struct peer_rtcp_handler {
    void (*nack)(void *user, uint32_t ssrc, uint16_t seq);
    void (*pli)(void *user, uint32_t ssrc);
    void (*fir)(void *user, uint32_t ssrc, uint8_t number); /* called for each FCI entry */
    void (*remb)(void *user, uint64_t bitrate);
    void (*sr)(void *user, uint32_t ssrc, uint64_t ntp, uint32_t ts);
    void (*block)(void *user, uint32_t ssrc); /* of a sender or receiver report, about this SSRC */
    void (*feedback)(void *user); /* transport-wide feedback */
};

/* Each function writes one packet and returns its length. `own` is the SSRC of the packet's sender. */
size_t peer_rtcp_write_rr(
    uint8_t *out, uint32_t own, const struct peer_rtcp_block *blocks, size_t count);
size_t peer_rtcp_write_sr(
    uint8_t *out, uint32_t own, uint64_t ntp, uint32_t ts, uint32_t packets, uint32_t bytes);
size_t peer_rtcp_write_nack(
    uint8_t *out, uint32_t own, uint32_t ssrc, const uint16_t *seqs, size_t count);
/* Writes the estimate of a receiver (draft-alvestrand-rmcat-remb-03) for at most 64 streams. */
size_t peer_rtcp_write_remb(
    uint8_t *out, uint32_t own, uint64_t bitrate, const uint32_t *ssrcs, size_t count);
size_t peer_rtcp_write_pli(uint8_t *out, uint32_t own, uint32_t ssrc);
/*
 * Writes transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01) about `count` packets, at most
 * 400. Their transport-wide numbers begin at `base`. `arrivals` are in microseconds; -1: the packet has not arrived.
 */
size_t peer_rtcp_write_feedback(uint8_t *out, uint32_t own, uint32_t ssrc, uint16_t base,
    const int64_t *arrivals, size_t count, uint8_t number);

/* Reads a compound packet. Stops at the first part that is not valid. */
void peer_rtcp_read(
    const uint8_t *data, size_t len, const struct peer_rtcp_handler *handler, void *user);

#endif
