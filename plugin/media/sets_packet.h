/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A packet with the parameter sets of an H.264 feed, for receivers that begin at a keyframe which does not bring them.
 * It takes the place right before the packet at which they begin. If the feed's own packet with that number comes late,
 * it is dropped as a duplicate.
 */
#ifndef BATON_MEDIA_SETS_PACKET_H
#define BATON_MEDIA_SETS_PACKET_H

#include "media/keyframe_buffer.h"

/* The longest RTP header, in bytes, that leaves room for the parameter sets. */
enum {
    BATON_SETS_PACKET_HEADER = BATON_KEYFRAME_BUFFER_BYTES - BATON_PARAMETER_SETS_BYTES - 1,
};

/* Makes the packet that goes before `arrival`, which has `sets` and a header of at most BATON_SETS_PACKET_HEADER. */
void baton_sets_packet_make(struct baton_buffered *made, const struct baton_media_host *host,
    const struct baton_arrival *arrival);

#endif
