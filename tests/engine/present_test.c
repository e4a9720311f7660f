/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presented codes: the new device shows the code, and the device in the call scans it. */
#include <string.h>

#include "engine/party_test.h"

/* Anna confirms the transfer with the number that Carl's device got in a reply or an event. */
static void agree(struct party *party)
{
    ok(device_confirms(party->anna, true, party->carl->number));
    device_gets(party->carl, "admitted");
}

static void check_call_moved(struct party *party)
{
    world_plays(party->world, 300);
    party_is(party, "standby");
    party_bob_hears(party, party->carl, party->anna);
    party_ends(party);
}

/* --- joining a call --------------------------------------------------------------------------- */

PARTY_TEST(a_call_moves_to_the_device_whose_code_was_scanned)
{
    ok(device_presents(party->carl, false));
    assert_int_equal(number_at(party->carl->reply, "expires_in"), 60000);
    assert_int_equal(world_status(party->world, "presentations"), 1);
    assert_int_equal(world_status(party->world, "devices"), 2);
    ok(device_scans(party->anna, party->carl->code));
    assert_string_equal(text_at(party->anna->reply, "role"), "old");
    assert_string_equal(text_at(party->anna->reply, "state"), "confirming");
    assert_string_equal(text_at(party->anna->reply, "device_name"), "Carl");
    json_t *scanned = device_gets(party->carl, "scanned");
    assert_string_equal(text_at(scanned, "role"), "new");
    assert_string_equal(text_at(scanned, "presentation"), party->carl->presentation);
    assert_true(party->carl->number >= 10);
    assert_int_equal(world_status(party->world, "presentations"), 0);
    device_gets(party->anna, "confirm");
    agree(party);
    device_connects(party->carl, "microphone camera");
    check_call_moved(party);
}

PARTY_TEST(a_connected_device_gets_the_call_right_after_the_agreement)
{
    ok(device_presents(party->carl, false));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 500);
    assert_int_equal(device_hears(party->bob, party->carl), 0);
    assert_int_equal(device_hears(party->carl, party->bob), 0);
    ok(device_scans(party->anna, party->carl->code));
    device_gets(party->carl, "scanned");
    agree(party);
    party_is(party, "committing");
    world_plays(party->world, 60);
    party_is(party, "standby");
    party_bob_hears(party, party->carl, party->anna);
    assert_true(device_hears(party->carl, party->bob) > 20);
}

TEST(without_confirmation_the_scan_admits_the_device)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    struct party party;
    party_init_with(&party, &settings, "microphone camera");
    ok(device_presents(party.carl, false));
    device_connects(party.carl, "microphone camera");
    ok(device_scans(party.anna, party.carl->code));
    assert_string_equal(text_at(party.anna->reply, "state"), "committing");
    assert_null(json_object_get(device_gets(party.carl, "scanned"), "number"));
    device_gets(party.carl, "admitted");
    check_call_moved(&party);
    party_fini(&party);
}

PARTY_TEST(a_device_that_shows_a_code_may_scan_a_presented_code)
{
    char shown[FAKE_CODE];
    party_shows_code(party);
    g_strlcpy(shown, party->anna->code, sizeof(shown));
    char transfer[BATON_ID_SIZE];
    g_strlcpy(transfer, party->anna->transfer, sizeof(transfer));
    ok(device_presents(party->carl, false));
    ok(device_scans(party->anna, party->carl->code));
    assert_string_equal(party->anna->transfer, transfer);
    struct fake_device *dora = device_new(party->world, "Dora");
    assert_int_equal(device_scans(dora, shown), BATON_E_CODE_USED);
}

PARTY_TEST(a_call_moves_on_to_a_third_device_after_the_standby)
{
    party_moves(party);
    struct fake_device *dora = device_new(party->world, "Dora");
    ok(device_presents(dora, false));
    assert_int_equal(device_scans(party->anna, dora->code), BATON_E_WRONG_STATE);
    assert_int_equal(device_scans(party->carl, dora->code), BATON_E_WRONG_STATE);
    assert_int_in_range(party->carl->failure.retry_after, 1, 10000);
    party_is(party, "standby");
    world_plays(party->world, 10000);
    party_told_end(party->anna, "moved", "none");
    ok(device_scans(party->carl, dora->code));
    device_gets(dora, "scanned");
}

