/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * party owns the scene of most engine tests: Anna and Bob talk in a room, and Carl is the device that
 * Anna's call moves to. Each step takes the transfer one state further.
 */
#ifndef BATON_FAKE_PARTY_H
#define BATON_FAKE_PARTY_H

#include "fake/world.h"

#define PARTY_ROOM "standup"

struct party {
    struct fake_world *world;
    struct fake_device *anna, *bob, *carl;
    const char *sends; /* what Anna's devices send */
};

/* Both send microphone and camera, see and hear each other, and have done so for half a second. */
void party_init(struct party *party);
/* The same, in a room with these settings, with Anna sending other kinds. */
void party_init_with(struct party *party, const struct baton_room_settings *settings,
                     const char *sends);
/* The same in a world of one's own, which is taken over. */
void party_init_in(struct party *party, struct fake_world *world,
                   const struct baton_room_settings *settings, const char *sends);
void party_fini(struct party *party);

/* offered: Anna has a code. */
void party_offers(struct party *party);
/* confirming: Carl has scanned it. */
void party_scans(struct party *party);
/* connecting: Anna has picked Carl's number. */
void party_agrees(struct party *party);
/* committing: Carl's channels are up; not one packet of his has been sent. */
void party_connects(struct party *party);
/* standby: Carl has sent, and has the call. */
void party_moves(struct party *party);
/* The grace period is over. */
void party_ends(struct party *party);
/* From offered to the end, from Anna to Carl; then the two change places. */
void party_swaps(struct party *party);

/* The participant's transfer is in this state ("ended": there is none). */
void party_is(struct party *party, const char *state);
/* `transfer_ended` came to a device, with this outcome and this reason. */
void party_told(struct fake_device *device, const char *outcome, const char *reason);
/* Bob hears this device and not the other, from now on for a while. */
void party_heard(struct party *party, struct fake_device *heard, struct fake_device *other);
/* What Bob knows of Anna, by `participants`, borrowed until the next such call. */
json_t *party_anna(struct party *party);
/* One of her sources there, by kind; NULL: none. */
json_t *party_source(struct party *party, const char *kind);

/* Anna was told this end; her call is where it was, as if nothing had been asked for; and it can be
 * moved afterwards, to another Carl. */
void party_stayed(struct party *party, const char *outcome, const char *reason);

#endif
