/* SPDX-License-Identifier: GPL-3.0-or-later */
/* srtp owns the encryption of one PeerConnection's media (RFC 3711, RFC 7714). */
#ifndef BATON_PEER_SRTP_H
#define BATON_PEER_SRTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/dtls.h"

enum {
    PEER_SRTP_OVERHEAD = 64, /* bytes that a packet may grow by */
};

enum peer_srtp_verdict {
    PEER_SRTP_FINE,
    PEER_SRTP_REPEATED, /* a sequence number that was there before */
    PEER_SRTP_BAD,
};

struct peer_srtp;

/* From a handshake that is done; NULL if no profile was agreed on. */
struct peer_srtp *peer_srtp_new(const struct peer_dtls *dtls);
void peer_srtp_free(struct peer_srtp *srtp);

/* In place; `*len` grows by at most PEER_SRTP_OVERHEAD. What was sent once may be sent again. */
bool peer_srtp_protect(struct peer_srtp *srtp, bool rtcp, uint8_t *data, size_t *len);
enum peer_srtp_verdict peer_srtp_unprotect(
    struct peer_srtp *srtp, bool rtcp, uint8_t *data, size_t *len);

#endif
