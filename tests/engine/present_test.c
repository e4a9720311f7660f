/* SPDX-License-Identifier: GPL-3.0-or-later */
/* present: the new device shows the code, and the device in the call scans it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fake/party.h"

/* Carl's reply or event has been kept: the number is known when it is shown. */
static void agree(struct party *party)
{
    ok(device_confirms(party->anna, true, party->carl->number));
    device_gets(party->carl, "admitted");
}

static void arrive(struct party *party)
{
    world_plays(party->world, 300);
    party_is(party, "standby");
    party_heard(party, party->carl, party->anna);
    party_ends(party);
}

/* --- being taken in --------------------------------------------------------------------------- */

static void a_call_moves_to_the_device_whose_code_it_scans(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    assert_int_equal(number_at(party.carl->reply, "expires_in"), 60000);
    assert_int_equal(world_status(party.world, "presentations"), 1);
    assert_int_equal(world_status(party.world, "devices"), 2);
    ok(device_scans(party.anna, party.carl->code));
    assert_string_equal(text_at(party.anna->reply, "role"), "old");
    assert_string_equal(text_at(party.anna->reply, "state"), "confirming");
    assert_string_equal(text_at(party.anna->reply, "device_name"), "Carl");
    json_t *scanned = device_gets(party.carl, "scanned");
    assert_string_equal(text_at(scanned, "role"), "new");
    assert_string_equal(text_at(scanned, "presentation"), party.carl->presentation);
    assert_true(party.carl->number >= 10);
    assert_int_equal(world_status(party.world, "presentations"), 0);
    device_gets(party.anna, "confirm");
    agree(&party);
    device_connects(party.carl, "microphone camera");
    arrive(&party);
    party_fini(&party);
}

static void a_device_that_is_warm_needs_nothing_but_the_yes(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 500);
    assert_int_equal(device_hears(party.bob, party.carl), 0);
    assert_int_equal(device_hears(party.carl, party.bob), 0);
    ok(device_scans(party.anna, party.carl->code));
    device_gets(party.carl, "scanned");
    agree(&party);
    party_is(&party, "committing");
    world_plays(party.world, 60);
    party_is(&party, "standby");
    party_heard(&party, party.carl, party.anna);
    assert_true(device_hears(party.carl, party.bob) > 20);
    party_fini(&party);
}

static void where_nobody_is_asked_the_scan_admits(void **state)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    struct party party;
    (void)state;
    party_init_with(&party, &settings, "microphone camera");
    ok(device_presents(party.carl, false));
    device_connects(party.carl, "microphone camera");
    ok(device_scans(party.anna, party.carl->code));
    assert_string_equal(text_at(party.anna->reply, "state"), "committing");
    assert_null(json_object_get(device_gets(party.carl, "scanned"), "number"));
    device_gets(party.carl, "admitted");
    arrive(&party);
    party_fini(&party);
}

static void a_code_that_is_shown_already_is_no_hindrance(void **state)
{
    char shown[FAKE_CODE];
    struct party party;
    (void)state;
    party_init(&party);
    party_offers(&party);
    g_strlcpy(shown, party.anna->code, sizeof(shown));
    char transfer[BATON_ID_SIZE];
    g_strlcpy(transfer, party.anna->transfer, sizeof(transfer));
    ok(device_presents(party.carl, false));
    ok(device_scans(party.anna, party.carl->code));
    assert_string_equal(party.anna->transfer, transfer);
    struct fake_device *dora = device_new(party.world, "Dora");
    assert_int_equal(device_scans(dora, shown), BATON_E_CODE_USED);
    party_fini(&party);
}

static void a_call_on_standby_can_move_on_to_a_third_device(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    struct fake_device *dora = device_new(party.world, "Dora");
    ok(device_presents(dora, false));
    assert_int_equal(device_scans(party.anna, dora->code), BATON_E_WRONG_STATE);
    ok(device_scans(party.carl, dora->code));
    party_told(party.anna, "moved", "renewed");
    device_gets(dora, "scanned");
    party_fini(&party);
}

static void whoever_presents_may_scan_instead(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    char presented[FAKE_CODE];
    g_strlcpy(presented, party.carl->code, sizeof(presented));
    device_connects(party.carl, "microphone camera");
    party_offers(&party);
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(text_at(party.carl->reply, "state"), "confirming");
    assert_int_equal(device_scans(party.anna, presented), BATON_E_CODE_EXPIRED);
    agree(&party);
    arrive(&party);
    party_fini(&party);
}

/* --- what is refused -------------------------------------------------------------------------- */

