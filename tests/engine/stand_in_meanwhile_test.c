/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of stand-ins: what happens while the transfer is under way. The device that was away comes back, people leave,
 * and time passes. */
#include "engine/stand_in_party.h"

/* --- the steps -------------------------------------------------------------------------------- */

enum step { SHOWS, SCANS, AGREES, CONNECTS };

static void takes(struct party *party, enum step step)
{
    static void (*const steps[])(struct party *) = {
        bob_shows, carl_scans, bob_agrees, carl_connects};
    steps[step](party);
}

/* Runs `check` for each step from `first` to `last`, with a new party that has taken this step. */
static void after_each(enum step first, enum step last, void (*check)(struct party *, enum step))
{
    for (enum step step = first; step <= last; step++) {
        struct party party;
        begin_away(&party);
        takes(&party, step);
        check(&party, step);
        party_fini(&party);
    }
}

/* --- people and devices ----------------------------------------------------------------------- */

static void cancel(struct party *party, UNUSED enum step step)
{
    ok(device_cancels(party->bob));
    party_told_end(party->bob, "cancelled", "by_old");
    party_is(party, "ended");
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "away");
}

TEST(the_stand_in_can_cancel_before_the_commit)
{
    after_each(SHOWS, CONNECTS, cancel);
}

static void lose_stand_in(struct party *party, enum step step)
{
    device_vanishes(party->bob);
    if (step >= AGREES) {
        device_connects(party->carl, party->sends);
        world_plays(party->world, 200);
        device_gets(party->carl, "moved");
        return;
    }
    party_is(party, "ended");
    if (step == SCANS)
        party_told_end(party->carl, "failed", "stand_in_gone");
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "away");
}

TEST(a_stand_in_who_is_cut_ends_the_transfer_before_the_agreement)
{
    after_each(SHOWS, AGREES, lose_stand_in);
}

static void leave(struct party *party, UNUSED enum step step)
{
    ok(device_leaves(party->bob));
    party_is(party, "ended");
}

TEST(a_stand_in_who_leaves_ends_the_transfer_before_the_agreement)
{
    after_each(SHOWS, SCANS, leave);
}

static void keeps_call(struct party *party, enum step step)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    party_told_end(party->bob, "failed", "old_back");
    party_is(party, "ended");
    if (step == SCANS)
        party_told_end(party->carl, "failed", "old_back");
    device_connects(party->anna, party->sends);
    party_bob_hears(party, party->anna, party->carl);
}

TEST(before_the_agreement_the_device_that_is_back_keeps_the_call)
{
    after_each(SHOWS, SCANS, keeps_call);
}

static void is_on_standby(struct party *party, enum step step)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    if (step == AGREES)
        device_connects(party->carl, party->sends);
    world_plays(party->world, 300);
    party_is(party, "standby");
    assert_true(json_object_get(device_gets(party->anna, "moved"), "disown") != NULL);
    assert_false(device_got(party->bob, "moved"));
    assert_int_equal(device_returns(party->bob), BATON_E_NOT_IN_CALL);
    ok(device_returns(party->anna));
    world_plays(party->world, 5000);
    party_is(party, "ended");
    device_gets(party->anna, "returned");
    assert_true(json_is_null(json_object_get(party_listed_anna(party), "device_changed")));
    world_closes_connections(party->world);
    device_connects(party->anna, party->sends);
    party_bob_hears(party, party->anna, party->carl);
}

TEST(after_the_agreement_the_device_that_is_back_is_on_standby)
{
    after_each(AGREES, CONNECTS, is_on_standby);
}

static void stand_in_has_no_say(struct party *party, enum step step)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    if (step <= SCANS)
        return;
    assert_int_equal(device_cancels(party->bob), BATON_E_NOT_IN_CALL);
    g_strlcpy(party->anna->transfer, party->bob->transfer, BATON_ID_SIZE);
    ok(device_cancels(party->anna));
    party_told_end(party->bob, "cancelled", "by_old");
}

TEST(when_the_device_is_back_it_decides_and_not_the_stand_in)
{
    after_each(AGREES, CONNECTS, stand_in_has_no_say);
}

static void kick(struct party *party, UNUSED enum step step)
{
    struct fake_world *world = party->world;
    world_keeps_reply(
        world, baton_engine_remove(world->engine, PARTY_ROOM, party->anna->id, world->now, NULL));
    world_flushes(world);
    party_is(party, "ended");
    party_told_end(party->bob, "failed", "removed");
    assert_int_equal(world_status(world, "participants"), 1);
    ok(shows_for(party->bob, party->bob) == BATON_E_INVALID_ELEMENT ? BATON_OK : BATON_E_INTERNAL);
}

TEST(the_participant_can_be_removed_at_any_time)
{
    after_each(SHOWS, CONNECTS, kick);
}

static void destroy(struct party *party, UNUSED enum step step)
{
    ok(world_destroys_room(party->world, PARTY_ROOM));
    assert_int_equal(world_status(party->world, "transfers"), 0);
}

TEST(the_room_can_be_destroyed_at_any_time)
{
    after_each(SHOWS, CONNECTS, destroy);
}

STAND_IN_TEST(hold_waits_for_the_code_and_no_further_code_is_shown_then)
{
    world_waits(party->world, HOLD * 1000 - 1000);
    bob_shows(party);
    world_waits(party->world, 30000);
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "away");
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_WRONG_STATE);
    world_waits(party->world, 32000);
    party_told_end(party->bob, "expired", "code_expired");
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "gone");
}

STAND_IN_TEST(hold_waits_until_the_new_device_has_the_call)
{
    world_waits(party->world, HOLD * 1000 - 1000);
    bob_shows(party);
    world_waits(party->world, 30000);
    ok(device_scans(party->carl, party->bob->code));
    ok(device_confirms(party->bob, true, party->carl->number));
    device_connects(party->carl, party->sends);
    world_plays(party->world, 3000);
    device_gets(party->carl, "moved");
    party_bob_hears(party, party->carl, party->anna);
}
