/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes: who may scan a code, when and how often, and the warnings about scans. */
#include <string.h>

#include "engine/party_test.h"

static const char unknown_code[] = "baton:1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

PARTY_TEST(if_two_devices_scan_a_code_only_the_first_is_accepted)
{
    struct fake_device *dora = device_new(party->world, "Dora");
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
    assert_int_equal(device_scans(dora, party->anna->code), BATON_E_CODE_USED);
    assert_string_equal(text_at(device_gets(party->anna, "warning"), "kind"), "second_claim");
    assert_true(g_queue_is_empty(&dora->up->events));
    party_is(party, "confirming");
    ok(device_confirms(party->anna, true, party->carl->number));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 200);
    assert_int_equal(device_scans(dora, party->anna->code), BATON_E_CODE_USED);
    assert_string_equal(text_at(device_gets(party->carl, "warning"), "role"), "new");
    party_ends(party);
    assert_int_equal(device_scans(dora, party->anna->code), BATON_E_CODE_USED);
}

PARTY_TEST(an_expired_code_is_refused)
{
    party_shows_code(party);
    world_jumps(party->world, 60000);
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_E_CODE_EXPIRED);
    world_ticks(party->world);
    party_told_end(party->anna, "expired", "code_expired");
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_E_CODE_EXPIRED);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_new_code_supersedes_the_earlier_code)
{
    char first[FAKE_CODE];
    party_shows_code(party);
    g_strlcpy(first, party->anna->code, sizeof(first));
    party_shows_code(party);
    party_told_end(party->anna, "superseded", "renewed");
    assert_int_equal(device_scans(party->carl, first), BATON_E_CODE_SUPERSEDED);
    ok(device_scans(party->carl, party->anna->code));
}

PARTY_TEST(a_cancelled_code_is_refused)
{
    party_shows_code(party);
    ok(device_cancels(party->anna));
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_E_CODE_EXPIRED);
}

PARTY_TEST(a_scan_that_names_another_room_is_refused)
{
    party_shows_code(party);
    assert_int_equal(
        device_scans_in_room(party->carl, party->anna->code, "elsewhere"), BATON_E_CODE_OTHER_ROOM);
    ok(device_scans_in_room(party->carl, party->anna->code, PARTY_ROOM));
}

PARTY_TEST(a_text_that_is_not_a_code_is_refused)
{
    assert_int_equal(device_scans(party->carl, "hello"), BATON_E_INVALID_ELEMENT);
    assert_int_equal(device_scans(party->carl, unknown_code), BATON_E_CODE_UNKNOWN);
}

PARTY_TEST(five_wrong_codes_lock_a_device_for_five_minutes)
{
    for (int i = 0; i < 5; i++)
        assert_int_equal(device_scans(party->carl, unknown_code), BATON_E_CODE_UNKNOWN);
    party_shows_code(party);
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(world_status(party->world, "locked_places"), 1);
    world_plays(party->world, 100);
    world_waits(party->world, 301000);
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
}

PARTY_TEST(a_wrong_number_ends_the_transfer)
{
    party_scans(party);
    int wrong = party->carl->number == 10 ? 11 : 10;
    assert_int_equal(device_confirms(party->anna, true, wrong), BATON_E_WRONG_NUMBER);
    party_told_end(party->anna, "declined", "wrong_number");
    party_told_end(party->carl, "declined", "wrong_number");
    assert_int_equal(
        device_confirms(party->anna, true, party->carl->number), BATON_E_NO_SUCH_TRANSFER);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_yes_without_the_number_does_not_end_the_transfer)
{
    party_scans(party);
    assert_int_equal(device_confirms(party->anna, true, 0), BATON_E_MISSING_ELEMENT);
    party_is(party, "confirming");
    ok(device_confirms(party->anna, true, party->carl->number));
}

PARTY_TEST(the_transfer_expires_without_a_response)
{
    party_scans(party);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 30100);
    party_told_end(party->anna, "expired", "no_response");
    party_told_end(party->carl, "expired", "no_response");
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_device_that_was_not_asked_can_not_confirm)
{
    party_shows_code(party);
    assert_int_equal(device_confirms(party->anna, true, 10), BATON_E_WRONG_STATE);
    ok(device_scans(party->carl, party->anna->code));
    g_strlcpy(party->bob->transfer, party->anna->transfer, sizeof(party->bob->transfer));
    assert_int_equal(device_confirms(party->bob, true, party->carl->number), BATON_E_NOT_ASKED);
    assert_int_equal(device_confirms(party->carl, true, party->carl->number), BATON_E_NOT_ASKED);
}

PARTY_TEST(a_participant_has_one_transfer_at_a_time)
{
    party_scans(party);
    assert_int_equal(device_shows_code(party->anna), BATON_E_TRANSFER_IN_PROGRESS);
    ok(device_confirms(party->anna, true, party->carl->number));
    assert_int_equal(device_shows_code(party->anna), BATON_E_TRANSFER_IN_PROGRESS);
}

