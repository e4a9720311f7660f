/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source owns one source of media as a device sends it: encoder, RTP stream, resending, and faults. */
#ifndef BATON_PEER_SOURCE_H
#define BATON_PEER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/encoder.h"
#include "peer/sdp.h"

/* Sends one RTP packet; false if it can't be sent now. */
typedef bool peer_source_send_fn(void *user, const uint8_t *data, size_t len);

struct peer_source_options {
    enum peer_codec codec;
    int bitrate;      /* bit/s */
    int64_t interval; /* microseconds between frames */
    int gop;          /* a keyframe each so many frames; 0: only where one is asked for */
    uint16_t device;  /* for the tags */
    uint8_t source;
    struct peer_random random;
    uint16_t *transport; /* the link's transport-wide number */
};

/* Settings that can be changed at any time. */
struct peer_source_settings {
    bool stalled;  /* nothing comes out of the encoder; its clock goes on */
    bool keyless;  /* no keyframes, whoever asks */
    bool rubbish;  /* every packet is followed by one of nonsense */
    uint8_t level; /* of a microphone, -dBov as RFC 6464 has it: 0 is the loudest, 127 silence */
};

struct peer_source_count {
    uint64_t packets, frames, plis;
};

struct peer_source {
    struct peer_source_settings settings; /* others may change them */
    struct peer_source_count count;
    uint32_t ssrc;
    /* Only source.c uses the rest. */
    struct peer_encoder encoder;
    struct peer_source_options options;
    peer_source_send_fn *send;
    void *user;
    struct peer_sdp_line line;
    uint32_t ts_base, ts, bytes;
    uint16_t seq;
    bool key_wanted;
    int64_t epoch, due;
    GSource *timer;
    struct peer_source_sent *history;
};

struct peer_source *peer_source_new(
    const struct peer_source_options *options, peer_source_send_fn *send, void *user);
void peer_source_free(struct peer_source *source);
/* Codec, payload type and ids of extensions as the answer has them. */
void peer_source_negotiated(struct peer_source *source, const struct peer_sdp_line *line);
/* Sends from now on, until stop; the encoder's clock starts at the first start. */
void peer_source_start(struct peer_source *source);
void peer_source_stop(struct peer_source *source);

/* The next picture is a keyframe. */
void peer_source_want_key(struct peer_source *source);

/* RTCP for this source. */
void peer_source_pli(struct peer_source *source);
void peer_source_nack(struct peer_source *source, uint16_t seq);
/* Writes a sender report about it; returns its length. */
size_t peer_source_report(struct peer_source *source, uint8_t *out);

#endif
