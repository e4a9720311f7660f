/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of what a device learns that has missed how its call has ended: on the handle that it still has, and with its
 * resume secret on another one. */
#include "engine/resume_party.h"

/* The device asks on its handle. */
static void learns(struct fake_device *device, const char *reason)
{
    assert_int_equal(device_syncs(device, 0), BATON_E_NOT_IN_CALL);
    assert_string_equal(device->failure.reason, reason);
}

/* The device asks on the handle that it had, and then comes back on another one. */
static void learns_twice(struct party *party, struct fake_device *device, const char *reason)
{
    world_closes_connections(party->world);
    learns(device, reason);
    device_vanishes(device);
    assert_int_equal(device_resumes(device, PARTY_ROOM), BATON_E_NOT_IN_CALL);
    assert_string_equal(device->failure.reason, reason);
    assert_true(g_str_has_prefix(device->failure.text, "resume: "));
}

HELD_TEST(a_handle_that_was_in_no_call_has_no_reason)
{
    assert_int_equal(device_syncs(party->carl, 0), BATON_E_NOT_IN_CALL);
    assert_null(party->carl->failure.reason);
}

HELD_TEST(whoever_was_removed)
{
    struct fake_world *world = party->world;
    world_keeps_reply(
        world, baton_engine_remove(world->engine, PARTY_ROOM, party->anna->id, world->now, NULL));
    world_flushes(world);
    learns_twice(party, party->anna, "removed");
}

HELD_TEST(whose_room_was_destroyed)
{
    ok(world_destroys_room(party->world, PARTY_ROOM));
    learns_twice(party, party->anna, "room_destroyed");
}

/* A client can ask for something else first, on any handle. */
HELD_TEST(whoever_asks_with_another_request)
{
    ok(world_destroys_room(party->world, PARTY_ROOM));
    assert_int_equal(device_asks_for_ice(party->anna), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->anna->failure.reason, "room_destroyed");
    assert_int_equal(device_raises_hand(party->anna, true), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->anna->failure.reason, "room_destroyed");
    assert_int_equal(device_unpins(party->anna, "3"), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->anna->failure.reason, "room_destroyed");
}

HELD_TEST(whoever_has_left)
{
    ok(device_leaves(party->anna));
    learns_twice(party, party->anna, "left");
}

HELD_TEST(whoever_was_away_for_too_long)
{
    device_vanishes(party->anna);
    world_waits(party->world, HOLD * 1000 + 100);
    assert_int_equal(device_resumes(party->anna, PARTY_ROOM), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->anna->failure.reason, "gone");
}

HELD_TEST(whoever_was_replaced_by_a_newer_holder_of_the_secret)
{
    struct fake_device *second_tab = party->carl;
    char first[BATON_TOKEN_SIZE];
    keep_secret(party->anna, first);
    ok(device_resumes_with(second_tab, PARTY_ROOM, first));
    learns(party->anna, "replaced");
    ok(device_raises_hand(second_tab, true)); /* shows that it has the next secret */
    world_closes_connections(party->world);
    assert_int_equal(device_resumes_with(party->anna, PARTY_ROOM, first), BATON_E_INVALID_RESUME);
    assert_string_equal(party->anna->failure.reason, "replaced");
}

HELD_TEST(whose_call_has_moved)
{
    party_moves(party);
    party_ends(party);
    learns_twice(party, party->anna, "moved");
}

HELD_TEST(whose_call_moves_after_the_device_was_lost)
{
    party_moves(party);
    device_vanishes(party->anna);
    assert_int_equal(device_resumes(party->anna, PARTY_ROOM), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->anna->failure.reason, "moved");
}

HELD_TEST(from_which_device_the_call_has_returned)
{
    party_moves(party);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    learns(party->carl, "returned");
}

HELD_TEST(which_device_did_not_get_the_call)
{
    party_scans(party);
    ok(device_cancels(party->anna));
    learns(party->carl, "not_moved");
}

HELD_TEST(whose_code_nobody_has_scanned)
{
    ok(device_presents(party->carl, false));
    ok(device_cancels_presentation(party->carl));
    learns(party->carl, "not_moved");
}

HELD_TEST(whose_move_was_disowned)
{
    party_moves(party);
    party_ends(party);
    ok(device_disowns(party->anna, party->anna->resume));
    learns(party->carl, "disowned");
}

HELD_TEST(another_call_on_the_handle_ends_the_reason)
{
    ok(device_leaves(party->anna));
    world_closes_connections(party->world);
    ok(device_joins(party->anna, PARTY_ROOM));
    ok(device_syncs(party->anna, 0));
    ok(device_leaves(party->anna));
    learns(party->anna, "left");
}
