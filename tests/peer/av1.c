/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer/av1.h"

#include <string.h>

/* The aggregation header, section 4.4, and the headers of OBUs (AV1 section 5.3.2). */
enum { CONTINUES = 0x80, GOES_ON = 0x40, ONE_OBU = 0x10, TWO_OBUS = 0x20, NEW_SEQUENCE = 0x08 };
enum { FRAME = 0x30 };
/* The descriptor, appendix A.8. */
enum { BEGINS = 0x80, ENDS = 0x40, DELTA_TEMPLATE = 1 };

/* 640 x 360, as Chromium sends it. */
static const uint8_t sequence_header[] = {
    0x08, 0x00, 0x00, 0x00, 0x0c, 0xc4, 0xff, 0x67, 0x00, 0x68, 0x02};

/*
 * The structure with one layer: 10000, offset 000000, targets 00000, layers 00 11, indications 10 10, differences
 * 0 1 0000 0, chains 1, chain differences 0000 0001, no size 0.
 */
static const uint8_t structure[] = {0x80, 0x00, 0x3a, 0x41, 0x01, 0x00};

size_t peer_av1_write(const struct peer_piece *piece, uint8_t *out)
{
    bool begins = piece->key && piece->first;
    size_t len = 1;

    out[0] = (uint8_t)((piece->first ? 0 : CONTINUES) | (piece->last ? 0 : GOES_ON) |
                       (begins ? TWO_OBUS | NEW_SEQUENCE : ONE_OBU));
    if (begins) {
        out[len++] = sizeof(sequence_header);
        memcpy(out + len, sequence_header, sizeof(sequence_header));
        len += sizeof(sequence_header);
    }
    if (piece->first)
        out[len++] = FRAME;
    return len;
}

size_t peer_av1_describe(const struct peer_piece *piece, uint8_t *out)
{
    bool begins = piece->key && piece->first;

    out[0] = (uint8_t)((piece->first ? BEGINS : 0) | (piece->last ? ENDS : 0) |
                       (piece->key ? 0 : DELTA_TEMPLATE));
    out[1] = (uint8_t)(piece->picture >> 8);
    out[2] = (uint8_t)piece->picture;
    if (begins)
        memcpy(out + 3, structure, sizeof(structure));
    return begins ? 3 + sizeof(structure) : 3;
}

struct peer_frame_info peer_av1_read(const uint8_t *payload, size_t len)
{
    struct peer_frame_info info = peer_frame_unknown;

    if (len == 0)
        return info;
    info.start = !(payload[0] & CONTINUES);
    info.key = info.start && payload[0] & NEW_SEQUENCE;
    return info;
}

int peer_av1_frame_number(const uint8_t *descriptor, size_t len)
{
    return len < 3 ? -1 : descriptor[1] << 8 | descriptor[2];
}
