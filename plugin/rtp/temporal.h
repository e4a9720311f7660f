/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of an encoding for receivers that do not get all of its temporal layers. For each limit (the highest
 * layer that a receiver gets), this counts the packets and pictures above the limit that came before a packet. The
 * receiver does not get them. Its numbers are smaller by these counts, so it sees no hole.
 *
 * The counts are made once for each packet, not for each receiver. The counts of the last BATON_INTAKE_BEHIND packets
 * are kept, so that a late packet gets its own number. A packet that has not come yet counts as not left out. If it
 * comes late and is above the limit, it leaves a hole. Pure; the lock of the stream guards it.
 */
#ifndef BATON_RTP_TEMPORAL_H
#define BATON_RTP_TEMPORAL_H

#include <stdbool.h>
#include <stdint.h>

#include "rtp/intake.h"

/* Limits are temporal layers: packets of the limit and below are sent. The highest limit leaves nothing out. */
enum { BATON_TEMPORAL_LIMITS = 4, BATON_TEMPORAL_ALL = BATON_TEMPORAL_LIMITS - 1 };

/* Counts, since the beginning of the encoding, of what was left out for one limit. */
struct baton_left_out {
    uint32_t packets;
    uint16_t pictures; /* modulo 2^16 */
};

struct baton_temporal {
    bool layered; /* a packet above the lowest layer has come; before that, the members below are zero, except for: */
    bool keeps_ids; /* picture ids keep their holes, so no pictures are counted (baton_codec_keeps_ids) */
    int64_t newest, timestamp; /* of the newest packet */
    struct baton_left_out total[BATON_TEMPORAL_LIMITS];
    /* As `total`, before the packet with number n: [n modulo BATON_INTAKE_BEHIND]. */
    struct baton_left_out before[BATON_INTAKE_BEHIND][BATON_TEMPORAL_LIMITS];
};

void baton_temporal_init(struct baton_temporal *temporal);

/*
 * Notes the newest packet of the encoding: its outgoing number, its outgoing timestamp, and its temporal layer (layers
 * above BATON_TEMPORAL_ALL count as BATON_TEMPORAL_ALL). Call this only if baton_temporal_concerns is true.
 */
void baton_temporal_note(
    struct baton_temporal *temporal, int64_t seq, int64_t timestamp, uint8_t layer);

static inline bool baton_temporal_concerns(const struct baton_temporal *temporal, uint8_t layer)
{
    return temporal->layered || layer > 0;
}

/* Whether this timestamp begins a new picture. */
static inline bool baton_temporal_begins(const struct baton_temporal *temporal, int64_t timestamp)
{
    return !temporal->layered || temporal->timestamp != timestamp;
}

/* Returns what was left out before the packet with this number, for each limit. It has been noted, and is less than
 * BATON_INTAKE_BEHIND below the newest one. */
static inline const struct baton_left_out *baton_temporal_before(
    const struct baton_temporal *temporal, int64_t seq)
{
    return temporal->before[(uint64_t)seq % BATON_INTAKE_BEHIND];
}

#endif
