/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gate of one swap: it decides, on the packet path, at which packet a participant's media
 * passes from one device to another. All sources of the participant share one gate, so that they
 * hand over in one step.
 *
 * Fires (once) at the first packet of a keyframe of the taking device's primary video if that is
 * needed (and its audio, when needed, has been seen); at its first audio packet if only audio is
 * needed. If neither is needed the owner does not arm a gate but hands over at once.
 *
 * Threads: created, armed, disarmed and freed by the control thread; offered packets by the one
 * thread that carries the taking device's uplink; read by every thread that carries a source.
 */
#ifndef BATON_MEDIA_GATE_H
#define BATON_MEDIA_GATE_H

#include <stdbool.h>

#include "base/clock.h"

struct baton_gate; /* lives in a pool that is never given back before baton_media_fini */

struct baton_gate_needs {
    bool audio; /* an unmuted microphone of the taking device must have been heard */
    bool video; /* a keyframe of its primary, unmuted video must have begun */
};

enum baton_gate_state { BATON_GATE_CLOSED, BATON_GATE_ARMED, BATON_GATE_FIRED, BATON_GATE_DISARMED };

enum baton_gate_state baton_gate_state(const struct baton_gate *gate);
/* When it fired, for a gate in BATON_GATE_FIRED. */
baton_time baton_gate_fired_at(const struct baton_gate *gate);

#endif
