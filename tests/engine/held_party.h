/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anna and Bob are in a room that holds participants who are away. */
#ifndef BATON_TESTS_ENGINE_HELD_PARTY_H
#define BATON_TESTS_ENGINE_HELD_PARTY_H

#include "engine/party_test.h"

enum { HOLD = 20 }; /* seconds */

static const struct baton_room_settings held = {
    .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = HOLD};

static inline void begin_held(struct party *party)
{
    party_init_with(party, &held, "microphone camera");
    device_starts_listening(party->bob);
}

/* Defines a test that gets a new `struct party *party` in such a room. */
#define HELD_TEST(function) PARTY_TEST_AFTER_BEGIN(function, begin_held)

/* Bob is told that Anna's connection is in this state. Returns Anna as Bob sees her. */
static inline const json_t *told(struct party *party, const char *connection)
{
    const json_t *anna =
        json_object_get(device_gets(party->bob, "participant_changed"), "participant");
    assert_string_equal(text_at(anna, "id"), party->anna->id);
    assert_string_equal(text_at(anna, "connection"), connection);
    return anna;
}

#endif
