/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults during a transfer. If one device still works, the call continues on it. The devices are told the result. */
#include <string.h>

#include "engine/party_test.h"
#include "media/gate.h"
#include "workflow/stepping.h"

/* --- the new device --------------------------------------------------------------------------- */

PARTY_TEST(a_new_device_that_never_connects_does_not_get_the_call)
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

PARTY_TEST(a_new_device_whose_camera_sends_no_packet_does_not_get_the_call)
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

PARTY_TEST_AFTER(the_old_device_keeps_the_call_if_the_new_device_vanishes_before_the_swap,
    PARTY_SCANS, PARTY_CONNECTS)
{
    device_vanishes(party->carl);
    party_call_stayed(party, "failed", "new_gone");
}

PARTY_TEST_AFTER(the_old_device_keeps_the_call_if_the_new_device_sends_leave_before_the_swap,
    PARTY_SCANS, PARTY_CONNECTS)
{
    ok(device_leaves(party->carl));
    party_call_stayed(party, "failed", "new_gone");
}

TEST(the_transfer_fails_if_the_new_device_loses_a_connection_before_the_swap)
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

PARTY_TEST(the_new_device_cannot_replace_its_uplink_after_the_agreement)
{
    party_agrees(party);
    ok(device_publishes(party->carl, "microphone camera"));
    device_uplink_comes_up(party->carl);
    device_uplink_goes_down(party->carl);
    assert_int_equal(device_publishes(party->carl, "microphone camera"), BATON_E_WRONG_STATE);
    party_call_stayed(party, "failed", "fingerprint_changed");
}

PARTY_TEST(the_new_device_cannot_replace_its_downlink_after_the_agreement)
{
    party_agrees(party);
    ok(device_subscribes(party->carl, 3, 4));
    device_downlink_comes_up(party->carl);
    device_downlink_goes_down(party->carl);
    assert_int_equal(device_subscribes(party->carl, 3, 4), BATON_E_WRONG_STATE);
    party_is(party, "connecting");
}

PARTY_TEST(the_new_device_can_replace_connections_lost_before_the_agreement)
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

PARTY_TEST(the_call_returns_if_the_new_device_vanishes_in_standby)
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

/* When the new device's uplink is detached, the engine does two steps. In this test the gate fires between these two
 * steps, as a packet thread may do. */
PARTY_TEST(the_call_returns_if_the_gate_fires_while_the_new_device_is_removed)
{
    const struct baton_transfer_event gone = {.type = BATON_TRANSFER_NEW_GONE};
    party_moves(party);
    ok(device_returns(party->anna));
    party_is(party, "returning");
    struct baton_device *device = party->carl->uplink->device;
    struct baton_transfer *transfer = device->participant->transfer;
    baton_transfer_ref(transfer);
    baton_stepping_prepare(transfer, gone);
    baton_participant_release(device, BATON_ENDING_RETURNED);
    transfer->new_device = NULL;
    transfer->new_uplink = NULL;
    assert_true(baton_gate_fire(transfer->gate, party->world->now));
    baton_stepping_take_prepared(transfer, gone);
    assert_int_equal(transfer->machine.state, BATON_TRANSFER_RETURNING);
    baton_transfer_unref(transfer);
    world_plays(party->world, 1000);
    device_gets(party->anna, "returned");
}

TEST(the_call_returns_if_the_new_device_loses_a_connection_in_standby)
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

PARTY_TEST(the_call_returns_even_if_the_old_device_sends_no_keyframe)
{
    party_moves(party);
    device_feed(party->anna, BATON_CAMERA)->keyless = true;
    device_vanishes(party->carl);
    world_plays(party->world, 5100);
    party_told_end(party->anna, "returned", "new_gone");
    party_bob_hears(party, party->anna, party->carl);
}

/* --- the old device --------------------------------------------------------------------------- */

