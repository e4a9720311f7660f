/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SRTP for one PeerConnection: encrypts and decrypts its media (RFC 3711, RFC 7714). */
#ifndef BATON_PEER_SRTP_H
#define BATON_PEER_SRTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "peer/dtls.h"

enum {
    PEER_SRTP_OVERHEAD = 64, /* the most bytes that encryption adds to a packet */
};

enum peer_srtp_verdict {
    PEER_SRTP_FINE,
    PEER_SRTP_REPEATED, /* a packet with this sequence number has arrived before */
    PEER_SRTP_BAD,
};

struct peer_srtp;

/* The handshake must be complete. Returns NULL if it agreed on no SRTP profile. */
struct peer_srtp *peer_srtp_new(const struct peer_dtls *dtls);
void peer_srtp_free(struct peer_srtp *srtp);

/* Encrypts in place. `*len` grows by at most PEER_SRTP_OVERHEAD. To resend a packet, encrypt a new copy of its plain
 * text: the same sequence number is allowed twice. */
bool peer_srtp_protect(struct peer_srtp *srtp, bool rtcp, uint8_t *data, size_t *len);
/* Decrypts in place. Sets `*len` only if it returns PEER_SRTP_FINE. */
enum peer_srtp_verdict peer_srtp_unprotect(
    struct peer_srtp *srtp, bool rtcp, uint8_t *data, size_t *len);

#endif
