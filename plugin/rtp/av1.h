/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads AV1 payloads (RTP Payload Format For AV1, §4): the aggregation header, the headers of the OBUs behind it, and
 * the size in a sequence header (AV1 §5.5). A payload has no number of its picture; the dependency descriptor, a header
 * extension, has one (dependency.h).
 */
#ifndef BATON_RTP_AV1_H
#define BATON_RTP_AV1_H

#include <stdbool.h>

#include "base/bytes.h"
#include "rtp/payload.h"

/*
 * A keyframe starts with a new coded video sequence. The layers are those of the first OBU that names its layers. Where
 * a picture begins and ends is known only from the dependency descriptor. Returns false, and sets nothing, for an empty
 * payload, and if an OBU goes beyond the payload.
 */
bool baton_av1_describe(struct baton_bytes payload, struct baton_payload *out);

#endif
