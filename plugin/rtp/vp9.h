/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads VP9 payload descriptors (RFC 9628 §4.2). */
#ifndef BATON_RTP_VP9_H
#define BATON_RTP_VP9_H

#include <stdbool.h>

#include "base/bytes.h"
#include "rtp/payload.h"

/*
 * A keyframe starts with the first packet of its lowest spatial layer. Its size is that of the highest spatial layer in
 * the scalability structure. Returns false, and sets nothing, if the payload ends within its descriptor.
 */
bool baton_vp9_describe(struct baton_bytes payload, struct baton_payload *out);

#endif
