/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room, a participant or an operator ends a transfer in each of its states. This can also happen after the swap and
 * before the control thread knows of the swap. */
#include <string.h>

#include "engine/party_test.h"

/* --- by the room, the participant, the operator ----------------------------------------------- */

PARTY_TEST_AFTER(a_room_can_be_destroyed_in_any_state, PARTY_SHOWS_CODE, PARTY_MOVES)
{
    ok(world_destroys_room(party->world, PARTY_ROOM));
    device_gets(party->anna, "room_destroyed");
    device_gets(party->bob, "room_destroyed");
    party_told_end(party->anna, "failed", "room_gone");
    if (step > PARTY_SHOWS_CODE) {
        device_gets(party->carl, "room_destroyed");
        party_told_end(party->carl, "failed", "room_gone");
    }
    assert_int_equal(world_status(party->world, "participants"), 0);
    assert_int_equal(world_status(party->world, "transfers"), 0);
    assert_int_equal(world_status(party->world, "codes"), 0);
    assert_int_equal(device_joins(party->anna, PARTY_ROOM), BATON_E_NO_SUCH_ROOM);
}

PARTY_TEST(a_room_can_be_destroyed_while_the_call_returns)
{
    party_moves(party);
    ok(device_returns(party->anna));
    ok(world_destroys_room(party->world, PARTY_ROOM));
    party_told_end(party->anna, "failed", "room_gone");
}

PARTY_TEST_AFTER(a_participant_can_be_removed_in_any_state, PARTY_SHOWS_CODE, PARTY_MOVES)
{
    world_keeps_reply(party->world, baton_engine_remove(party->world->engine, PARTY_ROOM,
                                        party->anna->id, party->world->now, NULL));
    device_gets(party->anna, "removed");
    party_told_end(party->anna, "failed", "removed");
    if (step > PARTY_SHOWS_CODE)
        party_told_end(party->carl, "failed", "removed");
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "removed");
    assert_int_equal(world_status(party->world, "devices"), 1);
}

PARTY_TEST_AFTER(
    a_participant_can_leave_in_any_state_before_the_swap, PARTY_SHOWS_CODE, PARTY_CONNECTS)
{
    ok(device_leaves(party->anna));
    party_told_end(party->carl->up ? party->carl : party->anna, "failed", "removed");
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "left");
    assert_int_equal(world_status(party->world, "devices"), 1);
}

static void cancel(struct party *party, int who)
{
    static const char *const reasons[] = {"by_old", "by_new", "by_operator"};
    if (who == 2)
        world_keeps_reply(party->world, baton_engine_cancel_by_operator(party->world->engine,
                                            party->anna->transfer, party->world->now, NULL));
    else
        ok(device_cancels(who ? party->carl : party->anna));
    party_told_end(party->carl, "cancelled", reasons[who]);
    party_call_stayed(party, "cancelled", reasons[who]);
}

PARTY_TEST_AFTER(the_old_device_can_cancel_before_the_swap, PARTY_SCANS, PARTY_CONNECTS)
{
    cancel(party, 0);
}

PARTY_TEST_AFTER(the_new_device_can_cancel_before_the_swap, PARTY_SCANS, PARTY_CONNECTS)
{
    cancel(party, 1);
}

PARTY_TEST_AFTER(the_operator_can_cancel_before_the_swap, PARTY_SCANS, PARTY_CONNECTS)
{
    cancel(party, 2);
}

PARTY_TEST(a_transfer_can_not_be_cancelled_after_the_swap)
{
    party_moves(party);
    assert_int_equal(device_cancels(party->anna), BATON_E_WRONG_STATE);
    assert_int_equal(device_cancels(party->carl), BATON_E_WRONG_STATE);
    party_is(party, "standby");
}

/* --- a swap that the control thread does not know yet ----------------------------------------- */

/* The gate fires, but the control thread does not process this event yet. */
static void fire_gate_unprocessed(struct party *party)
{
    party_connects(party);
    party->world->gate_events_late = true;
    for (int i = 0; i < 20; i++) {
        party->world->now += BATON_MS(5);
        device_sends(party->carl, BATON_MICROPHONE, false);
        device_sends(party->carl, BATON_CAMERA, true);
    }
    assert_true(party->world->host.woken);
}

PARTY_TEST(a_cancel_after_the_swap_is_too_late)
{
    fire_gate_unprocessed(party);
    assert_int_equal(device_cancels(party->anna), BATON_E_WRONG_STATE);
    party_is(party, "standby");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(the_call_returns_if_the_new_device_vanishes_after_the_swap)
{
    fire_gate_unprocessed(party);
    device_vanishes(party->carl);
    party->world->gate_events_late = false;
    world_plays(party->world, 300);
    party_told_end(party->anna, "returned", "new_gone");
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(the_transfer_ends_if_the_old_device_vanishes_after_the_swap)
{
    fire_gate_unprocessed(party);
    device_vanishes(party->anna);
    party_told_end(party->carl, "moved", "none");
    party_bob_hears(party, party->carl, party->anna);
}

PARTY_TEST(a_deadline_after_the_swap_has_no_effect)
{
    fire_gate_unprocessed(party);
    world_jumps(party->world, 30000);
    world_ticks(party->world);
    party_is(party, "standby");
    assert_false(device_got(party->anna, "transfer_ended"));
}

PARTY_TEST(the_transfer_ends_if_the_room_is_destroyed_after_the_swap)
{
    fire_gate_unprocessed(party);
    ok(world_destroys_room(party->world, PARTY_ROOM));
    party_told_end(party->carl, "failed", "room_gone");
}

PARTY_TEST(a_leave_after_the_swap_removes_both_devices)
{
    fire_gate_unprocessed(party);
    ok(device_leaves(party->anna));
    device_gets(party->bob, "participant_left");
    assert_int_equal(world_status(party->world, "devices"), 1);
}

TEST(a_return_counts_even_if_another_event_is_processed_first)
{
    for (int event = 0; event < 4; event++) {
        struct party party;
        party_init(&party);
        party_moves(&party);
        ok(device_returns(party.anna));
        party.world->gate_events_late = true;
        for (int i = 0; i < 20; i++) {
            party.world->now += BATON_MS(5);
            device_sends(party.anna, BATON_MICROPHONE, false);
            device_sends(party.anna, BATON_CAMERA, true);
        }
        if (event == 0)
            device_vanishes(party.carl);
        else if (event == 1)
            device_uplink_goes_down(party.carl);
        else if (event == 2)
            assert_int_equal(device_shows_code(party.carl), BATON_E_TRANSFER_IN_PROGRESS);
        else
            world_jumps(party.world, 20000);
        world_ticks(party.world);
        party_told_end(party.anna, "returned", "by_old");
        party_bob_hears(&party, party.anna, party.carl);
        party_fini(&party);
    }
}

PARTY_TEST(the_participant_leaves_if_the_old_device_vanishes_after_the_return)
{
    party_moves(party);
    ok(device_returns(party->anna));
    party->world->gate_events_late = true;
    for (int i = 0; i < 20; i++) {
        party->world->now += BATON_MS(5);
        device_sends(party->anna, BATON_MICROPHONE, false);
        device_sends(party->anna, BATON_CAMERA, true);
    }
    device_vanishes(party->anna);
    device_gets(party->bob, "participant_left");
}
