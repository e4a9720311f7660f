/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers: a call moves to the device that scans its code, and returns. */
#include <string.h>

#include "engine/party_test.h"

/* --- the usual transfer ----------------------------------------------------------------------- */

PARTY_TEST(a_call_moves_to_the_device_that_scans_its_code)
{
    party_shows_code(party);
    party_is(party, "showing");
    ok(device_scans(party->carl, party->anna->code));
    assert_string_equal(text_at(party->carl->reply, "state"), "confirming");
    party_is(party, "confirming");

    json_t *question = device_gets(party->anna, "confirm");
    assert_string_equal(text_at(question, "form"), "number");
    assert_string_equal(text_at(question, "device_name"), "Carl");
    assert_int_equal(json_array_size(json_object_get(question, "choices")), 3);
    ok(device_confirms(party->anna, true, party->carl->number));
    device_gets(party->carl, "admitted");
    party_is(party, "connecting");
    device_connects(party->carl, "microphone camera");
    party_is(party, "committing");

    device_starts_listening(party->bob);
    world_plays(party->world, 200);
    party_is(party, "standby");
    assert_int_equal(number_at(device_gets(party->anna, "moved"), "grace"), 10000);
    assert_string_equal(text_at(device_gets(party->carl, "moved"), "id"), party->anna->id);
    party_bob_hears(party, party->carl, party->anna);
    party_ends(party);
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(a_question_has_three_different_numbers_and_one_is_right)
{
    bool found = false;
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
    const json_t *choices = json_object_get(device_gets(party->anna, "confirm"), "choices");
    for (size_t i = 0; i < 3; i++) {
        json_int_t choice = json_integer_value(json_array_get(choices, i));
        assert_true(choice >= 10 && choice <= 99);
        found |= choice == party->carl->number;
        for (size_t j = 0; j < i; j++)
            assert_true(choice != json_integer_value(json_array_get(choices, j)));
    }
    assert_true(found);
}

PARTY_TEST(the_others_receive_without_a_gap_and_get_no_event)
{
    party_agrees(party);
    device_starts_listening(party->bob);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    party_is(party, "standby");
    party_ends(party);
    for (int line = 0; line < 7; line++)
        assert_true(party->bob->down->lines[line].longest_gap <= BATON_MS(65));
    assert_true(g_queue_is_empty(&party->bob->up->events));
    assert_true(g_queue_is_empty(&party->bob->down->events));
}

PARTY_TEST(only_the_old_device_is_heard_before_the_swap_and_only_the_new_device_after_it)
{
    party_scans(party);
    device_connects(party->carl, "microphone camera");
    device_starts_listening(party->bob);
    world_plays(party->world, 500);
    assert_int_equal(device_hears(party->bob, party->carl), 0);
    assert_true(device_hears(party->bob, party->anna) > 20);
    device_feed(party->carl, BATON_CAMERA)->keyless = true;
    ok(device_confirms(party->anna, true, party->carl->number));
    party_is(party, "committing");
    world_plays(party->world, 500);
    assert_int_equal(device_hears(party->bob, party->carl), 0);
    device_feed(party->carl, BATON_CAMERA)->keyless = false;
    world_plays(party->world, 700);
    party_is(party, "standby");
    party_bob_hears(party, party->carl, party->anna);
}

TEST(a_yes_or_no_question_has_no_number)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM,
        .has_confirm = BATON_POLICY_FORM,
        .confirm = {.form = BATON_FORM_YESNO}};
    struct party party;
    party_init_with(&party, &settings, "microphone camera");
    party_shows_code(&party);
    ok(device_scans(party.carl, party.anna->code));
    assert_null(json_object_get(party.carl->reply, "number"));
    assert_string_equal(text_at(party.carl->reply, "form"), "yesno");
    assert_null(json_object_get(device_gets(party.anna, "confirm"), "choices"));
    ok(device_confirms(party.anna, true, 0));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 200);
    party_is(&party, "standby");
    party_fini(&party);
}

TEST(without_confirmation_the_new_device_is_admitted_at_once)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    struct party party;
    party_init_with(&party, &settings, "microphone camera");
    party_shows_code(&party);
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(text_at(party.carl->reply, "state"), "connecting");
    assert_null(json_object_get(party.carl->reply, "number"));
    device_gets(party.carl, "admitted");
    assert_false(device_got(party.anna, "confirm"));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 200);
    party_is(&party, "standby");
    party_fini(&party);
}

PARTY_TEST(the_new_device_may_connect_before_the_agreement)
{
    party_scans(party);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    party_is(party, "confirming");
    ok(device_confirms(party->anna, true, party->carl->number));
    party_is(party, "committing");
    world_plays(party->world, 100);
    party_is(party, "standby");
}

