/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faults: whatever fails during a move, the call goes on where it can, and both sides are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fake/party.h"

#define ok(error) assert_int_equal(error, BATON_OK)

/* The call is where it was, as if nothing had been asked for; and it can be moved afterwards. */
static void check_stayed(struct party *party, const char *outcome, const char *reason)
{
    party_told(party->anna, outcome, reason);
    party_is(party, "ended");
    assert_int_equal(party->anna->up->closed, 0);
    assert_int_equal(world_status(party->world, "devices"), 2);
    party_heard(party, party->anna, party->carl);
    device_listens(party->anna);
    party->carl = device_new(party->world, "Dora");
    party_moves(party);
}

/* --- the new device --------------------------------------------------------------------------- */

static void a_new_device_that_never_connects_leaves_the_call_where_it_is(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    world_plays(party.world, 20100);
    party_told(party.carl, "failed", "connect_timeout");
    check_stayed(&party, "failed", "connect_timeout");
    party_fini(&party);
}

static void a_new_device_that_connects_by_half_does_not_get_the_call(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    ok(device_publishes(party.carl, "microphone camera"));
    device_up(party.carl);
    world_plays(party.world, 19000);
    party_is(&party, "connecting");
    world_plays(party.world, 1100);
    party_told(party.carl, "failed", "connect_timeout");
    assert_int_equal(party.carl->up->closed, 1);
    check_stayed(&party, "failed", "connect_timeout");
    party_fini(&party);
}

static void a_new_device_that_sends_nothing_does_not_get_the_call(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_connects(&party);
    device_feed(party.carl, BATON_CAMERA)->quiet = true;
    world_plays(party.world, 10100);
    party_told(party.carl, "failed", "no_media");
    check_stayed(&party, "failed", "no_media");
    party_fini(&party);
}

static void a_new_device_whose_camera_is_denied_takes_the_call_without_a_picture(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party.sends = "microphone";
    party_moves(&party);
    party_heard(&party, party.carl, party.anna);
    assert_string_equal(text_at(party_source(&party, "camera"), "state"), "paused");
    party_fini(&party);
}

static void a_new_device_without_the_codec_of_the_room_is_refused(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    party.carl->codec = "h264";
    assert_int_equal(device_publishes(party.carl, "microphone camera"), BATON_E_CODEC_REFUSED);
    party_told(party.carl, "failed", "codec_refused");
    check_stayed(&party, "failed", "codec_refused");
    party_fini(&party);
}

/* In each state before the swap, with how the device goes. */
static void (*const steps_before_the_swap[])(struct party *) = {party_scans, party_agrees,
                                                                party_connects};

static void a_new_device_that_vanishes_before_the_swap_leaves_the_call_where_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        party_init(&party);
        steps_before_the_swap[i](&party);
        device_dies(party.carl);
        check_stayed(&party, "failed", "new_gone");
        party_fini(&party);
    }
}

static void a_new_device_that_leaves_before_the_swap_leaves_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        party_init(&party);
        steps_before_the_swap[i](&party);
        ok(device_leaves(party.carl));
        check_stayed(&party, "failed", "new_gone");
        party_fini(&party);
    }
}

static void a_new_device_that_loses_a_channel_before_the_swap_fails(void **state)
{
    static void (*const losses[])(struct fake_device *) = {device_up_down, device_down_down,
                                                           device_loses_down};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        party_init(&party);
        party_connects(&party);
        losses[i](party.carl);
        party_told(party.carl, "failed", "connection_lost");
        check_stayed(&party, "failed", "connection_lost");
        party_fini(&party);
    }
}

static void another_connection_than_was_agreed_to_is_refused(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    ok(device_publishes(party.carl, "microphone camera"));
    device_up(party.carl);
    device_up_down(party.carl);
    assert_int_equal(device_publishes(party.carl, "microphone camera"), BATON_E_WRONG_STATE);
    check_stayed(&party, "failed", "fingerprint_changed");
    party_fini(&party);
}

