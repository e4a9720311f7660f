/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms that forbid some of the ways to move a call, and rooms in which each transfer is mutual. */
#include <string.h>

#include "engine/party_test.h"

static const struct baton_authority admin = {.admin = true};

/* A party in a room that forbids one way. */
static void begin(struct party *party, enum baton_way way)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has_ways = 1u << way, .ways = {.allowed = {false}}};
    party_init_with(party, &settings, "microphone camera");
}

static enum baton_error shows(struct fake_device *device, enum baton_code_kind kind)
{
    const struct baton_transfer_request request = {.kind = kind};
    return device_shows_code_with(device, &request);
}

static enum baton_error presents(
    struct fake_device *device, enum baton_code_kind kind, const char *room)
{
    const struct baton_present_request request = {
        .kind = kind, .room = room, .video_codec = BATON_CODEC_VP8};
    return device_presents_with(device, &request);
}

/* The last request of the device was refused with this error, and the call can still move. */
static void refused(struct party *party, const struct fake_device *device, const char *text)
{
    assert_int_equal(device->failure.error, BATON_E_WAY_FORBIDDEN);
    assert_string_equal(device->failure.text, text);
    party_is(party, "ended");
    party->carl = device_new(party->world, "Carl");
    party_moves(party);
}

TEST(a_room_that_forbids_present_refuses_the_scan_of_the_new_device)
{
    struct party party;
    begin(&party, BATON_WAY_PRESENT);
    ok(presents(party.carl, BATON_CODE_QR, NULL));
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_WAY_FORBIDDEN);
    refused(&party, party.anna,
        "text: this room forbids \"present\" (ways); it allows only a code that the device in the "
        "call shows (transfer)");
    party_fini(&party);
}

TEST(a_device_that_names_a_room_which_forbids_present_gets_no_code)
{
    struct party party;
    begin(&party, BATON_WAY_PRESENT);
    assert_int_equal(presents(party.carl, BATON_CODE_QR, PARTY_ROOM), BATON_E_WAY_FORBIDDEN);
    assert_int_equal(world_status(party.world, "presentations"), 0);
    refused(&party, party.carl,
        "room: this room forbids \"present\" (ways); it allows only a code that the device in the "
        "call shows (transfer)");
    party_fini(&party);
}

TEST(a_room_that_forbids_letters_refuses_them_on_either_device)
{
    struct party party;
    begin(&party, BATON_WAY_SHORT);
    assert_int_equal(shows(party.anna, BATON_CODE_SHORT), BATON_E_WAY_FORBIDDEN);
    assert_string_equal(party.anna->failure.text,
        "kind: this room forbids \"short\" (ways); it allows qr and code128");
    ok(presents(party.carl, BATON_CODE_SHORT, NULL));
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_WAY_FORBIDDEN);
    ok(shows(party.anna, BATON_CODE_CODE128));
    ok(device_cancels(party.anna));
    refused(
        &party, party.anna, "text: this room forbids \"short\" (ways); it allows qr and code128");
    party_fini(&party);
}

TEST(a_room_that_forbids_bar_codes_refuses_them)
{
    struct party party;
    begin(&party, BATON_WAY_CODE128);
    ok(shows(party.anna, BATON_CODE_SHORT));
    ok(device_cancels(party.anna));
    assert_int_equal(shows(party.anna, BATON_CODE_CODE128), BATON_E_WAY_FORBIDDEN);
    refused(
        &party, party.anna, "kind: this room forbids \"code128\" (ways); it allows qr and short");
    party_fini(&party);
}

/* A party in a room in which each transfer is mutual and one way is forbidden. */
static void begin_mutual(struct party *party, enum baton_way way)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM,
        .has = BATON_ROOM_MUTUAL,
        .mutual = true,
        .has_ways = 1u << way,
        .ways = {.allowed = {false}}};
    party_init_with(party, &settings, "microphone camera");
}

