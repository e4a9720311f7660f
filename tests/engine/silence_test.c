/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Media that stops although its PeerConnection is up: who becomes away, and what ends it. */
#include "engine/held_party.h"

static void sends(struct fake_device *device, bool microphone, bool camera)
{
    device_feed(device, BATON_MICROPHONE)->quiet = !microphone;
    device_feed(device, BATON_CAMERA)->quiet = !camera;
}

static const char *connection(struct party *party)
{
    return text_at(party_listed_anna(party), "connection");
}

static const json_t *told_once(struct party *party, const char *state)
{
    const json_t *anna = told(party, state);
    assert_false(device_got(party->bob, "participant_changed"));
    return anna;
}

static void falls_silent(struct party *party)
{
    sends(party->anna, false, false);
    world_plays(party->world, 5400);
    told_once(party, "away");
}

HELD_TEST(whoever_sends_nothing_for_five_seconds_is_away)
{
    sends(party->anna, false, false);
    world_plays(party->world, 4800);
    assert_false(device_got(party->bob, "participant_changed"));
    world_plays(party->world, 600);
    const json_t *sources = json_object_get(told_once(party, "away"), "sources");
    assert_int_equal(json_array_size(sources), 2);
    assert_string_equal(text_at(json_array_get(sources, 0), "state"), "paused");
    world_plays(party->world, 5000);
    assert_false(device_got(party->bob, "participant_changed"));
}

HELD_TEST(the_next_packets_end_it_without_a_request)
{
    falls_silent(party);
    sends(party->anna, true, true);
    world_plays(party->world, 400);
    const json_t *anna = told_once(party, "connected");
    const json_t *camera = element_with(json_object_get(anna, "sources"), "kind", "camera");
    assert_string_equal(text_at(camera, "state"), "live");
    party_bob_hears(party, party->anna, party->carl);
    falls_silent(party); /* it is noticed again */
}

HELD_TEST(a_packet_every_400_ms_is_no_silence)
{
    sends(party->anna, false, false);
    for (int i = 0; i < 30; i++) {
        world_plays(party->world, 400);
        device_feed(party->anna, BATON_MICROPHONE)->quiet = false;
        device_sends(party->anna, BATON_MICROPHONE, false);
        device_feed(party->anna, BATON_MICROPHONE)->quiet = true;
    }
    assert_false(device_got(party->bob, "participant_changed"));
}

HELD_TEST(a_camera_alone_shows_that_the_path_is_good)
{
    sends(party->anna, false, true);
    world_plays(party->world, 8000);
    assert_false(device_got(party->bob, "participant_changed"));
}

HELD_TEST(a_camera_alone_ends_a_silence)
{
    falls_silent(party);
    sends(party->anna, false, true);
    world_plays(party->world, 400);
    told_once(party, "connected");
    world_plays(party->world, 8000);
    assert_false(device_got(party->bob, "participant_changed"));
}

HELD_TEST(a_muted_microphone_may_send_nothing)
{
    ok(device_mutes(party->anna, BATON_MICROPHONE, true));
    device_gets(party->bob, "participant_changed");
    sends(party->anna, false, false);
    world_plays(party->world, 8000);
    assert_false(device_got(party->bob, "participant_changed"));
    ok(device_mutes(party->anna, BATON_MICROPHONE, false));
    device_gets(party->bob, "participant_changed");
    world_plays(party->world, 8000);
    assert_false(device_got(party->bob, "participant_changed")); /* it has not sent since */
}

HELD_TEST(a_microphone_that_never_sent_counts_for_nothing)
{
    ok(device_joins(party->carl, PARTY_ROOM));
    ok(device_publishes(party->carl, "microphone camera"));
    sends(party->carl, false, false);
    device_uplink_comes_up(party->carl);
    device_starts_listening(party->bob);
    world_plays(party->world, 8000);
    assert_false(device_got(party->bob, "participant_changed"));
}

PARTY_TEST(in_a_room_without_hold_nobody_is_away_by_silence)
{
    sends(party->anna, false, false);
    world_plays(party->world, 8000);
    assert_string_equal(connection(party), "connected");
    sends(party->anna, true, true);
    party_bob_hears(party, party->anna, party->carl);
}

/* --- what ends it ------------------------------------------------------------------------------ */

HELD_TEST(an_ice_restart_does_not_end_it_but_its_packets_do)
{
    falls_silent(party);
    ok(device_restarts_uplink(party->anna));
    world_plays(party->world, 1000);
    assert_string_equal(connection(party), "away");
    sends(party->anna, true, true);
    world_plays(party->world, 400);
    assert_string_equal(connection(party), "connected");
}

HELD_TEST(another_source_does_not_end_it)
{
    falls_silent(party);
    ok(device_publishes(party->anna, "microphone camera screen"));
    device_feed(party->anna, BATON_SCREEN)->quiet = true;
    world_plays(party->world, 1000);
    assert_string_equal(connection(party), "away");
    device_feed(party->anna, BATON_SCREEN)->quiet = false;
    world_plays(party->world, 400);
    assert_string_equal(connection(party), "connected");
    assert_string_equal(text_at(party_listed_source(party, "screen"), "state"), "live");
}

