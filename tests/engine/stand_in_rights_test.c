/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of stand-ins: who may show a code for whom, and whom the operator can name. */
#include "engine/stand_in_party.h"

/* --- who may ---------------------------------------------------------------------------------- */

/* Bob asks in a room with this setting, as a moderator or not. */
static enum baton_error asks_as(enum baton_stand_in setting, bool moderator)
{
    struct baton_room_settings settings = anybody;
    const struct baton_join_request as_moderator = {.room = PARTY_ROOM, .secret = "s"};
    const struct baton_join_request as_guest = {.room = PARTY_ROOM};
    struct party party;
    settings.has |= BATON_ROOM_SECRET;
    settings.secret = "s";
    settings.stand_in = setting;
    begin_with(&party, &settings);
    ok(device_joins_as(party.carl, moderator ? &as_moderator : &as_guest));
    enum baton_error error = shows_for(party.carl, party.anna);
    party_fini(&party);
    return error;
}

TEST(the_room_says_who_may_stand_in)
{
    assert_int_equal(asks_as(BATON_STAND_IN_ANYBODY, false), BATON_OK);
    assert_int_equal(asks_as(BATON_STAND_IN_ANYBODY, true), BATON_OK);
    assert_int_equal(asks_as(BATON_STAND_IN_MODERATOR, true), BATON_OK);
    assert_int_equal(asks_as(BATON_STAND_IN_MODERATOR, false), BATON_E_UNAUTHORIZED);
    assert_int_equal(asks_as(BATON_STAND_IN_NOBODY, true), BATON_E_UNAUTHORIZED);
    assert_int_equal(asks_as(BATON_STAND_IN_NOBODY, false), BATON_E_UNAUTHORIZED);
}

TEST(a_room_allows_moderators_unless_it_says_something_else)
{
    const struct baton_room_settings held = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = HOLD};
    struct party party;
    begin_with(&party, &held);
    assert_int_equal(shows_for(party.bob, party.anna), BATON_E_UNAUTHORIZED);
    party_fini(&party);
}

STAND_IN_TEST(nobody_shows_a_code_for_a_participant_who_is_there)
{
    assert_int_equal(shows_for(party->bob, party->bob), BATON_E_INVALID_ELEMENT);
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_WRONG_STATE);
    device_connects(party->anna, "microphone camera");
    device_uplink_goes_down(party->anna);
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_WRONG_STATE);
    device_leaves(party->anna);
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_NO_SUCH_PARTICIPANT);
}

STAND_IN_TEST(somebody_in_another_room_does_not_find_the_participant)
{
    const struct baton_room_settings other = {
        .room = "other", .has = BATON_ROOM_STAND_IN, .stand_in = BATON_STAND_IN_ANYBODY};
    ok(world_creates_room_with(party->world, &other, false));
    ok(device_joins(party->carl, "other"));
    assert_int_equal(shows_for(party->carl, party->anna), BATON_E_NO_SUCH_PARTICIPANT);
}

STAND_IN_TEST(the_session_that_shows_the_code_cannot_take_the_call_over_itself)
{
    struct fake_device *own = device_new(party->world, "Bob's second window");
    device_vanishes(party->bob);
    party->bob = device_new(party->world, "Bob");
    party->bob->session = own->session = "bob";
    ok(device_joins(party->bob, PARTY_ROOM));
    bob_shows(party);
    assert_int_equal(device_scans(own, party->bob->code), BATON_E_ALREADY_IN_CALL);
    party_is(party, "showing");
    ok(device_scans(party->carl, party->bob->code));
}

STAND_IN_TEST(one_person_stands_in_and_only_for_one)
{
    struct fake_device *dora = device_new(party->world, "Dora");
    struct fake_device *emil = device_new(party->world, "Emil");
    ok(device_joins(dora, PARTY_ROOM));
    ok(device_joins(emil, PARTY_ROOM));
    device_vanishes(emil);
    bob_shows(party);
    assert_int_equal(shows_for(dora, party->anna), BATON_E_TRANSFER_IN_PROGRESS);
    assert_int_equal(shows_for(party->bob, emil), BATON_E_TRANSFER_IN_PROGRESS);
    ok(shows_for(dora, emil));
    bob_shows(party);
    party_told_end(party->bob, "superseded", "renewed");
    bob_shows(party);
    ok(device_cancels(party->bob));
    ok(shows_for(dora, emil));
}

STAND_IN_TEST(the_stand_in_can_move_the_own_call_meanwhile)
{
    char code[FAKE_CODE], transfer[BATON_ID_SIZE];
    bob_shows(party);
    g_strlcpy(code, party->bob->code, sizeof(code));
    g_strlcpy(transfer, party->bob->transfer, sizeof(transfer));
    ok(device_shows_code(party->bob));
    ok(device_scans(party->carl, code));
    party_is(party, "confirming");
    g_strlcpy(party->bob->transfer, transfer, sizeof(transfer));
    ok(device_confirms(party->bob, true, party->carl->number));
    party_is(party, "connecting");
}

/* --- the operator ----------------------------------------------------------------------------- */

static enum baton_error issues(struct party *party, const char *stand_in)
{
    struct fake_world *world = party->world;
    struct baton_failure failure = {.error = BATON_OK};
    json_t *reply = baton_engine_issue(world->engine, PARTY_ROOM, party->anna->id,
        &(struct baton_transfer_request){.stand_in = stand_in}, world->now, &failure);
    if (!reply)
        return failure.error;
    world_keeps_reply(world, reply);
    world_flushes(world);
    return BATON_OK;
}

TEST(the_operator_names_a_stand_in_whatever_the_room_says)
{
    struct baton_room_settings settings = anybody;
    struct party party;
    settings.stand_in = BATON_STAND_IN_NOBODY;
    begin_with(&party, &settings);
    ok(issues(&party, party.bob->id));
    const json_t *code = device_gets(party.bob, "code");
    assert_string_equal(text_at(code, "role"), "stand_in");
    assert_string_equal(text_at(code, "participant"), party.anna->id);
    g_strlcpy(party.bob->transfer, text_at(code, "transfer"), BATON_ID_SIZE);
    ok(device_scans(party.carl, text_at(code, "text")));
    ok(device_confirms(party.bob, true, party.carl->number));
    device_connects(party.carl, party.sends);
    world_plays(party.world, 200);
    device_gets(party.carl, "moved");
    const json_t *change = json_object_get(party_listed_anna(&party), "device_changed");
    assert_string_equal(text_at(change, "how"), "operator");
    assert_string_equal(text_at(change, "by"), party.bob->id);
    party_fini(&party);
}

STAND_IN_TEST(the_operator_must_name_somebody_who_is_there)
{
    ok(device_joins(party->carl, PARTY_ROOM));
    device_vanishes(party->carl);
    assert_int_equal(issues(party, NULL), BATON_E_WRONG_STATE);
    assert_int_equal(issues(party, "nobody"), BATON_E_NO_SUCH_PARTICIPANT);
    assert_int_equal(issues(party, party->carl->id), BATON_E_WRONG_STATE);
    assert_int_equal(issues(party, party->anna->id), BATON_E_WRONG_STATE);
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_int_equal(issues(party, party->bob->id), BATON_E_WRONG_STATE);
    ok(issues(party, NULL));
}
