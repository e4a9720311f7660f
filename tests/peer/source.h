/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One source of a device: its encoder, RTP stream, retransmission, and faults. */
#ifndef BATON_PEER_SOURCE_H
#define BATON_PEER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/encoder.h"
#include "peer/sdp.h"

/* Sends one RTP packet. Returns false if it cannot be sent now. */
typedef bool peer_source_send_fn(void *user, const uint8_t *data, size_t len);

struct peer_source_options {
    enum peer_codec codec;
    int bitrate;      /* bit/s */
    int64_t interval; /* microseconds between frames */
    int gop;          /* frames from one keyframe to the next; 0: keyframes only on request */
    uint16_t device;  /* number of the device, for the tags */
    uint8_t source;
    struct peer_random random;
    uint16_t *transport; /* the link's last transport-wide number */
};

/* Settings that can be changed at any time. */
struct peer_source_settings {
    bool stalled;  /* the encoder makes no frames; its clock goes on */
    bool keyless;  /* the encoder makes no keyframes, even on request */
    bool rubbish;  /* a packet of random bytes follows each packet */
    bool padding;  /* packets with nothing but padding follow each frame, as when a browser probes its line */
    bool unheard;  /* the packets have no audio level */
    enum peer_sets sets;
    uint8_t level; /* level of a microphone in -dBov (RFC 6464): 0 is the loudest, 127 is silence */
};

struct peer_source_count {
    uint64_t packets, frames, plis;
};

struct peer_source {
    struct peer_source_settings settings; /* other files may change them */
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
/* Sets codec, payload type and ids of extensions from the answer. */
void peer_source_negotiated(struct peer_source *source, const struct peer_sdp_line *line);
/* Sends until peer_source_stop is called. The first call starts the encoder's clock. */
void peer_source_start(struct peer_source *source);
void peer_source_stop(struct peer_source *source);

/* Makes the next frame a keyframe. */
void peer_source_want_key(struct peer_source *source);

/* Process received RTCP about this source. */
void peer_source_pli(struct peer_source *source);
void peer_source_nack(struct peer_source *source, uint16_t seq);
/* Writes a sender report about the source. Returns the length of the report. */
size_t peer_source_report(struct peer_source *source, uint8_t *out);

#endif