static void another_downlink_than_was_agreed_to_is_refused(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    ok(device_subscribes(party.carl, 3, 4));
    device_down_up(party.carl);
    device_down_down(party.carl);
    assert_int_equal(device_subscribes(party.carl, 3, 4), BATON_E_WRONG_STATE);
    party_is(&party, "connecting");
    party_fini(&party);
}

static void a_connection_lost_before_the_agreement_may_be_made_again(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_scans(&party);
    device_connects(party.carl, "microphone camera");
    device_up_down(party.carl);
    device_down_down(party.carl);
    ok(device_confirms(party.anna, true, party.carl->number));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 300);
    party_is(&party, "standby");
    ok(device_publishes(party.carl, "microphone camera screen"));
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void a_new_device_that_vanishes_in_standby_returns_the_call(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    world_plays(party.world, 2000);
    device_dies(party.carl);
    party_is(&party, "returning");
    world_plays(party.world, 200);
    device_gets(party.anna, "returned");
    party_told(party.anna, "returned", "new_gone");
    party_heard(&party, party.anna, party.carl);
    assert_int_equal(world_status(party.world, "devices"), 2);
    party_fini(&party);
}

static void a_new_device_that_loses_a_channel_in_standby_returns_the_call(void **state)
{
    static void (*const losses[])(struct fake_device *) = {device_up_down, device_down_down,
                                                           device_loses_down};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        party_init(&party);
        party_moves(&party);
        losses[i](party.carl);
        world_plays(party.world, 200);
        party_told(party.anna, "returned", "connection_lost");
        party_told(party.carl, "returned", "connection_lost");
        party_heard(&party, party.anna, party.carl);
        party_fini(&party);
    }
}

static void the_call_returns_even_to_a_device_that_makes_no_keyframe(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    device_feed(party.anna, BATON_CAMERA)->keyless = true;
    device_dies(party.carl);
    world_plays(party.world, 5100);
    party_told(party.anna, "returned", "new_gone");
    party_heard(&party, party.anna, party.carl);
    party_fini(&party);
}

/* --- the old device --------------------------------------------------------------------------- */

static void an_old_device_that_vanishes_while_the_code_is_shown_leaves_the_room(void **state)
{
    struct party party;
    char code[FAKE_CODE];
    (void)state;
    party_init(&party);
    party_offers(&party);
    g_strlcpy(code, party.anna->code, sizeof(code));
    device_dies(party.anna);
    assert_string_equal(text_at(device_gets(party.bob, "participant_left"), "reason"), "gone");
    assert_int_equal(device_scans(party.carl, code), BATON_E_CODE_EXPIRED);
    assert_int_equal(world_status(party.world, "participants"), 1);
    party_fini(&party);
}

static void an_old_device_that_vanishes_before_it_answers_ends_the_move(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_scans(&party);
    device_dies(party.anna);
    party_told(party.carl, "failed", "old_gone");
    device_gets(party.bob, "participant_left");
    assert_int_equal(world_status(party.world, "devices"), 1);
    party_fini(&party);
}