PARTY_TEST(a_presenting_device_may_scan_a_code_instead)
{
    ok(device_presents(party->carl, false));
    char presented[FAKE_CODE];
    g_strlcpy(presented, party->carl->code, sizeof(presented));
    device_connects(party->carl, "microphone camera");
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
    assert_string_equal(text_at(party->carl->reply, "state"), "confirming");
    assert_int_equal(device_scans(party->anna, presented), BATON_E_CODE_EXPIRED);
    agree(party);
    check_call_moved(party);
}

/* --- refusals --------------------------------------------------------------------------------- */

PARTY_TEST(a_presented_code_can_be_used_once)
{
    ok(device_presents(party->carl, false));
    ok(device_scans(party->anna, party->carl->code));
    assert_int_equal(device_scans(party->bob, party->carl->code), BATON_E_CODE_USED);
    assert_string_equal(text_at(device_gets(party->anna, "warning"), "kind"), "second_claim");
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_CODE_USED);
    assert_false(device_got(party->anna, "warning"));
}

PARTY_TEST(a_scan_by_the_wrong_kind_of_device_is_refused)
{
    struct fake_device *dora = device_new(party->world, "Dora");
    ok(device_presents(party->carl, false));
    assert_int_equal(device_scans(dora, party->carl->code), BATON_E_NOT_IN_CALL);
    ok(device_presents(dora, false));
    assert_int_equal(device_scans(dora, party->carl->code), BATON_E_NOT_IN_CALL);
    party_shows_code(party);
    assert_int_equal(device_scans(party->anna, party->anna->code), BATON_E_ALREADY_IN_CALL);
    assert_int_equal(device_scans(party->bob, party->anna->code), BATON_E_ALREADY_IN_CALL);
    ok(device_scans(dora, party->anna->code));
    assert_int_equal(device_scans(dora, party->carl->code), BATON_E_ALREADY_IN_CALL);
}

PARTY_TEST(a_connected_device_with_another_codec_is_refused)
{
    const struct baton_present_request request = {
        .device_name = "Carl", .video_codec = BATON_CODEC_H264};
    party->carl->codec = "h264";
    ok(device_presents_with(party->carl, &request));
    ok(device_publishes(party->carl, "microphone camera"));
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_CODEC_REFUSED);
    party_is(party, "ended");
    assert_int_equal(device_presents(party->carl, false), BATON_E_CODEC_REFUSED);
    assert_int_equal(world_status(party->world, "presentations"), 1);
}

PARTY_TEST(an_unconnected_device_uses_the_codec_of_the_room)
{
    const struct baton_present_request request = {
        .device_name = "Carl", .video_codec = BATON_CODEC_H264};
    ok(device_presents_with(party->carl, &request));
    ok(device_scans(party->anna, party->carl->code));
    assert_string_equal(text_at(device_gets(party->carl, "scanned"), "videocodec"), "vp8");
    agree(party);
    device_connects(party->carl, "microphone camera");
    check_call_moved(party);
}

PARTY_TEST(a_presenting_device_may_name_the_room_of_the_call)
{
    const struct baton_present_request elsewhere = {
        .device_name = "Carl", .room = "elsewhere", .video_codec = BATON_CODEC_VP8};
    const struct baton_present_request here = {
        .device_name = "Carl", .room = PARTY_ROOM, .video_codec = BATON_CODEC_VP8};
    ok(device_presents_with(party->carl, &elsewhere));
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_CODE_OTHER_ROOM);
    ok(device_presents_with(party->carl, &here));
    ok(device_scans_in_room(party->anna, party->carl->code, PARTY_ROOM));
}

PARTY_TEST(a_device_in_a_call_cannot_present_a_code)
{
    assert_int_equal(device_presents(party->anna, false), BATON_E_ALREADY_IN_CALL);
    party_scans(party);
    assert_int_equal(device_presents(party->carl, false), BATON_E_ALREADY_IN_CALL);
}

PARTY_TEST(a_presenting_device_cannot_send_requests_about_a_call)
{
    ok(device_presents(party->carl, false));
    assert_int_equal(device_shows_code(party->carl), BATON_E_WRONG_STATE);
    assert_int_equal(device_chats(party->carl, "hello"), BATON_E_WRONG_STATE);
    assert_int_equal(device_joins(party->carl, PARTY_ROOM), BATON_E_ALREADY_IN_CALL);
    g_strlcpy(party->carl->transfer, "none", sizeof(party->carl->transfer));
    assert_int_equal(device_confirms(party->carl, true, 10), BATON_E_NO_SUCH_TRANSFER);
    assert_int_equal(device_cancels(party->carl), BATON_E_NO_SUCH_TRANSFER);
    assert_int_equal(device_returns(party->carl), BATON_E_NO_SUCH_TRANSFER);
}

