/* SPDX-License-Identifier: GPL-3.0-or-later */
/* codec owns the table of codecs: name, clock, and how to read a payload. */
#ifndef BATON_RTP_CODEC_H
#define BATON_RTP_CODEC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "rtp/payload.h"

enum baton_codec { BATON_CODEC_OPUS, BATON_CODEC_VP8, BATON_CODEC_H264 };

/* RTP clock rate of a codec in Hz: 48000 for Opus (RFC 7587 §4.1), 90000 for video. */
uint32_t baton_codec_clock_rate(enum baton_codec codec);
bool baton_codec_is_video(enum baton_codec codec);
/* "opus", "vp8", "h264": as in SDP, lower case. */
const char *baton_codec_name(enum baton_codec codec);

/*
 * Ticks between two packets of the usual length. When another feed continues a stream, timestamps
 * are rounded to this grid: 960 for Opus, which is 20 ms; 0 for video, which has no grid.
 */
uint32_t baton_codec_grid(enum baton_codec codec);

/*
 * Reads a payload without its padding. A payload that can't be read is described as all zeros: no
 * start of a keyframe, no picture ids.
 */
void baton_codec_describe(
    enum baton_codec codec, struct baton_bytes payload, struct baton_payload *out);

#endif