TEST(a_room_that_forbids_letters_refuses_them_as_the_second_code)
{
    struct party party;
    begin_mutual(&party, BATON_WAY_SHORT);
    ok(presents(party.carl, BATON_CODE_SHORT, NULL));
    ok(shows(party.anna, BATON_CODE_QR));
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WAY_FORBIDDEN);
    assert_string_equal(party.carl->failure.text,
        "the code of this device: this room forbids \"short\" (ways); it allows qr and code128");
    party_is(&party, "showing");
    ok(presents(party.carl, BATON_CODE_QR, NULL));
    ok(device_scans(party.carl, party.anna->code));
    ok(device_scans(party.anna, party.carl->code));
    party_is(&party, "confirming");
    party_fini(&party);
}

TEST(a_room_that_forbids_present_allows_the_second_code_of_a_mutual_transfer)
{
    struct party party;
    begin_mutual(&party, BATON_WAY_PRESENT);
    ok(presents(party.carl, BATON_CODE_SHORT, NULL));
    ok(shows(party.anna, BATON_CODE_QR));
    ok(device_scans(party.carl, party.anna->code));
    ok(device_scans(party.anna, party.carl->code));
    party_is(&party, "confirming");
    party_fini(&party);
}

static enum baton_error edits(struct fake_world *world, const struct baton_room_settings *change,
    struct baton_failure *failure)
{
    json_t *reply = baton_engine_edit(world->engine, change, false, &admin, failure);
    if (!reply)
        return failure->error;
    json_decref(reply);
    world_flushes(world);
    return BATON_OK;
}

TEST(a_room_that_forbids_yesno_refuses_it_even_if_the_room_itself_asks_nobody)
{
    static const struct baton_room_settings settings = {.room = PARTY_ROOM,
        .has_confirm = BATON_POLICY_WHO,
        .has_ways = 1u << BATON_WAY_YESNO,
        .ways = {.allowed = {false}}};
    static const struct baton_transfer_request yesno = {
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM,
        .confirm = {.old = true, .form = BATON_FORM_YESNO}};
    struct party party;
    party_init_with(&party, &settings, "microphone");
    assert_int_equal(device_shows_code_with(party.anna, &yesno), BATON_E_WAY_FORBIDDEN);
    assert_string_equal(party.anna->failure.text,
        "confirm.form: this room forbids \"yesno\" (ways); it allows number");
    party_is(&party, "ended");
    party_fini(&party);
}

PARTY_TEST(a_room_cannot_demand_a_confirmation_that_it_forbids)
{
    static const struct baton_room_settings asks_nobody = {
        .room = "other", .has_confirm = BATON_POLICY_WHO, .has_ways = 1u << BATON_WAY_NOBODY};
    static const struct baton_room_settings forbids = {
        .room = PARTY_ROOM, .has_ways = 1u << BATON_WAY_NOBODY | 1u << BATON_WAY_YESNO};
    static const struct baton_room_settings nobody = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    static const struct baton_room_settings yesno = {.room = PARTY_ROOM,
        .has_confirm = BATON_POLICY_FORM,
        .confirm = {.form = BATON_FORM_YESNO}};
    struct baton_failure failure;
    assert_int_equal(
        world_creates_room_with(party->world, &asks_nobody, false), BATON_E_WAY_FORBIDDEN);
    ok(edits(party->world, &forbids, &failure));
    assert_int_equal(edits(party->world, &nobody, &failure), BATON_E_WAY_FORBIDDEN);
    assert_string_equal(failure.text, "confirm.who: this room forbids \"nobody\" (ways); it allows "
                                      "old, remote_any, remote_all, both_any and both_all");
    assert_int_equal(edits(party->world, &yesno, &failure), BATON_E_WAY_FORBIDDEN);
    party_scans(party);
    assert_string_equal(text_at(party->carl->reply, "form"), "number");
}

PARTY_TEST(everybody_is_told_which_ways_are_left)
{
    static const struct baton_room_settings change = {.room = PARTY_ROOM,
        .has = BATON_ROOM_MUTUAL,
        .mutual = true,
        .has_ways = 1u << BATON_WAY_SHORT};
    struct baton_failure failure;
    ok(edits(party->world, &change, &failure));
    const json_t *event = device_gets(party->bob, "room_edited");
    assert_int_equal(json_array_size(json_object_get(event, "changed")), 2);
    assert_true(json_is_true(json_object_get(event, "mutual")));
    const json_t *ways = json_object_get(event, "ways");
    assert_true(json_is_false(json_object_get(ways, "short")));
    assert_true(json_is_true(json_object_get(ways, "present")));
}

