/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The PeerConnection on which a device sends: its sources, and the RTCP about them. */
#ifndef BATON_PEER_UPLINK_H
#define BATON_PEER_UPLINK_H

#include "peer/link.h"
#include "peer/sdp.h"
#include "peer/source.h"

enum {
    PEER_SOURCES_MAX = 4,
};

/* Functions of the owner, which the uplink calls. */
struct peer_uplink_handler {
    void (*event)(void *user, enum peer_link_event event);
    /* A request for a keyframe. `fir`: it came as a FIR with a new number, otherwise as a PLI. */
    void (*pli)(void *user, int source, int encoding, bool fir);
    void (*remb)(void *user, uint64_t bitrate);
};

struct peer_uplink_options {
    struct peer_link_options link;
    enum peer_codec audio;
    enum peer_codec video[PEER_CODECS]; /* the best first */
    int video_count;
    int fps, bitrate;  /* frames per second, and bit/s of the largest encoding of video */
    int width, height; /* of this encoding */
    int layers;        /* temporal layers of VP8, 1 to 3 */
    bool descending;   /* offers of simulcast have the largest encoding first */
    int ptime;        /* milliseconds of sound in a packet: 20, 40 or 60 */
    int gop;          /* frames from one keyframe to the next; 0: keyframes only on request */
    uint16_t device;
};

/* Only uplink.c changes the fields. */
struct peer_uplink {
    struct peer_link *link;
    struct peer_uplink_options options;
    const struct peer_uplink_handler *handler;
    void *user;
    struct peer_source *sources[PEER_SOURCES_MAX];
    struct peer_sdp_line lines[PEER_SOURCES_MAX]; /* the m-line of each source */
    int count;
    bool started;
    uint16_t transport; /* transport-wide number of the last packet */
    uint64_t lost;      /* RTP packets to Janus that the relay dropped */
    uint64_t feedbacks; /* received packets of transport-wide feedback */
    guint reports;      /* timer of the sender reports */
};

/* Returns an uplink without sources, or NULL if sockets cannot be opened. The handler may be NULL. */
struct peer_uplink *peer_uplink_new(const struct peer_uplink_options *options,
    const struct peer_uplink_handler *handler, void *user);
void peer_uplink_free(struct peer_uplink *uplink);
/*
 * Adds a source, which the next offer contains. Its mid is its index. `rids`: its encodings, the smallest first, if it
 * has simulcast. False: there are PEER_SOURCES_MAX already.
 */
bool peer_uplink_add(
    struct peer_uplink *uplink, bool video, const char *const *rids, int rid_count);
/* Returns the first or a later offer; free it. `restart`: ICE restarts. */
char *peer_uplink_offer(struct peer_uplink *uplink, bool restart);
/* Applies the answer to the offer. Returns false if the answer cannot be used. */
bool peer_uplink_answered(struct peer_uplink *uplink, const char *sdp);
/* After this call, the sources send whenever the link is up. */
void peer_uplink_start(struct peer_uplink *uplink);
void peer_uplink_stop(struct peer_uplink *uplink);
/* Stops all sources and ends the link. `orderly`: with a DTLS alert. */
void peer_uplink_end(struct peer_uplink *uplink, bool orderly);

#endif
