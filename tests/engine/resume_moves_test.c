/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices that come back with their resume secret while a call moves, and the secrets that a move hands out. */
#include "engine/resume_party.h"
#include "fake/invariants.h"

/* Begins a party for each step of a transfer, and cuts the device in the call. */
static void cut_after(struct party *party, enum party_step step)
{
    begin_held(party);
    party_takes(party, step);
    device_vanishes(party->anna);
}

TEST(before_the_agreement_the_transfer_ends_and_the_participant_is_away)
{
    for (enum party_step step = PARTY_SHOWS_CODE; step <= PARTY_SCANS; step++) {
        struct party party;
        cut_after(&party, step);
        party_is(&party, "ended");
        if (step == PARTY_SCANS)
            party_told_end(party.carl, "failed", "old_gone");
        assert_int_equal(world_status(party.world, "devices"), 2);
        comes_back(&party);
        device_connects(party.anna, "microphone camera");
        party_bob_hears(&party, party.anna, party.carl);
        device_starts_listening(party.anna);
        party.carl = device_new(party.world, "Dora");
        party_moves(&party);
        party_fini(&party);
    }
}

TEST(after_the_agreement_the_new_device_goes_on)
{
    for (enum party_step step = PARTY_AGREES; step <= PARTY_CONNECTS; step++) {
        struct party party;
        cut_after(&party, step);
        if (step == PARTY_AGREES)
            device_connects(party.carl, "microphone camera");
        world_plays(party.world, 300);
        party_told_end(party.carl, "moved", "none");
        assert_int_equal(world_status(party.world, "devices"), 2);
        assert_string_equal(text_at(party_listed_anna(&party), "connection"), "connected");
        party_bob_hears(&party, party.carl, party.anna);
        assert_int_equal(device_resumes(party.anna, PARTY_ROOM), BATON_E_NOT_IN_CALL);
        assert_string_equal(
            party.anna->failure.text, "resume: the call has moved to another device");
        party_fini(&party);
    }
}

TEST(an_old_device_that_is_back_before_the_commit_is_on_standby_after_it)
{
    for (enum party_step step = PARTY_AGREES; step <= PARTY_CONNECTS; step++) {
        struct party party;
        cut_after(&party, step);
        comes_back(&party);
        if (step == PARTY_AGREES)
            device_connects(party.carl, "microphone camera");
        world_plays(party.world, 300);
        party_is(&party, "standby");
        assert_true(json_object_get(device_gets(party.anna, "moved"), "disown") != NULL);
        device_gets(party.carl, "moved");
        ok(device_returns(party.anna));
        world_plays(party.world, 5000);
        party_is(&party, "ended");
        device_gets(party.anna, "returned");
        assert_string_equal(text_at(party_listed_anna(&party), "connection"), "away");
        world_closes_connections(party.world);
        device_connects(party.anna, "microphone camera");
        party_bob_hears(&party, party.anna, party.carl);
        party_fini(&party);
    }
}

/* The new device is connected, but sends nothing. The old one comes back with these kinds, and bob hears it. */
static void comes_back_in_the_swap(struct party *party, const char *kinds)
{
    party_connects(party);
    device_feed(party->carl, BATON_CAMERA)->quiet = true;
    device_vanishes(party->anna);
    comes_back(party);
    device_connects(party->anna, kinds);
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "connected");
    party_bob_hears(party, party->anna, party->carl);
    party_is(party, "committing");
}

static void new_device_sends(struct party *party)
{
    device_feed(party->carl, BATON_CAMERA)->quiet = false;
    world_plays(party->world, 300);
    party_is(party, "standby");
    device_gets(party->anna, "moved");
    party_bob_hears(party, party->carl, party->anna);
}

HELD_TEST(an_old_device_that_is_back_during_the_swap_sends_until_the_commit)
{
    comes_back_in_the_swap(party, "microphone camera");
    new_device_sends(party);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    party_told_end(party->anna, "returned", "by_old");
    party_bob_hears(party, party->anna, party->carl);
}

