/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payloads of AV1, and its dependency descriptor (RTP Payload Format For AV1). There is only one layer. */
#ifndef BATON_PEER_AV1_H
#define BATON_PEER_AV1_H

#include "peer/encoder.h"

enum { PEER_AV1_MAX = 16, PEER_AV1_DESCRIPTOR_MAX = 16 };

/* Writes what comes before the bytes of the frame in a packet, and returns its length, at most PEER_AV1_MAX. */
size_t peer_av1_write(const struct peer_piece *piece, uint8_t *out);
/* Writes the dependency descriptor of a packet, and returns its length, at most PEER_AV1_DESCRIPTOR_MAX. */
size_t peer_av1_describe(const struct peer_piece *piece, uint8_t *out);
struct peer_frame_info peer_av1_read(const uint8_t *payload, size_t len);
/* Returns the number of the frame, or -1 if the descriptor is too short. */
int peer_av1_frame_number(const uint8_t *descriptor, size_t len);

#endif
