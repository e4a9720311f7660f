/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dtls owns the DTLS handshake of one PeerConnection, always as the server, over memory (RFC 5764). */
#ifndef BATON_PEER_DTLS_H
#define BATON_PEER_DTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The one SRTP profile that is offered, as OpenSSL names it. */
#define PEER_SRTP_PROFILE "SRTP_AEAD_AES_128_GCM"

enum {
    PEER_FINGERPRINT_SIZE = 96, /* "AB:CD:..." of SHA-256, with its end */
};

/* A device's certificate; its PeerConnections share it. */
struct peer_identity;
struct peer_identity *peer_identity_new(void);
void peer_identity_free(struct peer_identity *identity);
const char *peer_identity_fingerprint(const struct peer_identity *identity);

struct peer_dtls;
struct peer_dtls_handler {
    void (*send)(void *user, const uint8_t *data, size_t len);
    void (*closed)(void *user); /* by the other side */
};

struct peer_dtls *peer_dtls_new(
    const struct peer_identity *identity, const struct peer_dtls_handler *handler, void *user);
void peer_dtls_free(struct peer_dtls *dtls);
/* Takes a datagram in. Returns true when that ended the handshake. */
bool peer_dtls_feed(struct peer_dtls *dtls, const uint8_t *data, size_t len);
/* Says goodbye as a browser does. */
void peer_dtls_close(struct peer_dtls *dtls);

/* Once up: `len` bytes of keying material for SRTP; false if no profile was agreed on. */
bool peer_dtls_export(const struct peer_dtls *dtls, uint8_t *out, size_t len);

#endif
