/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells devices which encodings to send. A viewer *wants* an encoding if it was chosen for one of its slots, or would
 * have been chosen if the sender sent it. The sender's client gets the event `encodings` at once if an encoding is
 * wanted again, and when nobody has wanted it for two seconds. Control thread only.
 *
 * Only the device in the call is told to stop an encoding. The other devices of the participant are only told to begin
 * with those that are wanted, because the call may move to them.
 */
#ifndef BATON_WORKFLOW_WATCHING_H
#define BATON_WORKFLOW_WATCHING_H

#include "state/participant.h"

/* Notes that a viewer wants this encoding now. */
void baton_watching_want(struct baton_source *source, size_t encoding);
/* Whether the device that feeds the source sends this encoding, or would if somebody wanted it. Call
 * baton_source_measure before. */
bool baton_watching_can_get(const struct baton_source *source, size_t encoding);
/* Tells the device's client which encodings it has to send, if this has changed. */
void baton_watching_review(struct baton_device *device);
/* Tells it again: it may have missed the last event. */
void baton_watching_repeat(const struct baton_device *device);

#endif
