/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gate: when media passes from one device to another, and what happens to each until then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call.h"
#include "media/hold.h"

static void nothing_leaves_before_the_gate_fires(void **state)
{
    (void)state;
    prepare(true, true);
    assert_false(audio(NEW));
    assert_false(key(NEW));
    assert_int_equal(baton_gate_state(call.gate), BATON_GATE_CLOSED);
    arm();
    assert_int_equal(baton_gate_state(call.gate), BATON_GATE_ARMED);
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(delta(NEW));
    assert_false(audio(NEW));
    assert_true(delta(OLD));
    assert_true(audio(OLD));
    assert_false(fired());
    assert_int_equal(studio.wakes, 0);
}

static void it_fires_at_the_first_packet_of_a_keyframe(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(audio(NEW));
    assert_true(key(NEW));
    assert_true(fired());
    assert_int_equal(baton_gate_fired_at(call.gate), call.now);
    assert_int_equal(studio.wakes, 1);
    assert_false(delta(OLD));
    assert_true(audio(OLD)); /* runs on until the new device's first packet */
    assert_true(audio(NEW));
    assert_false(audio(OLD));
    assert_true(delta(NEW));
    assert_false(key(OLD));
    assert_int_equal(stats(CAM).switches, 1);
    assert_int_equal(stats(CAM).generation, call.generations[NEW][CAM]);
}

static void what_has_not_begun_is_not_asked_for_the_keyframe_it_begins_with(void **state)
{
    (void)state;
    prepare(false, true);
    arm();
    assert_int_equal(plis_to("new", CAM), 0);
    assert_true(key(NEW));
    assert_int_equal(plis_to("new", CAM), 0);
}

