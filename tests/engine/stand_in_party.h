/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anna's device has vanished from a room in which anybody may stand in. Bob shows the code, and Carl's device scans it.
 * Each step does the earlier steps first. */
#ifndef BATON_TESTS_ENGINE_STAND_IN_PARTY_H
#define BATON_TESTS_ENGINE_STAND_IN_PARTY_H

#include <string.h>

#include "engine/party_test.h"

enum { HOLD = 20 }; /* seconds */

static const struct baton_room_settings anybody = {.room = PARTY_ROOM,
    .has = BATON_ROOM_HOLD | BATON_ROOM_STAND_IN,
    .hold = HOLD,
    .stand_in = BATON_STAND_IN_ANYBODY};

static inline void begin_with(struct party *party, const struct baton_room_settings *settings)
{
    party_init_with(party, settings, "microphone camera");
    device_vanishes(party->anna);
    device_starts_listening(party->bob);
}

static inline void begin_away(struct party *party)
{
    begin_with(party, &anybody);
}

/* Defines a test that gets a new `struct party *party` in which Anna is away. */
#define STAND_IN_TEST(function) PARTY_TEST_AFTER_BEGIN(function, begin_away)

static inline enum baton_error shows_for(struct fake_device *device, const struct fake_device *away)
{
    return device_shows_code_with(
        device, &(struct baton_transfer_request){.participant = away->id});
}

static inline void bob_shows(struct party *party)
{
    ok(shows_for(party->bob, party->anna));
}

static inline void carl_scans(struct party *party)
{
    bob_shows(party);
    ok(device_scans(party->carl, party->bob->code));
}

static inline void bob_agrees(struct party *party)
{
    carl_scans(party);
    ok(device_confirms(party->bob, true, party->carl->number));
    device_gets(party->carl, "admitted");
}

static inline void carl_connects(struct party *party)
{
    bob_agrees(party);
    device_connects(party->carl, party->sends);
}

static inline void carl_takes_over(struct party *party)
{
    carl_connects(party);
    world_plays(party->world, 200);
    device_gets(party->carl, "moved");
    party_is(party, "ended");
}

#endif
