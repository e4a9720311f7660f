/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gate owns the instant of one swap: it decides, on the packet path, at which packet a
 * participant's media passes from one device to another. All streams of the participant share one
 * gate, so that they all change devices in one step.
 *
 * A gate fires once. If video is needed, it fires at the first packet of a keyframe of the new
 * device's primary video; if audio is needed as well, that audio must have been heard in the last
 * BATON_FEED_HEARING, or must come within BATON_KEYFRAME_BUFFER_TIME (see keyframe_buffer.h). If
 * only audio is needed, the gate fires at the new device's first audio packet. If neither is
 * needed, the caller does not create a gate: it calls baton_stream_take.
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
    bool audio; /* an unmuted microphone of the new device must have been heard */
    bool video; /* a keyframe of its primary, unmuted video must have begun */
};

enum baton_gate_state {
    BATON_GATE_CLOSED,   /* not armed yet: nothing makes it fire */
    BATON_GATE_ARMED,    /* waits for its packet */
    BATON_GATE_FIRED,    /* the media has passed; only another gate can bring it back */
    BATON_GATE_DISARMED, /* called off before it fired */
};

/* For files of plugin/media only. */
struct baton_gate {
    struct baton_pool_entry entry;
    struct baton_gate_needs needs;
    _Atomic baton_time word; /* when it fired, or a value of gate.c that stands for a state */

    /* Guarded by the lock of the primary video's stream, while that stream has this gate. */
    struct baton_keyframe_buffer buffer; /* a keyframe that came before the audio */
    bool missed;                         /* a keyframe was buffered in vain */

    /* Control thread only. */
    struct baton_media *media;
    struct baton_stream *streams; /* prepared with it: a list that stream.c keeps */
};

/* NULL when out of memory. */
struct baton_gate *baton_gate_new(struct baton_media *media, const struct baton_gate_needs *needs);

/* From now on it may fire. False: it was not closed. See baton_stream_arm_gate. */
bool baton_gate_arm(struct baton_gate *gate);

/* False when it was too late: the gate has fired, and it stays fired. */
bool baton_gate_disarm(struct baton_gate *gate);

/* Gives it back. It must be settled before: see baton_stream_settle_gate. */
void baton_gate_release(struct baton_gate *gate);

/* Packet path, with the lock of the stream whose packet it is. True: this call fired it. */
bool baton_gate_fire(struct baton_gate *gate, baton_time at);

/* Any thread. */
enum baton_gate_state baton_gate_state(const struct baton_gate *gate);

/* The arrival of the packet at which it fired, for a gate in BATON_GATE_FIRED. Any thread. */
baton_time baton_gate_fired_at(const struct baton_gate *gate);

#endif
