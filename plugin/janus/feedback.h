/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asks senders for a keyframe or limits their bitrate. To do this, Janus locks the handle, and Janus may hold this lock
 * for a long time. The packet path and the control thread must not wait for the lock. Therefore they queue a
 * request here, and a separate thread sends it. Requests for one handle are merged.
 */
#ifndef BATON_JANUS_FEEDBACK_H
#define BATON_JANUS_FEEDBACK_H

#include "janus/attachment.h"

struct baton_feedback;

/* Returns NULL if no thread could be started. `gateway` must outlive the result. */
struct baton_feedback *baton_feedback_new(janus_callbacks *gateway);
/* Drops the requests that have not been sent, and all later requests. */
void baton_feedback_stop(struct baton_feedback *feedback);
/* Call it after stop, when no thread queues requests any more. */
void baton_feedback_free(struct baton_feedback *feedback);

/* Queues a PLI (RFC 4585 section 6.3.1) on m-line `mindex`. Any thread, with a stream's lock held. */
void baton_feedback_ask_keyframe(
    struct baton_feedback *feedback, struct baton_attachment *attachment, int mindex);
/*
 * Queues an FIR (RFC 5104 section 4.3.1) for one encoding of m-line `mindex`, by its SSRC. `first`: see
 * struct baton_feed_format. Any thread, with a stream's lock held.
 */
void baton_feedback_ask_encoding(struct baton_feedback *feedback,
    struct baton_attachment *attachment, int mindex, uint8_t encoding, uint32_t ssrc,
    uint8_t first);
/* Queues a REMB with this many bit/s. Any thread. */
void baton_feedback_cap(
    struct baton_feedback *feedback, struct baton_attachment *attachment, uint32_t bitrate);

#endif
