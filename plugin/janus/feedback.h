/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feedback owns the requests to senders for a keyframe or a bitrate. Janus locks the handle to send either, and may
 * hold that lock for long. The packet path and the control thread must not wait for it: they leave a note here, and
 * one thread sends it. Notes for one handle are merged.
 */
#ifndef BATON_JANUS_FEEDBACK_H
#define BATON_JANUS_FEEDBACK_H

#include "janus/attachment.h"

struct baton_feedback;

/* NULL if no thread could be started. `gateway` must outlive it. */
struct baton_feedback *baton_feedback_new(janus_callbacks *gateway);
/* Drops the notes that have not been sent. Later notes are dropped too. */
void baton_feedback_stop(struct baton_feedback *feedback);
/* After stop, when no thread leaves notes any more. */
void baton_feedback_free(struct baton_feedback *feedback);

/* Any thread, with a source's lock held: a PLI (RFC 4585 section 6.3.1) on m-line `mindex`. */
void baton_feedback_ask_keyframe(
    struct baton_feedback *feedback, struct baton_attachment *attachment, int mindex);
/* Any thread: a REMB with this many bit/s. */
void baton_feedback_cap(
    struct baton_feedback *feedback, struct baton_attachment *attachment, uint32_t bitrate);

#endif