static void a_code_is_for_one_call(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    ok(device_scans(party.anna, party.carl->code));
    assert_int_equal(device_scans(party.bob, party.carl->code), BATON_E_CODE_USED);
    assert_string_equal(text_at(device_gets(party.anna, "warning"), "kind"), "second_claim");
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_CODE_USED);
    assert_false(device_got(party.anna, "warning"));
    party_fini(&party);
}

static void codes_are_for_the_other_kind_of_device(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    struct fake_device *dora = device_new(party.world, "Dora");
    ok(device_presents(party.carl, false));
    assert_int_equal(device_scans(dora, party.carl->code), BATON_E_NOT_IN_CALL);
    ok(device_presents(dora, false));
    assert_int_equal(device_scans(dora, party.carl->code), BATON_E_NOT_IN_CALL);
    party_offers(&party);
    assert_int_equal(device_scans(party.anna, party.anna->code), BATON_E_ALREADY_IN_CALL);
    assert_int_equal(device_scans(party.bob, party.anna->code), BATON_E_ALREADY_IN_CALL);
    ok(device_scans(dora, party.anna->code));
    assert_int_equal(device_scans(dora, party.carl->code), BATON_E_ALREADY_IN_CALL);
    party_fini(&party);
}

static void a_warm_device_with_another_codec_is_refused_and_nothing_changes(void **state)
{
    const struct baton_present_request request = {.device_name = "Carl", .video_codec = BATON_CODEC_H264};
    struct party party;
    (void)state;
    party_init(&party);
    party.carl->codec = "h264";
    ok(device_presents_with(party.carl, &request));
    ok(device_publishes(party.carl, "microphone camera"));
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_CODEC_REFUSED);
    party_is(&party, "ended");
    assert_int_equal(device_presents(party.carl, false), BATON_E_CODEC_REFUSED);
    assert_int_equal(world_status(party.world, "presentations"), 1);
    party_fini(&party);
}

static void a_cold_device_takes_the_codec_of_the_room(void **state)
{
    const struct baton_present_request request = {.device_name = "Carl", .video_codec = BATON_CODEC_H264};
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents_with(party.carl, &request));
    ok(device_scans(party.anna, party.carl->code));
    assert_string_equal(text_at(device_gets(party.carl, "scanned"), "videocodec"), "vp8");
    agree(&party);
    device_connects(party.carl, "microphone camera");
    arrive(&party);
    party_fini(&party);
}

static void a_device_may_name_the_room_it_is_for(void **state)
{
    const struct baton_present_request elsewhere = {
        .device_name = "Carl", .room = "elsewhere", .video_codec = BATON_CODEC_VP8};
    const struct baton_present_request here = {
        .device_name = "Carl", .room = PARTY_ROOM, .video_codec = BATON_CODEC_VP8};
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents_with(party.carl, &elsewhere));
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_CODE_OTHER_ROOM);
    ok(device_presents_with(party.carl, &here));
    ok(device_scans_for(party.anna, party.carl->code, PARTY_ROOM));
    party_fini(&party);
}

static void a_device_in_a_call_does_not_present(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    assert_int_equal(device_presents(party.anna, false), BATON_E_ALREADY_IN_CALL);
    party_scans(&party);
    assert_int_equal(device_presents(party.carl, false), BATON_E_ALREADY_IN_CALL);
    party_fini(&party);
}

static void what_a_presenting_device_asks_of_a_call_is_refused(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    assert_int_equal(device_transfers(party.carl), BATON_E_WRONG_STATE);
    assert_int_equal(device_says(party.carl, "hello"), BATON_E_WRONG_STATE);
    assert_int_equal(device_joins(party.carl, PARTY_ROOM), BATON_E_ALREADY_IN_CALL);
    g_strlcpy(party.carl->transfer, "none", sizeof(party.carl->transfer));
    assert_int_equal(device_confirms(party.carl, true, 10), BATON_E_NO_SUCH_TRANSFER);
    assert_int_equal(device_cancels(party.carl), BATON_E_NO_SUCH_TRANSFER);
    assert_int_equal(device_returns(party.carl), BATON_E_NO_SUCH_TRANSFER);
    party_fini(&party);
}

/* --- its end ---------------------------------------------------------------------------------- */

static void a_code_that_nobody_scans_ends_with_its_channels(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    device_connects(party.carl, "microphone camera");
    world_jumps(party.world, 60000);
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_CODE_EXPIRED);
    world_ticks(party.world);
    json_t *ended = device_gets(party.carl, "presentation_ended");
    assert_string_equal(text_at(ended, "reason"), "code_expired");
    assert_string_equal(text_at(ended, "presentation"), party.carl->presentation);
    assert_int_equal(party.carl->up->closed, 1);
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_CODE_EXPIRED);
    ok(device_joins(party.carl, PARTY_ROOM));
    party_fini(&party);
}

