/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a receiver says in RTCP compound packets (RFC 3550 §6.1). */
#ifndef BATON_RTP_RTCP_H
#define BATON_RTP_RTCP_H

#include <stddef.h>
#include <stdint.h>

/* A report block about one SSRC (RFC 3550 §6.4.1). */
struct baton_rtcp_block {
    uint32_t ssrc;
    int32_t lost;     /* packets lost so far; late and repeated packets lower it */
    uint32_t highest; /* the highest sequence number, extended to 32 bits */
    uint32_t jitter;  /* in ticks of the RTP clock */
    uint32_t last_sr; /* when the last sender report was sent, by the sender's clock, in 1/65536 s; 0: none has come */
    uint32_t since_sr; /* the time from its arrival until this report, in 1/65536 s */
    uint8_t fraction_lost; /* since the last report, in 1/256 */
};

/* Blocks beyond this number are left out. */
enum { BATON_RTCP_BLOCKS = 64 };

struct baton_rtcp_feedback {
    unsigned keyframes; /* PLI (RFC 4585 §6.3.1) and FIR (RFC 5104 §4.3.1) messages */
    unsigned nacked;    /* sequence numbers in NACKs (RFC 4585 §6.2.1) */
    uint64_t remb;      /* the last REMB, in bit/s (draft-alvestrand-rmcat-remb §2.2); 0: there is none */
    size_t count;       /* blocks */
    struct baton_rtcp_block blocks[BATON_RTCP_BLOCKS];
};

/* Sets `out` to what the packets say. Stops at the first packet that is incomplete or not RTCP. */
void baton_rtcp_read(const uint8_t *data, size_t length, struct baton_rtcp_feedback *out);

#endif
