/* SPDX-License-Identifier: GPL-3.0-or-later */
/* track owns one source of media as a device sends it: encoder, RTP stream, resending, and faults.
 */
#ifndef BATON_PEER_TRACK_H
#define BATON_PEER_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/encoder.h"
#include "peer/sdp.h"

/* Sends one RTP packet; false if it can't be sent now. */
typedef bool peer_track_send_fn(void *user, const uint8_t *data, size_t len);

struct peer_track_options {
    enum peer_codec codec;
    int bitrate;      /* bit/s */
    int64_t interval; /* microseconds between frames */
    int gop;          /* a keyframe each so many frames; 0: only where one is asked for */
    uint16_t device;  /* for the tags */
    uint8_t source;
    struct peer_chance chance;
    uint16_t *transport; /* the link's transport-wide number */
};

/* Faults, to be switched at any time. */
struct peer_track_faults {
    bool stalled; /* nothing comes out of the encoder; its clock goes on */
    bool keyless; /* no keyframes, whoever asks */
    bool rubbish; /* every packet is followed by one of nonsense */
};

struct peer_track_count {
    uint64_t packets, frames, keys, plis, nacks, resent, reports;
    int64_t first;    /* when the first packet was sent, microseconds; 0 for not yet */
    int64_t last_key; /* when the last keyframe was */
    int64_t last_pli;
    uint64_t remb; /* bit/s, 0 for none */
};

struct peer_track;

struct peer_track *peer_track_new(
    const struct peer_track_options *options, peer_track_send_fn *send, void *user);
void peer_track_free(struct peer_track *track);
uint32_t peer_track_ssrc(const struct peer_track *track);
/* Ids of extensions and payload type as the answer has them. */
void peer_track_negotiated(struct peer_track *track, const struct peer_sdp_line *line);
/* Sends from now on, until stop; the encoder's clock starts at the first start. */
void peer_track_start(struct peer_track *track);
void peer_track_stop(struct peer_track *track);

struct peer_track_faults *peer_track_faults(struct peer_track *track);
const struct peer_track_count *peer_track_count(const struct peer_track *track);

/* RTCP for this track. */
void peer_track_pli(struct peer_track *track);
void peer_track_nack(struct peer_track *track, uint16_t seq);
void peer_track_remb(struct peer_track *track, uint64_t bitrate);
/* Writes a sender report about it; returns its length. */
size_t peer_track_report(struct peer_track *track, uint8_t *out);

#endif
