/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds header extensions in RTP packets, with one-byte or two-byte headers (RFC 8285). */
#ifndef BATON_RTP_EXTENSION_H
#define BATON_RTP_EXTENSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Sets `out` to the data of the first extension with this id, 1..14 (one-byte headers) or 1..255 (two-byte headers).
 * `packet` is a whole RTP packet. Returns false, and sets nothing, if the packet has no such extension, or if its
 * header or the extension goes beyond the packet.
 */
bool baton_extension_find(struct baton_bytes packet, uint8_t id, struct baton_bytes *out);

#endif