PARTY_TEST(nobody_gets_a_new_code_before_the_standby_is_over)
{
    party_moves(party);
    assert_int_equal(device_shows_code(party->anna), BATON_E_WRONG_STATE);
    assert_int_equal(party->anna->failure.retry_after, 0);
    assert_int_equal(device_shows_code(party->carl), BATON_E_WRONG_STATE);
    assert_int_in_range(party->carl->failure.retry_after, 9000, 10000);
    world_plays(party->world, (int)party->carl->failure.retry_after);
    party_told_end(party->anna, "moved", "none");
    ok(device_shows_code(party->carl));
    ok(device_scans(party->anna, party->carl->code));
}

PARTY_TEST(a_device_in_a_call_can_not_scan_the_code_of_another_call)
{
    party_shows_code(party);
    assert_int_equal(device_scans(party->bob, party->anna->code), BATON_E_ALREADY_IN_CALL);
}

/* --- the operator ----------------------------------------------------------------------------- */

PARTY_TEST(an_operator_can_issue_a_code_that_the_device_of_the_participant_shows)
{
    const struct baton_transfer_request wish = {.link = NULL};
    struct baton_failure failure;
    struct baton_engine *engine = party->world->engine;
    json_t *issued = world_keeps_reply(party->world,
        baton_engine_issue(engine, PARTY_ROOM, party->anna->id, &wish, party->world->now, NULL));
    assert_int_equal(number_at(issued, "expires_in"), 60000);
    device_gets(party->anna, "code");
    ok(device_scans(party->carl, party->anna->code));
    assert_null(
        baton_engine_issue(engine, PARTY_ROOM, "nobody", &wish, party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_PARTICIPANT);
    assert_null(
        baton_engine_issue(engine, "nowhere", party->anna->id, &wish, party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_ROOM);
    assert_null(baton_engine_cancel_by_operator(engine, "none", party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_TRANSFER);
    assert_null(baton_engine_remove(engine, PARTY_ROOM, "nobody", party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_PARTICIPANT);
}

PARTY_TEST(an_operator_can_not_issue_a_code_without_an_active_device)
{
    const struct baton_transfer_request wish = {.link = NULL};
    struct baton_failure failure;
    party_agrees(party);
    device_vanishes(party->anna);
    assert_null(baton_engine_issue(
        party->world->engine, PARTY_ROOM, party->carl->id, &wish, party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_STATE);
}

PARTY_TEST(an_operator_can_not_cancel_after_the_swap)
{
    struct baton_failure failure;
    party_moves(party);
    assert_null(baton_engine_cancel_by_operator(
        party->world->engine, party->anna->transfer, party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_STATE);
}

PARTY_TEST(an_operator_can_list_transfers_devices_and_sources)
{
    struct baton_failure failure;
    party_moves(party);
    struct baton_engine *engine = party->world->engine;
    json_t *transfers =
        json_object_get(world_keeps_reply(party->world,
                            baton_engine_transfers(engine, PARTY_ROOM, party->world->now, NULL)),
            "transfers");
    assert_string_equal(text_at(json_array_get(transfers, 0), "old_device"), party->anna->device);
    assert_string_equal(text_at(json_array_get(transfers, 0), "new_device"), party->carl->device);

    json_t *devices =
        json_object_get(world_keeps_reply(party->world,
                            baton_engine_devices(engine, PARTY_ROOM, party->anna->id, NULL)),
            "devices");
    assert_int_equal(json_array_size(devices), 2);
    assert_string_equal(
        text_at(element_with(devices, "device", party->anna->device), "role"), "standby");
    assert_string_equal(
        text_at(element_with(devices, "device", party->carl->device), "role"), "active");

    json_t *sources = json_object_get(
        world_keeps_reply(party->world, baton_engine_sources(engine, PARTY_ROOM, NULL)), "sources");
    json_t *camera = element_with(sources, "kind", "camera");
    assert_int_equal(json_array_size(sources), 4);
    assert_int_equal(number_at(camera, "switches"), 1);
    assert_true(number_at(camera, "packets") > 10);

    assert_null(baton_engine_transfers(engine, "nowhere", party->world->now, &failure));
    assert_null(baton_engine_devices(engine, "nowhere", NULL, &failure));
    assert_null(baton_engine_devices(engine, PARTY_ROOM, "nobody", &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_PARTICIPANT);
    assert_null(baton_engine_sources(engine, "nowhere", &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_ROOM);
}

PARTY_TEST(a_query_says_what_a_handle_is_used_for)
{
    assert_int_equal(device_leaves(party->carl), BATON_E_NOT_IN_CALL);
    struct baton_engine *engine = party->world->engine;
    json_t *fresh = baton_engine_query(engine, party->carl->uplink);
    json_t *up = baton_engine_query(engine, party->anna->uplink);
    json_t *down = baton_engine_query(engine, party->anna->downlink);
    assert_string_equal(text_at(fresh, "handle"), "fresh");
    assert_string_equal(text_at(up, "handle"), "uplink");
    assert_string_equal(text_at(up, "room"), PARTY_ROOM);
    assert_string_equal(text_at(down, "handle"), "downlink");
    json_decref(fresh);
    json_decref(up);
    json_decref(down);
}