PARTY_TEST(the_participant_leaves_if_the_old_device_vanishes_while_it_shows_the_code)
{
    char code[FAKE_CODE];
    party_shows_code(party);
    g_strlcpy(code, party->anna->code, sizeof(code));
    device_vanishes(party->anna);
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "gone");
    assert_int_equal(device_scans(party->carl, code), BATON_E_CODE_EXPIRED);
    assert_int_equal(world_status(party->world, "participants"), 1);
}

PARTY_TEST(the_transfer_ends_if_the_old_device_vanishes_before_it_responds)
{
    party_scans(party);
    device_vanishes(party->anna);
    party_told_end(party->carl, "failed", "old_gone");
    device_gets(party->bob, "participant_left");
    assert_int_equal(world_status(party->world, "devices"), 1);
}

PARTY_TEST(the_transfer_continues_if_the_old_device_vanishes_after_the_agreement)
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

PARTY_TEST(the_transfer_continues_if_the_old_device_vanishes_just_before_the_swap)
{
    party_connects(party);
    device_vanishes(party->anna);
    party_is(party, "committing");
    world_plays(party->world, 200);
    party_told_end(party->carl, "moved", "none");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(the_new_device_keeps_the_call_if_the_old_device_vanishes_in_standby)
{
    party_moves(party);
    device_vanishes(party->anna);
    party_told_end(party->carl, "moved", "none");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(the_transfer_ends_if_the_old_device_loses_its_uplink_in_standby)
{
    party_moves(party);
    device_uplink_goes_down(party->anna);
    party_told_end(party->carl, "moved", "none");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(the_new_device_keeps_the_call_if_the_old_device_sends_leave_in_standby)
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

PARTY_TEST(the_return_fails_if_the_old_device_vanishes)
{
    party_moves(party);
    ok(device_returns(party->anna));
    device_vanishes(party->anna);
    party_told_end(party->carl, "moved", "return_failed");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(the_return_fails_if_the_old_device_loses_its_uplink)
{
    party_moves(party);
    ok(device_returns(party->carl));
    device_uplink_goes_down(party->anna);
    party_told_end(party->carl, "moved", "return_failed");
    party_told_end(party->anna, "moved", "return_failed");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(the_return_succeeds_if_the_new_device_vanishes)
{
    party_moves(party);
    ok(device_returns(party->anna));
    device_vanishes(party->carl);
    world_plays(party->world, 200);
    party_told_end(party->anna, "returned", "by_old");
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(the_old_device_can_publish_again_after_a_cancelled_transfer)
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

PARTY_TEST(the_old_device_can_publish_again_during_a_transfer)
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

/* The old device had no downlink, so the swap does not wait for one. */
PARTY_TEST(a_downlink_that_the_new_device_begins_during_the_swap_does_not_end_the_transfer)
{
    device_loses_downlink(party->anna);
    party_agrees(party);
    ok(device_publishes(party->carl, "microphone camera"));
    device_feed(party->carl, BATON_CAMERA)->quiet = true;
    device_uplink_comes_up(party->carl);
    party_is(party, "committing");
    ok(device_subscribes(party->carl, 3, 4));
    party_is(party, "committing");
    device_feed(party->carl, BATON_CAMERA)->quiet = false;
    world_plays(party->world, 200);
    party_is(party, "standby");
    device_gets(party->carl, "moved");
    party_bob_hears(party, party->carl, party->anna);
}

/* --- both devices ----------------------------------------------------------------------------- */

static void lose_both(struct party *party, struct fake_device *first, struct fake_device *second)
{
    device_vanishes(first);
    device_vanishes(second);
    world_plays(party->world, 100);
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "gone");
    assert_int_equal(world_status(party->world, "participants"), 1);
    assert_int_equal(world_status(party->world, "sources"), 2);
}

PARTY_TEST_AFTER(the_participant_leaves_if_both_devices_vanish, PARTY_SCANS, PARTY_MOVES)
{
    lose_both(party, party->anna, party->carl);
}

PARTY_TEST_AFTER(the_participant_leaves_if_the_new_device_vanishes_first, PARTY_SCANS, PARTY_MOVES)
{
    lose_both(party, party->carl, party->anna);
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
