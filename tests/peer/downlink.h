/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The PeerConnection on which a device receives: the packets of each m-line, and the RTCP that a browser sends. */
#ifndef BATON_PEER_DOWNLINK_H
#define BATON_PEER_DOWNLINK_H

#include "peer/estimator.h"
#include "peer/link.h"
#include "peer/reception.h"
#include "peer/sdp.h"
#include "peer/viewer.h"

/* Functions of the owner, which the downlink calls. */
struct peer_downlink_handler {
    void (*event)(void *user, enum peer_link_event event);
    /* Called for each packet. `line` is -1 if the packet belongs to no m-line. */
    void (*packet)(void *user, int line, const struct peer_arrival *arrival);
};

struct peer_downlink_line {
    struct peer_sdp_line sdp;
    GArray *arrivals; /* struct peer_arrival, see reception.h */
    /* Only downlink.c uses the fields below. */
    bool begun;
    uint32_t highest, first; /* extended sequence numbers */
    uint64_t got;
    uint64_t missed; /* packets that were not there when the next one came; some came later */
    uint64_t counted_got, counted_missed;  /* the same, when the loss was last computed */
    uint64_t report_expected, report_lost; /* at the last report */
    uint64_t looked_missed;                /* at the last look (look.h), which sets it */
    struct peer_viewer *viewer; /* of video; NULL: the downlink is not like a browser's */
    GArray *missing;  /* packets to request again */
    GHashTable *lost; /* sequence numbers of packets that the relay dropped */
    uint64_t sr_ntp;
    uint32_t sr_ts;
    int64_t sr_at;
    int64_t reported; /* when a report first told Janus the round-trip time; 0: not yet */
};

struct peer_downlink_count {
    uint64_t lost;     /* video packets that the relay dropped and that Janus could retransmit */
    uint64_t for_good; /* lost packets that never arrived */
    uint64_t dropped;  /* all RTP packets that the relay dropped */
    uint64_t nacks;    /* packets that were requested again */
    uint64_t repeated; /* packets with a sequence number that had arrived before */
    uint64_t feedbacks, plis, rembs;
    uint64_t strays; /* packets that belong to no m-line */
};

/* The next packet of transport-wide feedback. */
struct peer_downlink_feedback {
    bool wanted;
    uint16_t base;
    uint8_t number;
    GArray *arrivals; /* int64_t, for each number from `base` on: microseconds; -1: not arrived */
};

/* Only downlink.c changes the fields, unless they say something else. */
struct peer_downlink {
    struct peer_link *link;
    struct peer_downlink_line lines[PEER_SDP_LINES_MAX];
    int count;        /* number of lines */
    int negotiations; /* number of offers that were answered */
    struct peer_downlink_count counts;
    const struct peer_downlink_handler *handler;
    void *user;
    struct peer_sdp sdp;
    guint timer;
    unsigned int ticks, report_ticks; /* ticks so far; ticks from one report to the next */
    struct peer_downlink_feedback feedback;
    bool browser;
    struct peer_estimator estimator;
};

struct peer_downlink_options {
    struct peer_link_options link;
    bool feedback; /* accepts transport-wide feedback if the offer has it */
    bool
        browser; /* sends its estimate (REMB) and asks for keyframes as a browser does, and notes what can be seen */
};

/* Returns NULL if sockets cannot be opened. The handler may be NULL. */
struct peer_downlink *peer_downlink_new(const struct peer_downlink_options *options,
    const struct peer_downlink_handler *handler, void *user);
void peer_downlink_free(struct peer_downlink *downlink);
/* Sets the milliseconds between two reports about each stream. The default is 500. */
void peer_downlink_set_reports(struct peer_downlink *downlink, int milliseconds);
/*
 * Answers the first or a later offer, and connects. Restarts ICE if the offer does. Returns the answer; free it. NULL:
 * the offer cannot be used.
 */
char *peer_downlink_answer(struct peer_downlink *downlink, const char *offer);

/* Sets the NTP time, in microseconds, of the RTP time `ts`, by the line's last sender report. False: no report yet. */
bool peer_downlink_wall(
    const struct peer_downlink *downlink, int index, uint32_t ts, int64_t *microseconds);
/* Asks for a keyframe. */
void peer_downlink_pli(struct peer_downlink *downlink, int index);
/* Tells Janus an estimate in bit/s (REMB). */
void peer_downlink_remb(struct peer_downlink *downlink, uint64_t bitrate);

#endif
