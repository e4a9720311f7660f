/* SPDX-License-Identifier: GPL-3.0-or-later */
/* downlink owns the PeerConnection that a device receives on: a reception for each m-line, and the
 * RTCP that a browser answers with. */
#ifndef BATON_PEER_DOWNLINK_H
#define BATON_PEER_DOWNLINK_H

#include "peer/link.h"
#include "peer/reception.h"
#include "peer/sdp.h"

struct peer_downlink;

/* What its owner is told. */
struct peer_downlink_handler {
    void (*event)(void *user, enum peer_link_event event);
    /* Of each packet; `line` is -1 if it belongs to none. */
    void (*packet)(void *user, int line, const struct peer_arrival *arrival);
};

struct peer_downlink_count {
    uint64_t lost; /* pictures' packets that the relay dropped while Janus could send them again */
    uint64_t for_good;  /* of them, those that never came again */
    uint64_t nacks;     /* packets asked for */
    uint64_t recovered; /* of them, those that came */
    uint64_t repeated;  /* packets whose number was there before */
    uint64_t reports, feedbacks;
    uint64_t strays; /* packets of no m-line */
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

struct peer_link *peer_downlink_link(struct peer_downlink *downlink);
int peer_downlink_lines(const struct peer_downlink *downlink);
const struct peer_sdp_line *peer_downlink_line(const struct peer_downlink *downlink, int index);
struct peer_reception *peer_downlink_reception(struct peer_downlink *downlink, int index);
/* The mapping that the last sender report of a line gave: microseconds of NTP time at RTP time
 * `ts`. */
bool peer_downlink_wall(
    const struct peer_downlink *downlink, int index, uint32_t ts, int64_t *microseconds);
const struct peer_downlink_count *peer_downlink_count(const struct peer_downlink *downlink);
void peer_downlink_pli(struct peer_downlink *downlink, int index);
/* Media packets lost on their way down that never came again are holes that nobody else made. */
uint64_t peer_downlink_lost(const struct peer_downlink *downlink);
/* Offers answered. */
int peer_downlink_negotiations(const struct peer_downlink *downlink);

#endif
