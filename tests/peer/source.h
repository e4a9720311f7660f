/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One source of a device: its clock, its encodings, and faults. */
#ifndef BATON_PEER_SOURCE_H
#define BATON_PEER_SOURCE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/encoding.h"

struct peer_source_options {
    struct peer_encoder_options
        encoder;     /* of the largest encoding; with simulcast, the others are smaller */
    int gop;         /* frames from one keyframe to the next; 0: keyframes only on request */
    uint16_t device; /* number of the device, for the tags */
    uint8_t source;
    struct peer_random random;
    uint16_t *transport; /* the link's last transport-wide number */
    struct peer_sdp_line line; /* as offered: the encodings are its rids */
};

struct peer_source {
    struct peer_encoding_way way;                       /* other files may change the settings */
    struct peer_encoding encodings[PEER_ENCODINGS_MAX]; /* the smallest first */
    int count;                                          /* of encodings */
    /* Only source.c uses the rest. */
    struct peer_source_options options;
    peer_encoding_send_fn *send;
    void *user;
    int64_t epoch, due;
    GSource *timer;
};

struct peer_source *peer_source_new(
    const struct peer_source_options *options, peer_encoding_send_fn *send, void *user);
void peer_source_free(struct peer_source *source);
/*
 * Sets codec, payload type and ids of extensions from the answer. If simulcast was offered and the answer does not have
 * it, only the smallest encoding is sent, without a rid, as browsers do.
 */
void peer_source_negotiated(struct peer_source *source, const struct peer_sdp_line *line);
/* Sends until peer_source_stop is called. The first call starts the encoder's clock. */
void peer_source_start(struct peer_source *source);
void peer_source_stop(struct peer_source *source);

/* Makes the next frame of each encoding a keyframe. */
void peer_source_want_key(struct peer_source *source);
/*
 * Pauses an encoding or lets it go on, with a keyframe. `limit`: of its bitrate in bit/s; 0: none. Returns false if no
 * encoding has this rid.
 */
bool peer_source_set_encoding(struct peer_source *source, const char *rid, bool active, int limit);
/* Returns the sums of the counts of all encodings. */
struct peer_encoding_count peer_source_counts(const struct peer_source *source);
/* Writes a sender report about an encoding. Returns its length. 0: the encoding has sent nothing. */
size_t peer_source_report(const struct peer_source *source, int encoding, uint8_t *out);

#endif
