/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody outside of the engine knows about a run: who has joined, since when nobody could reach them, which
 * resume secrets were handed out, and to whom. It says who must be in a room, and which secrets must work. It knows the
 * promises of docs/api.md, and does not ask the engine for its reasons.
 *
 * A test gives it each fact. After each step it compares the engine with what it knows.
 */
#ifndef BATON_FAKE_PROMISES_H
#define BATON_FAKE_PROMISES_H

#include "fake/world.h"

struct fake_promises;

struct fake_promises *fake_promises_new(void);
void fake_promises_free(struct fake_promises *promises);

/* --- people ----------------------------------------------------------------------------------- */

/* Somebody was let in by `join`. Nobody else may appear in a room. */
void fake_promises_joined(struct fake_promises *promises, const char *participant);
/* This participant may leave in this step: somebody asks for it who may. NULL: everybody may. */
void fake_promises_excuses(struct fake_promises *promises, const char *participant);
/* Janus crashes at this moment, and starts again. What was not written is not known to anybody any more. */
void fake_promises_crashes(struct fake_promises *promises, const struct fake_world *world);

/* --- secrets ---------------------------------------------------------------------------------- */

/* A message has this resume secret for a device. Returns false if the secret is known already. */
bool fake_promises_gives(
    struct fake_promises *promises, const struct baton_device *device, const char *secret);
/* The device has read the reply with this secret: the ones before must not work any more. */
void fake_promises_shows(
    struct fake_promises *promises, const struct baton_device *device, const char *secret);
/* A resume with this secret was granted, or refused to a device with device->failure. Fails the test if it had to be
 * the other way. */
void fake_promises_granted(struct fake_promises *promises, const char *secret, const json_t *reply);
void fake_promises_refused(struct fake_promises *promises, const struct fake_device *device,
    const char *room, const char *secret);
/* Returns one of all secrets that were handed out, the first is 0; NULL: there are not so many. */
const char *fake_promises_secret(const struct fake_promises *promises, size_t index);
size_t fake_promises_secrets(const struct fake_promises *promises);

/* --- after a step ----------------------------------------------------------------------------- */

/* Fails the test if a participant is missing who must be there, if somebody is there who was not let in, or if the
 * numbers of a device's events have gone back. */
void fake_promises_checks(struct fake_promises *promises, const struct fake_world *world);

#endif
