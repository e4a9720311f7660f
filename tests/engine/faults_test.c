/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faults: something fails during a transfer; the call goes on where it can, and both devices are
 * told. */
#include <string.h>

#include "engine/party_test.h"
#include "media/gate.h"
#include "workflow/stepping.h"

/* --- the new device --------------------------------------------------------------------------- */

PARTY_TEST(a_new_device_that_never_connects_leaves_the_call_where_it_is)
{
    party_agrees(party);
    world_plays(party->world, 20100);
    party_told_end(party->carl, "failed", "connect_timeout");
    party_call_stayed(party, "failed", "connect_timeout");
}

PARTY_TEST(a_new_device_with_only_one_connection_does_not_get_the_call)
{
    party_agrees(party);
    ok(device_publishes(party->carl, "microphone camera"));
    device_uplink_comes_up(party->carl);
    world_plays(party->world, 19000);
    party_is(party, "connecting");
    world_plays(party->world, 1100);
    party_told_end(party->carl, "failed", "connect_timeout");
    assert_int_equal(party->carl->up->closed, 1);
    party_call_stayed(party, "failed", "connect_timeout");
}

PARTY_TEST(a_new_device_that_sends_nothing_does_not_get_the_call)
{
    party_connects(party);
    device_feed(party->carl, BATON_CAMERA)->quiet = true;
    world_plays(party->world, 10100);
    party_told_end(party->carl, "failed", "no_media");
    party_call_stayed(party, "failed", "no_media");
}

PARTY_TEST(a_new_device_without_a_camera_gets_the_call_without_a_picture)
{
    party->sends = "microphone";
    party_moves(party);
    party_bob_hears(party, party->carl, party->anna);
    assert_string_equal(text_at(party_listed_source(party, "camera"), "state"), "paused");
}

PARTY_TEST(a_new_device_without_the_codec_of_the_room_is_refused)
{
    party_agrees(party);
    party->carl->codec = "h264";
    assert_int_equal(device_publishes(party->carl, "microphone camera"), BATON_E_CODEC_REFUSED);
    party_told_end(party->carl, "failed", "codec_refused");
    party_call_stayed(party, "failed", "codec_refused");
}

/* The steps of a transfer before the swap; the new device vanishes after each. */
static void (*const steps_before_the_swap[])(struct party *) = {
    party_scans, party_agrees, party_connects};

TEST(a_new_device_that_vanishes_before_the_swap_leaves_the_call_where_it_is)
{
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        party_init(&party);
        steps_before_the_swap[i](&party);
        device_vanishes(party.carl);
        party_call_stayed(&party, "failed", "new_gone");
        party_fini(&party);
    }
}

TEST(a_new_device_that_leaves_before_the_swap_does_not_end_the_call)
{
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        party_init(&party);
        steps_before_the_swap[i](&party);
        ok(device_leaves(party.carl));
        party_call_stayed(&party, "failed", "new_gone");
        party_fini(&party);
    }
}

TEST(a_new_device_that_loses_a_connection_before_the_swap_fails)
{
    static void (*const losses[])(struct fake_device *) = {
        device_uplink_goes_down, device_downlink_goes_down, device_loses_downlink};
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        party_init(&party);
        party_connects(&party);
        losses[i](party.carl);
        party_told_end(party.carl, "failed", "connection_lost");
        party_call_stayed(&party, "failed", "connection_lost");
        party_fini(&party);
    }
}

PARTY_TEST(a_different_connection_after_the_agreement_is_refused)
{
    party_agrees(party);
    ok(device_publishes(party->carl, "microphone camera"));
    device_uplink_comes_up(party->carl);
    device_uplink_goes_down(party->carl);
    assert_int_equal(device_publishes(party->carl, "microphone camera"), BATON_E_WRONG_STATE);
    party_call_stayed(party, "failed", "fingerprint_changed");
}

PARTY_TEST(a_different_downlink_after_the_agreement_is_refused)
{
    party_agrees(party);
    ok(device_subscribes(party->carl, 3, 4));
    device_downlink_comes_up(party->carl);
    device_downlink_goes_down(party->carl);
    assert_int_equal(device_subscribes(party->carl, 3, 4), BATON_E_WRONG_STATE);
    party_is(party, "connecting");
}

