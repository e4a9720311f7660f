/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads RTCP packets. */
#include "peer/rtcp.h"

#include <stdbool.h>
#include <string.h>

#include "peer/wire.h"

enum {
    SR = 200,
    RR = 201,
    RTPFB = 205,
    PSFB = 206,
    NACK = 1,
    PLI = 1,
    FIR = 4,
    TRANSPORT = 15,
    APPLICATION = 15,
    CHUNK_SYMBOLS = 7, /* symbols in a status vector of two-bit symbols */
};

static size_t finish(uint8_t *out, int count, int type, size_t len)
{
    out[0] = (uint8_t)(0x80 | count);
    out[1] = (uint8_t)type;
    peer_wire_put16(out + 2, (uint16_t)(len / 4 - 1));
    return len;
}

size_t peer_rtcp_write_rr(
    uint8_t *out, uint32_t own, const struct peer_rtcp_block *blocks, size_t count)
{
    uint8_t *p = out + 8;

    peer_wire_put32(out + 4, own);
    for (size_t i = 0; i < count; i++, p += 24) {
        peer_wire_put32(p, blocks[i].ssrc);
        peer_wire_put32(p + 4, (uint32_t)blocks[i].fraction << 24 | (blocks[i].lost & 0xffffff));
        peer_wire_put32(p + 8, blocks[i].highest);
        peer_wire_put32(p + 12, 0); /* the jitter */
        peer_wire_put32(p + 16, blocks[i].last_sr);
        peer_wire_put32(p + 20, blocks[i].since_sr);
    }
    return finish(out, (int)count, RR, (size_t)(p - out));
}

size_t peer_rtcp_write_sr(
    uint8_t *out, uint32_t own, uint64_t ntp, uint32_t ts, uint32_t packets, uint32_t bytes)
{
    peer_wire_put32(out + 4, own);
    peer_wire_put64(out + 8, ntp);
    peer_wire_put32(out + 16, ts);
    peer_wire_put32(out + 20, packets);
    peer_wire_put32(out + 24, bytes);
    return finish(out, 0, SR, 28);
}

size_t peer_rtcp_write_nack(
    uint8_t *out, uint32_t own, uint32_t ssrc, const uint16_t *seqs, size_t count)
{
    uint8_t *p = out + 12;

    peer_wire_put32(out + 4, own);
    peer_wire_put32(out + 8, ssrc);
    for (size_t i = 0; i < count; p += 4) {
        uint16_t first = seqs[i++], more = 0;
        for (; i < count && (uint16_t)(seqs[i] - first - 1) < 16; i++)
            more |= (uint16_t)(1 << (uint16_t)(seqs[i] - first - 1));
        peer_wire_put16(p, first);
        peer_wire_put16(p + 2, more);
    }
    return finish(out, NACK, RTPFB, (size_t)(p - out));
}

size_t peer_rtcp_write_pli(uint8_t *out, uint32_t own, uint32_t ssrc)
{
    peer_wire_put32(out + 4, own);
    peer_wire_put32(out + 8, ssrc);
    return finish(out, PLI, PSFB, 12);
}

size_t peer_rtcp_write_remb(
    uint8_t *out, uint32_t own, uint64_t bitrate, const uint32_t *ssrcs, size_t count)
{
    unsigned int exponent = 0;

    while (bitrate >> exponent > 0x3ffff)
        exponent++;
    peer_wire_put32(out + 4, own);
    peer_wire_put32(out + 8, 0);
    memcpy(out + 12, "REMB", 4);
    peer_wire_put32(
        out + 16, (uint32_t)count << 24 | exponent << 18 | (uint32_t)(bitrate >> exponent));
    for (size_t i = 0; i < count; i++)
        peer_wire_put32(out + 20 + 4 * i, ssrcs[i]);
    return finish(out, APPLICATION, PSFB, 20 + 4 * count);
}

/* Symbol 1 means a delta of one byte, symbol 2 a delta of two bytes (section 3.1.5 of the draft). */
static int symbol_of(int64_t delta)
{
    return delta >= 0 && delta <= 255 ? 1 : 2;
}

