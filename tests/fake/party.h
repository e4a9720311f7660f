/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The call of most engine tests: Anna and Bob are in a room, and Anna's call moves to Carl's device.
 * Each step does the earlier steps first, and brings the transfer to the next state.
 */
#ifndef BATON_FAKE_PARTY_H
#define BATON_FAKE_PARTY_H

#include "fake/world.h"

#define PARTY_ROOM "standup"

struct party {
    struct fake_world *world;
    struct fake_device *anna, *bob, *carl;
    const char *sends; /* kinds that Anna's devices send */
};

/* Anna and Bob send microphone and camera, and have received each other for half a second. */
void party_init(struct party *party);
/* Does the same in a room with these settings. Anna sends the kinds in `sends`. */
void party_init_with(
    struct party *party, const struct baton_room_settings *settings, const char *sends);
/* Does the same in this world, which party_fini frees. */
void party_init_in(struct party *party, struct fake_world *world,
    const struct baton_room_settings *settings, const char *sends);
void party_fini(struct party *party);

/* State "showing": Anna shows a code. */
void party_shows_code(struct party *party);
/* State "confirming": Carl has scanned the code. */
void party_scans(struct party *party);
/* State "connecting": Anna has confirmed Carl's number. */
void party_agrees(struct party *party);
/* State "committing": Carl's device is connected and has not sent a packet. */
void party_connects(struct party *party);
/* State "standby": Carl's device has sent and has the call. */
void party_moves(struct party *party);
/* The steps above by number, for tests that begin after each of them. */
enum party_step { PARTY_SHOWS_CODE, PARTY_SCANS, PARTY_AGREES, PARTY_CONNECTS, PARTY_MOVES };
void party_takes(struct party *party, enum party_step step);
/* The grace period has passed, and the transfer has ended. */
void party_ends(struct party *party);
/* Does a whole transfer from Anna's device to Carl's. Then `anna` and `carl` are exchanged. */
void party_moves_for_good(struct party *party);

/* Checks that the participant's transfer is in this state; "ended": that there is no transfer. */
void party_is(struct party *party, const char *state);
/* Checks that the device has got `transfer_ended` with this outcome and reason. */
void party_told_end(struct fake_device *device, const char *outcome, const char *reason);
/* Plays half a second. Checks that Bob receives the first device and not the other device. */
void party_bob_hears(struct party *party, struct fake_device *heard, struct fake_device *other);
/* Returns what an operator sees of the whole engine, as text for free(). Two equal texts: nothing has changed. */
char *party_state(struct party *party);
/* Returns Anna in the reply to `participants`. The world owns it until its next reply. */
json_t *party_listed_anna(struct party *party);
/* Returns Anna's source of this kind from the same reply, or NULL. */
json_t *party_listed_source(struct party *party, const char *kind);

/* Checks that Anna's device was told this outcome and reason, and that its call has not changed.
 * Then moves the call to another device, which becomes `carl`. */
void party_call_stayed(struct party *party, const char *outcome, const char *reason);

#endif
