/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The new device names a handle in its scan, and Baton offers a downlink on this handle at once. */
#include <string.h>

#include "engine/party_test.h"

/* Anna shows her code. Carl's handles belong to one session, and the engine knows the session's id. */
static void begin(struct party *party)
{
    party_init(party);
    party->carl->session = "carl's";
    party_shows_code(party);
}

/* Does the same. Then Carl scans the code and names a handle for the downlink. */
static void begin_and_scan(struct party *party)
{
    begin(party);
    ok(device_scans_with_downlink(party->carl, party->anna->code, party->carl));
}

TEST(the_offer_comes_with_the_reply_to_the_scan)
{
    struct party party;
    begin_and_scan(&party);
    assert_true(is_true_at(party.carl->reply, "downlink"));
    const json_t *slots =
        json_object_get(device_gets_on_downlink(party.carl, "subscribed"), "slots");
    assert_int_equal(json_array_size(slots), 7); /* as many slots as Anna has */
    assert_non_null(strstr(party.carl->down->offer, "audio:0:sends:opus"));
    assert_non_null(strstr(party.carl->down->offer, "video:6:sends:vp8"));
    party_fini(&party);
}

TEST(the_offer_reveals_no_source_of_the_call)
{
    struct party party;
    begin_and_scan(&party);
    const json_t *slots =
        json_object_get(device_gets_on_downlink(party.carl, "subscribed"), "slots");
    for (size_t i = 0; i < json_array_size(slots); i++)
        assert_true(json_is_null(json_object_get(json_array_get(slots, i), "source")));
    device_downlink_comes_up(party.carl);
    world_plays(party.world, 200);
    assert_int_equal(fake_handle_packets(party.carl->down), 0);
    party_fini(&party);
}

TEST(a_downlink_offered_with_the_scan_can_be_used_for_the_call)
{
    struct party party;
    begin_and_scan(&party);
    ok(device_confirms(party.anna, true, party.carl->number));
    ok(device_publishes(party.carl, "microphone camera"));
    device_uplink_comes_up(party.carl);
    /* The new device must have its downlink before the call moves. */
    party_is(&party, "connecting");
    device_downlink_comes_up(party.carl);
    party_is(&party, "committing");
    device_starts_listening(party.carl);
    world_plays(party.world, 200);
    party_is(&party, "standby");
    assert_true(device_hears(party.carl, party.bob) > 0);
    party_fini(&party);
}

PARTY_TEST(no_downlink_is_offered_if_the_old_device_has_no_downlink)
{
    party->carl->session = "carl's";
    device_loses_downlink(party->anna);
    party_shows_code(party);
    ok(device_scans_with_downlink(party->carl, party->anna->code, party->carl));
    assert_null(json_object_get(party->carl->reply, "downlink"));
    assert_null(party->carl->down->offer);
}

PARTY_TEST(a_handle_of_another_session_is_refused)
{
    struct fake_device *dora = device_new(party->world, "Dora");
    party->carl->session = "carl's";
    dora->session = "dora's";
    party_shows_code(party);
    assert_int_equal(
        device_scans_with_downlink(party->carl, party->anna->code, dora), BATON_E_INVALID_ELEMENT);
    party_is(party, "showing");
    assert_null(dora->down->offer);
    ok(device_scans(
        party->carl, party->anna->code)); /* the refused scan has not used up the code */
}

PARTY_TEST(a_handle_in_use_is_refused)
{
    party->carl->session = "one";
    struct fake_device *dora = device_new(party->world, "Dora");
    dora->session = "one";
    device_enters(dora, "standup", "microphone");
    party_shows_code(party);
    assert_int_equal(
        device_scans_with_downlink(party->carl, party->anna->code, dora), BATON_E_WRONG_HANDLE);
    party_is(party, "showing");
}

PARTY_TEST(if_the_session_is_unknown_the_device_must_subscribe)
{
    party_shows_code(party);
    ok(device_scans_with_downlink(party->carl, party->anna->code, party->carl));
    assert_null(json_object_get(party->carl->reply, "downlink"));
    ok(device_subscribes(party->carl, 3, 4));
}

PARTY_TEST(a_presenting_device_with_a_downlink_gets_no_second_offer)
{
    party->carl->session = "carl's";
    ok(device_presents(party->carl, true));
    device_connects(party->carl, "microphone camera");
    party_shows_code(party);
    assert_int_equal(device_scans_with_downlink(party->carl, party->anna->code, party->carl),
        BATON_E_WRONG_HANDLE);
    ok(device_scans(party->carl, party->anna->code));
    assert_null(json_object_get(party->carl->reply, "downlink"));
}
