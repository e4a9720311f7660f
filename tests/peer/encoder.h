/* SPDX-License-Identifier: GPL-3.0-or-later */
/* encoder owns synthetic frames: payloads that are valid to whoever reads headers, sized and spaced
 * like those of a real encoder at a given bitrate. */
#ifndef BATON_PEER_ENCODER_H
#define BATON_PEER_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/random.h"
#include "peer/tag.h"

enum peer_codec { PEER_OPUS, PEER_PCMU, PEER_VP8, PEER_H264, PEER_CODECS };

enum {
    PEER_PAYLOAD_MAX = 1100, /* bytes of one payload, tag included */
};

struct peer_encoder {
    enum peer_codec codec;
    int bitrate;      /* bit/s */
    int64_t interval; /* microseconds between frames */
    uint16_t picture; /* of the next VP8 frame, 15 bits */
    struct peer_tag
        tag; /* of the packet made last; device and source are set by who owns the source */
    struct peer_random random;
};

/* The content of a payload's codec headers. */
struct peer_frame_info {
    bool start;  /* the first packet of a frame */
    bool key;    /* of a keyframe, and its start */
    int picture; /* VP8's picture id, or -1 */
};

/* Called for every payload of a frame in order. */
typedef void peer_payload_fn(
    void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag);

bool peer_codec_is_video(enum peer_codec codec);
/* Units of RTP time in a second. */
int64_t peer_codec_clock_rate(enum peer_codec codec);

void peer_encoder_init(struct peer_encoder *encoder, enum peer_codec codec, int bitrate,
    int64_t interval, struct peer_random random);
/* Encodes what was captured, and is sent, at these microseconds. `key` is ignored for sound. */
void peer_encoder_frame(struct peer_encoder *encoder, bool key, int64_t captured, int64_t now,
    peer_payload_fn *emit, void *user);

struct peer_frame_info peer_encoder_read(enum peer_codec codec, const uint8_t *payload, size_t len);

#endif
