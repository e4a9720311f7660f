/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sdp owns descriptions: our offers and answers, and what Janus's say. */
#ifndef BATON_PEER_SDP_H
#define BATON_PEER_SDP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "peer/encoder.h"
#include "peer/link.h"

enum {
    PEER_SDP_LINES_MAX = 64,
};

struct peer_sdp_line {
    bool video;
    bool there; /* not refused, and not inactive */
    enum peer_codec codec;
    enum peer_codec offered[PEER_CODECS]; /* in our own offers: all codecs, the best one first */
    int offered_count;
    char mid[32];
    int pt;
    int mid_id, level_id, transport_id; /* of header extensions, 0 for none */
    uint32_t ssrc;
};

struct peer_sdp {
    struct peer_sdp_line lines[PEER_SDP_LINES_MAX];
    int count;
    char *ufrag, *password;
    GPtrArray *candidates; /* of "a=candidate:..." */
};

/* Takes what is ours to use of a description; false if it can't be used. To be cleared in any case.
 */
bool peer_sdp_read(const char *text, struct peer_sdp *out);
void peer_sdp_clear(struct peer_sdp *sdp);

/* Lines that we send, with video, offered, mid and ssrc; the rest of them is written here. */
char *peer_sdp_offer(struct peer_sdp_line *lines, int count, const struct peer_link_local *local);
/* Receives all that is offered, in the first codec of each line, without RTX. */
char *peer_sdp_answer(const struct peer_sdp *offer, const struct peer_link_local *local);

#endif
