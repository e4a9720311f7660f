/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic frames. Their headers are valid, and their sizes and times are those of a real encoder at a bitrate. */
#ifndef BATON_PEER_ENCODER_H
#define BATON_PEER_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/random.h"
#include "peer/tag.h"

enum peer_codec {
    PEER_OPUS,
    PEER_PCMU,
    PEER_VP8,
    PEER_H264,
    PEER_VP9,
    PEER_AV1,
    PEER_CODECS
};

/* How an encoder of H.264 sends its parameter sets. */
enum peer_sets {
    PEER_SETS_TOGETHER, /* both in one packet before each keyframe */
    PEER_SETS_APART,    /* each in a packet of its own before each keyframe */
    PEER_SETS_ONCE,     /* each in a packet of its own before the first keyframe only */
};

enum {
    PEER_PAYLOAD_MAX = 1100, /* bytes of one payload, tag included */
};

/* What an encoder makes. The size is that of VP8 and VP9, the layers too. */
struct peer_encoder_options {
    enum peer_codec codec;
    int bitrate;       /* bit/s */
    int64_t interval;  /* microseconds between frames */
    int width, height; /* of a picture */
    int layers;        /* temporal layers, 1 to 3; with 1, the payloads do not name the layer */
};

struct peer_encoder {
    /* The owner of the source may change the options. */
    struct peer_encoder_options options;
    /* Of the next frame: picture id (15 bits; AV1: frame number of 16 bits), TL0PICIDX, KEYIDX, and its place in the
     * pattern of layers. */
    uint16_t picture;
    uint8_t tl0, key;
    unsigned int place;
    uint32_t newest[3]; /* index of the last frame of each temporal layer */
    enum peer_sets sets;
    bool sent_sets;
    /* The tag of the next packet. The owner of the source sets its device and source. */
    struct peer_tag tag;
    struct peer_random random;
};

/* What the codec's headers in a payload say. -1: they do not say it. */
struct peer_frame_info {
    bool start; /* the first packet of a frame */
    bool key;   /* the first packet of a keyframe */
    /* A receiver of the lower layers can begin with this frame's layer here (the bit Y of VP8, U of VP9). */
    bool sync;
    int picture;  /* picture id of VP8 and VP9; frame number of AV1, which is not in the payload */
    int tl0;      /* TL0PICIDX of VP8 and VP9: the number of the last frame of layer 0 */
    int temporal; /* layer of the frame */
    int height;   /* of the picture, in the first packet of a keyframe of VP8 and VP9 */
};

extern const struct peer_frame_info peer_frame_unknown;

/* The part of a frame that is in one packet, for the writers of payloads. */
struct peer_piece {
    bool first, last; /* packet of the frame */
    bool key, sync;
    uint16_t picture;
    uint8_t tl0, temporal;
    int layers, width, height;
};

/* Called for each payload of a frame, in order. */
typedef void peer_payload_fn(
    void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag);

/* Returns the name as in requests: "vp8". */
const char *peer_codec_name(enum peer_codec codec);
/* Returns false if there is no codec with this name. */
bool peer_codec_find(const char *name, enum peer_codec *out);
bool peer_codec_is_video(enum peer_codec codec);
/* Returns the number of units of RTP time in a second. */
int64_t peer_codec_clock_rate(enum peer_codec codec);

void peer_encoder_init(struct peer_encoder *encoder, const struct peer_encoder_options *options,
    struct peer_random random);
/* Encodes a frame that was captured at `captured` and is sent at `now` (microseconds). `key`: a keyframe of video. */
void peer_encoder_frame(struct peer_encoder *encoder, bool key, int64_t captured, int64_t now,
    peer_payload_fn *emit, void *user);

struct peer_frame_info peer_encoder_read(enum peer_codec codec, const uint8_t *payload, size_t len);

#endif