/* --- end of a presentation -------------------------------------------------------------------- */

PARTY_TEST(a_code_that_nobody_scans_expires_and_its_connections_close)
{
    ok(device_presents(party->carl, false));
    device_connects(party->carl, "microphone camera");
    world_jumps(party->world, 60000);
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_CODE_EXPIRED);
    world_ticks(party->world);
    json_t *ended = device_gets(party->carl, "presentation_ended");
    assert_string_equal(text_at(ended, "reason"), "code_expired");
    assert_string_equal(text_at(ended, "presentation"), party->carl->presentation);
    assert_int_equal(party->carl->up->closed, 1);
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_CODE_EXPIRED);
    ok(device_joins(party->carl, PARTY_ROOM));
}

PARTY_TEST(presenting_a_new_code_keeps_the_connections)
{
    char first[FAKE_CODE], presentation[BATON_ID_SIZE];
    ok(device_presents(party->carl, false));
    g_strlcpy(first, party->carl->code, sizeof(first));
    g_strlcpy(presentation, party->carl->presentation, sizeof(presentation));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 50000);
    ok(device_presents(party->carl, false));
    assert_string_equal(party->carl->presentation, presentation);
    assert_int_equal(party->carl->up->closed, 0);
    world_plays(party->world, 50000);
    assert_int_equal(device_scans(party->anna, first), BATON_E_CODE_SUPERSEDED);
    ok(device_scans(party->anna, party->carl->code));
}

PARTY_TEST(a_device_can_cancel_its_code)
{
    ok(device_presents(party->carl, false));
    ok(device_cancels_presentation(party->carl));
    assert_string_equal(text_at(party->carl->reply, "presentation"), party->carl->presentation);
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_CODE_EXPIRED);
    assert_int_equal(device_cancels_presentation(party->carl), BATON_E_NOT_IN_CALL);
    ok(device_presents(party->carl, false));
    ok(device_leaves(party->carl));
    ok(device_presents(party->carl, false));
    ok(device_scans(party->anna, party->carl->code));
    assert_int_equal(device_cancels_presentation(party->carl), BATON_E_NO_SUCH_TRANSFER);
}

PARTY_TEST(the_code_of_a_device_that_vanishes_is_dead)
{
    ok(device_presents(party->carl, false));
    json_t *query = baton_engine_query(party->world->engine, party->carl->uplink);
    assert_string_equal(text_at(query, "presentation"), party->carl->presentation);
    json_decref(query);
    device_connects(party->carl, "microphone camera");
    device_vanishes(party->carl);
    assert_int_equal(world_status(party->world, "presentations"), 0);
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_CODE_EXPIRED);
}

PARTY_TEST(the_old_device_keeps_the_call_if_the_new_device_vanishes_after_the_scan)
{
    ok(device_presents(party->carl, false));
    ok(device_scans(party->anna, party->carl->code));
    device_vanishes(party->carl);
    party_told_end(party->anna, "failed", "new_gone");
    party_bob_hears(party, party->anna, party->carl);
}

TEST(the_number_of_presenting_devices_is_limited)
{
    struct baton_config config;
    baton_config_init(&config);
    config.max_presentations = 2;
    struct fake_world *world = world_new_with(1, &config);
    struct fake_device *devices[3];
    for (int i = 0; i < 3; i++)
        devices[i] = device_new(world, "Dora");
    ok(device_presents(devices[0], false));
    ok(device_presents(devices[1], false));
    assert_int_equal(device_presents(devices[2], false), BATON_E_LIMIT_REACHED);
    ok(device_presents(devices[1], false));
    ok(device_cancels_presentation(devices[1]));
    ok(device_presents(devices[2], false));
    world_free(world);
}

PARTY_TEST(without_random_numbers_no_code_is_presented)
{
    ok(device_presents(party->carl, false));
    ok(device_cancels_presentation(party->carl));
    for (long draws = 0;; draws++) {
        party->world->host.draws_left = draws;
        enum baton_error error = device_presents(party->carl, false);
        party->world->host.draws_left = -1;
        assert_int_equal(world_status(party->world, "presentations"), error == BATON_OK);
        if (error == BATON_OK)
            break;
        assert_int_equal(error, BATON_E_INTERNAL);
        assert_true(draws < 20);
    }
}