PARTY_TEST(a_connection_lost_before_the_agreement_may_be_replaced)
{
    party_scans(party);
    device_connects(party->carl, "microphone camera");
    device_uplink_goes_down(party->carl);
    device_downlink_goes_down(party->carl);
    ok(device_confirms(party->anna, true, party->carl->number));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    party_is(party, "standby");
    ok(device_publishes(party->carl, "microphone camera screen"));
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(a_new_device_that_vanishes_in_standby_returns_the_call)
{
    party_moves(party);
    world_plays(party->world, 2000);
    device_vanishes(party->carl);
    party_is(party, "returning");
    world_plays(party->world, 200);
    device_gets(party->anna, "returned");
    party_told_end(party->anna, "returned", "new_gone");
    party_bob_hears(party, party->anna, party->carl);
    assert_int_equal(world_status(party->world, "devices"), 2);
}

/* The two halves of what the engine does when the new device's uplink goes, with a gate that fires on a
 * packet thread between them. */
PARTY_TEST(a_gate_that_fires_while_the_new_device_is_removed_returns_the_call)
{
    const struct baton_transfer_event gone = {.type = BATON_TRANSFER_NEW_GONE};
    party_moves(party);
    ok(device_returns(party->anna));
    party_is(party, "returning");
    struct baton_device *device = party->carl->uplink->device;
    struct baton_transfer *transfer = device->participant->transfer;
    baton_transfer_ref(transfer);
    baton_stepping_prepare(transfer, gone);
    baton_participant_release(device);
    transfer->new_device = NULL;
    transfer->new_uplink = NULL;
    assert_true(baton_gate_fire(transfer->gate, party->world->now));
    baton_stepping_take_prepared(transfer, gone);
    assert_int_equal(transfer->machine.state, BATON_TRANSFER_RETURNING);
    baton_transfer_unref(transfer);
    world_plays(party->world, 1000);
    device_gets(party->anna, "returned");
}

TEST(a_new_device_that_loses_a_connection_in_standby_returns_the_call)
{
    static void (*const losses[])(struct fake_device *) = {
        device_uplink_goes_down, device_downlink_goes_down, device_loses_downlink};
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        party_init(&party);
        party_moves(&party);
        losses[i](party.carl);
        world_plays(party.world, 200);
        party_told_end(party.anna, "returned", "connection_lost");
        party_told_end(party.carl, "returned", "connection_lost");
        party_bob_hears(&party, party.anna, party.carl);
        party_fini(&party);
    }
}

PARTY_TEST(the_call_returns_even_to_a_device_that_makes_no_keyframe)
{
    party_moves(party);
    device_feed(party->anna, BATON_CAMERA)->keyless = true;
    device_vanishes(party->carl);
    world_plays(party->world, 5100);
    party_told_end(party->anna, "returned", "new_gone");
    party_bob_hears(party, party->anna, party->carl);
}

/* --- the old device --------------------------------------------------------------------------- */

PARTY_TEST(a_participant_leaves_if_the_old_device_vanishes_while_it_shows_the_code)
{
    char code[FAKE_CODE];
    party_shows_code(party);
    g_strlcpy(code, party->anna->code, sizeof(code));
    device_vanishes(party->anna);
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "gone");
    assert_int_equal(device_scans(party->carl, code), BATON_E_CODE_EXPIRED);
    assert_int_equal(world_status(party->world, "participants"), 1);
}

PARTY_TEST(an_old_device_that_vanishes_before_its_response_ends_the_transfer)
{
    party_scans(party);
    device_vanishes(party->anna);
    party_told_end(party->carl, "failed", "old_gone");
    device_gets(party->bob, "participant_left");
    assert_int_equal(world_status(party->world, "devices"), 1);
}

