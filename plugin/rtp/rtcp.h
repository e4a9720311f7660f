/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds requests for keyframes in RTCP compound packets (RFC 3550 §6.1). */
#ifndef BATON_RTP_RTCP_H
#define BATON_RTP_RTCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether the compound packet has a PLI (RFC 4585 §6.3.1) or an FIR (RFC 5104 §4.3.1). Stops at the
 * first packet that is incomplete or not RTCP.
 */
bool baton_rtcp_asks_keyframe(const uint8_t *data, size_t length);

#endif