/* --- rooms in which each transfer is mutual --------------------------------------------------- */

static const struct baton_room_settings mutual = {
    .room = PARTY_ROOM, .has = BATON_ROOM_MUTUAL, .mutual = true};

TEST(in_a_mutual_room_the_new_device_alone_does_not_get_the_call)
{
    struct party party;
    party_init_with(&party, &mutual, "microphone camera");
    ok(device_shows_code(party.anna));
    assert_true(json_is_true(json_object_get(party.anna->reply, "mutual")));
    ok(device_scans(party.carl, party.anna->code));
    party_is(&party, "matching");
    ok(device_scans(party.anna, party.carl->code));
    party_is(&party, "confirming");
    party_fini(&party);
}

TEST(in_a_mutual_room_a_device_that_shows_a_code_has_to_scan_one_too)
{
    struct party party;
    party_init_with(&party, &mutual, "microphone camera");
    ok(device_presents(party.carl, false));
    ok(device_scans(party.anna, party.carl->code));
    party_is(&party, "matching");
    assert_non_null(json_object_get(party.anna->reply, "code"));
    assert_string_equal(text_at(device_gets(party.carl, "scanned"), "state"), "matching");
    ok(device_scans(party.carl, party.anna->code));
    party_is(&party, "confirming");
    party_fini(&party);
}

/* --- a server without an SMS gateway ---------------------------------------------------------- */

static const struct baton_policy sms = {.old = true, .how = &baton_channel_sms};

static const char no_gateway[] = "confirm.how: \"sms\" needs an SMS gateway, and the settings file "
                                 "of this server has no section "
                                 "sms";

PARTY_TEST(a_server_without_a_gateway_refuses_rooms_and_transfers_that_ask_by_sms)
{
    static const struct baton_room_settings other = {
        .room = "other", .has_confirm = BATON_POLICY_HOW, .confirm = {.how = &baton_channel_sms}};
    static const struct baton_room_settings same = {.room = PARTY_ROOM,
        .has_confirm = BATON_POLICY_HOW,
        .confirm = {.how = &baton_channel_sms}};
    const struct baton_transfer_request request = {.confirm = sms, .has_confirm = BATON_POLICY_HOW};
    struct baton_failure failure;
    party->world->host.host.send_sms = NULL;
    assert_int_equal(world_creates_room_with(party->world, &other, false), BATON_E_INVALID_ELEMENT);
    assert_int_equal(edits(party->world, &same, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(failure.text, no_gateway);
    assert_int_equal(device_shows_code_with(party->anna, &request), BATON_E_INVALID_ELEMENT);
    assert_string_equal(party->anna->failure.text, no_gateway);
    party_moves(party);
}

PARTY_TEST(a_room_that_asks_by_sms_remains_without_a_gateway_but_no_call_moves)
{
    static const struct baton_room_settings stored = {.room = PARTY_ROOM,
        .has_confirm = BATON_POLICY_HOW,
        .confirm = {.how = &baton_channel_sms}};
    static const struct baton_room_settings grace = {
        .room = PARTY_ROOM, .has = BATON_ROOM_GRACE, .grace = 7};
    static const struct baton_room_settings popup = {.room = PARTY_ROOM,
        .has_confirm = BATON_POLICY_HOW,
        .confirm = {.how = &baton_channel_popup}};
    struct baton_failure failure;
    ok(edits(party->world, &stored, &failure));
    party->world->host.host.send_sms = NULL;
    assert_int_equal(shows(party->anna, BATON_CODE_QR), BATON_E_INVALID_ELEMENT);
    ok(edits(party->world, &grace, &failure));
    ok(edits(party->world, &popup, &failure));
    party_moves(party);
}