static void a_move_that_was_agreed_to_survives_the_old_device(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    device_dies(party.anna);
    assert_false(device_got(party.bob, "participant_left"));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 200);
    device_gets(party.carl, "moved");
    party_told(party.carl, "moved", "none");
    assert_false(device_got(party.bob, "participant_left"));
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void a_move_about_to_be_swapped_survives_the_old_device(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_connects(&party);
    device_dies(party.anna);
    party_is(&party, "committing");
    world_plays(party.world, 200);
    party_told(party.carl, "moved", "none");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void an_old_device_that_vanishes_in_standby_leaves_the_call_with_the_new(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    device_dies(party.anna);
    party_told(party.carl, "moved", "none");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void an_old_device_without_its_uplink_can_not_be_returned_to(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    device_up_down(party.anna);
    party_told(party.carl, "moved", "none");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void an_old_device_that_leaves_in_standby_leaves_alone(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    ok(device_leaves(party.anna));
    assert_false(device_got(party.bob, "participant_left"));
    party_told(party.carl, "moved", "none");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void an_old_device_that_vanishes_while_the_call_returns_leaves_it_with_the_new(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    ok(device_returns(party.anna));
    device_dies(party.anna);
    party_told(party.carl, "moved", "return_failed");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void an_old_device_that_loses_its_uplink_while_the_call_returns_leaves_it_with_the_new(
    void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    ok(device_returns(party.carl));
    device_up_down(party.anna);
    party_told(party.carl, "moved", "return_failed");
    party_told(party.anna, "moved", "return_failed");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void a_new_device_that_vanishes_while_the_call_returns_changes_nothing(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    ok(device_returns(party.anna));
    device_dies(party.carl);
    world_plays(party.world, 200);
    party_told(party.anna, "returned", "by_old");
    party_heard(&party, party.anna, party.carl);
    party_fini(&party);
}

static void an_uplink_that_was_lost_during_a_failed_move_can_be_published_again(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    device_up_down(party.anna);
    assert_non_null(party_source(&party, "camera"));
    ok(device_cancels(party.anna));
    assert_null(party_source(&party, "camera"));
    ok(device_publishes(party.anna, "microphone camera"));
    device_up(party.anna);
    party_heard(&party, party.anna, party.carl);
    assert_true(party.bob->down->lines[3].packets > 5);
    party_fini(&party);
}

static void an_uplink_that_was_lost_during_a_move_can_be_published_again(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    device_up_down(party.anna);
    ok(device_publishes(party.anna, "microphone camera"));
    device_up(party.anna);
    party_heard(&party, party.anna, party.carl);
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 200);
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

/* --- both ------------------------------------------------------------------------------------- */

static void both_devices_vanish_in_any_state_and_the_person_leaves(void **state)
{
    static void (*const steps[])(struct party *) = {party_scans, party_agrees, party_connects,
                                                    party_moves};
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        struct party party;
        party_init(&party);
        steps[i % 4](&party);
        device_dies(i < 4 ? party.anna : party.carl);
        device_dies(i < 4 ? party.carl : party.anna);
        world_plays(party.world, 100);
        assert_string_equal(text_at(device_gets(party.bob, "participant_left"), "reason"), "gone");
        assert_int_equal(world_status(party.world, "participants"), 1);
        assert_int_equal(world_status(party.world, "sources"), 2);
        party_fini(&party);
    }
}

static void both_devices_vanish_while_the_call_returns(void **state)
{
    (void)state;
    for (int first = 0; first < 2; first++) {
        struct party party;
        party_init(&party);
        party_moves(&party);
        ok(device_returns(party.anna));
        device_dies(first ? party.anna : party.carl);
        device_dies(first ? party.carl : party.anna);
        device_gets(party.bob, "participant_left");
        party_fini(&party);
    }
}

/* --- the room, the person, the operator ------------------------------------------------------- */

static void (*const all_steps[])(struct party *) = {party_offers, party_scans, party_agrees,
                                                    party_connects, party_moves};

static void a_room_can_be_destroyed_in_any_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct party party;
        party_init(&party);
        all_steps[i](&party);
        ok(world_destroys(party.world, PARTY_ROOM));
        device_gets(party.anna, "room_destroyed");
        device_gets(party.bob, "room_destroyed");
        party_told(party.anna, "failed", "room_gone");
        if (i > 0) {
            device_gets(party.carl, "room_destroyed");
            party_told(party.carl, "failed", "room_gone");
        }
        assert_int_equal(world_status(party.world, "participants"), 0);
        assert_int_equal(world_status(party.world, "transfers"), 0);
        assert_int_equal(world_status(party.world, "codes"), 0);
        assert_int_equal(device_joins(party.anna, PARTY_ROOM), BATON_E_NO_SUCH_ROOM);
        party_fini(&party);
    }
}

static void a_room_can_be_destroyed_while_the_call_returns(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    ok(device_returns(party.anna));
    ok(world_destroys(party.world, PARTY_ROOM));
    party_told(party.anna, "failed", "room_gone");
    party_fini(&party);
}

static void a_person_can_be_removed_in_any_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct party party;
        party_init(&party);
        all_steps[i](&party);
        world_reads(party.world, baton_engine_remove(party.world->engine, PARTY_ROOM,
                                                     party.anna->id, party.world->now, NULL));
        device_gets(party.anna, "removed");
        party_told(party.anna, "failed", "removed");
        if (i > 0)
            party_told(party.carl, "failed", "removed");
        assert_string_equal(text_at(device_gets(party.bob, "participant_left"), "reason"),
                            "removed");
        assert_int_equal(world_status(party.world, "devices"), 1);
        party_fini(&party);
    }
}

static void a_person_can_leave_in_any_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct party party;
        party_init(&party);
        all_steps[i](&party);
        ok(device_leaves(i == 4 ? party.carl : party.anna));
        party_told(i == 4 ? party.anna : party.carl->up ? party.carl : party.anna, "failed",
                   "removed");
        assert_string_equal(text_at(device_gets(party.bob, "participant_left"), "reason"), "left");
        assert_int_equal(world_status(party.world, "devices"), 1);
        party_fini(&party);
    }
}

