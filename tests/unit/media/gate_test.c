/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gate: when media passes from one device to another, and what each device may send until then. */
#include "media/keyframe_buffer.h"
#include "media/upstream.h"
#include "test.h"
#include "two_devices.h"

TWO_DEVICES_TEST(nothing_leaves_before_the_gate_fires)
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
    assert_true(audio(OLD)); /* goes on until the new device's first packet */
    assert_true(audio(NEW));
    assert_false(audio(OLD));
    assert_true(delta(NEW));
    assert_false(key(OLD));
    assert_int_equal(stats(CAM).switches, 1);
    assert_int_equal(stats(CAM).generation, setup.generations[NEW][CAM]);
}

TWO_DEVICES_TEST(a_feed_that_has_not_begun_is_not_asked_for_its_first_keyframe)
{
    prepare(false, true);
    arm();
    assert_int_equal(plis_to("new", CAM), 0);
    assert_true(key(NEW));
    assert_int_equal(plis_to("new", CAM), 0);
}

TWO_DEVICES_TEST(a_feed_that_sends_already_is_asked_for_a_keyframe_at_once)
{
    assert_false(key(NEW)); /* a device that shows a code may send already */
    prepare(false, true);
    arm();
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(a_first_keyframe_that_is_lost_is_asked_for)
{
    prepare(false, true);
    arm();
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(a_keyframe_after_the_audio_is_not_asked_for)
{
    prepare(true, true);
    arm();
    assert_false(audio(NEW)); /* its camera begins with a keyframe by itself */
    assert_int_equal(plis_to("new", CAM), 0);
    assert_true(key(NEW));
    assert_int_equal(plis_to("new", CAM), 0);
}

TWO_DEVICES_TEST(audio_counts_as_heard_for_half_a_second)
{
    prepare(true, true);
    assert_false(audio(NEW)); /* before it was armed */
    arm();
    setup.now += BATON_MS(481);
    assert_false(key(NEW)); /* 501 ms after */
    setup.now += BATON_KEYFRAME_BUFFER_TIME;
    assert_false(audio(NEW));
    setup.now += BATON_MS(480);
    assert_true(key(NEW)); /* 500 ms after */
}

TWO_DEVICES_TEST(audio_heard_under_another_binding_does_not_count)
{
    prepare(true, true);
    arm();
    assert_false(audio(NEW));
    bind(NEW, MIC);
    assert_false(key(NEW));
    assert_false(fired());
}

TWO_DEVICES_TEST(video_alone_waits_for_no_audio)
{
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_true(fired());
}

TWO_DEVICES_TEST(audio_alone_fires_at_its_first_packet)
{
    prepare(true, false);
    arm();
    assert_false(key(NEW));
    assert_false(fired());
    assert_true(audio(NEW));
    assert_true(fired());
    assert_false(audio(OLD));
}

TWO_DEVICES_TEST(a_second_video_does_not_fire)
{
    prepare(false, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, setup.generations[NEW][SCREEN]);
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

TWO_DEVICES_TEST(a_keyframe_in_disorder_is_asked_for_again)
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

TWO_DEVICES_TEST(padding_opens_nothing_but_passes_when_open)
{
    prepare(true, false);
    arm();
    setup.now += BATON_MS(20);
    next(NEW, MIC, false)->empty = true;
    assert_false(arrive(NEW, MIC, &setup.last[NEW][MIC]));
    assert_false(fired());
    assert_true(audio(NEW));
    setup.now += BATON_MS(20);
    next(NEW, MIC, false)->empty = true;
    assert_true(arrive(NEW, MIC, &setup.last[NEW][MIC]));
    assert_true(recorder.records[recorder.count - 1].empty);
}

TWO_DEVICES_TEST(a_disarmed_gate_changes_nothing)
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

TWO_DEVICES_TEST(disarming_a_closed_gate_is_in_time)
{
    prepare(false, true);
    assert_true(baton_gate_disarm(setup.gate));
    arm();
    assert_false(key(NEW));
}

TWO_DEVICES_TEST(disarming_a_fired_gate_is_too_late)
{
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_false(baton_gate_disarm(setup.gate));
    assert_true(fired());
    assert_int_equal(recorder.wakes, 1);
}

TWO_DEVICES_TEST(after_settling_a_fired_gate_the_other_feeds_still_take_over)
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

TWO_DEVICES_TEST(the_old_device_overlaps_no_longer_than_allowed)
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

TWO_DEVICES_TEST(settling_ends_the_old_device_where_there_is_no_new_feed)
{
    prepare(false, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, 0);
    arm();
    assert_true(key(NEW));
    baton_stream_settle_gate(setup.gate);
    assert_false(send(OLD, SCREEN, true));
}

TWO_DEVICES_TEST(a_new_gate_completes_the_swap_of_the_last_one)
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

TWO_DEVICES_TEST(preparing_the_feed_that_is_listened_to_changes_nothing)
{
    prepare(true, true);
    baton_stream_prepare(setup.streams[MIC], setup.gate, setup.generations[OLD][MIC]);
    arm();
    assert_false(audio(NEW));
    assert_true(key(NEW));
    assert_true(audio(OLD));
    assert_false(audio(NEW));
}

TWO_DEVICES_TEST(taking_a_feed_at_once_needs_no_gate)
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

TWO_DEVICES_TEST(an_unbound_feed_feeds_no_stream)
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

TWO_DEVICES_TEST(a_new_feed_that_ends_after_the_gate_has_fired_leaves_no_feed)
{
    prepare(false, true);
    arm();
    assert_true(key(NEW));
    assert_true(audio(OLD));
    baton_port_unbind(setup.uplinks[NEW], MIC);
    assert_false(audio(OLD));
    assert_int_equal(stats(MIC).generation, 0);
}

TWO_DEVICES_TEST(gates_come_from_a_pool)
{
    struct baton_gate_needs needs = {.audio = true};
    struct baton_gate *a = baton_gate_new(recorder.media, &needs), *b;

    release_gate(a);
    b = baton_gate_new(recorder.media, &needs);
    assert_ptr_equal(a, b);
    assert_int_equal(baton_gate_state(b), BATON_GATE_CLOSED);
    release_gate(b);
}
