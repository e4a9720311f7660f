/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICE restarts, and new PeerConnections on the handles of a device, in each role and state of a transfer. */
#include <stdlib.h>
#include <string.h>

#include "party_test.h"

#define BOTH "microphone camera"

static void told_nothing(struct party *party)
{
    assert_false(device_got(party->bob, "participant_changed"));
    assert_false(device_got(party->anna, "transfer"));
    assert_false(device_got(party->carl, "transfer"));
}

/* Both PeerConnections restart ICE. Nothing changes, and nobody is told. */
static void restarts(struct party *party, struct fake_device *device)
{
    device_starts_listening(party->anna);
    device_starts_listening(party->bob);
    device_starts_listening(party->carl);
    char *before = party_state(party);
    ok(device_restarts_uplink(device));
    assert_non_null(strstr(device->answer, "answer to audio:0:sends:opus"));
    ok(device_restarts_downlink(device));
    ok(device_starts(device));
    char *after = party_state(party);
    assert_string_equal(after, before);
    told_nothing(party);
    free(before);
    free(after);
}

/* After the step, Anna's call goes on: on Carl's device if it was about to move. */
static void goes_on(struct party *party, enum party_step step)
{
    world_plays(party->world, 200);
    if (step == PARTY_CONNECTS)
        party_bob_hears(party, party->carl, party->anna);
    else
        party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST_AFTER(the_device_in_the_call_restarts_in_each_state, PARTY_SHOWS_CODE, PARTY_CONNECTS)
{
    restarts(party, party->anna);
    goes_on(party, step);
}

PARTY_TEST(a_device_without_a_transfer_restarts)
{
    restarts(party, party->anna);
    restarts(party, party->anna);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_candidate_restarts_before_people_have_agreed)
{
    party_scans(party);
    device_connects(party->carl, BOTH);
    restarts(party, party->carl);
    party_is(party, "confirming");
    ok(device_confirms(party->anna, true, party->carl->number));
    party_is(party, "committing");
}

PARTY_TEST(a_candidate_restarts_while_it_connects)
{
    party_agrees(party);
    ok(device_publishes(party->carl, BOTH));
    ok(device_subscribes(party->carl, 3, 4));
    device_downlink_comes_up(party->carl);
    restarts(party, party->carl);
    party_is(party, "connecting");
    device_uplink_comes_up(party->carl);
    party_is(party, "committing");
}

PARTY_TEST(both_devices_restart_while_the_call_moves)
{
    party_connects(party);
    restarts(party, party->carl);
    restarts(party, party->anna);
    party_is(party, "committing");
    goes_on(party, PARTY_CONNECTS);
    party_is(party, "standby");
}

PARTY_TEST(both_devices_restart_in_standby_and_the_call_can_still_return)
{
    party_moves(party);
    restarts(party, party->anna);
    restarts(party, party->carl);
    party_is(party, "standby");
    ok(device_returns(party->anna));
    world_plays(party->world, 200);
    party_bob_hears(party, party->anna, party->carl);
}

/* Anna asks for the call, and sends nothing. */
static void begins_to_return(struct party *party)
{
    party_moves(party);
    device_feed(party->anna, BATON_MICROPHONE)->quiet = true;
    device_feed(party->anna, BATON_CAMERA)->quiet = true;
    ok(device_returns(party->anna));
    party_is(party, "returning");
}

static void sends_again(struct party *party)
{
    device_feed(party->anna, BATON_MICROPHONE)->quiet = false;
    device_feed(party->anna, BATON_CAMERA)->quiet = false;
}

PARTY_TEST(both_devices_restart_while_the_call_returns)
{
    begins_to_return(party);
    restarts(party, party->anna);
    restarts(party, party->carl);
    party_is(party, "returning");
    sends_again(party);
    world_plays(party->world, 200);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_restart_keeps_what_a_candidate_has_chosen_to_see)
{
    party_agrees(party);
    ok(device_publishes(party->carl, BOTH));
    ok(device_subscribes(party->carl, 3, 4));
    ok(device_pins(party->carl, "4", NULL));
    device_downlink_comes_up(party->carl);
    restarts(party, party->carl);
}

PARTY_TEST(a_restart_of_one_connection_survives_the_loss_of_the_other)
{
    party_agrees(party);
    ok(device_publishes(party->carl, BOTH));
    device_uplink_comes_up(party->carl);
    ok(device_subscribes(party->carl, 3, 4));
    device_downlink_goes_down(party->carl);
    ok(device_restarts_uplink(party->carl));
    party_is(party, "connecting");
    assert_int_equal(device_subscribes(party->carl, 3, 4), BATON_E_WRONG_STATE);
}

PARTY_TEST(a_restart_without_sources_keeps_a_screen)
{
    ok(device_publishes(party->anna, "microphone screen"));
    restarts(party, party->anna);
    assert_non_null(party_listed_source(party, "screen"));
    assert_null(party_listed_source(party, "camera"));
}

/* --- offers that change sources while they cannot change --------------------------------------- */

static void is_unchanged(struct fake_device *device, const char *answer)
{
    assert_true(is_true_at(device->reply, "unchanged"));
    assert_int_equal(json_array_size(json_object_get(device->reply, "sources")), 2);
    assert_string_equal(device->answer, answer);
}

/* The device offers another screen, and then no camera. Both offers are answered without the change. */
static void changes_nothing(struct party *party, struct fake_device *device)
{
    char *before = party_state(party);
    ok(device_publishes(device, BOTH " screen"));
    is_unchanged(device, "answer kept kept off");
    ok(device_publishes(device, "microphone"));
    is_unchanged(device, "answer kept off");
    char *after = party_state(party);
    assert_string_equal(after, before);
    free(before);
    free(after);
}

PARTY_TEST(in_standby_the_old_device_gets_an_answer_without_the_change)
{
    party_moves(party);
    changes_nothing(party, party->anna);
    ok(device_returns(party->anna));
    world_plays(party->world, 200);
    party_bob_hears(party, party->anna, party->carl);
    ok(device_publishes(party->anna, BOTH " screen"));
    assert_false(is_true_at(party->anna->reply, "unchanged"));
    assert_non_null(party_listed_source(party, "screen"));
}

PARTY_TEST(while_the_call_moves_both_devices_get_answers_without_the_change)
{
    party_connects(party);
    changes_nothing(party, party->anna);
    changes_nothing(party, party->carl);
    goes_on(party, PARTY_CONNECTS);
}

PARTY_TEST(while_the_call_returns_both_devices_get_answers_without_the_change)
{
    begins_to_return(party);
    changes_nothing(party, party->anna);
    changes_nothing(party, party->carl);
    sends_again(party);
    world_plays(party->world, 200);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(in_standby_the_new_device_can_change_its_sources)
{
    party_moves(party);
    ok(device_publishes(party->carl, BOTH " screen"));
    assert_false(is_true_at(party->carl->reply, "unchanged"));
    assert_non_null(party_listed_source(party, "screen"));
}

PARTY_TEST(a_restart_on_standby_can_mute)
{
    party_moves(party);
    ok(device_publishes(party->anna, "microphone! camera"));
    assert_false(is_true_at(party->anna->reply, "unchanged"));
    ok(device_returns(party->anna));
    world_plays(party->world, 200);
    assert_true(is_true_at(party_listed_source(party, "microphone"), "muted"));
}

/* --- new PeerConnections on the same handle ----------------------------------------------------- */

PARTY_TEST_AFTER(the_device_in_the_call_opens_a_new_uplink, PARTY_SHOWS_CODE, PARTY_CONNECTS)
{
    device_uplink_goes_down(party->anna);
    ok(device_publishes(party->anna, BOTH));
    device_uplink_comes_up(party->anna);
    goes_on(party, step);
}

PARTY_TEST(a_device_whose_uplink_was_lost_in_the_swap_gets_the_call_back)
{
    party_connects(party);
    device_uplink_goes_down(party->anna);
    world_plays(party->world, 200);
    party_is(party, "standby");
    ok(device_publishes(party->anna, BOTH));
    device_uplink_comes_up(party->anna);
    ok(device_returns(party->anna));
    world_plays(party->world, 200);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_new_uplink_with_other_sources_waits_for_the_end_of_the_swap)
{
    party_connects(party);
    device_uplink_goes_down(party->anna);
    assert_int_equal(device_publishes(party->anna, "microphone screen"), BATON_E_WRONG_STATE);
    assert_int_equal(party->anna->up->closed, 1);
}

PARTY_TEST(a_new_uplink_may_send_less_during_the_swap)
{
    party_connects(party);
    device_uplink_goes_down(party->anna);
    ok(device_publishes(party->anna, "microphone"));
    device_uplink_comes_up(party->anna);
    assert_string_equal(text_at(party_listed_source(party, "camera"), "state"), "paused");
    world_plays(party->world, 200);
    party_is(party, "standby");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(a_new_device_that_is_back_keeps_the_call_if_the_old_one_sends_nothing)
{
    party_moves(party);
    device_feed(party->anna, BATON_MICROPHONE)->quiet = true;
    device_feed(party->anna, BATON_CAMERA)->quiet = true;
    device_uplink_goes_down(party->carl);
    party_is(party, "returning");
    ok(device_publishes(party->carl, BOTH));
    device_uplink_comes_up(party->carl);
    party_bob_hears(party, party->carl, party->anna);
    world_plays(party->world, 12000);
    party_is(party, "ended");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(a_candidate_that_people_have_agreed_to_cannot_open_another_uplink)
{
    party_agrees(party);
    ok(device_publishes(party->carl, BOTH));
    device_uplink_goes_down(party->carl);
    assert_int_equal(device_publishes(party->carl, BOTH), BATON_E_WRONG_STATE);
    party_call_stayed(party, "failed", "fingerprint_changed");
}

PARTY_TEST_AFTER(a_device_opens_a_new_downlink, PARTY_SHOWS_CODE, PARTY_MOVES)
{
    device_downlink_goes_down(party->anna);
    ok(device_subscribes(party->anna, 3, 4));
    ok(device_starts(party->anna));
    device_downlink_comes_up(party->anna);
    device_starts_listening(party->anna);
    world_plays(party->world, 1000);
    assert_true(device_hears(party->anna, party->bob) > 20);
}