HELD_TEST(an_old_device_that_is_back_during_the_swap_keeps_the_call_if_the_swap_fails)
{
    comes_back_in_the_swap(party, "microphone camera");
    device_vanishes(party->carl);
    party_told_end(party->anna, "failed", "new_gone");
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "connected");
    party_bob_hears(party, party->anna, party->carl);
    assert_int_equal(json_array_size(json_object_get(party_listed_anna(party), "sources")), 2);
}

HELD_TEST(a_source_that_it_leaves_out_then_ends_only_after_the_swap)
{
    comes_back_in_the_swap(party, "microphone");
    assert_string_equal(text_at(party_listed_source(party, "camera"), "state"), "paused");
    device_vanishes(party->carl);
    assert_null(party_listed_source(party, "camera"));
    party_bob_hears(party, party->anna, party->carl);
}

HELD_TEST(the_new_device_takes_over_a_source_that_the_old_one_has_left_out)
{
    comes_back_in_the_swap(party, "microphone");
    new_device_sends(party);
    assert_string_equal(text_at(party_listed_source(party, "camera"), "state"), "live");
}

HELD_TEST(an_old_device_that_is_back_during_the_swap_gets_no_other_source)
{
    party_connects(party);
    device_vanishes(party->anna);
    comes_back(party);
    assert_int_equal(device_publishes(party->anna, "microphone screen"), BATON_E_WRONG_STATE);
    assert_null(party_listed_source(party, "screen"));
    device_connects(party->anna, "microphone camera");
}

/* The packets of the new device are out already, and the control thread does not know it yet. */
HELD_TEST(an_old_device_that_publishes_just_after_the_gate_has_fired_is_not_heard)
{
    party_connects(party);
    device_vanishes(party->anna);
    comes_back(party);
    party->world->gate_events_late = true;
    for (int i = 0; i < 20; i++) {
        party->world->now += BATON_MS(5);
        device_sends(party->carl, BATON_MICROPHONE, false);
        device_sends(party->carl, BATON_CAMERA, true);
    }
    assert_true(party->world->host.woken);
    device_connects(party->anna, "microphone camera");
    device_starts_listening(party->bob);
    world_plays(party->world, 300);
    assert_int_equal(device_hears(party->bob, party->anna), 0);
    party->world->gate_events_late = false;
    party_bob_hears(party, party->carl, party->anna);
    party_is(party, "standby");
}

TEST(if_an_agreed_transfer_fails_while_the_old_device_is_away_the_participant_stays_away)
{
    for (enum party_step step = PARTY_AGREES; step <= PARTY_CONNECTS; step++) {
        struct party party;
        cut_after(&party, step);
        device_vanishes(party.carl);
        party_is(&party, "ended");
        assert_int_equal(world_status(party.world, "participants"), 2);
        comes_back(&party);
        device_connects(party.anna, "microphone camera");
        party_bob_hears(&party, party.anna, party.carl);
        party_fini(&party);
    }
}

TEST(hold_does_not_end_an_agreed_transfer)
{
    const struct baton_room_settings brief = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = 1};
    struct party party;
    party_init_with(&party, &brief, "microphone camera");
    party_agrees(&party);
    device_vanishes(party.anna);
    world_waits(party.world, 5000);
    assert_int_equal(world_status(party.world, "participants"), 2);
    device_connects(party.carl, "microphone camera");
    party_bob_hears(&party, party.carl, party.anna);
    party_fini(&party);
}

static enum baton_error edit_hold(struct party *party, unsigned seconds)
{
    const struct baton_room_settings change = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = seconds};
    static const struct baton_authority admin = {.admin = true};
    struct baton_failure failure = {0};
    json_t *reply = baton_engine_edit(party->world->engine, &change, false, &admin, &failure);
    json_decref(reply);
    return failure.error;
}