HELD_TEST(who_mutes_the_microphone_may_be_silent)
{
    falls_silent(party);
    ok(device_mutes(party->anna, BATON_MICROPHONE, true));
    world_plays(party->world, 400);
    assert_string_equal(connection(party), "connected");
}

HELD_TEST(who_ends_the_microphone_may_be_silent)
{
    falls_silent(party);
    ok(device_unpublishes(party->anna, "microphone"));
    assert_string_equal(connection(party), "connected");
}

HELD_TEST(who_ends_all_sources_may_be_silent)
{
    falls_silent(party);
    ok(device_unpublishes(party->anna, NULL));
    assert_string_equal(connection(party), "connected");
    world_closes_connections(party->world);
    assert_string_equal(connection(party), "connected");
}

HELD_TEST(a_connection_that_closes_meanwhile_is_told_once)
{
    falls_silent(party);
    device_uplink_goes_down(party->anna);
    world_plays(party->world, 1000);
    assert_false(device_got(party->bob, "participant_changed"));
    ok(device_publishes(party->anna, "microphone camera"));
    told_once(party, "connected");
    device_uplink_comes_up(party->anna);
    sends(party->anna, true, true);
    party_bob_hears(party, party->anna, party->carl);
}

HELD_TEST(a_new_connection_has_time_to_send)
{
    falls_silent(party);
    device_uplink_goes_down(party->anna);
    ok(device_publishes(party->anna, "microphone camera"));
    sends(party->anna, false, false);
    device_uplink_comes_up(party->anna);
    told_once(party, "connected");
    world_plays(party->world, 2000);
    assert_string_equal(connection(party), "connected");
}

HELD_TEST(after_hold_the_connection_is_closed_and_the_client_can_open_another)
{
    falls_silent(party);
    world_plays(party->world, HOLD * 1000 + 100);
    const json_t *anna = told_once(party, "connected");
    assert_int_equal(json_array_size(json_object_get(anna, "sources")), 0);
    assert_int_equal(party->anna->up->closed, 1);
    ok(device_publishes(party->anna, "microphone camera"));
    device_uplink_comes_up(party->anna);
    sends(party->anna, true, true);
    party_bob_hears(party, party->anna, party->carl);
}

HELD_TEST(a_client_that_said_it_goes_and_stays_is_heard_again)
{
    falls_silent(party);
    ok(device_says_closing(party->anna));
    ok(device_raises_hand(party->anna, true));
    assert_string_equal(connection(party), "away");
    sends(party->anna, true, true);
    world_plays(party->world, 400);
    assert_string_equal(connection(party), "connected");
    assert_string_equal(text_at(party_listed_source(party, "camera"), "state"), "live");
    party_bob_hears(party, party->anna, party->carl);
}

HELD_TEST(handles_that_vanish_meanwhile_begin_hold_again)
{
    falls_silent(party);
    world_plays(party->world, HOLD * 1000 - 2000);
    device_vanishes(party->anna);
    assert_false(device_got(party->bob, "participant_changed"));
    world_plays(party->world, HOLD * 1000 - 100);
    assert_false(device_got(party->bob, "participant_left"));
    world_plays(party->world, 300);
    device_gets(party->bob, "participant_left");
}

/* --- transfers --------------------------------------------------------------------------------- */

HELD_TEST(a_device_on_standby_may_be_silent)
{
    party_moves(party);
    device_starts_listening(party->bob);
    sends(party->anna, false, false);
    world_plays(party->world, 8000);
    assert_string_equal(connection(party), "connected");
}

HELD_TEST(a_new_device_that_falls_silent_in_standby_is_away_afterwards)
{
    party_moves(party);
    sends(party->carl, false, false);
    world_plays(party->world, 8000);
    assert_string_equal(connection(party), "connected");
    party_is(party, "standby");
    world_plays(party->world, 3000);
    party_is(party, "ended");
    assert_string_equal(connection(party), "away");
    sends(party->carl, true, true);
    world_plays(party->world, 400);
    assert_string_equal(connection(party), "connected");
}

/* Otherwise the silence would go on without the PeerConnection that could end it. */
HELD_TEST(a_connection_that_closes_during_a_transfer_in_vain_is_lost)
{
    falls_silent(party);
    party_agrees(party);
    device_uplink_goes_down(party->anna);
    ok(device_cancels(party->anna));
    party_is(party, "ended");
    assert_string_equal(connection(party), "away");
    ok(device_publishes(party->anna, "microphone camera"));
    assert_string_equal(connection(party), "connected");
    sends(party->anna, true, true);
    device_uplink_comes_up(party->anna);
    party_bob_hears(party, party->anna, party->carl);
}

HELD_TEST(a_connection_that_is_up_after_a_transfer_in_vain_is_still_silent)
{
    falls_silent(party);
    party_agrees(party);
    ok(device_cancels(party->anna));
    assert_string_equal(connection(party), "away");
    sends(party->anna, true, true);
    world_plays(party->world, 400);
    assert_string_equal(connection(party), "connected");
}

HELD_TEST(a_silent_participant_can_move_the_call)
{
    falls_silent(party);
    party_moves(party);
    assert_string_equal(connection(party), "connected");
    party_bob_hears(party, party->carl, party->anna);
}
