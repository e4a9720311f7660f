/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of a schedule that are no requests of a call: losses, ways to come back, waits and crashes. Also the list
 * of the steps, and the secrets in the messages. Only for random_run.c.
 */
#ifndef BATON_FAKE_RANDOM_CUTS_H
#define BATON_FAKE_RANDOM_CUTS_H

#include "fake/random_run.h"

/* Does one such step to the device with this index, or for it. */
void fake_run_cut(struct fake_run *run, unsigned index);
/* The device with this index has lost its WebSocket. It claims its session and sends `sync`. */
void fake_run_claim(struct fake_run *run, unsigned index);
/* Notes the step run->step in words, if somebody wants to know the steps. `device` may be NULL. */
void fake_run_note(struct fake_run *run, const struct fake_device *device, const char *result);
/* Notes the secrets in the messages of the last step, and which of them a client has read, in run->promises. */
void fake_run_tell_promises(struct fake_run *run);
/* The server notices every loss. */
void fake_run_notice_all(struct fake_run *run);

#endif
