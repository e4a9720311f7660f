/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer/vp9.h"

enum {
    HAS_PICTURE = 0x80,
    PREDICTED = 0x40,
    HAS_LAYERS = 0x20,
    BEGINS = 0x08,
    ENDS = 0x04,
    HAS_STRUCTURE = 0x02,
};
enum { ONE_LAYER_WITH_SIZE = 0x10, SYNC = 0x10, WIDE = 0x80 };

/* A keyframe has its size. Pictures of several layers have the number of the last picture of layer 0. */
size_t peer_vp9_write(const struct peer_piece *piece, uint8_t *out)
{
    bool sized = piece->key && piece->first;
    size_t len = 1;

    out[0] = (uint8_t)(HAS_PICTURE | (piece->key ? 0 : PREDICTED) | (piece->first ? BEGINS : 0) |
                       (piece->last ? ENDS : 0) | (sized ? HAS_STRUCTURE : 0));
    out[len++] = (uint8_t)(WIDE | piece->picture >> 8);
    out[len++] = (uint8_t)piece->picture;
    if (piece->layers > 1) {
        out[0] |= HAS_LAYERS;
        out[len++] = (uint8_t)(piece->temporal << 5 | (piece->sync ? SYNC : 0));
        out[len++] = piece->tl0;
    }
    if (sized) {
        out[len++] = ONE_LAYER_WITH_SIZE;
        out[len++] = (uint8_t)(piece->width >> 8);
        out[len++] = (uint8_t)piece->width;
        out[len++] = (uint8_t)(piece->height >> 8);
        out[len++] = (uint8_t)piece->height;
    }
    return len;
}

struct peer_frame_info peer_vp9_read(const uint8_t *payload, size_t len)
{
    struct peer_frame_info info = peer_frame_unknown;
    size_t at = 3;

    if (len < 10 || !(payload[0] & HAS_PICTURE) || !(payload[1] & WIDE))
        return info;
    info.picture = (payload[1] & 0x7f) << 8 | payload[2];
    info.start = payload[0] & BEGINS;
    info.key = info.start && !(payload[0] & PREDICTED);
    if (payload[0] & HAS_LAYERS) {
        info.temporal = payload[at] >> 5;
        info.sync = payload[at] & SYNC;
        info.tl0 = payload[at + 1];
        at += 2;
    }
    if (payload[0] & HAS_STRUCTURE && payload[at] == ONE_LAYER_WITH_SIZE)
        info.height = payload[at + 3] << 8 | payload[at + 4];
    return info;
}
