/* SPDX-License-Identifier: GPL-3.0-or-later */
/* h264 owns the finding of keyframes in H.264 payloads (RFC 6184 §5). */
#ifndef BATON_RTP_H264_H
#define BATON_RTP_H264_H

#include <stdbool.h>

#include "base/bytes.h"
#include "rtp/payload.h"

/*
 * A keyframe starts with a sequence parameter set or the first slice of an IDR picture, alone, in
 * a STAP-A, or at the start of an FU-A. Returns false, setting nothing, for an empty payload.
 */
bool baton_h264_describe(struct baton_bytes payload, struct baton_payload *out);

#endif
