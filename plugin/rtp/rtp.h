/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the RTP header (RFC 3550 §5.1) within its bounds, and writes its fields in place. */
#ifndef BATON_RTP_RTP_H
#define BATON_RTP_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BATON_RTP_HEADER_SIZE = 12 };

struct baton_rtp {
    uint32_t ssrc;
    uint32_t timestamp;
    uint16_t seq;
    uint16_t payload_at;     /* bytes from the start of the packet */
    uint16_t payload_length; /* bytes without padding; 0: there is only padding */
    uint8_t pt;              /* 0..127 */
};

/*
 * Returns false, and sets nothing, if the bytes are not RTP version 2, or if the header, the CSRCs,
 * the extension or the padding go beyond `length`.
 */
bool baton_rtp_parse(const uint8_t *data, size_t length, struct baton_rtp *rtp);

/* Returns the marker of a packet of at least BATON_RTP_HEADER_SIZE bytes. */
static inline bool baton_rtp_marker(const uint8_t *data)
{
    return data[1] & 0x80;
}

/* Write one field into a packet of at least BATON_RTP_HEADER_SIZE bytes. */
static inline void baton_rtp_put_pt(uint8_t *data, uint8_t pt)
{
    data[1] = (uint8_t)((data[1] & 0x80) | pt);
}

/* Takes the marker and the flag of padding away (RFC 3550 §5.1), for another payload behind the same header. */
static inline void baton_rtp_clear_flags(uint8_t *data)
{
    data[0] &= (uint8_t)~0x20;
    data[1] &= 0x7f;
}

static inline void baton_rtp_put_seq(uint8_t *data, uint16_t seq)
{
    data[2] = (uint8_t)(seq >> 8);
    data[3] = (uint8_t)seq;
}

static inline void baton_rtp_put_timestamp(uint8_t *data, uint32_t timestamp)
{
    data[4] = (uint8_t)(timestamp >> 24);
    data[5] = (uint8_t)(timestamp >> 16);
    data[6] = (uint8_t)(timestamp >> 8);
    data[7] = (uint8_t)timestamp;
}

#endif
