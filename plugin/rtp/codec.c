/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/codec.h"

#include <string.h>

#include "rtp/av1.h"
#include "rtp/h264.h"
#include "rtp/vp8.h"
#include "rtp/vp9.h"

static const struct {
    const char *name;
    uint32_t clock_rate;
    uint32_t grid;
    bool video;
    bool reorders;
    bool keeps_ids;
    bool (*describe)(struct baton_bytes payload, struct baton_payload *out);
} codecs[] = {
    [BATON_CODEC_OPUS] = {"opus", 48000, 960, false, false, false, NULL},
    [BATON_CODEC_VP8] = {"vp8", 90000, 0, true, false, false, baton_vp8_describe},
    [BATON_CODEC_H264] = {"h264", 90000, 0, true, true, false, baton_h264_describe},
    [BATON_CODEC_VP9] = {"vp9", 90000, 0, true, false, true, baton_vp9_describe},
    [BATON_CODEC_AV1] = {"av1", 90000, 0, true, false, true, baton_av1_describe},
};

uint32_t baton_codec_clock_rate(enum baton_codec codec)
{
    return codecs[codec].clock_rate;
}

uint32_t baton_codec_grid(enum baton_codec codec)
{
    return codecs[codec].grid;
}

bool baton_codec_is_video(enum baton_codec codec)
{
    return codecs[codec].video;
}

bool baton_codec_reorders(enum baton_codec codec)
{
    return codecs[codec].reorders;
}

bool baton_codec_keeps_ids(enum baton_codec codec)
{
    return codecs[codec].keeps_ids;
}

const char *baton_codec_name(enum baton_codec codec)
{
    return codecs[codec].name;
}

void baton_codec_describe(
    enum baton_codec codec, struct baton_bytes payload, struct baton_payload *out)
{
    if (!codecs[codec].describe || !codecs[codec].describe(payload, out))
        memset(out, 0, sizeof(*out));
}
