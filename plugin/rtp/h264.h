/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds keyframes and parameter sets in H.264 payloads (RFC 6184 §5). */
#ifndef BATON_RTP_H264_H
#define BATON_RTP_H264_H

#include <stdbool.h>

#include "base/bytes.h"
#include "rtp/payload.h"

/*
 * A keyframe starts with a sequence parameter set or with the first slice of an IDR picture. Either
 * of them may be the whole payload, a unit of a STAP-A, or the start of an FU-A. A keyframe that starts without a
 * sequence parameter set in the same packet is marked `without_sets`. Returns false, and sets nothing, for an empty
 * payload.
 */
bool baton_h264_describe(struct baton_bytes payload, struct baton_payload *out);

enum baton_h264_unit { BATON_H264_SPS, BATON_H264_PPS, BATON_H264_OTHER };

/* `unit`: the whole NAL unit, header included. */
typedef void baton_h264_unit_fn(void *user, enum baton_h264_unit kind, struct baton_bytes unit);

/* Calls `each` for each NAL unit that is whole in this payload: the payload itself, or the units of a STAP-A. */
void baton_h264_each_unit(struct baton_bytes payload, baton_h264_unit_fn *each, void *user);

#endif
