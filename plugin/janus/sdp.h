/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads and writes session descriptions (RFC 8866) for struct baton_host, with Janus's own parser. Janus removes ICE,
 * DTLS, SSRC and RTX lines from a client's SDP before the plugin gets it, and adds such lines to the plugin's SDP.
 * Any thread. Keeps no state.
 */
#ifndef BATON_JANUS_SDP_H
#define BATON_JANUS_SDP_H

#include "state/host.h"

/* See the functions of the same names in state/host.h. */
bool baton_sdp_answer(void *context, const char *offer, enum baton_codec audio,
    enum baton_codec video, struct baton_sdp *lines, char **answer, struct baton_failure *failure);
char *baton_sdp_answer_lines(void *context, const char *offer, enum baton_codec audio,
    enum baton_codec video, const struct baton_sdp *lines, struct baton_failure *failure);
char *baton_sdp_offer(void *context, const struct baton_sdp_slots *slots);
bool baton_sdp_check_answer(
    void *context, const char *answer, size_t count, struct baton_failure *failure);

#endif