TEST(a_request_may_ask_for_more_confirmation_than_the_room_but_not_for_less)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_request strict = {
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM,
        .confirm = {.old = true, .form = BATON_FORM_YESNO}};
    const struct baton_transfer_request nobody = {.has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_request yesno = {
        .has_confirm = BATON_POLICY_FORM, .confirm = {.form = BATON_FORM_YESNO}};
    struct party party;
    party_init_with(&party, &settings, "microphone camera");
    ok(device_shows_code_with(party.anna, &strict));
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(text_at(party.carl->reply, "state"), "confirming");
    party_fini(&party);

    party_init(&party);
    assert_int_equal(device_shows_code_with(party.anna, &nobody), BATON_E_INVALID_ELEMENT);
    assert_int_equal(device_shows_code_with(party.anna, &yesno), BATON_E_INVALID_ELEMENT);
    assert_int_equal(world_status(party.world, "transfers"), 0);
    party_fini(&party);
}

PARTY_TEST(a_code_can_be_a_link)
{
    const struct baton_transfer_request wish = {.link = "https://call.example/x"};
    ok(device_shows_code_with(party->anna, &wish));
    assert_int_equal(strncmp(party->anna->code, "https://call.example/x#baton=", 29), 0);
    assert_int_equal(number_at(party->anna->reply, "expires_in"), 60000);
    ok(device_scans(party->carl, party->anna->code));
}

/* --- other media ------------------------------------------------------------------------------ */

TEST(a_call_without_video_moves_at_the_first_audio_packet)
{
    struct party party;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone");
    party_connects(&party);
    world_plays(party.world, 30);
    party_is(&party, "standby");
    party_bob_hears(&party, party.carl, party.anna);
    party_fini(&party);
}

TEST(a_call_with_any_codec_can_move)
{
    static const enum baton_codec codecs[] = {BATON_CODEC_H264, BATON_CODEC_VP9, BATON_CODEC_AV1};

    for (size_t i = 0; i < COUNT(codecs); i++) {
        const struct baton_room_settings settings = {
            .room = PARTY_ROOM, .has = BATON_ROOM_VIDEOCODEC, .video_codec = codecs[i]};
        struct party party;

        party_init_with(&party, &settings, "microphone camera");
        party_moves(&party);
        party_bob_hears(&party, party.carl, party.anna);
        party_fini(&party);
    }
}

TEST(a_participant_who_sends_nothing_moves_when_the_new_device_is_connected)
{
    struct party party;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, NULL);
    party_agrees(&party);
    ok(device_publishes(party.carl, NULL));
    party_is(&party, "connecting");
    ok(device_subscribes(party.carl, 3, 4));
    device_downlink_comes_up(party.carl);
    party_is(&party, "standby");
    device_gets(party.carl, "moved");
    party_ends(&party);
    party_fini(&party);
}

PARTY_TEST(a_participant_without_connections_moves_with_an_empty_publish)
{
    struct fake_device *dora = device_new(party->world, "Dora");
    ok(device_joins(dora, PARTY_ROOM));
    party->anna = dora;
    party_agrees(party);
    party_is(party, "connecting");
    ok(device_publishes(party->carl, NULL));
    party_is(party, "standby");
}

PARTY_TEST(a_new_device_that_publishes_no_source_can_take_over_the_call)
{
    party_agrees(party);
    device_connects(party->carl, NULL);
    party_is(party, "standby");
    assert_string_equal(text_at(party_listed_source(party, "camera"), "state"), "paused");
    device_starts_listening(party->bob);
    world_plays(party->world, 300);
    assert_int_equal(device_hears(party->bob, party->anna), 0);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    party_bob_hears(party, party->anna, party->carl);
    assert_string_equal(text_at(party_listed_source(party, "camera"), "state"), "live");
}

/* --- returning -------------------------------------------------------------------------------- */