static void each_side_and_the_operator_can_cancel_before_the_swap(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        static const char *const reasons[] = {"by_old", "by_new", "by_operator"};
        for (int who = 0; who < 3; who++) {
            struct party party;
            party_init(&party);
            steps_before_the_swap[i](&party);
            if (who == 2)
                world_reads(party.world, baton_engine_cancel_by_operator(
                                             party.world->engine, party.anna->transfer,
                                             party.world->now, NULL));
            else
                ok(device_cancels(who ? party.carl : party.anna));
            party_told(party.carl, "cancelled", reasons[who]);
            check_stayed(&party, "cancelled", reasons[who]);
            party_fini(&party);
        }
    }
}

static void nothing_is_cancelled_after_the_swap(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    assert_int_equal(device_cancels(party.anna), BATON_E_WRONG_STATE);
    assert_int_equal(device_cancels(party.carl), BATON_E_WRONG_STATE);
    party_is(&party, "standby");
    party_fini(&party);
}

/* --- news that come late ---------------------------------------------------------------------- */

/* The gate has fired, and the control thread has not heard of it. */
static void fire_unheard(struct party *party)
{
    party_connects(party);
    party->world->news_late = true;
    for (int i = 0; i < 20; i++) {
        party->world->now += BATON_MS(5);
        device_sends(party->carl, BATON_MICROPHONE, false);
        device_sends(party->carl, BATON_CAMERA, true);
    }
    assert_true(party->world->host.woken);
}

