/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thief has taken a call: the old device can bring it back or disown it, and the thief cannot prevent this. */
#include <string.h>

#include "engine/asked_party.h"

/* Moves the call to Carl's device. Returns the secret that Anna's device got, for g_free. */
static char *take_call(struct party *party)
{
    party_moves(party);
    return g_strdup(text_at(party->anna->up->taken, "disown"));
}

PARTY_TEST(a_device_that_has_lost_its_call_can_disown_the_move_once)
{
    char *secret = take_call(party);
    assert_int_equal(strlen(secret), BATON_TOKEN_CHARACTERS);
    assert_int_equal(device_disowns(party->anna, secret), BATON_E_WRONG_STATE);
    party_ends(party);
    ok(device_disowns(party->anna, secret));
    assert_string_equal(text_at(party->anna->reply, "id"), party->carl->id);
    device_gets(party->carl, "removed");
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "disowned");
    assert_int_equal(device_disowns(party->anna, secret), BATON_E_CODE_USED);
    assert_int_equal(world_status(party->world, "participants"), 1);
    ok(device_joins(party->anna, PARTY_ROOM));
    g_free(secret);
}

PARTY_TEST(a_move_can_be_disowned_while_the_call_moves_on)
{
    char *secret = take_call(party);
    party_ends(party);
    struct fake_device *dora = device_new(party->world, "Dora");
    ok(device_shows_code(party->carl));
    ok(device_scans(dora, party->carl->code));
    ok(device_disowns(party->anna, secret));
    party_told_end(dora, "failed", "removed");
    party_told_end(party->carl, "failed", "removed");
    g_free(secret);
}

PARTY_TEST(a_move_cannot_be_disowned_after_its_time)
{
    char *secret = take_call(party);
    party_ends(party);
    world_jumps(party->world, 600000);
    assert_int_equal(device_disowns(party->anna, secret), BATON_E_CODE_EXPIRED);
    assert_false(device_got(party->bob, "participant_left"));
    g_free(secret);
}

PARTY_TEST(a_return_makes_the_secret_of_the_move_invalid)
{
    char *secret = take_call(party);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    party_told_end(party->anna, "returned", "by_old");
    assert_int_equal(device_disowns(party->carl, secret), BATON_E_CODE_EXPIRED);
    g_free(secret);
}

/* The event with the secret is lost if the old device has lost its network. */
PARTY_TEST(a_move_can_be_disowned_with_the_resume_secret_of_the_old_device)
{
    char *secret = take_call(party);
    party_ends(party);
    ok(device_disowns(party->anna, party->anna->resume));
    device_gets(party->carl, "removed");
    assert_int_equal(device_disowns(party->anna, secret), BATON_E_CODE_USED);
    g_free(secret);
}

PARTY_TEST(a_device_that_vanishes_on_standby_can_disown_the_move)
{
    party_moves(party);
    device_vanishes(party->anna);
    party_is(party, "ended");
    ok(device_disowns(party->anna, party->anna->resume));
    device_gets(party->carl, "removed");
}

PARTY_TEST(a_return_makes_the_resume_secrets_useless_for_disown)
{
    party_moves(party);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    party_told_end(party->anna, "returned", "by_old");
    assert_int_equal(device_disowns(party->carl, party->anna->resume), BATON_E_CODE_EXPIRED);
    assert_int_equal(world_status(party->world, "participants"), 2);
}

PARTY_TEST(a_participant_who_has_left_cannot_be_disowned)
{
    char *secret = take_call(party);
    party_ends(party);
    ok(device_leaves(party->carl));
    assert_int_equal(device_disowns(party->anna, secret), BATON_E_CODE_EXPIRED);
    g_free(secret);
}

PARTY_TEST(wrong_secrets_lock_the_handle)
{
    char *secret = take_call(party);
    party_ends(party);
    for (int i = 0; i < 5; i++)
        assert_int_equal(device_disowns(party->anna, "no secret at all"), BATON_E_CODE_UNKNOWN);
    assert_int_equal(device_disowns(party->anna, secret), BATON_E_TOO_MANY_ATTEMPTS);
    ok(device_disowns(party->bob, secret));
    g_free(secret);
}

PARTY_TEST(a_return_brings_the_name_and_metadata_back)
{
    json_t *metadata = json_pack("{s:s}", "mood", "bad");
    struct baton_failure failure;
    g_free(take_call(party));
    json_decref(baton_engine_configure(party->world->engine, party->carl->uplink,
        &(struct baton_configure_request){.display = "Mallory", .metadata = metadata},
        party->world->now, &failure));
    json_decref(metadata);
    assert_string_equal(text_at(party_listed_anna(party), "display"), "Mallory");
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    party_told_end(party->anna, "returned", "by_old");
    assert_string_equal(text_at(party_listed_anna(party), "display"), "Anna");
    assert_int_equal(json_object_size(json_object_get(party_listed_anna(party), "metadata")), 0);
}

PARTY_TEST(without_randomness_a_call_moves_and_cannot_be_disowned)
{
    party_connects(party);
    party->world->host.draws_left = 0;
    world_plays(party->world, 200);
    party->world->host.draws_left = -1;
    assert_null(json_object_get(device_gets(party->anna, "moved"), "disown"));
    party_is(party, "standby");
}

/* --- witnesses -------------------------------------------------------------------------------- */