size_t peer_rtcp_write_feedback(uint8_t *out, uint32_t own, uint32_t ssrc, uint16_t base,
    const int64_t *arrivals, size_t count, uint8_t number)
{
    uint8_t deltas[800], *p = out + 20;
    size_t deltas_len = 0, i = 0;
    int64_t first = 0;

    while (i < count && arrivals[i] < 0)
        i++;
    first = i < count ? arrivals[i] / 64000 : 0;
    int64_t last = first * 256; /* arrival of the last packet, in units of 250 us */
    for (i = 0; i < count; i += CHUNK_SYMBOLS, p += 2) {
        uint16_t chunk = 0xc000;
        for (size_t k = 0; k < CHUNK_SYMBOLS && i + k < count; k++) {
            if (arrivals[i + k] < 0)
                continue;
            int64_t delta = arrivals[i + k] / 250 - last;
            int symbol = symbol_of(delta);
            last += delta;
            chunk |= (uint16_t)(symbol << (12 - 2 * k));
            if (symbol == 1)
                deltas[deltas_len++] = (uint8_t)delta;
            else
                peer_wire_put16(deltas + deltas_len, (uint16_t)delta), deltas_len += 2;
        }
        peer_wire_put16(p, chunk);
    }
    memcpy(p, deltas, deltas_len);
    p += deltas_len;
    while ((p - out) % 4)
        *p++ = 0;
    peer_wire_put32(out + 4, own);
    peer_wire_put32(out + 8, ssrc);
    peer_wire_put16(out + 12, base);
    peer_wire_put16(out + 14, (uint16_t)count);
    peer_wire_put32(out + 16, (uint32_t)(first & 0xffffff) << 8 | number);
    return finish(out, TRANSPORT, RTPFB, (size_t)(p - out));
}

static void read_nack(
    const uint8_t *p, size_t len, const struct peer_rtcp_handler *handler, void *user)
{
    uint32_t ssrc = peer_wire_get32(p + 8);

    for (size_t at = 12; at + 4 <= len; at += 4) {
        uint16_t first = peer_wire_get16(p + at), more = peer_wire_get16(p + at + 2);
        handler->nack(user, ssrc, first);
        for (int i = 0; i < 16; i++)
            if (more & 1 << i)
                handler->nack(user, ssrc, (uint16_t)(first + i + 1));
    }
}

/* A report block has 24 bytes. `at`: where the first one begins. */
static void read_blocks(
    const uint8_t *p, size_t len, size_t at, const struct peer_rtcp_handler *handler, void *user)
{
    for (int i = 0; i < (p[0] & 31) && at + 24 <= len; i++, at += 24)
        handler->block(user, peer_wire_get32(p + at));
}

/* FIR has an entry of 8 bytes for each SSRC (RFC 5104 section 4.3.1.1). */
static void read_fir(
    const uint8_t *p, size_t len, const struct peer_rtcp_handler *handler, void *user)
{
    for (size_t at = 12; at + 8 <= len; at += 8)
        handler->fir(user, peer_wire_get32(p + at), p[at + 4]);
}

static void read_payload_feedback(
    const uint8_t *p, size_t len, const struct peer_rtcp_handler *handler, void *user)
{
    int format = p[0] & 31;

    if (format == PLI && handler->pli)
        handler->pli(user, peer_wire_get32(p + 8));
    else if (format == FIR && handler->fir)
        read_fir(p, len, handler, user);
    else if (format == APPLICATION && len >= 20 && memcmp(p + 12, "REMB", 4) == 0 && handler->remb)
        handler->remb(user, (uint64_t)(peer_wire_get32(p + 16) & 0x3ffff) << (p[17] >> 2));
}

void peer_rtcp_read(
    const uint8_t *data, size_t len, const struct peer_rtcp_handler *handler, void *user)
{
    while (len >= 8) {
        size_t size = ((size_t)peer_wire_get16(data + 2) + 1) * 4;
        if (data[0] >> 6 != 2 || size > len)
            return;
        int format = data[0] & 31;
        if ((data[1] == SR || data[1] == RR) && handler->block)
            read_blocks(data, size, data[1] == SR ? 28 : 8, handler, user);
        if (data[1] == SR && size >= 28 && handler->sr)
            handler->sr(user, peer_wire_get32(data + 4), peer_wire_get64(data + 8),
                peer_wire_get32(data + 16));
        else if (data[1] == RTPFB && size >= 16 && format == NACK && handler->nack)
            read_nack(data, size, handler, user);
        else if (data[1] == RTPFB && format == TRANSPORT && handler->feedback)
            handler->feedback(user);
        else if (data[1] == PSFB && size >= 12)
            read_payload_feedback(data, size, handler, user);
        data += size;
        len -= size;
    }
}
