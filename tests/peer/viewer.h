/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person sees of one m-line with video. A frame is shown if it is whole and the frame that it refers to was
 * shown. The tags of the packets say this, so no picture has to be decoded.
 */
#ifndef BATON_PEER_VIEWER_H
#define BATON_PEER_VIEWER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "peer/reception.h"

struct peer_viewer;

/* A frame that was shown. */
struct peer_shown {
    int64_t at, captured; /* microseconds */
    uint16_t device;
    uint8_t encoding, temporal;
    int height; /* of the picture; 0: not known */
};

struct peer_viewer *peer_viewer_new(void);
void peer_viewer_free(struct peer_viewer *viewer);
/* Takes a packet in the order of arrival. */
void peer_viewer_packet(struct peer_viewer *viewer, const struct peer_arrival *arrival);
/* Returns true, at most once a second, if frames wait for a frame that did not come, so that only a keyframe helps. */
bool peer_viewer_wants_key(struct peer_viewer *viewer, int64_t now);
/* Returns all frames that were shown: struct peer_shown, in order. */
const GArray *peer_viewer_shown(const struct peer_viewer *viewer);

#endif
