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

/* Its owner gets these calls. */
struct peer_uplink_handler {
    void (*event)(void *user, enum peer_link_event event);
    void (*pli)(void *user, int source);
    void (*remb)(void *user, uint64_t bitrate);
};

struct peer_uplink_options {
    struct peer_link_options link;
    enum peer_codec audio;
    enum peer_codec video[PEER_CODECS]; /* the best one first */
    int video_count;
    int fps, bitrate; /* of a picture; bit/s */
    int ptime;        /* milliseconds of sound in a packet: 20, 40 or 60 */
    int gop;          /* a keyframe each so many frames; 0: only where one is asked for */
    uint16_t device;
};

/* Only uplink.c changes it. */
struct peer_uplink {
    struct peer_link *link;
    struct peer_uplink_options options;
    const struct peer_uplink_handler *handler;
    void *user;
    struct peer_source *sources[PEER_SOURCES_MAX];
    struct peer_sdp_line lines[PEER_SOURCES_MAX]; /* by source */
    int count;
    bool started;
    uint16_t transport; /* the number of the last packet, transport-wide */
    uint64_t lost;      /* media packets that the relay dropped on their way up */
    uint64_t feedbacks; /* transport-wide feedback that came for what it sends */
    guint reports;
};

/* NULL if there are no sockets to be had. The handler may be NULL. It has no sources yet. */
struct peer_uplink *peer_uplink_new(const struct peer_uplink_options *options,
    const struct peer_uplink_handler *handler, void *user);
void peer_uplink_free(struct peer_uplink *uplink);
/* Adds a source, which the next offer shows; its mid is its index. False beyond the last. */
bool peer_uplink_add(struct peer_uplink *uplink, bool video);
/* An offer, the first or a later one, to be freed. With `restart`, ICE begins anew. */
char *peer_uplink_offer(struct peer_uplink *uplink, bool restart);
bool peer_uplink_answered(struct peer_uplink *uplink, const char *sdp);
/* From now on, sources send while the link is up. */
void peer_uplink_start(struct peer_uplink *uplink);
void peer_uplink_stop(struct peer_uplink *uplink);
/* Stops all sources and ends the link, with a DTLS alert or without a word. */
void peer_uplink_end(struct peer_uplink *uplink, bool orderly);

#endif
