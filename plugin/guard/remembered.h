/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices that have had the call of a participant and can ask for it again (`recall`). Each has a secret, of which
 * only the digest is kept, in engine->memories. There the secret belongs to the device's id.
 *
 * The resume secrets that a device had when the call left it are such secrets, too. A device that was away, or whose
 * network was gone, has not got the other one.
 *
 * A secret is valid until the call has moved to this device again, until the participant has left, or until the device
 * is forgotten. A participant has at most BATON_REMEMBERED_DEVICES such devices, and a Janus session has at most
 * BATON_SESSION_SECRETS such secrets: a further one replaces the oldest. Control thread only.
 */
#ifndef BATON_GUARD_REMEMBERED_H
#define BATON_GUARD_REMEMBERED_H

#include "state/room.h"

/* The most secrets of a device: the one that it was told, and its resume secrets. */
enum { BATON_REMEMBERED_SECRETS = 1 + BATON_RESUME_VALID };

/* A device as the store keeps it. */
struct baton_remembered_device {
    char id[BATON_ID_SIZE];
    struct baton_digest digests[BATON_REMEMBERED_SECRETS]; /* the oldest first */
    size_t count;
};

/* The device has left the call. Adds the field `remember` with a new secret to a message to it. `holder`: see
 * baton_device_sender. Adds nothing if the room does not remember devices, or if the system gives no random numbers, or
 * if too many secrets are valid. */
void baton_remembered_add(struct baton_participant *participant, const char device[BATON_ID_SIZE],
    const char *holder, json_t *message);
/* The call has left this device for good, and the device is about to be freed. From now on its valid resume secrets are
 * such secrets. */
void baton_remembered_keep(const struct baton_device *device);

/* Writes the devices that can ask for the call, the oldest first. Returns their number. */
size_t baton_remembered_list(const struct baton_participant *participant,
    struct baton_remembered_device devices[BATON_REMEMBERED_DEVICES]);
/* Adds a device after a restart. Returns false if one of its secrets is known already, or if too many are valid. */
bool baton_remembered_restore(
    struct baton_participant *participant, const struct baton_remembered_device *device);

/*
 * Finds the participant and the device that a secret belongs to. `room` is the room that the request names. Counts
 * unknown and used secrets for this handle and its session. If the secret was used before, warns the device in the
 * call. Returns NULL with `failure` set: invalid_resume, not_in_call or too_many_attempts.
 */
struct baton_participant *baton_remembered_find(const struct baton_handle *handle, const char *room,
    const char *secret, char device[BATON_ID_SIZE], struct baton_failure *failure);
/* The device has asked for the call, and nobody agreed: people said nothing, or the device took its question back. The
 * third time, the device is forgotten. */
void baton_remembered_asked_in_vain(
    struct baton_participant *participant, const char device[BATON_ID_SIZE]);
/* The call has moved to this device again, or the device is forgotten. */
void baton_remembered_use(struct baton_participant *participant, const char device[BATON_ID_SIZE]);
void baton_remembered_forget(
    struct baton_participant *participant, const char device[BATON_ID_SIZE]);

#endif
