/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTP headers (RFC 3550 section 5.1) with one-byte extensions (RFC 8285 section 4.2). */
#ifndef BATON_PEER_RTP_H
#define BATON_PEER_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct peer_rtp {
    uint8_t pt;
    bool marker;
    uint16_t seq;
    uint32_t ts;
    uint32_t ssrc;
    const uint8_t *payload; /* within the packet */
    size_t payload_len;
    const uint8_t *extensions; /* within the packet; NULL: the packet has none */
    size_t extensions_len;
};

enum peer_datagram { PEER_IS_STUN, PEER_IS_DTLS, PEER_IS_RTP, PEER_IS_RTCP, PEER_IS_OTHER };

/* Returns the kind of a datagram by its first two bytes (RFC 7983, RFC 5761). */
enum peer_datagram peer_rtp_classify(const uint8_t *data, size_t len);
/* Returns false and sets nothing if the data is not an RTP packet. */
bool peer_rtp_parse(const uint8_t *data, size_t len, struct peer_rtp *out);
/* Returns the bytes of an extension, or NULL. `id` is 1 to 14. */
const uint8_t *peer_rtp_extension(const struct peer_rtp *rtp, int id, size_t *len);
/* Writes header, extensions (none, or a multiple of 4 bytes) and payload. Returns the length. */
size_t peer_rtp_write(const struct peer_rtp *rtp, uint8_t *out);
/* Returns how far `to` is ahead of `from`, from -32768 to 32767. Sequence numbers wrap. */
int peer_rtp_seq_step(uint16_t from, uint16_t to);

#endif
