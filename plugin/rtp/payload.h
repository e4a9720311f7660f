/* SPDX-License-Identifier: GPL-3.0-or-later */
/* payload owns what is read from a video payload: whether a keyframe starts, and the numbers of its
 * picture. It also changes these numbers. */
#ifndef BATON_RTP_PAYLOAD_H
#define BATON_RTP_PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The running numbers of pictures (RFC 7741 §4.2), or what is to be added to them. Each counts
 * modulo its width, so a sum is cut to the width only when it is written.
 */
struct baton_picture {
    uint16_t id; /* PictureID, 7 or 15 bits */
    uint8_t tl0; /* TL0PICIDX, 8 bits */
    uint8_t key; /* KEYIDX, 5 bits */
};

/* Where the numbers stand, in bytes from the start of the payload; 0: the payload has none. */
struct baton_payload {
    struct baton_picture picture;
    uint8_t id_at;
    uint8_t id_bits; /* 7 or 15 when id_at is set */
    uint8_t tl0_at;
    uint8_t key_at;
    bool marked;   /* at least one number is there */
    bool keyframe; /* a keyframe starts with this packet */
};

/* Writes each number that is there, plus `shift`, into the payload, each in the width it has. */
void baton_payload_patch(
    uint8_t *data, const struct baton_payload *payload, const struct baton_picture *shift);

/* Sets the numbers in `last` that the payload has to what baton_payload_patch writes for them. */
void baton_payload_track(const struct baton_payload *payload, const struct baton_picture *shift,
    struct baton_picture *last);

/* What to add so that a picture numbered `next` follows the one that was numbered `last`. */
struct baton_picture baton_picture_shift(
    const struct baton_picture *last, const struct baton_picture *next);

#endif
