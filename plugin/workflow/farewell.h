/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The farewell: a secret that the old device gets when its call has moved. With this secret the old device can send
 * `disown` for a while, which says that its person did not want the call to move. Control thread only.
 */
#ifndef BATON_WORKFLOW_FAREWELL_H
#define BATON_WORKFLOW_FAREWELL_H

#include "workflow/transfer.h"

/* Makes the secret and adds it to `moved`, the event to the old device. Adds nothing if the system gives no random
 * numbers, or if too many secrets are valid, because a transfer must not fail for these reasons. */
void baton_farewell_add(struct baton_transfer *transfer, json_t *moved);
/*
 * The call moves from this device. Each of its valid resume secrets becomes such a secret, too: `moved` does not reach
 * a device that is away, and it may be lost if the device has lost its network. Does nothing if too many secrets are
 * valid.
 */
void baton_farewell_add_resumes(
    const struct baton_transfer *transfer, const struct baton_device *device);
/* The call has returned to the old device: makes its secrets invalid. */
void baton_farewell_withdraw(struct baton_transfer *transfer);
/*
 * Finds the participant whose call has left the device that got this secret. The secret stays valid. If there is no
 * such participant, returns NULL with `failure` set: code_unknown, code_used, code_expired (also if the participant has
 * left), or too_many_attempts. Unknown secrets are counted for this handle and its session.
 */
struct baton_participant *baton_farewell_find(struct baton_engine *engine,
    const struct baton_handle *handle, const char *secret, struct baton_failure *failure);
/* Marks the secrets of all devices from which the call of this participant has moved as used. */
void baton_farewell_use(const struct baton_participant *participant);

#endif
