/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of devices that come back with their resume secret. */
#include "engine/resume_party.h"

/* --- coming back ------------------------------------------------------------------------------ */

HELD_TEST(a_device_brings_its_participant_back_as_it_was)
{
    char first[BATON_TOKEN_SIZE], private_id[BATON_ID_SIZE], device[BATON_ID_SIZE];
    struct fake_device *anna = party->anna;
    ok(device_raises_hand(anna, true));
    ok(device_mutes(anna, BATON_CAMERA, true));
    keep_secret(anna, first);
    g_strlcpy(private_id, anna->private_id, sizeof(private_id));
    g_strlcpy(device, anna->device, sizeof(device));
    device_vanishes(anna);
    world_plays(party->world, 3000);
    comes_back(party);
    assert_string_equal(text_at(anna->reply, "display"), "Anna");
    assert_string_equal(text_at(anna->reply, "connection"), "away");
    assert_true(is_true_at(anna->reply, "hand"));
    const json_t *sources = json_object_get(anna->reply, "sources");
    assert_int_equal(json_array_size(sources), 2);
    assert_true(is_true_at(element_with(sources, "kind", "camera"), "muted"));
    assert_string_equal(anna->device, device);
    assert_string_not_equal(anna->private_id, private_id);
    assert_string_not_equal(anna->resume, first);
}

HELD_TEST(the_sources_stay_the_same_and_go_on)
{
    char source[BATON_ID_SIZE];
    struct fake_device *anna = party->anna;
    g_strlcpy(source, text_at(party_listed_source(party, "camera"), "source"), sizeof(source));
    device_vanishes(anna);
    world_plays(party->world, 1000);
    comes_back(party);
    device_connects(anna, "microphone camera");
    assert_string_equal(text_at(party_listed_source(party, "camera"), "source"), source);
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "connected");
    party_bob_hears(party, anna, party->carl);
    world_waits(party->world, HOLD * 1000 + 100);
    assert_int_equal(world_status(party->world, "participants"), 2);
    assert_false(device_got(party->bob, "participant_left"));
    assert_false(fake_handle_has(party->bob->down, "slots"));
}

HELD_TEST(the_others_are_told_away_and_back_and_no_more)
{
    struct fake_device *bob = party->bob;
    device_vanishes(party->anna);
    assert_string_equal(
        text_at(
            json_object_get(device_gets(bob, "participant_changed"), "participant"), "connection"),
        "away");
    comes_back(party);
    assert_false(device_got(bob, "participant_changed"));
    device_connects(party->anna, "microphone camera");
    assert_string_equal(
        text_at(
            json_object_get(device_gets(bob, "participant_changed"), "participant"), "connection"),
        "connected");
    assert_false(device_got(bob, "participant_changed"));
    assert_false(device_got(bob, "participant_joined"));
}

HELD_TEST(whoever_sends_nothing_is_back_at_once)
{
    ok(device_joins(party->carl, PARTY_ROOM));
    device_vanishes(party->carl);
    ok(device_resumes(party->carl, PARTY_ROOM));
    assert_string_equal(text_at(party->carl->reply, "connection"), "connected");
    world_waits(party->world, HOLD * 1000 + 100);
    assert_int_equal(world_status(party->world, "participants"), 3);
}

HELD_TEST(after_a_resume_without_media_the_sources_end_with_hold)
{
    device_vanishes(party->anna);
    world_plays(party->world, 5000);
    comes_back(party);
    world_plays(party->world, HOLD * 1000 - 100);
    assert_int_equal(world_status(party->world, "sources"), 4);
    world_plays(party->world, 200);
    assert_int_equal(world_status(party->world, "sources"), 2);
    assert_int_equal(world_status(party->world, "participants"), 2);
}

HELD_TEST(pins_come_back)
{
    char source[BATON_ID_SIZE];
    struct fake_device *anna = party->anna;
    device_enters(party->carl, PARTY_ROOM, "camera");
    const json_t *slots;
    world_plays(party->world, 300);
    ok(device_pins(anna, "5", NULL));
    slots = json_object_get(anna->reply, "slots");
    g_strlcpy(source, text_at(element_with(slots, "mid", "4"), "source"), sizeof(source));
    ok(device_pins(anna, "6", source));
    device_vanishes(anna);
    comes_back(party);
    ok(device_subscribes(anna, 3, 4));
    slots = json_object_get(anna->reply, "slots");
    assert_string_equal(text_at(element_with(slots, "mid", "6"), "source"), source);
    assert_true(is_true_at(element_with(slots, "mid", "6"), "pinned"));
    assert_true(json_is_null(json_object_get(element_with(slots, "mid", "5"), "source")));
    assert_true(is_true_at(element_with(slots, "mid", "5"), "pinned"));
    assert_false(is_true_at(element_with(slots, "mid", "4"), "pinned"));
}

