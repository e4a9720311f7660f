/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of media/gate: when a stream changes to another device, and which packets of each device are forwarded. */
#include "media/keyframe_buffer.h"
#include "media/upstream.h"
#include "test.h"
#include "two_devices.h"

TWO_DEVICES_TEST(no_packet_of_the_new_device_is_forwarded_before_the_gate_fires)
{
    prepare(true, true);
    assert_false(audio(NEW));
    assert_false(key(NEW));
    assert_int_equal(baton_gate_state(setup.gate), BATON_GATE_CLOSED);
    arm();
    assert_int_equal(baton_gate_state(setup.gate), BATON_GATE_ARMED);
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(delta(NEW));
    assert_false(audio(NEW));
    assert_true(delta(OLD));
    assert_true(audio(OLD));
    assert_false(fired());
    assert_int_equal(recorder.wakes, 0);
}

TWO_DEVICES_TEST(the_gate_fires_at_the_first_packet_of_a_keyframe)
{
    prepare(true, true);
    arm();
    assert_false(audio(NEW));
    assert_true(key(NEW));
    assert_true(fired());
    assert_int_equal(baton_gate_fired_at(setup.gate), setup.now);
    assert_int_equal(recorder.wakes, 1);
    assert_false(delta(OLD));
    assert_true(audio(OLD)); /* forwarded until the new device's first audio packet */
    assert_true(audio(NEW));
    assert_false(audio(OLD));
    assert_true(delta(NEW));
    assert_false(key(OLD));
    assert_int_equal(stats(CAM).switches, 1);
    assert_int_equal(stats(CAM).generation, setup.generations[NEW][CAM]);
}

/* The old device sends on another connection. */
static void replace(int line)
{
    bind(OLD, line);
    baton_stream_replace(setup.streams[line], setup.generations[OLD][line]);
}

TWO_DEVICES_TEST(another_feed_of_the_old_device_is_forwarded_until_the_gate_fires)
{
    prepare(true, true);
    arm();
    replace(MIC);
    replace(CAM);
    assert_false(delta(OLD)); /* video opens at a keyframe */
    assert_true(key(OLD));
    assert_true(audio(OLD));
    assert_false(audio(NEW));
    assert_false(fired());
    assert_true(key(NEW));
    assert_true(fired());
    assert_false(delta(OLD));
    assert_true(audio(NEW));
    assert_false(audio(OLD));
}

TWO_DEVICES_TEST(another_feed_of_the_old_device_gets_no_stream_after_the_gate_has_fired)
{
    prepare(true, true);
    arm();
    assert_false(audio(NEW));
    assert_true(key(NEW));
    replace(MIC);
    replace(CAM);
    assert_false(audio(OLD));
    assert_false(key(OLD));
    assert_true(audio(NEW));
    assert_true(delta(NEW));
}

TWO_DEVICES_TEST(a_feed_gets_no_stream_that_is_not_prepared)
{
    replace(MIC);
    assert_false(audio(OLD));
}

TWO_DEVICES_TEST(no_keyframe_is_requested_from_a_feed_that_has_sent_nothing)
{
    prepare(false, true);
    arm();
    assert_int_equal(plis_to("new", CAM), 0);
    assert_true(key(NEW));
    assert_int_equal(plis_to("new", CAM), 0);
}

