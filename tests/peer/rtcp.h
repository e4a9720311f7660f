/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtcp owns the RTCP that a browser speaks: reports, NACK, PLI, transport-wide feedback. */
#ifndef BATON_PEER_RTCP_H
#define BATON_PEER_RTCP_H

#include <stddef.h>
#include <stdint.h>

/* The block of a receiver report on one stream (RFC 3550 section 6.4.1). */
struct peer_rtcp_block {
    uint32_t ssrc;
    uint32_t lost;    /* 24 bits */
    uint32_t highest; /* extended sequence number */
    uint32_t last_sr;
    uint32_t since_sr; /* units of 1/65536 s */
};

/* Called for each part of a packet that came in. Any of them may be NULL. */
struct peer_rtcp_handler {
    void (*nack)(void *user, uint32_t ssrc, uint16_t seq);
    void (*pli)(void *user, uint32_t ssrc);
    void (*remb)(void *user, uint64_t bitrate);
    void (*sr)(void *user, uint32_t ssrc, uint64_t ntp, uint32_t ts);
    void (*feedback)(void *user); /* transport-wide */
};

/* Each writes one packet and returns its length. `own` is the sender's SSRC. */
size_t peer_rtcp_write_rr(
    uint8_t *out, uint32_t own, const struct peer_rtcp_block *blocks, size_t count);
size_t peer_rtcp_write_sr(
    uint8_t *out, uint32_t own, uint64_t ntp, uint32_t ts, uint32_t packets, uint32_t bytes);
size_t peer_rtcp_write_nack(
    uint8_t *out, uint32_t own, uint32_t ssrc, const uint16_t *seqs, size_t count);
size_t peer_rtcp_write_pli(uint8_t *out, uint32_t own, uint32_t ssrc);
/*
 * Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01) on `count` numbers
 * from `base`: their arrival in microseconds, or -1. At most 400 of them.
 */
size_t peer_rtcp_write_feedback(uint8_t *out, uint32_t own, uint32_t ssrc, uint16_t base,
    const int64_t *arrivals, size_t count, uint8_t number);

/* Goes through a compound packet; stops where it makes no sense. */
void peer_rtcp_read(
    const uint8_t *data, size_t len, const struct peer_rtcp_handler *handler, void *user);

#endif
