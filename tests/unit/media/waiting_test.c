/* SPDX-License-Identifier: GPL-3.0-or-later */
/* waiting: a keyframe that comes before the sound waits for it at the gate, and for how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call.h"
#include "media/hold.h"

/* The packets that came out since the last studio_clear, in order. */
static void assert_came_out(size_t index, int device, int line, uint32_t number)
{
    assert_true(index < studio.count);
    assert_int_equal(studio.records[index].device, device);
    assert_int_equal(studio.records[index].mindex, line);
    assert_int_equal(studio.records[index].number, number);
}

/* A packet of the new device's camera, so long after what came last. */
static bool soon(bool start, bool key, baton_time pause)
{
    struct studio_packet *packet = next(NEW, CAM, key);

    packet->start = start;
    call.now += pause;
    return arrive(NEW, CAM, packet);
}

static void a_keyframe_waits_a_moment_for_the_audio(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(soon(true, true, BATON_MS(20)));
    assert_false(soon(false, true, BATON_MS(1)));
    assert_false(soon(false, true, BATON_MS(1)));
    assert_false(fired());
    studio_clear();
    call.now -= BATON_MS(2);
    assert_true(audio(NEW));
    assert_true(fired());
    assert_int_equal(baton_gate_fired_at(call.gate), call.now);
    assert_int_equal(studio.count, 4);
    for (uint32_t i = 0; i < 3; i++)
        assert_came_out(i, NEW, CAM, i + 1);
    assert_true(studio.records[0].key_start);
    assert_came_out(3, NEW, MIC, 1);
    assert_int_equal(studio.torn, 0);
    assert_int_equal(plis_to("new", CAM), 0);
    assert_int_equal(stats(CAM).dropped, 0);
    assert_true(delta(NEW));
    assert_false(audio(OLD));
}

static void the_old_device_goes_on_while_a_keyframe_waits(void **state)
{
    uint32_t before;
    (void)state;

    prepare(true, true);
    arm();
    assert_false(soon(true, true, BATON_MS(20)));
    studio_clear();
    call.now -= BATON_MS(10);
    assert_true(delta(OLD));
    before = studio.records[0].timestamp;
    call.now -= BATON_MS(10);
    assert_true(audio(NEW));
    assert_came_out(1, NEW, CAM, 1);
    assert_true((int32_t)(studio.records[1].timestamp - before) >= 90);
    assert_false(delta(OLD));
}

static void a_keyframe_that_waited_too_long_is_asked_for_again(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    assert_int_equal(plis_to("new", CAM), 0);
    call.now += BATON_HOLD_TIME;
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1); /* the audio may be there when it comes */
    assert_false(audio(NEW));
    assert_false(delta(NEW));
    assert_false(fired());
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

static void audio_that_comes_too_late_asks_for_the_keyframe_itself(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    call.now += BATON_HOLD_TIME;
    assert_false(audio(NEW));
    assert_false(fired());
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

static void audio_that_comes_late_asks_for_a_keyframe_once_more(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    for (int i = 0; i < 3; i++) {
        call.now += BATON_HOLD_TIME;
        assert_false(key(NEW));
    }
    call.now += BATON_HOLD_TIME;
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 0); /* nobody knows whether it will come at all */
    assert_false(audio(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

static void the_newest_keyframe_is_the_one_that_waits(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    assert_false(key(NEW));
    studio_clear();
    assert_true(audio(NEW));
    assert_int_equal(studio.count, 2);
    assert_came_out(0, NEW, CAM, 2);
}

static void a_keyframe_too_large_to_wait_is_asked_for_again(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(soon(true, true, BATON_MS(20)));
    for (int i = 1; i < BATON_HOLD_PACKETS; i++)
        assert_false(soon(false, true, 0));
    assert_int_equal(plis_to("new", CAM), 0);
    assert_false(soon(false, true, 0));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(audio(NEW));
    assert_true(key(NEW));
}

static void a_second_video_does_not_wait(void **state)
{
    (void)state;
    prepare(true, true);
    baton_stream_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
    arm();
    assert_false(send(NEW, SCREEN, true));
    assert_false(audio(NEW));
    assert_false(fired());
    assert_true(key(NEW));
}

static void what_waits_goes_nowhere_once_the_gate_is_disarmed(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    assert_true(baton_gate_disarm(call.gate));
    assert_false(audio(NEW));
    assert_int_equal(stats(CAM).generation, call.generations[OLD][CAM]);
    assert_int_equal(plis_to("new", CAM), 0);
}

static void what_waits_belongs_to_its_binding(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    bind(NEW, CAM);
    assert_false(audio(NEW));
    assert_false(fired());
}

static void what_waited_in_one_gate_is_not_in_the_next(void **state)
{
    struct baton_gate_needs needs = {.audio = true, .video = true};
    struct baton_gate *last;
    (void)state;

    prepare(true, true);
    arm();
    assert_false(key(NEW));
    last = call.gate;
    baton_gate_release(last);
    call.gate = baton_gate_new(studio.media, &needs);
    assert_ptr_equal(call.gate, last);
    baton_stream_prepare(call.sources[CAM], call.gate, call.generations[NEW][CAM]);
    arm();
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(audio(NEW));
    assert_false(fired());
    assert_true(key(NEW));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL_TEST(a_keyframe_waits_a_moment_for_the_audio),
        CALL_TEST(the_old_device_goes_on_while_a_keyframe_waits),
        CALL_TEST(a_keyframe_that_waited_too_long_is_asked_for_again),
        CALL_TEST(audio_that_comes_too_late_asks_for_the_keyframe_itself),
        CALL_TEST(audio_that_comes_late_asks_for_a_keyframe_once_more),
        CALL_TEST(the_newest_keyframe_is_the_one_that_waits),
        CALL_TEST(a_keyframe_too_large_to_wait_is_asked_for_again),
        CALL_TEST(a_second_video_does_not_wait),
        CALL_TEST(what_waits_goes_nowhere_once_the_gate_is_disarmed),
        CALL_TEST(what_waits_belongs_to_its_binding),
        CALL_TEST(what_waited_in_one_gate_is_not_in_the_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