static void a_cancel_after_the_swap_comes_too_late(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    fire_unheard(&party);
    assert_int_equal(device_cancels(party.anna), BATON_E_WRONG_STATE);
    party_is(&party, "standby");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void a_new_device_that_vanishes_after_the_swap_returns_the_call(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    fire_unheard(&party);
    device_dies(party.carl);
    party.world->news_late = false;
    world_plays(party.world, 300);
    party_told(party.anna, "returned", "new_gone");
    party_heard(&party, party.anna, party.carl);
    party_fini(&party);
}

static void an_old_device_that_vanishes_after_the_swap_ends_the_move(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    fire_unheard(&party);
    device_dies(party.anna);
    party_told(party.carl, "moved", "none");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void a_deadline_after_the_swap_comes_too_late(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    fire_unheard(&party);
    world_jumps(party.world, 30000);
    world_ticks(party.world);
    party_is(&party, "standby");
    assert_false(device_got(party.anna, "transfer_ended"));
    party_fini(&party);
}

static void a_room_destroyed_after_the_swap_is_gone(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    fire_unheard(&party);
    ok(world_destroys(party.world, PARTY_ROOM));
    party_told(party.carl, "failed", "room_gone");
    party_fini(&party);
}

static void a_leave_after_the_swap_takes_both_devices_along(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    fire_unheard(&party);
    ok(device_leaves(party.anna));
    device_gets(party.bob, "participant_left");
    assert_int_equal(world_status(party.world, "devices"), 1);
    party_fini(&party);
}

static void a_return_that_has_happened_counts_whatever_is_heard_first(void **state)
{
    for (int what = 0; what < 4; what++) {
        struct party party;
        (void)state;
        party_init(&party);
        party_moves(&party);
        ok(device_returns(party.anna));
        party.world->news_late = true;
        for (int i = 0; i < 20; i++) {
            party.world->now += BATON_MS(5);
            device_sends(party.anna, BATON_MICROPHONE, false);
            device_sends(party.anna, BATON_CAMERA, true);
        }
        if (what == 0)
            device_dies(party.carl);
        else if (what == 1)
            device_up_down(party.carl);
        else if (what == 2)
            assert_int_equal(device_transfers(party.carl), BATON_E_TRANSFER_IN_PROGRESS);
        else
            world_jumps(party.world, 20000);
        world_ticks(party.world);
        party_told(party.anna, "returned", "by_old");
        party_heard(&party, party.anna, party.carl);
        party_fini(&party);
    }
}

static void an_old_device_that_vanishes_after_the_call_has_returned_to_it_takes_the_person_along(
    void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    ok(device_returns(party.anna));
    party.world->news_late = true;
    for (int i = 0; i < 20; i++) {
        party.world->now += BATON_MS(5);
        device_sends(party.anna, BATON_MICROPHONE, false);
        device_sends(party.anna, BATON_CAMERA, true);
    }
    device_dies(party.anna);
    device_gets(party.bob, "participant_left");
    party_fini(&party);
}

/* --- what a stranger learns ------------------------------------------------------------------- */

static void a_device_sees_nothing_before_it_is_agreed_to(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_scans(&party);
    device_connects(party.carl, "microphone camera");
    ok(device_says(party.bob, "between us"));
    ok(device_raises(party.bob, true));
    struct fake_device *dora = device_new(party.world, "Dora");
    device_enters(dora, PARTY_ROOM, "microphone camera");
    world_plays(party.world, 1000);
    ok(device_leaves(dora));
    assert_int_equal(fake_handle_packets(party.carl->down), 0);
    assert_true(g_queue_is_empty(&party.carl->down->events));
    for (const GList *link = party.carl->up->events.head; link; link = link->next)
        assert_string_equal(text_at(link->data, "baton"), "transfer");
    assert_int_equal(device_pins(party.carl, "0", NULL), BATON_E_WRONG_STATE);
    assert_int_equal(device_says(party.carl, "hello"), BATON_E_WRONG_STATE);
    assert_int_equal(device_transfers(party.carl), BATON_E_WRONG_STATE);
    assert_int_equal(device_confirms(party.carl, true, party.carl->number), BATON_E_NOT_ASKED);
    ok(device_confirms(party.anna, false, 0));
    world_plays(party.world, 1000);
    assert_int_equal(fake_handle_packets(party.carl->down), 0);
    party_told(party.carl, "declined", "said_no");
    check_stayed(&party, "declined", "said_no");
    party_fini(&party);
}

/* --- a server without chance, a disk that is full --------------------------------------------- */

static char *state_of(struct party *party)
{
    static const struct baton_authority admin = {.admin = true};
    struct baton_engine *engine = party->world->engine;
    json_t *all = json_array();
    json_array_append_new(all, baton_engine_status(engine, party->world->now));
    json_array_append_new(all, baton_engine_devices(engine, PARTY_ROOM, NULL, NULL));
    json_array_append_new(all, baton_engine_participants(engine, PARTY_ROOM, &admin, NULL));
    json_array_append_new(all, baton_engine_transfers(engine, NULL, party->world->now, NULL));
    char *text = json_dumps(all, JSON_SORT_KEYS);
    json_decref(all);
    return text;
}

/* A request that draws may be hit at each of its draws; in the end it goes through. */
static void fail_at_every_draw(struct party *party, enum baton_error (*request)(struct party *))
{
    for (long draws = 0; draws < 40; draws++) {
        char *before = state_of(party);
        device_listens(party->anna);
        device_listens(party->bob);
        party->world->host.chance_left = draws;
        enum baton_error error = request(party);
        party->world->host.chance_left = -1;
        if (error == BATON_OK) {
            assert_true(draws > 0);
            free(before);
            return;
        }
        assert_int_equal(error, BATON_E_INTERNAL);
        char *after = state_of(party);
        assert_string_equal(after, before);
        assert_true(g_queue_is_empty(&party->anna->up->events));
        assert_true(g_queue_is_empty(&party->bob->up->events));
        free(before);
        free(after);
    }
    fail_msg("it never went through");
}

static enum baton_error ask_for_a_code(struct party *party)
{
    return device_transfers(party->anna);
}

static enum baton_error scan_it(struct party *party)
{
    return device_scans(party->carl, party->anna->code);
}

static enum baton_error join_too(struct party *party)
{
    return device_joins(party->carl, PARTY_ROOM);
}

static enum baton_error share_a_screen(struct party *party)
{
    return device_publishes(party->anna, "microphone camera screen");
}

static enum baton_error ask_again_from_the_new_one(struct party *party)
{
    return device_transfers(party->carl);
}

/* Carl's handle is attached before chance fails. */
static void warm_up(struct party *party)
{
    assert_int_equal(device_leaves(party->carl), BATON_E_NOT_IN_CALL);
}

static void without_randomness_nothing_changes(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    warm_up(&party);
    fail_at_every_draw(&party, share_a_screen);
    fail_at_every_draw(&party, ask_for_a_code);
    fail_at_every_draw(&party, ask_for_a_code);
    fail_at_every_draw(&party, scan_it);
    party_fini(&party);

    party_init(&party);
    warm_up(&party);
    fail_at_every_draw(&party, join_too);
    party_fini(&party);

    party_init(&party);
    party_moves(&party);
    fail_at_every_draw(&party, ask_again_from_the_new_one);
    party_told(party.anna, "moved", "renewed");
    party_fini(&party);
}

static void without_randomness_no_handle_is_attached(void **state)
{
    struct fake_world *world = world_new();
    struct fake_handle *handle = fake_handle_new(&world->host);
    (void)state;
    world->host.chance_left = 0;
    assert_null(baton_engine_attach(world->engine, handle, ""));
    world_free(world);
}

static void a_kind_that_can_not_begin_for_lack_of_randomness_is_left_out_of_the_move(void **state)
{
    struct party party;
    (void)state;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone");
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    party.world->host.chance_left = 0;
    world_plays(party.world, 200);
    party.world->host.chance_left = -1;
    party_is(&party, "standby");
    assert_null(party_source(&party, "camera"));
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void too_many_live_codes_leave_an_earlier_move_as_it_is(void **state)
{
    struct baton_config config;
    struct party party = {.sends = "microphone camera"};
    (void)state;
    baton_config_init(&config);
    config.max_codes = 1;
    party.world = world_new_with(1, &config);
    world_opens(party.world, PARTY_ROOM);
    party.anna = device_new(party.world, "Anna");
    party.bob = device_new(party.world, "Bob");
    party.carl = device_new(party.world, "Carl");
    device_enters(party.anna, PARTY_ROOM, "microphone camera");
    device_enters(party.bob, PARTY_ROOM, "microphone camera");
    party_moves(&party);
    ok(device_transfers(party.bob));
    char *before = state_of(&party);
    assert_int_equal(device_transfers(party.carl), BATON_E_LIMIT_REACHED);
    char *after = state_of(&party);
    assert_string_equal(after, before);
    party_is(&party, "standby");
    free(before);
    free(after);
    party_fini(&party);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_device_that_never_connects_leaves_the_call_where_it_is),
        cmocka_unit_test(a_new_device_that_connects_by_half_does_not_get_the_call),
        cmocka_unit_test(a_new_device_that_sends_nothing_does_not_get_the_call),
        cmocka_unit_test(a_new_device_whose_camera_is_denied_takes_the_call_without_a_picture),
        cmocka_unit_test(a_new_device_without_the_codec_of_the_room_is_refused),
        cmocka_unit_test(a_new_device_that_vanishes_before_the_swap_leaves_the_call_where_it_is),
        cmocka_unit_test(a_new_device_that_leaves_before_the_swap_leaves_alone),
        cmocka_unit_test(a_new_device_that_loses_a_channel_before_the_swap_fails),
        cmocka_unit_test(another_connection_than_was_agreed_to_is_refused),
        cmocka_unit_test(another_downlink_than_was_agreed_to_is_refused),
        cmocka_unit_test(a_connection_lost_before_the_agreement_may_be_made_again),
        cmocka_unit_test(a_new_device_that_vanishes_in_standby_returns_the_call),
        cmocka_unit_test(a_new_device_that_loses_a_channel_in_standby_returns_the_call),
        cmocka_unit_test(the_call_returns_even_to_a_device_that_makes_no_keyframe),
        cmocka_unit_test(an_old_device_that_vanishes_while_the_code_is_shown_leaves_the_room),
        cmocka_unit_test(an_old_device_that_vanishes_before_it_answers_ends_the_move),
        cmocka_unit_test(a_move_that_was_agreed_to_survives_the_old_device),
        cmocka_unit_test(a_move_about_to_be_swapped_survives_the_old_device),
        cmocka_unit_test(an_old_device_that_vanishes_in_standby_leaves_the_call_with_the_new),
        cmocka_unit_test(an_old_device_without_its_uplink_can_not_be_returned_to),
        cmocka_unit_test(an_old_device_that_leaves_in_standby_leaves_alone),
        cmocka_unit_test(an_old_device_that_vanishes_while_the_call_returns_leaves_it_with_the_new),
        cmocka_unit_test(
            an_old_device_that_loses_its_uplink_while_the_call_returns_leaves_it_with_the_new),
        cmocka_unit_test(a_new_device_that_vanishes_while_the_call_returns_changes_nothing),
        cmocka_unit_test(an_uplink_that_was_lost_during_a_failed_move_can_be_published_again),
        cmocka_unit_test(an_uplink_that_was_lost_during_a_move_can_be_published_again),
        cmocka_unit_test(both_devices_vanish_in_any_state_and_the_person_leaves),
        cmocka_unit_test(both_devices_vanish_while_the_call_returns),
        cmocka_unit_test(a_room_can_be_destroyed_in_any_state),
        cmocka_unit_test(a_room_can_be_destroyed_while_the_call_returns),
        cmocka_unit_test(a_person_can_be_removed_in_any_state),
        cmocka_unit_test(a_person_can_leave_in_any_state),
        cmocka_unit_test(each_side_and_the_operator_can_cancel_before_the_swap),
        cmocka_unit_test(nothing_is_cancelled_after_the_swap),
        cmocka_unit_test(a_cancel_after_the_swap_comes_too_late),
        cmocka_unit_test(a_new_device_that_vanishes_after_the_swap_returns_the_call),
        cmocka_unit_test(an_old_device_that_vanishes_after_the_swap_ends_the_move),
        cmocka_unit_test(a_deadline_after_the_swap_comes_too_late),
        cmocka_unit_test(a_room_destroyed_after_the_swap_is_gone),
        cmocka_unit_test(a_leave_after_the_swap_takes_both_devices_along),
        cmocka_unit_test(a_return_that_has_happened_counts_whatever_is_heard_first),
        cmocka_unit_test(
            an_old_device_that_vanishes_after_the_call_has_returned_to_it_takes_the_person_along),
        cmocka_unit_test(a_device_sees_nothing_before_it_is_agreed_to),
        cmocka_unit_test(without_randomness_nothing_changes),
        cmocka_unit_test(without_randomness_no_handle_is_attached),
        cmocka_unit_test(a_kind_that_can_not_begin_for_lack_of_randomness_is_left_out_of_the_move),
        cmocka_unit_test(too_many_live_codes_leave_an_earlier_move_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
