/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes numbers in network byte order. Nothing here checks bounds. */
#ifndef BATON_PEER_WIRE_H
#define BATON_PEER_WIRE_H

#include <stdint.h>

static inline uint16_t peer_wire_get16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t peer_wire_get32(const uint8_t *p)
{
    return (uint32_t)peer_wire_get16(p) << 16 | peer_wire_get16(p + 2);
}

static inline uint64_t peer_wire_get64(const uint8_t *p)
{
    return (uint64_t)peer_wire_get32(p) << 32 | peer_wire_get32(p + 4);
}

static inline void peer_wire_put16(uint8_t *p, uint16_t n)
{
    p[0] = (uint8_t)(n >> 8);
    p[1] = (uint8_t)n;
}

static inline void peer_wire_put32(uint8_t *p, uint32_t n)
{
    peer_wire_put16(p, (uint16_t)(n >> 16));
    peer_wire_put16(p + 2, (uint16_t)n);
}

static inline void peer_wire_put64(uint8_t *p, uint64_t n)
{
    peer_wire_put32(p, (uint32_t)(n >> 32));
    peer_wire_put32(p + 4, (uint32_t)n);
}

#endif
