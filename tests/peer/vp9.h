/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payload descriptors of VP9 (RFC 9628 section 4.2). */
#ifndef BATON_PEER_VP9_H
#define BATON_PEER_VP9_H

#include "peer/encoder.h"

enum { PEER_VP9_MAX = 16 };

/* Writes what comes before the bytes of the frame in a packet, and returns its length, at most PEER_VP9_MAX. */
size_t peer_vp9_write(const struct peer_piece *piece, uint8_t *out);
struct peer_frame_info peer_vp9_read(const uint8_t *payload, size_t len);

#endif
