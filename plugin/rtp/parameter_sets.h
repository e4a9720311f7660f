/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameter sets of one H.264 feed (H.264 §7.3.2). A receiver needs the sequence parameter set (SPS) and the
 * picture parameter set (PPS) before the IDR picture at which it begins. Encoders send them in the packet of the IDR
 * slice, in packets of their own before it, or only once for the whole stream. So the last ones are kept, and can be
 * sent once more in front of an IDR slice.
 *
 * The kept sets fit an IDR slice in two cases only: the SPS came as a part of the same picture, or every packet of this
 * picture came and none of them has an SPS. Otherwise a lost or late packet may have brought other sets. Pure; the
 * packet thread of the feed uses it.
 */
#ifndef BATON_RTP_PARAMETER_SETS_H
#define BATON_RTP_PARAMETER_SETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "rtp/intake.h"
#include "rtp/payload.h"

/* Room for all kept sets. One SPS and one PPS have about 40 bytes, and larger ones than this are not kept. */
enum { BATON_PARAMETER_SETS_BYTES = 512 };

struct baton_parameter_sets {
    /* The newest packet of the feed. */
    int64_t seq, timestamp;
    uint32_t run;
    bool started;
    bool whole; /* every packet of its picture has come up to it */

    int64_t came; /* the timestamp of the picture with which the kept SPS came */
    bool sps, pps;
    uint16_t length;
    uint8_t units[BATON_PARAMETER_SETS_BYTES]; /* each with its 16-bit size in front, as in a STAP-A */
};

void baton_parameter_sets_init(struct baton_parameter_sets *sets);

/*
 * Call this for each packet of the feed, with what baton_h264_describe has found. Keeps the packet's sets. Returns true
 * if the packet begins a keyframe without sets, and the kept sets fit it.
 */
bool baton_parameter_sets_follow(struct baton_parameter_sets *sets, const struct baton_taken *taken,
    struct baton_bytes payload, const struct baton_payload *described);

/*
 * Writes a payload with the kept sets (STAP-A, RFC 6184 §5.7.1) and returns its length. `data` has at least
 * BATON_PARAMETER_SETS_BYTES + 1 bytes.
 */
size_t baton_parameter_sets_write(const struct baton_parameter_sets *sets, uint8_t *data);

#endif
