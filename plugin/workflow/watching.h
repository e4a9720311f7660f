/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which encodings somebody watches, so that a device sends only these. Its client gets the event `encodings` when this
 * changes: at once if an encoding is wanted again, and after two seconds if nobody wants it any more. Control thread
 * only.
 *
 * Only the device in the call is told to stop. Any other device of the participant begins with what is wanted, because
 * the call may move to it.
 */
#ifndef BATON_WORKFLOW_WATCHING_H
#define BATON_WORKFLOW_WATCHING_H

#include "state/participant.h"

/* A viewer wants this encoding now. */
void baton_watching_want(struct baton_source *source, size_t encoding);
/* Whether the device that feeds the source sends this encoding, or would if somebody wanted it. baton_source_measure
 * must have been called. */
bool baton_watching_can_get(const struct baton_source *source, size_t encoding);
/* Tells the device's client what it has to send now, if this has changed. */
void baton_watching_review(struct baton_device *device);
/* Tells it again: it may have missed the last event. */
void baton_watching_repeat(const struct baton_device *device);

#endif
