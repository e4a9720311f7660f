/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads VP8 payload descriptors (RFC 7741 §4.2). */
#ifndef BATON_RTP_VP8_H
#define BATON_RTP_VP8_H

#include <stdbool.h>

#include "base/bytes.h"
#include "rtp/payload.h"

/* Returns false, and sets nothing, if the payload ends within its descriptor. */
bool baton_vp8_describe(struct baton_bytes payload, struct baton_payload *out);

#endif