static void what_was_sent_into_the_void_is_asked_for_a_keyframe_at_once(void **state)
{
    (void)state;
    assert_false(key(NEW)); /* as a device does that shows a code, with its channels up */
    prepare(false, true);
    arm();
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

static void a_first_keyframe_that_is_lost_is_asked_for(void **state)
{
    (void)state;
    prepare(false, true);
    arm();
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

static void a_keyframe_after_the_audio_is_not_asked_for(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(audio(NEW)); /* what begins with a keyframe by itself is let begin */
    assert_int_equal(plis_to("new", CAM), 0);
    assert_true(key(NEW));
    assert_int_equal(plis_to("new", CAM), 0);
}

static void audio_counts_as_heard_for_half_a_second(void **state)
{
    (void)state;
    prepare(true, true);
    assert_false(audio(NEW)); /* before it was armed */
    arm();
    call.now += BATON_MS(481);
    assert_false(key(NEW)); /* 501 ms after */
    call.now += BATON_HOLD_TIME;
    assert_false(audio(NEW));
    call.now += BATON_MS(480);
    assert_true(key(NEW)); /* 500 ms after */
}

static void audio_heard_under_another_binding_does_not_count(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(audio(NEW));
    bind(NEW, MIC);
    assert_false(key(NEW));
    assert_false(fired());
}

static void video_alone_waits_for_no_audio(void **state)
{
    (void)state;
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_true(fired());
}

static void audio_alone_fires_at_its_first_packet(void **state)
{
    (void)state;
    prepare(true, false);
    arm();
    assert_false(key(NEW));
    assert_false(fired());
    assert_true(audio(NEW));
    assert_true(fired());
    assert_false(audio(OLD));
}

static void a_second_video_does_not_fire(void **state)
{
    (void)state;
    prepare(false, true);
    baton_stream_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
    assert_false(send(NEW, SCREEN, false));
    arm();
    assert_int_equal(plis_to("new", SCREEN), 1);
    assert_false(send(NEW, SCREEN, true));
    assert_false(fired());
    assert_true(key(NEW));
    assert_true(send(OLD, SCREEN, false)); /* until the new keyframe */
    assert_false(send(NEW, SCREEN, false));
    assert_true(send(NEW, SCREEN, true));
    assert_false(send(OLD, SCREEN, false));
}

static void what_nobody_takes_falls_silent(void **state)
{
    (void)state;
    prepare(false, true);
    baton_stream_prepare(call.sources[SCREEN], call.gate, 0);
    arm();
    assert_true(send(OLD, SCREEN, false));
    assert_true(key(NEW));
    assert_false(send(OLD, SCREEN, false));
    assert_int_equal(stats(SCREEN).generation, 0);
}

static void a_keyframe_in_disorder_is_asked_for_again(void **state)
{
    struct studio_packet first, second;
    (void)state;

    prepare(false, true);
    arm();
    call.now += BATON_MS(20);
    first = *next(NEW, CAM, true);
    second = *next(NEW, CAM, false);
    assert_false(arrive(NEW, CAM, &second));
    assert_false(arrive(NEW, CAM, &first));
    assert_false(fired());
    assert_int_equal(plis_to("new", CAM), 2);
    assert_true(key(NEW));
}

static void padding_opens_nothing_but_passes_when_open(void **state)
{
    (void)state;
    prepare(true, false);
    arm();
    call.now += BATON_MS(20);
    next(NEW, MIC, false)->empty = true;
    assert_false(arrive(NEW, MIC, &call.last[NEW][MIC]));
    assert_false(fired());
    assert_true(audio(NEW));
    call.now += BATON_MS(20);
    next(NEW, MIC, false)->empty = true;
    assert_true(arrive(NEW, MIC, &call.last[NEW][MIC]));
    assert_true(studio.records[studio.count - 1].empty);
}

static void a_disarmed_gate_changes_nothing(void **state)
{
    (void)state;
    prepare(false, true);
    arm();
    assert_true(baton_gate_disarm(call.gate));
    assert_true(baton_gate_disarm(call.gate));
    assert_int_equal(baton_gate_state(call.gate), BATON_GATE_DISARMED);
    baton_gate_arm(call.gate);
    assert_false(key(NEW));
    baton_stream_settle(call.sources[CAM], call.gate);
    baton_stream_settle(call.sources[CAM], call.gate);
    assert_false(key(NEW));
    assert_true(delta(OLD));
    assert_int_equal(stats(CAM).switches, 0);
}

static void disarming_a_closed_gate_is_in_time(void **state)
{
    (void)state;
    prepare(false, true);
    assert_true(baton_gate_disarm(call.gate));
    arm();
    assert_false(key(NEW));
}

static void disarming_a_fired_gate_is_too_late(void **state)
{
    (void)state;
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_false(baton_gate_disarm(call.gate));
    assert_true(fired());
    assert_int_equal(studio.wakes, 1);
}

static void settling_a_fired_gate_lets_the_rest_take_over(void **state)
{
    (void)state;
    prepare(false, true);
    baton_stream_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
    arm();
    studio_clear();
    assert_true(key(NEW));
    baton_gate_release(call.gate);
    call.gate = NULL;
    assert_true(audio(OLD));
    assert_true(audio(NEW));
    assert_false(audio(OLD));
    assert_true(send(OLD, SCREEN, false));
    assert_true(send(NEW, SCREEN, true));
    assert_false(send(OLD, SCREEN, true));
}

static void the_old_device_overlaps_no_longer_than_allowed(void **state)
{
    (void)state;
    prepare(false, true);
    baton_stream_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
    arm();
    assert_true(key(NEW));
    call.now += BATON_STREAM_AUDIO_OVERLAP - BATON_MS(20);
    assert_true(audio(OLD));
    assert_false(audio(OLD));
    assert_true(audio(NEW));
    call.now = baton_gate_fired_at(call.gate) + BATON_STREAM_VIDEO_OVERLAP - BATON_MS(20);
    assert_true(send(OLD, SCREEN, false));
    assert_false(send(OLD, SCREEN, false));
}

static void settling_where_nobody_takes_ends_the_old_device(void **state)
{
    (void)state;
    prepare(false, true);
    baton_stream_prepare(call.sources[SCREEN], call.gate, 0);
    arm();
    assert_true(key(NEW));
    baton_stream_settle(call.sources[SCREEN], call.gate);
    assert_false(send(OLD, SCREEN, true));
}

static void a_new_gate_ends_what_the_last_one_left_open(void **state)
{
    struct baton_gate *back;
    (void)state;

    prepare(false, true);
    arm();
    assert_true(key(NEW));
    back = baton_gate_new(studio.media, &(struct baton_gate_needs){.audio = true});
    baton_stream_prepare(call.sources[MIC], back, call.generations[OLD][MIC]);
    assert_false(audio(OLD));
    assert_true(audio(NEW));
    baton_gate_arm(back);
    assert_true(audio(OLD));
    assert_false(audio(NEW));
    baton_gate_release(back);
}

static void preparing_with_who_feeds_already_changes_nothing(void **state)
{
    (void)state;
    prepare(true, true);
    baton_stream_prepare(call.sources[MIC], call.gate, call.generations[OLD][MIC]);
    arm();
    assert_false(audio(NEW));
    assert_true(key(NEW));
    assert_true(audio(OLD));
    assert_false(audio(NEW));
}

static void a_forced_take_needs_no_gate(void **state)
{
    (void)state;
    prepare(true, true);
    baton_stream_take(call.sources[CAM], call.generations[NEW][CAM]);
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(delta(OLD));
    assert_false(delta(NEW));
    assert_true(key(NEW));
    baton_stream_take(call.sources[CAM], call.generations[NEW][CAM]);
    assert_true(delta(NEW));
    baton_stream_take(call.sources[CAM], 0);
    assert_false(key(NEW));
    assert_int_equal(stats(CAM).generation, 0);
    baton_stream_take(call.sources[CAM], 987654);
    assert_int_equal(stats(CAM).generation, 0);
}

static void an_unbound_feed_is_deaf(void **state)
{
    (void)state;
    prepare(true, true);
    baton_feed_unbind(call.uplinks[OLD], MIC);
    baton_feed_unbind(call.uplinks[OLD], MIC);
    assert_false(audio(OLD));
    assert_int_equal(stats(MIC).generation, 0);
    arm();
    baton_feed_unbind(call.uplinks[NEW], SCREEN);
    baton_feed_unbind(call.uplinks[NEW], MIC);
    baton_stream_take(call.sources[CAM], call.generations[NEW][CAM]);
    assert_true(key(NEW));
}

static void a_taker_that_leaves_after_the_fire_leaves_silence(void **state)
{
    (void)state;
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_true(audio(OLD));
    baton_feed_unbind(call.uplinks[NEW], MIC);
    assert_false(audio(OLD));
    assert_int_equal(stats(MIC).generation, 0);
}

static void gates_come_from_a_pool(void **state)
{
    struct baton_gate_needs needs = {.audio = true};
    struct baton_gate *a = baton_gate_new(studio.media, &needs), *b;
    (void)state;

    baton_gate_release(a);
    b = baton_gate_new(studio.media, &needs);
    assert_ptr_equal(a, b);
    assert_int_equal(baton_gate_state(b), BATON_GATE_CLOSED);
    baton_gate_release(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL_TEST(nothing_leaves_before_the_gate_fires),
        CALL_TEST(it_fires_at_the_first_packet_of_a_keyframe),
        CALL_TEST(what_has_not_begun_is_not_asked_for_the_keyframe_it_begins_with),
        CALL_TEST(what_was_sent_into_the_void_is_asked_for_a_keyframe_at_once),
        CALL_TEST(a_first_keyframe_that_is_lost_is_asked_for),
        CALL_TEST(a_keyframe_after_the_audio_is_not_asked_for),
        CALL_TEST(audio_counts_as_heard_for_half_a_second),
        CALL_TEST(audio_heard_under_another_binding_does_not_count),
        CALL_TEST(video_alone_waits_for_no_audio),
        CALL_TEST(audio_alone_fires_at_its_first_packet),
        CALL_TEST(a_second_video_does_not_fire),
        CALL_TEST(what_nobody_takes_falls_silent),
        CALL_TEST(a_keyframe_in_disorder_is_asked_for_again),
        CALL_TEST(padding_opens_nothing_but_passes_when_open),
        CALL_TEST(a_disarmed_gate_changes_nothing),
        CALL_TEST(disarming_a_closed_gate_is_in_time),
        CALL_TEST(disarming_a_fired_gate_is_too_late),
        CALL_TEST(settling_a_fired_gate_lets_the_rest_take_over),
        CALL_TEST(the_old_device_overlaps_no_longer_than_allowed),
        CALL_TEST(settling_where_nobody_takes_ends_the_old_device),
        CALL_TEST(a_new_gate_ends_what_the_last_one_left_open),
        CALL_TEST(preparing_with_who_feeds_already_changes_nothing),
        CALL_TEST(a_forced_take_needs_no_gate),
        CALL_TEST(an_unbound_feed_is_deaf),
        CALL_TEST(a_taker_that_leaves_after_the_fire_leaves_silence),
        CALL_TEST(gates_come_from_a_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
