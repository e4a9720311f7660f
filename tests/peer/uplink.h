/* SPDX-License-Identifier: GPL-3.0-or-later */
/* uplink owns the PeerConnection that a device sends on: its sources, and the RTCP about them. */
#ifndef BATON_PEER_UPLINK_H
#define BATON_PEER_UPLINK_H

#include "peer/link.h"
#include "peer/sdp.h"
#include "peer/source.h"

enum {
    PEER_SOURCES_MAX = 3,
};

struct peer_uplink;

struct peer_uplink_options {
    struct peer_link_options link;
    enum peer_codec codec; /* of pictures */
    bool sound, picture;
    int fps, bitrate; /* of the picture; bit/s */
    int ptime;        /* milliseconds of sound in a packet: 20, 40 or 60 */
    int gop;          /* a keyframe each so many frames; 0: only where one is asked for */
    uint16_t device;
};

/* NULL if there are no sockets to be had. Sources start by themselves when the link is up. */
struct peer_uplink *peer_uplink_new(const struct peer_uplink_options *options);
void peer_uplink_free(struct peer_uplink *uplink);
/* An offer, to be freed. */
char *peer_uplink_offer(struct peer_uplink *uplink);
bool peer_uplink_answered(struct peer_uplink *uplink, const char *sdp);

struct peer_link *peer_uplink_link(struct peer_uplink *uplink);
/* NULL beyond the last. Sound comes first. */
struct peer_source *peer_uplink_source(struct peer_uplink *uplink, int index);
/* The m-line of a source. */
const struct peer_sdp_line *peer_uplink_line(const struct peer_uplink *uplink, int index);
/* Media packets that the relay dropped on their way up. */
uint64_t peer_uplink_lost(const struct peer_uplink *uplink);
/* Transport-wide feedback that came for what it sends. */
uint64_t peer_uplink_feedbacks(const struct peer_uplink *uplink);
/* Stops all sources and ends the link, with a word or without one. */
void peer_uplink_end(struct peer_uplink *uplink, bool orderly);

#endif
