/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theft: what the person who has lost a call can still do, and what the one who has taken it cannot. */
#include <string.h>

#include "engine/party_test.h"

/* Moves the call to Carl's device. Returns the secret that Anna's device got, for g_free. */
static char *take_call(struct party *party)
{
    party_connects(party);
    world_plays(party->world, 200);
    device_gets(party->carl, "moved");
    return g_strdup(text_at(device_gets(party->anna, "moved"), "disown"));
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
    assert_string_equal(
        text_at(device_gets(party->bob, "participant_left"), "reason"), "disowned");
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

PARTY_TEST(without_randomness_a_call_moves_and_cannot_be_disowned)
{
    party_connects(party);
    party->world->host.draws_left = 0;
    world_plays(party->world, 200);
    party->world->host.draws_left = -1;
    assert_null(json_object_get(device_gets(party->anna, "moved"), "disown"));
    party_is(party, "standby");
}
