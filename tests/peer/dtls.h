/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The DTLS handshake of one PeerConnection, always as the server (RFC 5764). The caller transports the datagrams. */
#ifndef BATON_PEER_DTLS_H
#define BATON_PEER_DTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The only SRTP profile that the peer supports, by OpenSSL's name. */
#define PEER_SRTP_PROFILE "SRTP_AEAD_AES_128_GCM"

enum {
    PEER_FINGERPRINT_SIZE = 96, /* "AB:CD:..." of SHA-256, with the NUL */
};

/* A device's certificate; its PeerConnections share it. */
struct peer_identity;
struct peer_identity *peer_identity_new(void);
void peer_identity_free(struct peer_identity *identity);
const char *peer_identity_fingerprint(const struct peer_identity *identity);

struct peer_dtls;
struct peer_dtls_handler {
    void (*send)(void *user, const uint8_t *data, size_t len);
    void (*closed)(void *user); /* the other side has closed the connection */
};

struct peer_dtls *peer_dtls_new(
    const struct peer_identity *identity, const struct peer_dtls_handler *handler, void *user);
void peer_dtls_free(struct peer_dtls *dtls);
/* Processes a received datagram. Returns true if it completes the handshake. */
bool peer_dtls_feed(struct peer_dtls *dtls, const uint8_t *data, size_t len);
/* Sends the alert close_notify, as a browser does. */
void peer_dtls_close(struct peer_dtls *dtls);

/* After the handshake: writes `len` bytes of keying material for SRTP. False: the handshake agreed on no profile. */
bool peer_dtls_export(const struct peer_dtls *dtls, uint8_t *out, size_t len);

#endif