/* Found by the fuzzer of the engine. */
HELD_TEST(an_edit_of_hold_does_not_take_the_call_from_whoever_is_away_while_it_moves)
{
    device_uplink_goes_down(party->anna);
    party_agrees(party);
    ok(edit_hold(party, 0));
    device_vanishes(party->anna);
    fake_invariants_check(party->world);
    world_waits(party->world, 5000);
    assert_int_equal(world_status(party->world, "participants"), 2);
    device_connects(party->carl, "microphone camera");
    party_bob_hears(party, party->carl, party->anna);
}

HELD_TEST(if_both_devices_are_lost_while_the_call_returns_the_old_one_comes_back)
{
    party_moves(party);
    device_vanishes(party->carl);
    party_is(party, "returning");
    device_vanishes(party->anna);
    party_is(party, "ended");
    assert_int_equal(world_status(party->world, "participants"), 2);
    comes_back(party);
    device_connects(party->anna, "microphone camera");
    party_bob_hears(party, party->anna, party->carl);
}

HELD_TEST(the_new_device_gets_a_secret_with_the_call_and_can_use_it_after_the_standby)
{
    char secret[BATON_TOKEN_SIZE];
    party_connects(party);
    world_plays(party->world, 200);
    g_strlcpy(secret, text_at(device_gets(party->carl, "moved"), "resume"), sizeof(secret));
    struct fake_lost_handles lost = device_vanishes_unnoticed(party->carl);
    assert_int_equal(device_resumes_with(party->carl, PARTY_ROOM, secret), BATON_E_WRONG_STATE);
    assert_true(party->carl->failure.retry_after > 0);
    world_waits(party->world, 11000);
    party_is(party, "ended");
    ok(device_resumes_with(party->carl, PARTY_ROOM, secret));
    assert_string_equal(text_at(party->carl->reply, "id"), party->anna->id);
    world_notices(party->world, &lost);
    device_connects(party->carl, "microphone camera");
    party_bob_hears(party, party->carl, party->anna);
}

HELD_TEST(the_old_device_gets_a_new_secret_when_the_call_returns)
{
    party_moves(party);
    ok(device_returns(party->anna));
    world_plays(party->world, 500);
    const char *secret = text_at(device_gets(party->anna, "returned"), "resume");
    assert_string_not_equal(secret, party->anna->resume);
    g_strlcpy(party->anna->resume, secret, sizeof(party->anna->resume));
    device_vanishes(party->anna);
    comes_back(party);
}

HELD_TEST(the_secret_of_an_old_device_does_not_bring_the_call_back)
{
    party_moves_for_good(party);
    assert_int_equal(device_resumes(party->carl, PARTY_ROOM), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->carl->failure.text, "resume: the call has moved to another device");
}

TEST(a_resume_over_a_live_connection_is_for_a_transfer_like_a_cut)
{
    for (enum party_step step = PARTY_SHOWS_CODE; step <= PARTY_CONNECTS; step++) {
        struct party party;
        begin_held(&party);
        party_takes(&party, step);
        struct fake_lost_handles lost = device_vanishes_unnoticed(party.anna);
        comes_back(&party);
        party_is(&party, step <= PARTY_SCANS    ? "ended"
                         : step == PARTY_AGREES ? "connecting"
                                                : "committing");
        world_notices(party.world, &lost);
        party_fini(&party);
    }
}

/* --- Janus's tokens --------------------------------------------------------------------------- */

HELD_TEST(a_device_with_a_token_of_baton_gets_the_next_one)
{
    char secret[BATON_TOKEN_SIZE];
    party->world->host.demands_tokens = true;
    party_connects(party);
    world_plays(party->world, 200);
    g_strlcpy(secret, text_at(device_gets(party->carl, "moved"), "resume"), sizeof(secret));
    world_plays(party->world, 11000);
    unsigned minted = party->world->host.minted;
    device_vanishes(party->carl);
    ok(device_resumes_with(party->carl, PARTY_ROOM, secret));
    assert_non_null(json_object_get(party->carl->reply, "token"));
    assert_int_equal(party->world->host.minted, minted + 1);
    device_vanishes(party->bob);
    ok(device_resumes(party->bob, PARTY_ROOM));
    assert_null(json_object_get(party->bob->reply, "token"));
}
