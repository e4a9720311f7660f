/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room that holds participants who are away, and devices whose connection is cut. resume_test, resume_moves_test and
 * reasons_test use them. */
#ifndef BATON_TESTS_ENGINE_RESUME_PARTY_H
#define BATON_TESTS_ENGINE_RESUME_PARTY_H

#include <string.h>

#include "engine/party_test.h"
#include "transfer/resume_book.h"

enum { HOLD = 20 }; /* seconds */

static const struct baton_room_settings held = {
    .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = HOLD};

static inline void begin(struct party *party)
{
    party_init_with(party, &held, "microphone camera");
    device_starts_listening(party->bob);
}

/* Defines a test that gets a new `struct party *party` in such a room. */
#define RESUME_TEST(function)                                                                      \
    static void function(struct party *party);                                                     \
    static void function##_in_a_room_that_holds(UNUSED void **state)                               \
    {                                                                                              \
        struct party party;                                                                        \
        begin(&party);                                                                             \
        function(&party);                                                                          \
        party_fini(&party);                                                                        \
    }                                                                                              \
    TEST_ADDED(__COUNTER__, .name = #function, .test_func = function##_in_a_room_that_holds)       \
    static void function(struct party *party)

/* The fake device gets other handles, and nobody has told the server that the old ones are gone. */
struct ghost {
    struct fake_handle *up, *down;
    struct baton_handle *uplink, *downlink;
};

static inline struct ghost cut_unnoticed(struct fake_device *device)
{
    struct ghost ghost = {device->up, device->down, device->uplink, device->downlink};
    device->up = device->down = NULL;
    device->uplink = device->downlink = NULL;
    device->up_live = device->down_live = false;
    device->lines = 0;
    return ghost;
}

/* The server notices that the old handles are gone. */
static inline void notice(struct fake_world *world, struct ghost *ghost)
{
    baton_engine_detach(world->engine, ghost->uplink, world->now);
    baton_engine_detach(world->engine, ghost->downlink, world->now);
    ghost->up->attached = ghost->up->closing = false;
    ghost->down->attached = ghost->down->closing = false;
    world_flushes(world);
}

static inline void keep_secret(const struct fake_device *device, char copy[BATON_TOKEN_SIZE])
{
    assert_int_equal(strlen(device->resume), BATON_TOKEN_CHARACTERS);
    g_strlcpy(copy, device->resume, BATON_TOKEN_SIZE);
}

static inline void comes_back(struct party *party)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_true(is_true_at(party->anna->reply, "resumed"));
    assert_string_equal(text_at(party->anna->reply, "id"), party->anna->id);
}

#endif
