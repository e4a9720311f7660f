/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds keyframes in H.264 payloads (RFC 6184 §5). */
#ifndef BATON_RTP_H264_H
#define BATON_RTP_H264_H

#include <stdbool.h>

#include "base/bytes.h"
#include "rtp/payload.h"

/*
 * A keyframe starts with a sequence parameter set or with the first slice of an IDR picture. Either
 * of them may be the whole payload, a unit of a STAP-A, or the start of an FU-A. Returns false, and
 * sets nothing, for an empty payload.
 */
bool baton_h264_describe(struct baton_bytes payload, struct baton_payload *out);

#endif
