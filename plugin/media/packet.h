/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One RTP packet on its way through the plugin, and the way out of it.
 */
#ifndef BATON_MEDIA_PACKET_H
#define BATON_MEDIA_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

enum baton_codec { BATON_CODEC_OPUS, BATON_CODEC_VP8, BATON_CODEC_H264 };

/* RTP clock rate of a codec in Hz: 48000 for Opus (RFC 7587 §4.1), 90000 for video. */
uint32_t baton_codec_clock_rate(enum baton_codec codec);
bool baton_codec_is_video(enum baton_codec codec);
/* "opus", "vp8", "h264": as in SDP, lower case. */
const char *baton_codec_name(enum baton_codec codec);

/*
 * A received RTP packet (RFC 3550 §5.1), whole, in a buffer that the plugin may change in place
 * and must leave as it was found when it returns only if said so. `extensions` is the host's
 * parsed header extensions, passed through untouched.
 */
struct baton_packet {
    uint8_t *data;
    uint16_t length;      /* bytes, header included */
    int8_t audio_level;   /* RFC 6464: 0 loudest .. 127 silence; -1 not there */
    const void *extensions;
    baton_time arrival;
};

/* What the media room needs of the world. All functions are called with a source's lock held:
 * they must not block, and must not call back into this room. */
struct baton_media_host {
    /* Sends a packet on m-line `mindex` of a downlink; copies what it needs before it returns. */
    void (*relay_rtp)(void *handle, int mindex, bool video, const struct baton_packet *packet);
    /* Asks the sender behind m-line `mindex` of an uplink for a keyframe (RTCP PLI). */
    void (*send_pli)(void *handle, int mindex);
    /* A gate has fired: have the control thread look at its gates soon. Wait-free. */
    void (*wake)(void);
};

#endif
