/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dependency descriptor, a header extension of AV1 (RTP Payload Format For AV1, appendix A). It tells the layers to
 * which a frame belongs, and the frames that it needs. A keyframe brings a *structure* with *templates*. The frames
 * after it name the number of their template. A *decode target* is a pair of a spatial and a temporal layer that a
 * receiver may want. Pure; the packet thread of the feed uses it.
 */
#ifndef BATON_RTP_DEPENDENCY_H
#define BATON_RTP_DEPENDENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "rtp/payload.h"

enum {
    BATON_DEPENDENCY_TEMPLATES = 64, /* the number of a template has 6 bits */
    BATON_DEPENDENCY_TARGETS = 32,   /* their number, minus 1, has 5 bits */
    BATON_DEPENDENCY_BYTES = 3,      /* the shortest descriptor */
};

struct baton_dependency_layer {
    uint8_t spatial, temporal;
};

struct baton_dependency_template {
    struct baton_dependency_layer layer;
    /* A receiver may change to all higher temporal layers of the same spatial layer at such a frame. */
    bool opening;
};

/* The structure of the last keyframe of a feed; zeros: there was none. */
struct baton_dependency_structure {
    uint8_t templates, targets, chains; /* how many there are */
    uint8_t offset;                     /* the number of the first template */
    uint16_t width, height;             /* of the highest spatial layer; 0: not known */
    /* The highest layers of each target. */
    struct baton_dependency_layer layers[BATON_DEPENDENCY_TARGETS];
    struct baton_dependency_template list[BATON_DEPENDENCY_TEMPLATES];
};

/*
 * Reads the descriptor of a packet and adds to `payload` what it says: the frame number, where the frame begins and
 * ends, its layers, and with a structure the size. A structure replaces the one of the feed. Packets may come in
 * another order than they were sent, so a descriptor may not fit the structure. Then only its frame number is read.
 *
 * Returns false, and changes nothing, if there is no structure for the descriptor. A receiver has none either then.
 */
bool baton_dependency_read(struct baton_bytes descriptor,
    struct baton_dependency_structure *structure, struct baton_payload *payload);

/* Writes the frame number into a descriptor of at least BATON_DEPENDENCY_BYTES bytes. */
static inline void baton_dependency_put_frame(uint8_t *descriptor, uint16_t frame)
{
    descriptor[1] = (uint8_t)(frame >> 8);
    descriptor[2] = (uint8_t)frame;
}

#endif