TWO_DEVICES_TEST(arming_requests_a_keyframe_from_a_feed_that_sends_already)
{
    assert_false(key(NEW)); /* a device that shows a code may send already */
    prepare(false, true);
    arm();
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(when_the_first_keyframe_is_lost_another_keyframe_is_requested)
{
    prepare(false, true);
    arm();
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(no_keyframe_is_requested_when_audio_comes_before_the_first_keyframe)
{
    prepare(true, true);
    arm();
    assert_false(audio(NEW)); /* a camera always begins with a keyframe */
    assert_int_equal(plis_to("new", CAM), 0);
    assert_true(key(NEW));
    assert_int_equal(plis_to("new", CAM), 0);
}

TWO_DEVICES_TEST(audio_of_the_last_half_second_counts)
{
    prepare(true, true);
    assert_false(audio(NEW)); /* before the gate is armed */
    arm();
    setup.now += BATON_MS(481);
    assert_false(key(NEW)); /* 501 ms after the audio */
    setup.now += BATON_KEYFRAME_BUFFER_TIME;
    assert_false(audio(NEW));
    setup.now += BATON_MS(480);
    assert_true(key(NEW)); /* 500 ms after the audio */
}

TWO_DEVICES_TEST(audio_of_an_earlier_binding_does_not_count)
{
    prepare(true, true);
    arm();
    assert_false(audio(NEW));
    bind(NEW, MIC);
    assert_false(key(NEW));
    assert_false(fired());
}

TWO_DEVICES_TEST(without_audio_the_gate_fires_at_the_keyframe)
{
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_true(fired());
}

TWO_DEVICES_TEST(without_video_the_gate_fires_at_the_first_audio_packet)
{
    prepare(true, false);
    arm();
    assert_false(key(NEW));
    assert_false(fired());
    assert_true(audio(NEW));
    assert_true(fired());
    assert_false(audio(OLD));
}

TWO_DEVICES_TEST(the_gate_does_not_fire_at_a_second_video)
{
    prepare(false, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, setup.generations[NEW][SCREEN]);
    assert_false(send(NEW, SCREEN, false));
    arm();
    assert_int_equal(plis_to("new", SCREEN), 1);
    assert_false(send(NEW, SCREEN, true));
    assert_false(fired());
    assert_true(key(NEW));
    assert_true(send(OLD, SCREEN, false)); /* forwarded until the new device's keyframe */
    assert_false(send(NEW, SCREEN, false));
    assert_true(send(NEW, SCREEN, true));
    assert_false(send(OLD, SCREEN, false));
}

TWO_DEVICES_TEST(a_stream_without_a_new_feed_ends_when_the_gate_fires)
{
    prepare(false, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, 0);
    arm();
    assert_true(send(OLD, SCREEN, false));
    assert_true(key(NEW));
    assert_false(send(OLD, SCREEN, false));
    assert_int_equal(stats(SCREEN).generation, 0);
}

TWO_DEVICES_TEST(after_a_keyframe_with_reordered_packets_another_keyframe_is_requested)
{
    struct sent_packet first, second;

    prepare(false, true);
    arm();
    setup.now += BATON_MS(20);
    first = *next(NEW, CAM, true);
    second = *next(NEW, CAM, false);
    assert_false(arrive(NEW, CAM, &second));
    assert_false(arrive(NEW, CAM, &first));
    assert_false(fired());
    assert_int_equal(plis_to("new", CAM), 2);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(the_gate_does_not_fire_at_padding)
{
    prepare(true, false);
    arm();
    setup.now += BATON_MS(20);
    next(NEW, MIC, false)->empty = true;
    assert_false(arrive(NEW, MIC, &setup.last[NEW][MIC]));
    assert_false(fired());
    assert_true(audio(NEW));
}

TWO_DEVICES_TEST(after_a_disarmed_gate_the_old_device_is_still_forwarded)
{
    prepare(false, true);
    arm();
    assert_true(baton_gate_disarm(setup.gate));
    assert_true(baton_gate_disarm(setup.gate));
    assert_int_equal(baton_gate_state(setup.gate), BATON_GATE_DISARMED);
    baton_stream_arm_gate(setup.gate);
    assert_false(key(NEW));
    baton_stream_settle_gate(setup.gate);
    baton_stream_settle_gate(setup.gate);
    assert_false(key(NEW));
    assert_true(delta(OLD));
    assert_int_equal(stats(CAM).switches, 0);
}

TWO_DEVICES_TEST(a_closed_gate_can_be_disarmed)
{
    prepare(false, true);
    assert_true(baton_gate_disarm(setup.gate));
    arm();
    assert_false(key(NEW));
}

TWO_DEVICES_TEST(a_fired_gate_cannot_be_disarmed)
{
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_false(baton_gate_disarm(setup.gate));
    assert_true(fired());
    assert_int_equal(recorder.wakes, 1);
}

TWO_DEVICES_TEST(after_a_fired_gate_was_settled_the_other_feeds_still_take_over)
{
    prepare(false, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, setup.generations[NEW][SCREEN]);
    arm();
    recorder_clear();
    assert_true(key(NEW));
    release_gate(setup.gate);
    setup.gate = NULL;
    assert_true(audio(OLD));
    assert_true(audio(NEW));
    assert_false(audio(OLD));
    assert_true(send(OLD, SCREEN, false));
    assert_true(send(NEW, SCREEN, true));
    assert_false(send(OLD, SCREEN, true));
}

TWO_DEVICES_TEST(the_old_device_is_forwarded_only_until_the_overlap_ends)
{
    prepare(false, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, setup.generations[NEW][SCREEN]);
    arm();
    assert_true(key(NEW));
    setup.now += BATON_UPSTREAM_AUDIO_OVERLAP - BATON_MS(20);
    assert_true(audio(OLD));
    assert_false(audio(OLD));
    assert_true(audio(NEW));
    setup.now = baton_gate_fired_at(setup.gate) + BATON_UPSTREAM_VIDEO_OVERLAP - BATON_MS(20);
    assert_true(send(OLD, SCREEN, false));
    assert_false(send(OLD, SCREEN, false));
}

TWO_DEVICES_TEST(settling_a_fired_gate_ends_a_stream_without_a_new_feed)
{
    prepare(false, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, 0);
    arm();
    assert_true(key(NEW));
    baton_stream_settle_gate(setup.gate);
    assert_false(send(OLD, SCREEN, true));
}

TWO_DEVICES_TEST(preparing_a_new_gate_completes_the_swap_of_the_previous_gate)
{
    struct baton_gate *back;

    prepare(false, true);
    arm();
    assert_true(key(NEW));
    back = baton_gate_new(recorder.media, &(struct baton_gate_needs){.audio = true});
    baton_stream_prepare(setup.streams[MIC], back, setup.generations[OLD][MIC]);
    assert_false(audio(OLD));
    assert_true(audio(NEW));
    baton_stream_arm_gate(back);
    assert_true(audio(OLD));
    assert_false(audio(NEW));
    release_gate(back);
}

TWO_DEVICES_TEST(preparing_a_stream_with_its_current_feed_changes_nothing)
{
    prepare(true, true);
    baton_stream_prepare(setup.streams[MIC], setup.gate, setup.generations[OLD][MIC]);
    arm();
    assert_false(audio(NEW));
    assert_true(key(NEW));
    assert_true(audio(OLD));
    assert_false(audio(NEW));
}

TWO_DEVICES_TEST(a_stream_can_change_its_feed_without_a_gate)
{
    prepare(true, true);
    baton_stream_take(setup.streams[CAM], setup.generations[NEW][CAM]);
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(delta(OLD));
    assert_false(delta(NEW));
    assert_true(key(NEW));
    baton_stream_take(setup.streams[CAM], setup.generations[NEW][CAM]);
    assert_true(delta(NEW));
    baton_stream_take(setup.streams[CAM], 0);
    assert_false(key(NEW));
    assert_int_equal(stats(CAM).generation, 0);
    baton_stream_take(setup.streams[CAM], 987654);
    assert_int_equal(stats(CAM).generation, 0);
}

TWO_DEVICES_TEST(packets_of_an_unbound_feed_are_not_forwarded)
{
    prepare(true, true);
    baton_port_unbind(setup.uplinks[OLD], MIC);
    baton_port_unbind(setup.uplinks[OLD], MIC);
    assert_false(audio(OLD));
    assert_int_equal(stats(MIC).generation, 0);
    arm();
    baton_port_unbind(setup.uplinks[NEW], SCREEN);
    baton_port_unbind(setup.uplinks[NEW], MIC);
    baton_stream_take(setup.streams[CAM], setup.generations[NEW][CAM]);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(when_the_new_feed_ends_after_the_gate_fired_the_stream_has_no_feed)
{
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_true(audio(OLD));
    baton_port_unbind(setup.uplinks[NEW], MIC);
    assert_false(audio(OLD));
    assert_int_equal(stats(MIC).generation, 0);
}

TWO_DEVICES_TEST(a_released_gate_is_used_again_and_is_closed)
{
    struct baton_gate_needs needs = {.audio = true};
    struct baton_gate *a = baton_gate_new(recorder.media, &needs), *b;

    release_gate(a);
    b = baton_gate_new(recorder.media, &needs);
    assert_ptr_equal(a, b);
    assert_int_equal(baton_gate_state(b), BATON_GATE_CLOSED);
    release_gate(b);
}
