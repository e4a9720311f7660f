/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tag has 32 bytes. All except the first four and the last are masked, so that they cannot contain a start code of
 * H.264. The last byte is not zero, because a NAL unit of H.264 must not end with zero.
 */
#include "peer/tag.h"

#include <string.h>

#include "peer/wire.h"

#define MAGIC UINT32_C(0x4241544e)

enum {
    MASK = 0x5a,
    KEY = 1,
    LAST = 2,
    TEMPORAL = 2, /* the first bit of each of these two fields, which have two bits */
    ENCODING = 4,
    END = 0x80,
};

static void mask(uint8_t *bytes)
{
    for (int i = 4; i < PEER_TAG_BYTES - 1; i++)
        bytes[i] ^= MASK;
}

void peer_tag_write(const struct peer_tag *tag, uint8_t out[PEER_TAG_BYTES])
{
    peer_wire_put32(out, MAGIC);
    peer_wire_put16(out + 4, tag->device);
    out[6] = tag->source;
    out[7] = (uint8_t)((tag->key ? KEY : 0) | (tag->last ? LAST : 0) |
                       (tag->temporal & 3) << TEMPORAL | (tag->encoding & 3) << ENCODING);
    peer_wire_put32(out + 8, tag->frame);
    peer_wire_put16(out + 12, tag->part);
    peer_wire_put32(out + 14, tag->ordinal);
    peer_wire_put64(out + 18, (uint64_t)tag->captured);
    peer_wire_put32(out + 26, (uint32_t)(tag->sent - tag->captured));
    out[30] = tag->refers;
    out[31] = END;
    mask(out);
}

bool peer_tag_read(const uint8_t *payload, size_t len, struct peer_tag *out)
{
    uint8_t bytes[PEER_TAG_BYTES];

    if (len < PEER_TAG_BYTES)
        return false;
    memcpy(bytes, payload + len - PEER_TAG_BYTES, PEER_TAG_BYTES);
    if (peer_wire_get32(bytes) != MAGIC || bytes[31] != END)
        return false;
    mask(bytes);
    *out = (struct peer_tag){
        .device = peer_wire_get16(bytes + 4),
        .source = bytes[6],
        .key = bytes[7] & KEY,
        .last = bytes[7] & LAST,
        .temporal = bytes[7] >> TEMPORAL & 3,
        .encoding = bytes[7] >> ENCODING & 3,
        .refers = bytes[30],
        .frame = peer_wire_get32(bytes + 8),
        .part = peer_wire_get16(bytes + 12),
        .ordinal = peer_wire_get32(bytes + 14),
        .captured = (int64_t)peer_wire_get64(bytes + 18),
    };
    out->sent = out->captured + peer_wire_get32(bytes + 26);
    return true;
}
