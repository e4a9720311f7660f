/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of codecs: the name, the clock rate, and the function that reads a payload. */
#ifndef BATON_RTP_CODEC_H
#define BATON_RTP_CODEC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "rtp/payload.h"

enum baton_codec {
    BATON_CODEC_OPUS,
    BATON_CODEC_VP8,
    BATON_CODEC_H264,
    BATON_CODEC_VP9,
    BATON_CODEC_AV1,
};

/* RTP clock rate of a codec in Hz: 48000 for Opus (RFC 7587 §4.1), 90000 for video. */
uint32_t baton_codec_clock_rate(enum baton_codec codec);
bool baton_codec_is_video(enum baton_codec codec);
/* Whether frames may be sent in another order than that of their timestamps: H.264 has B-frames (RFC 6184 §4). */
bool baton_codec_reorders(enum baton_codec codec);
/*
 * Whether picture ids keep their holes when pictures are left out, because pictures name those that they need by the
 * difference of the ids (VP9, RFC 9628 §4.2). Receivers of VP8 wait for a picture whose id is missing.
 */
bool baton_codec_keeps_ids(enum baton_codec codec);
/* Returns the name as in SDP, in lower case: "opus", "vp8", "h264", "vp9" or "av1". */
const char *baton_codec_name(enum baton_codec codec);

/*
 * RTP clock ticks between two packets of the usual length: 960 (20 ms) for Opus, 0 for video, which
 * has no such grid. When another feed continues a stream, timestamps are rounded to this grid.
 */
uint32_t baton_codec_grid(enum baton_codec codec);

/*
 * Reads a payload without its padding. If the payload cannot be read, sets `out` to zeros: no start
 * of a keyframe, no picture numbers.
 */
void baton_codec_describe(
    enum baton_codec codec, struct baton_bytes payload, struct baton_payload *out);

#endif
