/* SPDX-License-Identifier: GPL-3.0-or-later */
/* downlink owns the PeerConnection that a device receives on: a reception for each m-line, and the
 * RTCP that a browser answers with. */
#ifndef BATON_PEER_DOWNLINK_H
#define BATON_PEER_DOWNLINK_H

#include "peer/link.h"
#include "peer/reception.h"
#include "peer/sdp.h"

/* Its owner gets these calls. */
struct peer_downlink_handler {
    void (*event)(void *user, enum peer_link_event event);
    /* Of each packet; `line` is -1 if it belongs to none. */
    void (*packet)(void *user, int line, const struct peer_arrival *arrival);
};

struct peer_downlink_line {
    struct peer_sdp_line sdp;
    GArray *arrivals; /* struct peer_arrival, see reception.h */
    /* Only downlink.c uses the rest. */
    bool begun;
    uint32_t highest, first; /* extended sequence numbers */
    uint64_t got;
    GArray *missing;  /* packets to ask for */
    GHashTable *lost; /* numbers of packets that the relay dropped */
    uint64_t sr_ntp;
    uint32_t sr_ts;
    int64_t sr_at;
    int64_t answered; /* when Janus was first told of the way there and back; 0 for not yet */
};

struct peer_downlink_count {
    uint64_t lost; /* pictures' packets that the relay dropped while Janus could send them again */
    uint64_t for_good; /* of them, those that never came again */
    uint64_t dropped;  /* media packets that the relay dropped: holes that nobody else made */
    uint64_t nacks;    /* packets asked for */
    uint64_t repeated; /* packets whose number was there before */
    uint64_t feedbacks;
    uint64_t strays; /* packets of no m-line */
};

/* Transport-wide feedback that is to be sent. */
struct peer_downlink_feedback {
    bool wanted;
    uint16_t base;
    uint8_t number;
    GArray *arrivals; /* int64_t, by number from `base`: microseconds, or -1 */
};

/* Only downlink.c changes it. */
struct peer_downlink {
    struct peer_link *link;
    struct peer_downlink_line lines[PEER_SDP_LINES_MAX];
    int count;        /* of lines */
    int negotiations; /* offers answered */
    struct peer_downlink_count counts;
    const struct peer_downlink_handler *handler;
    void *user;
    struct peer_sdp sdp;
    guint timer;
    unsigned int ticks, report_ticks; /* so far; and between reports */
    struct peer_downlink_feedback feedback;
};

/* NULL if there are no sockets to be had. The handler may be NULL. Without `feedback` it answers
 * that it gives none that is transport-wide. */
struct peer_downlink *peer_downlink_new(const struct peer_link_options *options, bool feedback,
    const struct peer_downlink_handler *handler, void *user);
void peer_downlink_free(struct peer_downlink *downlink);
/* Milliseconds between two reports about each stream; 500 unless told. */
void peer_downlink_set_reports(struct peer_downlink *downlink, int milliseconds);
/*
 * Answers an offer, the first or a later one, and connects by it; begins ICE anew if the offer
 * does. To be freed; NULL if it can't be used.
 */
char *peer_downlink_answer(struct peer_downlink *downlink, const char *offer);

/* By the last sender report of a line: microseconds of NTP time at RTP time `ts`. False before the first report. */
bool peer_downlink_wall(
    const struct peer_downlink *downlink, int index, uint32_t ts, int64_t *microseconds);
/* Asks for a keyframe. */
void peer_downlink_pli(struct peer_downlink *downlink, int index);

#endif