static void a_fresh_code_keeps_the_channels(void **state)
{
    char first[FAKE_CODE], presentation[BATON_ID_SIZE];
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    g_strlcpy(first, party.carl->code, sizeof(first));
    g_strlcpy(presentation, party.carl->presentation, sizeof(presentation));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 50000);
    ok(device_presents(party.carl, false));
    assert_string_equal(party.carl->presentation, presentation);
    assert_int_equal(party.carl->up->closed, 0);
    world_plays(party.world, 50000);
    assert_int_equal(device_scans(party.anna, first), BATON_E_CODE_SUPERSEDED);
    ok(device_scans(party.anna, party.carl->code));
    party_fini(&party);
}

static void a_device_takes_its_code_back(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    ok(device_withdraws(party.carl));
    assert_string_equal(text_at(party.carl->reply, "presentation"), party.carl->presentation);
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_CODE_EXPIRED);
    assert_int_equal(device_withdraws(party.carl), BATON_E_NOT_IN_CALL);
    ok(device_presents(party.carl, false));
    ok(device_leaves(party.carl));
    ok(device_presents(party.carl, false));
    ok(device_scans(party.anna, party.carl->code));
    assert_int_equal(device_withdraws(party.carl), BATON_E_NO_SUCH_TRANSFER);
    party_fini(&party);
}

static void a_device_that_vanishes_takes_its_code_along(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    json_t *query = baton_engine_query(party.world->engine, party.carl->uplink);
    assert_string_equal(text_at(query, "presentation"), party.carl->presentation);
    json_decref(query);
    device_connects(party.carl, "microphone camera");
    device_dies(party.carl);
    assert_int_equal(world_status(party.world, "presentations"), 0);
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_CODE_EXPIRED);
    party_fini(&party);
}

static void a_device_that_vanishes_after_the_scan_leaves_the_call_where_it_is(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    ok(device_scans(party.anna, party.carl->code));
    device_dies(party.carl);
    party_told(party.anna, "failed", "new_gone");
    party_heard(&party, party.anna, party.carl);
    party_fini(&party);
}

static void as_many_present_as_the_operator_allows(void **state)
{
    struct baton_config config;
    (void)state;
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
    ok(device_withdraws(devices[1]));
    ok(device_presents(devices[2], false));
    world_free(world);
}

static void without_randomness_nothing_is_presented(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_presents(party.carl, false));
    ok(device_withdraws(party.carl));
    for (long draws = 0;; draws++) {
        party.world->host.chance_left = draws;
        enum baton_error error = device_presents(party.carl, false);
        party.world->host.chance_left = -1;
        assert_int_equal(world_status(party.world, "presentations"), error == BATON_OK);
        if (error == BATON_OK)
            break;
        assert_int_equal(error, BATON_E_INTERNAL);
        assert_true(draws < 20);
    }
    party_fini(&party);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_moves_to_the_device_whose_code_it_scans),
        cmocka_unit_test(a_device_that_is_warm_needs_nothing_but_the_yes),
        cmocka_unit_test(where_nobody_is_asked_the_scan_admits),
        cmocka_unit_test(a_code_that_is_shown_already_is_no_hindrance),
        cmocka_unit_test(a_call_on_standby_can_move_on_to_a_third_device),
        cmocka_unit_test(whoever_presents_may_scan_instead),
        cmocka_unit_test(a_code_is_for_one_call),
        cmocka_unit_test(codes_are_for_the_other_kind_of_device),
        cmocka_unit_test(a_warm_device_with_another_codec_is_refused_and_nothing_changes),
        cmocka_unit_test(a_cold_device_takes_the_codec_of_the_room),
        cmocka_unit_test(a_device_may_name_the_room_it_is_for),
        cmocka_unit_test(a_device_in_a_call_does_not_present),
        cmocka_unit_test(what_a_presenting_device_asks_of_a_call_is_refused),
        cmocka_unit_test(a_code_that_nobody_scans_ends_with_its_channels),
        cmocka_unit_test(a_fresh_code_keeps_the_channels),
        cmocka_unit_test(a_device_takes_its_code_back),
        cmocka_unit_test(a_device_that_vanishes_takes_its_code_along),
        cmocka_unit_test(a_device_that_vanishes_after_the_scan_leaves_the_call_where_it_is),
        cmocka_unit_test(as_many_present_as_the_operator_allows),
        cmocka_unit_test(without_randomness_nothing_is_presented),
    };
    return cmocka_run_group_tests_name("present", tests, NULL, NULL);
}
