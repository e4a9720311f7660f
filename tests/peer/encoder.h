/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic frames. Their headers are valid, and their sizes and times are those of a real encoder at a bitrate. */
#ifndef BATON_PEER_ENCODER_H
#define BATON_PEER_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/random.h"
#include "peer/tag.h"

enum peer_codec { PEER_OPUS, PEER_PCMU, PEER_VP8, PEER_H264, PEER_CODECS };

/* How an encoder of H.264 sends its parameter sets. */
enum peer_sets {
    PEER_SETS_TOGETHER, /* both in one packet before each keyframe */
    PEER_SETS_APART,    /* each in a packet of its own before each keyframe */
    PEER_SETS_ONCE,     /* each in a packet of its own before the first keyframe only */
};

enum {
    PEER_PAYLOAD_MAX = 1100, /* bytes of one payload, tag included */
};

struct peer_encoder {
    enum peer_codec codec;
    int bitrate;      /* bit/s */
    int64_t interval; /* microseconds between frames */
    uint16_t picture; /* picture id of the next VP8 frame, 15 bits */
    enum peer_sets sets;
    bool sent_sets;
    /* The tag of the next packet. The owner of the source sets its device and source. */
    struct peer_tag tag;
    struct peer_random random;
};

/* What the codec's headers in a payload say. */
struct peer_frame_info {
    bool start;  /* the first packet of a frame */
    bool key;    /* the first packet of a keyframe */
    int picture; /* picture id of VP8, or -1 */
};

/* Called for each payload of a frame, in order. */
typedef void peer_payload_fn(
    void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag);

bool peer_codec_is_video(enum peer_codec codec);
/* Returns the number of units of RTP time in a second. */
int64_t peer_codec_clock_rate(enum peer_codec codec);

void peer_encoder_init(struct peer_encoder *encoder, enum peer_codec codec, int bitrate,
    int64_t interval, struct peer_random random);
/* Encodes a frame that was captured at `captured` and is sent at `now` (microseconds). `key`: a keyframe of video. */
void peer_encoder_frame(struct peer_encoder *encoder, bool key, int64_t captured, int64_t now,
    peer_payload_fn *emit, void *user);

struct peer_frame_info peer_encoder_read(enum peer_codec codec, const uint8_t *payload, size_t len);

#endif
