/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Session descriptions: writes the peer's offers and answers, and reads those of Janus. */
#ifndef BATON_PEER_SDP_H
#define BATON_PEER_SDP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "peer/encoder.h"
#include "peer/link.h"

enum {
    PEER_SDP_LINES_MAX = 64,
    PEER_ENCODINGS_MAX = 3,
    PEER_RID_SIZE = 16,
};

struct peer_sdp_line {
    bool video;
    bool there; /* neither refused nor inactive */
    enum peer_codec codec;
    enum peer_codec offered[PEER_CODECS]; /* codecs in an offer of the peer, the best first */
    int offered_count;
    char mid[32];
    int pt;
    /* Ids of header extensions; 0: the extension is not used. */
    int mid_id, level_id, transport_id, rid_id, abs_id, descriptor_id;
    uint32_t ssrc;
    /* The encodings in an offer of the peer, the smallest first. `descending`: the offer has the largest first. */
    char rids[PEER_ENCODINGS_MAX][PEER_RID_SIZE];
    int rid_count; /* 0: the offer has no simulcast */
    bool descending;
    bool simulcast; /* the description has it (RFC 8853) */
};

struct peer_sdp {
    struct peer_sdp_line lines[PEER_SDP_LINES_MAX];
    int count;
    char *ufrag, *password;
    GPtrArray *candidates; /* strings "a=candidate:..." */
};

/* Reads a description. Returns false if it cannot be used. Call peer_sdp_clear in any case. */
bool peer_sdp_read(const char *text, struct peer_sdp *out);
void peer_sdp_clear(struct peer_sdp *sdp);

/* Returns an offer to send; free it. The caller sets `video`, `offered`, `mid`, `ssrc` and the encodings of each line.
 * This function sets the other fields that an offer needs. */
char *peer_sdp_offer(struct peer_sdp_line *lines, int count, const struct peer_link_local *local);
/* Returns an answer; free it. It accepts every line with its first codec, without RTX, to receive only. */
char *peer_sdp_answer(const struct peer_sdp *offer, const struct peer_link_local *local);

#endif
