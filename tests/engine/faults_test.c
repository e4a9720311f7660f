/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faults: whatever fails during a move, the call goes on where it can, and both sides are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fake/party.h"

/* --- the new device --------------------------------------------------------------------------- */

static void a_new_device_that_never_connects_leaves_the_call_where_it_is(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    world_plays(party.world, 20100);
    party_told(party.carl, "failed", "connect_timeout");
    party_stayed(&party, "failed", "connect_timeout");
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
    party_stayed(&party, "failed", "connect_timeout");
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
    party_stayed(&party, "failed", "no_media");
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
    party_stayed(&party, "failed", "codec_refused");
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
        party_stayed(&party, "failed", "new_gone");
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
        party_stayed(&party, "failed", "new_gone");
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
        party_stayed(&party, "failed", "connection_lost");
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
    party_stayed(&party, "failed", "fingerprint_changed");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_device_that_never_connects_leaves_the_call_where_it_is),
        cmocka_unit_test(a_new_device_that_connects_by_half_does_not_get_the_call),
        cmocka_unit_test(a_new_device_that_sends_nothing_does_not_get_the_call),
        cmocka_unit_test(a_new_device_whose_camera_is_denied_takes_the_call_without_a_picture),
        cmocka_unit_test(a_new_device_without_the_codec_of_the_room_is_refused),
        cmocka_unit_test(
            a_new_device_that_vanishes_before_the_swap_leaves_the_call_where_it_is),
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
        cmocka_unit_test(
            an_old_device_that_vanishes_while_the_call_returns_leaves_it_with_the_new),
        cmocka_unit_test(
            an_old_device_that_loses_its_uplink_while_the_call_returns_leaves_it_with_the_new),
        cmocka_unit_test(a_new_device_that_vanishes_while_the_call_returns_changes_nothing),
        cmocka_unit_test(an_uplink_that_was_lost_during_a_failed_move_can_be_published_again),
        cmocka_unit_test(an_uplink_that_was_lost_during_a_move_can_be_published_again),
        cmocka_unit_test(both_devices_vanish_in_any_state_and_the_person_leaves),
        cmocka_unit_test(both_devices_vanish_while_the_call_returns),
    };
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
