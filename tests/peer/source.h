/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source owns one source of media as a device sends it: encoder, RTP stream, resending, and faults.
 */
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

/* Faults, to be switched at any time. */
struct peer_source_faults {
    bool stalled; /* nothing comes out of the encoder; its clock goes on */
    bool keyless; /* no keyframes, whoever asks */
    bool rubbish; /* every packet is followed by one of nonsense */
};

struct peer_source_count {
    uint64_t packets, frames, keys, plis, nacks, resent, reports;
    int64_t first;    /* when the first packet was sent, microseconds; 0 for not yet */
    int64_t last_key; /* when the last keyframe was */
    int64_t last_pli;
    uint64_t remb; /* bit/s, 0 for none */
};

struct peer_source;

struct peer_source *peer_source_new(
    const struct peer_source_options *options, peer_source_send_fn *send, void *user);
void peer_source_free(struct peer_source *source);
uint32_t peer_source_ssrc(const struct peer_source *source);
/* Ids of extensions and payload type as the answer has them. */
void peer_source_negotiated(struct peer_source *source, const struct peer_sdp_line *line);
/* Sends from now on, until stop; the encoder's clock starts at the first start. */
void peer_source_start(struct peer_source *source);
void peer_source_stop(struct peer_source *source);

struct peer_source_faults *peer_source_faults(struct peer_source *source);
const struct peer_source_count *peer_source_count(const struct peer_source *source);

/* RTCP for this source. */
void peer_source_pli(struct peer_source *source);
void peer_source_nack(struct peer_source *source, uint16_t seq);
void peer_source_remb(struct peer_source *source, uint64_t bitrate);
/* Writes a sender report about it; returns its length. */
size_t peer_source_report(struct peer_source *source, uint8_t *out);

#endif
