/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes RTP headers. */
#include "peer/rtp.h"

#include <string.h>

#include "peer/wire.h"

enum {
    HEADER = 12,
    ONE_BYTE_PROFILE = 0xbede,
};

enum peer_datagram peer_rtp_classify(const uint8_t *data, size_t len)
{
    if (len < 2)
        return PEER_IS_OTHER;
    if (data[0] <= 3)
        return PEER_IS_STUN;
    if (data[0] >= 20 && data[0] <= 63)
        return PEER_IS_DTLS;
    if (data[0] < 128 || data[0] > 191)
        return PEER_IS_OTHER;
    return data[1] >= 192 && data[1] <= 223 ? PEER_IS_RTCP : PEER_IS_RTP;
}

bool peer_rtp_parse(const uint8_t *data, size_t len, struct peer_rtp *out)
{
    if (len < HEADER || data[0] >> 6 != 2)
        return false;
    struct peer_rtp rtp = {
        .pt = data[1] & 0x7f,
        .marker = data[1] & 0x80,
        .seq = peer_wire_get16(data + 2),
        .ts = peer_wire_get32(data + 4),
        .ssrc = peer_wire_get32(data + 8),
    };
    size_t at = HEADER + (size_t)(data[0] & 15) * 4;
    if (data[0] & 0x10) {
        if (at + 4 > len)
            return false;
        rtp.extensions_len = (size_t)peer_wire_get16(data + at + 2) * 4;
        rtp.extensions = data + at + 4;
        at += 4 + rtp.extensions_len;
    }
    size_t padding = data[0] & 0x20 ? data[len - 1] : 0;
    if (at + padding > len)
        return false;
    rtp.payload = data + at;
    rtp.payload_len = len - at - padding;
    *out = rtp;
    return true;
}

const uint8_t *peer_rtp_extension(const struct peer_rtp *rtp, int id, size_t *len)
{
    const uint8_t *p = rtp->extensions, *end = p + rtp->extensions_len;

    while (p && p < end) {
        size_t size = (size_t)(*p & 15) + 1;
        if (*p == 0) {
            p++;
            continue;
        }
        if (p + 1 + size > end)
            break;
        if (*p >> 4 == id) {
            *len = size;
            return p + 1;
        }
        p += 1 + size;
    }
    return NULL;
}

size_t peer_rtp_write(const struct peer_rtp *rtp, uint8_t *out)
{
    size_t at = HEADER;

    out[0] = 0x80 | (rtp->extensions_len ? 0x10 : 0);
    out[1] = (uint8_t)(rtp->pt | (rtp->marker ? 0x80 : 0));
    peer_wire_put16(out + 2, rtp->seq);
    peer_wire_put32(out + 4, rtp->ts);
    peer_wire_put32(out + 8, rtp->ssrc);
    if (rtp->extensions_len) {
        peer_wire_put16(out + at, ONE_BYTE_PROFILE);
        peer_wire_put16(out + at + 2, (uint16_t)(rtp->extensions_len / 4));
        memcpy(out + at + 4, rtp->extensions, rtp->extensions_len);
        at += 4 + rtp->extensions_len;
    }
    memcpy(out + at, rtp->payload, rtp->payload_len);
    return at + rtp->payload_len;
}

int peer_rtp_seq_step(uint16_t from, uint16_t to)
{
    return (int16_t)(uint16_t)(to - from);
}