HELD_TEST(a_pin_of_somebody_who_has_left_does_not_come_back)
{
    char source[BATON_ID_SIZE];
    g_strlcpy(source, text_at(party_listed_source(party, "camera"), "source"), sizeof(source));
    ok(device_pins(party->bob, "6", source));
    device_vanishes(party->bob);
    ok(device_leaves(party->anna));
    ok(device_resumes(party->bob, PARTY_ROOM));
    ok(device_subscribes(party->bob, 3, 4));
    const json_t *slots = json_object_get(party->bob->reply, "slots");
    assert_false(is_true_at(element_with(slots, "mid", "6"), "pinned"));
}

HELD_TEST(whoever_comes_back_is_asked_again)
{
    const struct baton_transfer_request by_others = {
        .confirm = {.old = true, .remote = BATON_REMOTE_ANY}, .has_confirm = BATON_POLICY_WHO};
    ok(device_shows_code_with(party->anna, &by_others));
    ok(device_scans(party->carl, party->anna->code));
    device_gets(party->bob, "confirm");
    device_vanishes(party->bob);
    world_plays(party->world, 100);
    party_is(party, "confirming");
    ok(device_resumes(party->bob, PARTY_ROOM));
    const json_t *question = device_gets(party->bob, "confirm");
    g_strlcpy(party->bob->transfer, text_at(question, "transfer"), BATON_ID_SIZE);
}

/* --- secrets ---------------------------------------------------------------------------------- */

HELD_TEST(a_lost_reply_locks_nobody_out)
{
    char first[BATON_TOKEN_SIZE], lost[BATON_TOKEN_SIZE];
    struct fake_device *anna = party->anna;
    keep_secret(anna, first);
    device_vanishes(anna);
    comes_back(party);
    keep_secret(anna, lost);
    for (int i = 0; i < 10; i++) {
        device_vanishes(anna);
        ok(device_resumes_with(anna, PARTY_ROOM, first));
    }
    device_vanishes(anna);
    assert_int_equal(device_resumes_with(anna, PARTY_ROOM, lost), BATON_E_INVALID_RESUME);
    ok(device_resumes(anna, PARTY_ROOM));
}

HELD_TEST(a_further_request_makes_the_secret_before_old)
{
    char first[BATON_TOKEN_SIZE];
    struct fake_device *anna = party->anna;
    keep_secret(anna, first);
    device_vanishes(anna);
    comes_back(party);
    ok(device_raises_hand(anna, true));
    device_vanishes(anna);
    assert_int_equal(device_resumes_with(anna, PARTY_ROOM, first), BATON_E_INVALID_RESUME);
    assert_true(strstr(anna->failure.text, "later secret") != NULL);
    ok(device_resumes(anna, PARTY_ROOM));
}

HELD_TEST(an_old_secret_is_refused_and_the_device_is_warned_and_gets_another_one)
{
    char first[BATON_TOKEN_SIZE], second[BATON_TOKEN_SIZE];
    struct fake_device *anna = party->anna, *thief = party->carl;
    keep_secret(anna, first);
    device_vanishes(anna);
    comes_back(party);
    device_connects(anna, "microphone camera");
    keep_secret(anna, second);
    assert_int_equal(device_resumes_with(thief, PARTY_ROOM, first), BATON_E_INVALID_RESUME);
    assert_string_equal(text_at(device_gets(anna, "warning"), "kind"), "resume_copied");
    const char *third = text_at(device_gets(anna, "resume"), "resume");
    assert_string_not_equal(third, second);
    g_strlcpy(anna->resume, third, sizeof(anna->resume));
    party_bob_hears(party, anna, thief);
    device_vanishes(anna);
    ok(device_resumes(anna, PARTY_ROOM));
    assert_int_equal(device_resumes_with(thief, PARTY_ROOM, second), BATON_E_INVALID_RESUME);
}

HELD_TEST(the_event_with_the_new_secret_may_get_lost)
{
    char first[BATON_TOKEN_SIZE];
    struct fake_device *anna = party->anna;
    keep_secret(anna, first);
    device_vanishes(anna);
    comes_back(party);
    device_connects(anna, "microphone camera");
    assert_int_equal(device_resumes_with(party->carl, PARTY_ROOM, first), BATON_E_INVALID_RESUME);
    ok(device_raises_hand(anna, true));
    device_vanishes(anna);
    comes_back(party);
}

HELD_TEST(only_so_many_secrets_are_pushed)
{
    char first[BATON_TOKEN_SIZE];
    unsigned pushed = 0;
    keep_secret(party->anna, first);
    device_vanishes(party->anna);
    comes_back(party);
    ok(device_raises_hand(party->anna, true));
    for (int i = 0; i < 8; i++) {
        struct fake_device *thief = device_new(party->world, "thief");
        assert_int_equal(device_resumes_with(thief, PARTY_ROOM, first), BATON_E_INVALID_RESUME);
    }
    while (device_got(party->anna, "resume")) {
        device_gets(party->anna, "resume");
        pushed++;
    }
    assert_int_equal(pushed, BATON_RESUME_VALID - 1);
}

