/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One encoding of a source: its encoder, its RTP stream, and the packets that can be sent again. A source without
 * simulcast has one encoding, without a rid.
 */
#ifndef BATON_PEER_ENCODING_H
#define BATON_PEER_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/encoder.h"
#include "peer/sdp.h"

/* Sends one RTP packet. Returns false if it cannot be sent now. */
typedef bool peer_encoding_send_fn(void *user, const uint8_t *data, size_t len);

/* Settings of a source that can be changed at any time. */
struct peer_source_settings {
    bool stalled; /* the encoder makes no frames; its clock goes on */
    bool keyless; /* the encoder makes no keyframes, even on request */
    bool rubbish; /* a packet of random bytes follows each packet */
    bool padding; /* packets with nothing but padding follow each frame, as when a browser probes its line */
    bool unheard; /* the packets have no audio level */
    bool
        rids; /* all packets of simulcast have mid and rid, not only those before the first receiver report */
    enum peer_sets sets;
    uint8_t level; /* level of a microphone in -dBov (RFC 6464): 0 is the loudest, 127 is silence */
};

/* What the encodings of a source share. It must outlive them. */
struct peer_encoding_way {
    struct peer_source_settings settings;
    struct peer_sdp_line line; /* as negotiated */
    uint16_t *transport;       /* the link's last transport-wide number */
    peer_encoding_send_fn *send;
    void *user;
};

struct peer_encoding_count {
    uint64_t packets, frames, plis;
    uint64_t firs; /* requests for a keyframe by FIR, without repeated ones */
};

struct peer_encoding {
    struct peer_encoding_count count;
    uint32_t ssrc;
    /* Other files may change them. A paused encoding sends nothing. `bitrate`: its limit in bit/s; 0: none. */
    bool paused;
    int limit;
    /* Only encoding.c uses the rest. */
    struct peer_encoding_way *way;
    struct peer_encoder encoder;
    const char *rid; /* "": the encoding has no rid */
    int bitrate, gop;
    uint32_t ts_base, ts, bytes;
    uint16_t seq;
    bool key_wanted, acknowledged;
    int last_fir; /* sequence number of the last FIR; -1: there was none */
    struct peer_encoding_sent *history;
};

/* `index`: of the encoding in its source, 0 is the smallest. `gop`: frames from one keyframe to the next, or 0. */
void peer_encoding_init(struct peer_encoding *encoding, struct peer_encoding_way *way,
    const struct peer_encoder_options *options, int index, int gop, struct peer_random random);
void peer_encoding_fini(struct peer_encoding *encoding);
/* Sends a frame that was captured at `captured`, `age` microseconds after the start of the encoder's clock. */
void peer_encoding_frame(struct peer_encoding *encoding, int64_t captured, int64_t age);

/* Makes the next frame a keyframe. */
void peer_encoding_want_key(struct peer_encoding *encoding);
/* Process received RTCP about this encoding. */
void peer_encoding_pli(struct peer_encoding *encoding);
/* Returns false, and does nothing, if the number is the one of the last FIR (RFC 5104 section 4.3.1.2). */
bool peer_encoding_fir(struct peer_encoding *encoding, uint8_t number);
void peer_encoding_nack(struct peer_encoding *encoding, uint16_t seq);
/* Notes that a receiver report about this encoding has come. */
void peer_encoding_acknowledged(struct peer_encoding *encoding);
/* Writes a sender report, `age` microseconds after the start of the encoder's clock. Returns its length. */
size_t peer_encoding_report(const struct peer_encoding *encoding, int64_t age, uint8_t *out);

#endif
