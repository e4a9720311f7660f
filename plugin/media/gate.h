/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A gate decides, on the packet path, at which packet a participant's media changes from one device
 * to another. All streams of the participant share one gate, so that all of them change together.
 *
 * In this layer, the *new device* is the device to which the media changes. When a call returns, this is the old
 * device of the transfer.
 *
 * A gate fires once. If video is needed, it fires when all packets of a keyframe of the new
 * device's primary video have come (keyframe_buffer.h), with several encodings: of the one that began first among
 * those that somebody watches. If audio is needed as well, audio of the new device must have
 * come in the last BATON_FEED_HEARING, or must come within BATON_KEYFRAME_BUFFER_TIME. If
 * only audio is needed, the gate fires at the new device's first audio packet. If neither is
 * needed, the caller does not create a gate, but calls baton_stream_take.
 *
 * Threads: the control thread creates, arms, disarms and releases a gate. The packet thread of the
 * new device's uplink fires it. Every thread that carries packets of these streams reads it.
 */
#ifndef BATON_MEDIA_GATE_H
#define BATON_MEDIA_GATE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/clock.h"
#include "media/keyframe_buffer.h"
#include "media/media.h"
#include "media/pool.h"

struct baton_stream;

struct baton_gate_needs {
    bool audio; /* audio of the new device's unmuted microphone must have come */
    bool video; /* a keyframe of the new device's unmuted primary video must have come */
};

enum baton_gate_state {
    BATON_GATE_CLOSED,   /* not armed yet: it cannot fire */
    BATON_GATE_ARMED,    /* fires at the first packet that meets its needs */
    BATON_GATE_FIRED,    /* the media has changed; only another gate can change it back */
    BATON_GATE_DISARMED, /* disarmed before it fired; it will never fire */
};

/* For files of plugin/media only. */
struct baton_gate {
    struct baton_pool_entry entry;
    struct baton_gate_needs needs;
    _Atomic baton_time word; /* when it fired, or a constant of gate.c for another state */

    /* Guarded by the lock of the primary video's stream, while that stream has this gate. */
    struct baton_keyframe_buffer buffer; /* a keyframe that came before the audio */
    bool missed;                         /* a keyframe could not be used */
    bool torn;                           /* a keyframe came, and another one before it was whole */

    /* Control thread only. */
    struct baton_media *media;
    struct baton_stream *streams; /* the streams prepared with this gate; stream.c keeps the list */
};

/* NULL if memory ran out. */
struct baton_gate *baton_gate_new(struct baton_media *media, const struct baton_gate_needs *needs);

/* After this call the gate may fire. Returns false if the gate was not closed. See baton_stream_arm_gate. */
bool baton_gate_arm(struct baton_gate *gate);

/* Returns false if it is too late: the gate has fired, and stays fired. */
bool baton_gate_disarm(struct baton_gate *gate);

/* Gives the gate back to its pool. Call baton_stream_settle_gate before. */
void baton_gate_release(struct baton_gate *gate);

/* Packet path, with the lock of the packet's stream held. True: this call fired the gate. */
bool baton_gate_fire(struct baton_gate *gate, baton_time at);

/* Any thread. */
enum baton_gate_state baton_gate_state(const struct baton_gate *gate);

/* When the packet arrived at which the gate fired. Only for BATON_GATE_FIRED. Any thread. */
baton_time baton_gate_fired_at(const struct baton_gate *gate);

#endif