PARTY_TEST(the_old_device_can_bring_the_call_back)
{
    party_moves(party);
    world_plays(party->world, 3000);
    device_starts_listening(party->bob);
    ok(device_returns(party->anna));
    party_is(party, "returning");
    world_plays(party->world, 200);
    party_is(party, "ended");
    assert_string_equal(text_at(device_gets(party->anna, "returned"), "id"), party->anna->id);
    device_gets(party->carl, "returned");
    party_told_end(party->anna, "returned", "by_old");
    party_told_end(party->carl, "returned", "by_old");
    assert_int_equal(party->carl->up->closed, 1);
    assert_int_equal(party->carl->down->closed, 1);
    assert_int_equal(party->anna->up->closed, 0);
    for (int line = 0; line < 7; line++)
        assert_true(party->bob->down->lines[line].longest_gap <= BATON_MS(65));
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(the_new_device_can_return_the_call)
{
    party_moves(party);
    ok(device_returns(party->carl));
    world_plays(party->world, 200);
    party_told_end(party->anna, "returned", "by_new");
    party_told_end(party->carl, "returned", "by_new");
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_return_is_possible_in_standby_only)
{
    assert_int_equal(device_returns(party->anna), BATON_E_NO_SUCH_TRANSFER);
    party_shows_code(party);
    assert_int_equal(device_returns(party->anna), BATON_E_NO_STANDBY);
    ok(device_scans(party->carl, party->anna->code));
    assert_int_equal(device_returns(party->carl), BATON_E_NO_STANDBY);
    assert_int_equal(device_returns(party->bob), BATON_E_NO_SUCH_TRANSFER);
    ok(device_confirms(party->anna, true, party->carl->number));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    ok(device_returns(party->anna));
    assert_int_equal(device_returns(party->anna), BATON_E_WRONG_STATE);
    world_plays(party->world, 300);
    assert_int_equal(device_returns(party->anna), BATON_E_NO_SUCH_TRANSFER);
}

static void silence(struct fake_device *device, bool quiet)
{
    device_feed(device, BATON_CAMERA)->quiet = quiet;
    device_feed(device, BATON_MICROPHONE)->quiet = quiet;
}

/* Takes the next event about the transfer. Returns for how many milliseconds the state lasts at most. */
static json_int_t is_told(struct fake_device *device, const char *state)
{
    json_t *told = device_gets(device, "transfer");
    assert_string_equal(text_at(told, "state"), state);
    return json_integer_value(json_object_get(told, "expires_in"));
}

/* The timer of the first return is late, so one step ends this return and begins the next one. */
PARTY_TEST(a_second_return_at_the_deadline_of_the_first_is_told_after_standby)
{
    party_moves(party);
    world_plays(party->world, 100);
    silence(party->anna, true);
    device_starts_listening(party->anna);
    ok(device_returns(party->anna));
    assert_int_equal(is_told(party->anna, "returning"), 5000);
    world_jumps(party->world, 5000);
    ok(device_returns(party->anna));
    assert_int_in_range(is_told(party->anna, "standby"), 4000, 4999);
    assert_int_equal(is_told(party->anna, "returning"), 5000);
    party_is(party, "returning");
}

PARTY_TEST(a_return_to_a_silent_device_leaves_the_call_where_it_is)
{
    party_moves(party);
    silence(party->anna, true);
    ok(device_returns(party->anna));
    world_plays(party->world, 5100);
    party_is(party, "standby");
    party_bob_hears(party, party->carl, party->anna);
    world_plays(party->world, 5000);
    party_told_end(party->anna, "moved", "none");
    party_told_end(party->carl, "moved", "none");
}

PARTY_TEST(a_return_that_the_new_device_makes_fail_leaves_the_old_device_its_grace)
{
    party_moves(party);
    silence(party->anna, true);
    ok(device_returns(party->carl));
    world_plays(party->world, 5100);
    silence(party->anna, false);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    party_told_end(party->anna, "returned", "by_old");
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_return_that_outlasts_the_grace_ends_the_transfer)
{
    party_moves(party);
    silence(party->anna, true);
    world_plays(party->world, 6000);
    ok(device_returns(party->anna));
    world_plays(party->world, 5100);
    party_told_end(party->anna, "moved", "return_failed");
    party_told_end(party->carl, "moved", "return_failed");
}

TEST(with_a_grace_of_zero_the_transfer_ends_at_the_commit)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM, .has = BATON_ROOM_GRACE};
    struct party party;
    party_init_with(&party, &settings, "microphone camera");
    party_connects(&party);
    world_plays(party.world, 200);
    party_is(&party, "ended");
    party_told_end(party.anna, "moved", "none");
    party_bob_hears(&party, party.carl, party.anna);
    party_fini(&party);
}

/* --- many transfers --------------------------------------------------------------------------- */

PARTY_TEST(twenty_transfers_leave_no_state_behind)
{
    static const char *const counts[] = {"rooms", "participants", "devices", "handles", "sources",
        "transfers", "codes", "locked_places"};
    int before[8];
    party_moves_for_good(party); /* Carl's handles exist from now on */
    char *id = g_strdup(party->anna->id);
    char *sources =
        json_dumps(json_object_get(party_listed_anna(party), "sources"), JSON_SORT_KEYS);
    for (int i = 0; i < 8; i++)
        before[i] = world_status(party->world, counts[i]);
    for (int move = 0; move < 20; move++) {
        party_moves_for_good(party);
        assert_string_equal(party->anna->id, id);
        party_bob_hears(party, party->anna, party->carl);
    }
    for (int i = 0; i < 8; i++)
        assert_int_equal(world_status(party->world, counts[i]), before[i]);
    char *after = json_dumps(json_object_get(party_listed_anna(party), "sources"), JSON_SORT_KEYS);
    assert_string_equal(after, sources);
    free(sources);
    free(after);
    g_free(id);
}

PARTY_TEST(twenty_transfers_with_a_return_leave_no_state_behind)
{
    int handles = world_status(party->world, "handles");
    for (int move = 0; move < 20; move++) {
        party_moves(party);
        ok(device_returns(move % 2 ? party->anna : party->carl));
        world_plays(party->world, 300);
        party_is(party, "ended");
        device_starts_listening(party->anna);
        device_starts_listening(party->carl);
    }
    assert_int_equal(world_status(party->world, "handles"), handles + 2);
    assert_int_equal(world_status(party->world, "devices"), 2);
    assert_int_equal(world_status(party->world, "sources"), 4);
    assert_int_equal(world_status(party->world, "transfers"), 0);
    party_bob_hears(party, party->anna, party->carl);
}