HELD_TEST(unknown_secrets_are_counted)
{
    struct fake_device *thief = party->carl;
    int tries = 0;
    enum baton_error error = BATON_E_INVALID_RESUME;
    for (; error == BATON_E_INVALID_RESUME && tries < 100; tries++)
        error = device_resumes_with(thief, PARTY_ROOM, "nonsense");
    assert_int_equal(error, BATON_E_TOO_MANY_ATTEMPTS);
    ok(device_resumes_with(
        party->carl = device_new(party->world, "Dora"), PARTY_ROOM, party->anna->resume));
}

HELD_TEST(a_secret_is_for_one_room)
{
    world_creates_room(party->world, "other");
    device_vanishes(party->anna);
    assert_int_equal(device_resumes(party->anna, "other"), BATON_E_INVALID_RESUME);
    assert_int_equal(device_resumes(party->anna, "none"), BATON_E_INVALID_RESUME);
    comes_back(party);
}

HELD_TEST(without_random_numbers_nothing_changes)
{
    device_vanishes(party->anna);
    device_attaches(party->anna);
    party->world->host.draws_left = 0;
    assert_int_equal(device_resumes(party->anna, PARTY_ROOM), BATON_E_INTERNAL);
    party->world->host.draws_left = -1;
    comes_back(party);
}

HELD_TEST(a_handle_in_a_call_cannot_resume)
{
    device_vanishes(party->anna);
    assert_int_equal(
        device_resumes_with(party->bob, PARTY_ROOM, party->anna->resume), BATON_E_ALREADY_IN_CALL);
    comes_back(party);
}

/* --- over a live connection ------------------------------------------------------------------- */

HELD_TEST(the_newest_holder_wins_over_a_connection_that_seems_alive)
{
    struct fake_device *anna = party->anna;
    struct fake_lost_handles lost = device_vanishes_unnoticed(anna);
    comes_back(party);
    assert_non_null(fake_handle_take(lost.up, "replaced"));
    assert_true(lost.up->closing && lost.down->closing);
    device_connects(anna, "microphone camera");
    party_bob_hears(party, anna, party->carl);
    world_notices(party->world, &lost);
    assert_int_equal(world_status(party->world, "participants"), 2);
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "connected");
    party_bob_hears(party, anna, party->carl);
}

/* Two tabs have the same secret. Whoever comes last has the call, and the other one cannot take it back. */
HELD_TEST(two_tabs_with_one_secret)
{
    char first[BATON_TOKEN_SIZE];
    struct fake_device *second_tab = party->carl;
    keep_secret(party->anna, first);
    ok(device_resumes_with(second_tab, PARTY_ROOM, first));
    assert_non_null(fake_handle_take(party->anna->up, "replaced"));
    assert_int_equal(device_raises_hand(party->anna, true), BATON_E_NOT_IN_CALL);
    world_closes_connections(party->world);
    device_connects(second_tab, "microphone camera");
    assert_int_equal(device_resumes_with(party->anna, PARTY_ROOM, first), BATON_E_INVALID_RESUME);
    device_gets(second_tab, "warning");
    device_vanishes(party->anna);
    party_bob_hears(party, second_tab, party->anna);
}

PARTY_TEST(without_hold_a_live_connection_can_be_replaced_too)
{
    struct fake_lost_handles lost = device_vanishes_unnoticed(party->anna);
    comes_back(party);
    world_notices(party->world, &lost);
    assert_int_equal(world_status(party->world, "participants"), 2);
}

PARTY_TEST(without_hold_nobody_comes_back_after_a_cut)
{
    device_vanishes(party->anna);
    assert_int_equal(device_resumes(party->anna, PARTY_ROOM), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->anna->failure.reason, "gone");
}

/* --- participants who have left --------------------------------------------------------------- */

static void does_not_come_back(struct party *party, const char *reason)
{
    assert_int_equal(device_resumes(party->anna, PARTY_ROOM), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->anna->failure.reason, reason);
}

HELD_TEST(after_hold_nobody_comes_back)
{
    device_vanishes(party->anna);
    world_waits(party->world, HOLD * 1000 + 100);
    does_not_come_back(party, "gone");
    world_waits(party->world, 601000);
    assert_int_equal(device_resumes(party->anna, PARTY_ROOM), BATON_E_INVALID_RESUME);
}

HELD_TEST(whoever_has_left_does_not_come_back)
{
    ok(device_leaves(party->anna));
    world_closes_connections(party->world);
    does_not_come_back(party, "left");
}

HELD_TEST(whoever_was_removed_does_not_come_back)
{
    struct fake_world *world = party->world;
    world_keeps_reply(
        world, baton_engine_remove(world->engine, PARTY_ROOM, party->anna->id, world->now, NULL));
    world_closes_connections(world);
    does_not_come_back(party, "removed");
}

HELD_TEST(nobody_comes_back_into_a_room_that_was_closed)
{
    device_vanishes(party->anna);
    ok(world_destroys_room(party->world, PARTY_ROOM));
    does_not_come_back(party, "room_destroyed");
    world_creates_room(party->world, PARTY_ROOM);
    does_not_come_back(party, "room_destroyed");
}