PARTY_TEST(a_transfer_survives_the_old_device_once_it_is_agreed_to)
{
    party_agrees(party);
    device_vanishes(party->anna);
    assert_false(device_got(party->bob, "participant_left"));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 200);
    device_gets(party->carl, "moved");
    party_told_end(party->carl, "moved", "none");
    assert_false(device_got(party->bob, "participant_left"));
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(a_transfer_about_to_commit_survives_the_old_device)
{
    party_connects(party);
    device_vanishes(party->anna);
    party_is(party, "committing");
    world_plays(party->world, 200);
    party_told_end(party->carl, "moved", "none");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(an_old_device_that_vanishes_in_standby_leaves_the_call_on_the_new_device)
{
    party_moves(party);
    device_vanishes(party->anna);
    party_told_end(party->carl, "moved", "none");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(an_old_device_without_its_uplink_can_not_be_returned_to)
{
    party_moves(party);
    device_uplink_goes_down(party->anna);
    party_told_end(party->carl, "moved", "none");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(an_old_device_that_leaves_in_standby_does_not_end_the_call)
{
    party_moves(party);
    ok(device_leaves(party->anna));
    assert_false(device_got(party->bob, "participant_left"));
    party_told_end(party->carl, "moved", "none");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(a_new_device_that_leaves_in_standby_gives_the_call_back)
{
    party_moves(party);
    ok(device_leaves(party->carl));
    world_plays(party->world, 200);
    assert_false(device_got(party->bob, "participant_left"));
    party_told_end(party->anna, "returned", "new_gone");
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_new_device_that_leaves_during_the_return_does_not_stop_the_return)
{
    party_moves(party);
    ok(device_returns(party->anna));
    ok(device_leaves(party->carl));
    world_plays(party->world, 200);
    party_told_end(party->anna, "returned", "by_old");
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_new_device_whose_old_device_is_gone_leaves_the_room)
{
    party_moves(party);
    device_vanishes(party->anna);
    ok(device_leaves(party->carl));
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "left");
}

PARTY_TEST(an_old_device_that_vanishes_during_the_return_leaves_the_call_on_the_new_device)
{
    party_moves(party);
    ok(device_returns(party->anna));
    device_vanishes(party->anna);
    party_told_end(party->carl, "moved", "return_failed");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(an_old_device_without_uplink_during_the_return_leaves_the_call_on_the_new_one)
{
    party_moves(party);
    ok(device_returns(party->carl));
    device_uplink_goes_down(party->anna);
    party_told_end(party->carl, "moved", "return_failed");
    party_told_end(party->anna, "moved", "return_failed");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(a_new_device_that_vanishes_during_the_return_does_not_stop_the_return)
{
    party_moves(party);
    ok(device_returns(party->anna));
    device_vanishes(party->carl);
    world_plays(party->world, 200);
    party_told_end(party->anna, "returned", "by_old");
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(an_uplink_lost_during_a_failed_transfer_can_be_published_again)
{
    party_agrees(party);
    device_uplink_goes_down(party->anna);
    assert_non_null(party_listed_source(party, "camera"));
    ok(device_cancels(party->anna));
    assert_null(party_listed_source(party, "camera"));
    ok(device_publishes(party->anna, "microphone camera"));
    device_uplink_comes_up(party->anna);
    party_bob_hears(party, party->anna, party->carl);
    assert_true(party->bob->down->lines[3].packets > 5);
}

PARTY_TEST(an_uplink_lost_during_a_transfer_can_be_published_again)
{
    party_agrees(party);
    device_uplink_goes_down(party->anna);
    ok(device_publishes(party->anna, "microphone camera"));
    device_uplink_comes_up(party->anna);
    party_bob_hears(party, party->anna, party->carl);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 200);
    party_bob_hears(party, party->carl, party->anna);
}

/* --- both devices ----------------------------------------------------------------------------- */

TEST(the_participant_leaves_if_both_devices_vanish_in_any_state)
{
    static void (*const steps[])(struct party *) = {
        party_scans, party_agrees, party_connects, party_moves};
    for (size_t i = 0; i < 8; i++) {
        struct party party;
        party_init(&party);
        steps[i % 4](&party);
        device_vanishes(i < 4 ? party.anna : party.carl);
        device_vanishes(i < 4 ? party.carl : party.anna);
        world_plays(party.world, 100);
        assert_string_equal(text_at(device_gets(party.bob, "participant_left"), "reason"), "gone");
        assert_int_equal(world_status(party.world, "participants"), 1);
        assert_int_equal(world_status(party.world, "sources"), 2);
        party_fini(&party);
    }
}

TEST(the_participant_leaves_if_both_devices_vanish_during_the_return)
{
    for (int first = 0; first < 2; first++) {
        struct party party;
        party_init(&party);
        party_moves(&party);
        ok(device_returns(party.anna));
        device_vanishes(first ? party.anna : party.carl);
        device_vanishes(first ? party.carl : party.anna);
        device_gets(party.bob, "participant_left");
        party_fini(&party);
    }
}