/* `bob` and `carl` are the sessions of the devices. If they are the same, Carl's device may be Bob's second device. */
static void gather_for_theft(
    struct party *party, const struct baton_policy *policy, const char *bob, const char *carl)
{
    gather_with(party, policy, NULL);
    party->bob->uplink->session[0] = '\0';
    g_strlcpy(party->bob->uplink->session, bob, sizeof(party->bob->uplink->session));
    party->carl->session = carl;
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
    g_strlcpy(party->bob->transfer, party->anna->transfer, sizeof(party->bob->transfer));
}

TEST(nobody_is_asked_about_an_attempt_from_their_own_session)
{
    struct party party;
    gather_for_theft(&party, &any, "7", "7");
    assert_false(device_got(party.bob, "confirm"));
    assert_int_equal(device_confirms(party.bob, true, party.carl->number), BATON_E_NOT_ASKED);
    party_is(&party, "confirming");
    assert_string_equal(text_at(device_gets(party.anna, "warning"), "kind"), "others_asked");
    ok(device_cancels(party.anna));
    party_told_end(party.carl, "cancelled", "by_old");
    party_fini(&party);
}

TEST(people_in_other_sessions_are_asked)
{
    struct party party;
    gather_for_theft(&party, &any, "7", "8");
    ok(device_confirms(party.bob, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

TEST(an_address_that_becomes_known_while_people_are_asked_disqualifies_a_witness)
{
    struct party party;
    gather_for_theft(&party, &any, "", "");
    world_reports_network(party.world, party.bob, "192.0.2.7");
    world_reports_network(party.world, party.carl, "192.0.2.7");
    assert_int_equal(device_confirms(party.bob, true, party.carl->number), BATON_E_NOT_ASKED);
    party_is(&party, "confirming");
    party_fini(&party);
}

TEST(an_address_that_becomes_known_after_the_yes_ends_the_transfer)
{
    struct party party;
    gather_for_theft(&party, &any, "", "");
    world_reports_network(party.world, party.bob, "192.0.2.7");
    ok(device_confirms(party.bob, true, party.carl->number));
    party_is(&party, "connecting");
    world_reports_network(party.world, party.carl, "192.0.2.7");
    party_told_end(party.anna, "failed", "own_witness");
    party_told_end(party.carl, "failed", "own_witness");
    party_fini(&party);
}

TEST(an_address_that_becomes_known_after_the_swap_brings_the_call_back)
{
    struct party party;
    gather_for_theft(&party, &any, "", "");
    world_reports_network(party.world, party.bob, "192.0.2.7");
    ok(device_confirms(party.bob, true, party.carl->number));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 200);
    party_is(&party, "standby");
    world_reports_network(party.world, party.carl, "192.0.2.7");
    world_plays(party.world, 300);
    party_told_end(party.anna, "returned", "own_witness");
    party_fini(&party);
}

/* --- witnesses whose address cannot be known -------------------------------------------------- */

/* Addresses of devices are reported: Bob's was. Bob and Dora leave, and Emil joins without media. */
static struct fake_device *gather_without_media(struct party *party)
{
    struct fake_device *dora = gather_with(party, &any, NULL);
    struct fake_device *emil = device_new(party->world, "Emil");
    world_reports_network(party->world, party->bob, "192.0.2.1");
    ok(device_leaves(dora));
    ok(device_leaves(party->bob));
    ok(device_joins(emil, PARTY_ROOM));
    party_shows_code(party);
    return emil;
}

TEST(nobody_is_asked_whose_media_never_connected)
{
    struct party party;
    struct fake_device *emil = gather_without_media(&party);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    assert_non_null(strstr(party.carl->failure.text, "whose media is connected"));
    party_told_end(party.anna, "failed", "nobody_to_ask");
    assert_false(device_got(emil, "confirm"));
    party_fini(&party);
}

TEST(a_person_without_media_cannot_agree_while_others_are_asked)
{
    struct party party;
    struct fake_device *emil = gather_without_media(&party);
    struct fake_device *finn = device_new(party.world, "Finn");
    device_enters(finn, PARTY_ROOM, "microphone");
    ok(device_scans(party.carl, party.anna->code));
    g_strlcpy(emil->transfer, party.anna->transfer, sizeof(emil->transfer));
    assert_int_equal(device_confirms(emil, true, party.carl->number), BATON_E_NOT_ASKED);
    assert_non_null(strstr(emil->failure.text, "media of this device is not connected"));
    party_is(&party, "confirming");
    device_connects(emil, "microphone"); /* too late for this question */
    assert_int_equal(device_confirms(emil, true, party.carl->number), BATON_E_NOT_ASKED);
    device_gets(finn, "confirm");
    ok(device_confirms(finn, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

/* The address of such a device is never reported if all its packets come from a relay. */
TEST(a_person_behind_a_relay_or_who_only_receives_is_asked)
{
    for (int receives = 0; receives < 2; receives++) {
        struct party party;
        struct fake_device *emil = gather_without_media(&party);
        device_connects(emil, receives ? NULL : "microphone");
        ok(device_scans(party.carl, party.anna->code));
        device_gets(emil, "confirm");
        assert_string_equal(text_at(device_gets(party.anna, "warning"), "kind"), "others_asked");
        ok(device_confirms(emil, true, party.carl->number));
        party_is(&party, "connecting");
        party_fini(&party);
    }
}

TEST(without_reports_of_addresses_people_without_media_are_asked)
{
    struct party party;
    struct fake_device *dora = gather_with(&party, &any, NULL);
    struct fake_device *emil = device_new(party.world, "Emil");
    ok(device_leaves(dora));
    ok(device_leaves(party.bob));
    ok(device_joins(emil, PARTY_ROOM));
    party_shows_code(&party);
    ok(device_scans(party.carl, party.anna->code));
    device_gets(emil, "confirm");
    party_fini(&party);
}
