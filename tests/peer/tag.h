/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tag at the end of the payload of every synthetic packet. It says which packet this is. */
#ifndef BATON_PEER_TAG_H
#define BATON_PEER_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PEER_TAG_BYTES = 32,
    PEER_TAG_ENCODINGS = 4, /* encodings that a tag can tell apart */
};

struct peer_tag {
    uint16_t device;  /* number of the device, from 1 */
    uint8_t source;   /* index of the source in the device, from 0 */
    uint8_t encoding; /* index of the encoding in the source, 0 to 3; 0 is the smallest */
    uint8_t temporal; /* temporal layer of the frame, 0 to 3 */
    bool key;         /* the packet belongs to a keyframe */
    bool last;        /* the last packet of its frame */
    uint32_t frame;   /* index of the frame in the encoding, from 0 */
    uint8_t
        refers; /* the frame needs the frame that is so many frames before it; 0: it needs none */
    uint16_t part;    /* index of the packet in the frame, from 0 */
    uint32_t ordinal; /* index of the packet in the encoding, from 0 */
    int64_t captured; /* when the frame was due, in microseconds of the monotonic clock */
    int64_t sent;     /* when the frame was sent, which is later on a busy machine */
};

void peer_tag_write(const struct peer_tag *tag, uint8_t out[PEER_TAG_BYTES]);
/* Returns false and sets nothing if the payload does not end with a tag. */
bool peer_tag_read(const uint8_t *payload, size_t len, struct peer_tag *out);

#endif
