/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tag owns what every synthetic packet says of itself at the end of its payload. */
#ifndef BATON_PEER_TAG_H
#define BATON_PEER_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PEER_TAG_BYTES = 31,
};

struct peer_tag {
    uint16_t device;  /* its number in the scenario, from 1 */
    uint8_t source;   /* which of the device's sources, from 0 */
    bool key;         /* the packet belongs to a keyframe */
    bool last;        /* the last packet of its frame */
    uint32_t frame;   /* counts up with every frame of the source */
    uint16_t part;    /* which packet of the frame, from 0 */
    uint32_t ordinal; /* counts up with every packet of the source */
    int64_t captured; /* when the encoder's clock struck, microseconds of the monotonic clock */
    int64_t sent;     /* and when the frame was sent, which is later on a busy machine */
};

void peer_tag_write(const struct peer_tag *tag, uint8_t out[PEER_TAG_BYTES]);
/* Returns false, setting nothing, if the payload doesn't end with a tag. */
bool peer_tag_read(const uint8_t *payload, size_t len, struct peer_tag *out);

#endif
