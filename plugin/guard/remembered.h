/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices that have had the call of a participant and can ask for it again (`recall`). Each has a secret, of which
 * only the digest is kept, in engine->memories. There the secret belongs to the device's id.
 *
 * A secret is valid until the call has moved to this device again, until the participant has left, or until the device
 * is forgotten. A participant has at most BATON_REMEMBERED_DEVICES such devices: a further one replaces the oldest.
 * Control thread only.
 */
#ifndef BATON_GUARD_REMEMBERED_H
#define BATON_GUARD_REMEMBERED_H

#include "state/room.h"

/* The device has left the call. Adds the field `remember` with a new secret to a message to it. Adds nothing if the
 * room does not remember devices, or if the system gives no random numbers, or if too many secrets are valid. */
void baton_remembered_add(
    struct baton_participant *participant, const char device[BATON_ID_SIZE], json_t *message);
/* The device lost the call while it was away. From now on its valid resume secrets are such secrets. */
void baton_remembered_keep(const struct baton_device *device);

/*
 * Finds the participant and the device that a secret belongs to. `room` is the room that the request names. Counts
 * unknown and used secrets for this handle and its session. If the secret was used before, warns the device in the
 * call. Returns NULL with `failure` set: invalid_resume, not_in_call or too_many_attempts.
 */
struct baton_participant *baton_remembered_find(const struct baton_handle *handle, const char *room,
    const char *secret, char device[BATON_ID_SIZE], struct baton_failure *failure);
/* The call has moved to this device again, or the device is forgotten. */
void baton_remembered_use(struct baton_engine *engine, const char device[BATON_ID_SIZE]);
void baton_remembered_forget(struct baton_engine *engine, const char device[BATON_ID_SIZE]);

#endif
