/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a video payload that Baton reads, for all codecs: whether a keyframe starts, the layers, and the numbers
 * of the picture. Baton also changes these numbers. */
#ifndef BATON_RTP_PAYLOAD_H
#define BATON_RTP_PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * The running numbers of a picture (RFC 7741 §4.2, RFC 9628 §4.2), or the shift to add to them. Each number counts
 * modulo its width. A sum is cut to that width only when it is written.
 */
struct baton_picture {
    uint16_t id;    /* PictureID, 7 or 15 bits */
    uint16_t frame; /* frame_number of AV1's dependency descriptor, 16 bits */
    uint8_t tl0;    /* TL0PICIDX, 8 bits */
    uint8_t key;    /* KEYIDX, 5 bits */
};

/* The `_at` members are positions in bytes from the start of the payload; 0: the payload has no such number. */
struct baton_payload {
    struct baton_picture picture;
    uint8_t id_at;
    uint8_t id_bits; /* 7 or 15 when id_at is set */
    uint8_t tl0_at;
    uint8_t key_at;
    bool marked;       /* the packet has at least one of the numbers */
    bool framed;       /* picture.frame is in the dependency descriptor (dependency.h) */
    bool keyframe;     /* a keyframe starts with this packet */
    bool begins;       /* the first packet of a picture, as far as the packet says it */
    bool ends;         /* the last packet of one spatial layer of a picture, as far as the packet says it */
    bool switching;    /* nothing from this picture on needs an earlier picture of its temporal layer */
    bool opening;      /* nothing after this picture needs an earlier picture of a higher temporal layer */
    uint8_t temporal;  /* temporal layer; 0: the lowest, or the packet does not say */
    uint8_t spatial;   /* spatial layer, likewise */
    uint16_t width, height; /* of the pictures from this keyframe on, in pixels; 0: the packet does not say */
    bool without_sets; /* H.264: a keyframe starts, and its parameter sets are not in this packet */
};

/* Returns the position of `rest` in `payload`, of which it is the end. For the readers of payloads. */
static inline uint8_t baton_payload_offset(struct baton_bytes payload, struct baton_bytes rest)
{
    return (uint8_t)(payload.len - rest.len);
}

/* Takes a PictureID of 7 bits, or of 15 bits if its highest bit is set: VP8 and VP9 have the same. */
bool baton_payload_take_id(
    struct baton_bytes payload, struct baton_bytes *rest, struct baton_payload *out);

/* Adds `shift` to each number that the payload has, and writes the sum in the number's own width. */
void baton_payload_patch(
    uint8_t *data, const struct baton_payload *payload, const struct baton_picture *shift);

/* For each number that the payload has, sets `last` to the number that baton_payload_patch writes. */
void baton_payload_track(const struct baton_payload *payload, const struct baton_picture *shift,
    struct baton_picture *last);

/* Returns the shift with which a picture numbered `next` follows the picture numbered `last`. */
struct baton_picture baton_picture_shift(
    const struct baton_picture *last, const struct baton_picture *next);

#endif
