/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A keyframe that comes before the audio is kept in the gate's buffer for a short time, until the audio comes. */
#include "media/keyframe_buffer.h"
#include "test.h"
#include "two_devices.h"

/* Checks one packet of those that were recorded since the last recorder_clear. `index` 0 is the first. */
static void assert_recorded(size_t index, int device, int line, uint32_t number)
{
    assert_true(index < recorder.count);
    assert_int_equal(recorder.records[index].device, device);
    assert_int_equal(recorder.records[index].mindex, line);
    assert_int_equal(recorder.records[index].number, number);
}

/* Sends a packet of the new device's camera, `pause` after the previous packet. True: Baton sent it on. */
static bool video_after(bool start, bool key, baton_time pause)
{
    struct sent_packet *packet = next(NEW, CAM, key);

    packet->start = start;
    setup.now += pause;
    return arrive(NEW, CAM, packet);
}

TWO_DEVICES_TEST(a_keyframe_waits_for_audio_that_comes_in_time)
{
    prepare(true, true);
    arm();
    assert_false(video_after(true, true, BATON_MS(20)));
    assert_false(video_after(false, true, BATON_MS(1)));
    assert_false(video_after(false, true, BATON_MS(1)));
    assert_false(fired());
    recorder_clear();
    setup.now -= BATON_MS(2);
    assert_true(audio(NEW));
    assert_true(fired());
    assert_int_equal(baton_gate_fired_at(setup.gate), setup.now);
    assert_int_equal(recorder.count, 4);
    for (uint32_t i = 0; i < 3; i++)
        assert_recorded(i, NEW, CAM, i + 1);
    assert_true(recorder.records[0].key_start);
    assert_recorded(3, NEW, MIC, 1);
    assert_int_equal(recorder.torn, 0);
    assert_int_equal(plis_to("new", CAM), 0);
    assert_int_equal(stats(CAM).dropped, 0);
    assert_true(delta(NEW));
    assert_false(audio(OLD));
}

TWO_DEVICES_TEST(the_old_device_is_still_forwarded_while_a_keyframe_waits)
{
    uint32_t before;

    prepare(true, true);
    arm();
    assert_false(video_after(true, true, BATON_MS(20)));
    recorder_clear();
    setup.now -= BATON_MS(10);
    assert_true(delta(OLD));
    before = recorder.records[0].timestamp;
    setup.now -= BATON_MS(10);
    assert_true(audio(NEW));
    assert_recorded(1, NEW, CAM, 1);
    assert_true((int32_t)(recorder.records[1].timestamp - before) >= 90);
    assert_false(delta(OLD));
}

TWO_DEVICES_TEST(when_a_keyframe_has_waited_too_long_another_keyframe_is_requested)
{
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    assert_int_equal(plis_to("new", CAM), 0);
    setup.now += BATON_KEYFRAME_BUFFER_TIME;
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1); /* the audio may come before the requested keyframe */
    assert_false(audio(NEW));
    assert_false(delta(NEW));
    assert_false(fired());
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(when_audio_comes_too_late_for_the_keyframe_another_keyframe_is_requested)
{
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    setup.now += BATON_KEYFRAME_BUFFER_TIME;
    assert_false(audio(NEW));
    assert_false(fired());
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(after_several_missed_keyframes_a_keyframe_is_requested_when_audio_comes)
{
    prepare(true, true);
    arm();
    for (int i = 0; i < 3; i++) {
        setup.now += BATON_KEYFRAME_BUFFER_TIME;
        assert_false(key(NEW));
    }
    setup.now += BATON_KEYFRAME_BUFFER_TIME;
    assert_false(delta(NEW));
    assert_int_equal(
        plis_to("new", CAM), 0); /* no further request, because the audio may never come */
    assert_false(audio(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(a_newer_keyframe_replaces_the_one_that_waits)
{
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    assert_false(key(NEW));
    recorder_clear();
    assert_true(audio(NEW));
    assert_int_equal(recorder.count, 2);
    assert_recorded(0, NEW, CAM, 2);
}

TWO_DEVICES_TEST(when_a_keyframe_does_not_fit_into_the_buffer_another_keyframe_is_requested)
{
    prepare(true, true);
    arm();
    assert_false(video_after(true, true, BATON_MS(20)));
    for (int i = 1; i < BATON_KEYFRAME_BUFFER_PACKETS; i++)
        assert_false(video_after(false, true, 0));
    assert_int_equal(plis_to("new", CAM), 0);
    assert_false(video_after(false, true, 0));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(audio(NEW));
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(a_keyframe_of_a_second_video_is_not_buffered)
{
    prepare(true, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, setup.generations[NEW][SCREEN]);
    arm();
    assert_false(send(NEW, SCREEN, true));
    assert_false(audio(NEW));
    assert_false(fired());
    assert_true(key(NEW));
}

TWO_DEVICES_TEST(a_buffered_keyframe_is_not_sent_after_the_gate_was_disarmed)
{
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    assert_true(baton_gate_disarm(setup.gate));
    assert_false(audio(NEW));
    assert_int_equal(stats(CAM).generation, setup.generations[OLD][CAM]);
    assert_int_equal(plis_to("new", CAM), 0);
}

TWO_DEVICES_TEST(a_buffered_keyframe_is_not_sent_after_the_feed_was_bound_again)
{
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    bind(NEW, CAM);
    assert_false(audio(NEW));
    assert_false(fired());
}

TWO_DEVICES_TEST(a_gate_that_is_used_again_has_an_empty_buffer)
{
    struct baton_gate_needs needs = {.audio = true, .video = true};
    struct baton_gate *last;

    prepare(true, true);
    arm();
    assert_false(key(NEW));
    last = setup.gate;
    release_gate(last);
    setup.gate = baton_gate_new(recorder.media, &needs);
    assert_ptr_equal(setup.gate, last);
    baton_stream_prepare(setup.streams[CAM], setup.gate, setup.generations[NEW][CAM]);
    arm();
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(audio(NEW));
    assert_false(fired());
    assert_true(key(NEW));
}
