/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device whose line is slow sends a keyframe over a long time. The old device goes on until the keyframe is whole. */
#include "media/keyframe_buffer.h"
#include "test.h"
#include "two_devices.h"

/* A packet of the new device's keyframe, or of a later picture. True: Baton sent something. */
static bool part(bool start, bool more, baton_time pause)
{
    static uint32_t timestamp;
    struct sent_packet *packet = next(NEW, CAM, start);

    packet->start = start;
    packet->more = more;
    if (!start) {
        packet->timestamp = timestamp;
        packet->picture--;
    }
    timestamp = packet->timestamp;
    setup.now += pause;
    return arrive(NEW, CAM, packet);
}

static void begin(void)
{
    prepare(true, true);
    arm();
    assert_false(audio(NEW));
    recorder_clear();
}

TWO_DEVICES_TEST(the_gate_fires_when_the_last_packet_of_a_keyframe_has_come)
{
    begin();
    assert_false(part(true, true, BATON_MS(20)));
    for (int i = 0; i < 3; i++) {
        assert_true(delta(OLD));
        assert_false(part(false, true, BATON_MS(20)));
    }
    assert_false(fired());
    recorder_clear();
    assert_true(part(false, false, BATON_MS(20)));
    assert_true(fired());
    assert_int_equal(recorder.count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(recorder.records[i].device, NEW);
        assert_int_equal(recorder.records[i].number, i + 1);
        assert_int_equal(recorder.records[i].timestamp, recorder.records[0].timestamp);
        assert_int_equal(recorder.records[i].seq, (uint16_t)(recorder.records[0].seq + i));
    }
    assert_true(recorder.records[0].key_start);
    assert_int_equal(stats(CAM).dropped, 0);
    assert_int_equal(plis_to("new", CAM), 0);
    assert_false(delta(OLD));
    assert_true(delta(NEW));
}

TWO_DEVICES_TEST(a_keyframe_whose_rest_does_not_come_fires_the_gate_after_a_time)
{
    begin();
    assert_false(part(true, true, BATON_MS(20)));
    setup.last[NEW][CAM].seq++; /* lost */
    for (baton_time waited = BATON_MS(50); waited <= BATON_KEYFRAME_BUFFER_HOLD; waited += BATON_MS(50))
        assert_false(part(false, false, BATON_MS(50)));
    assert_true(delta(OLD));
    assert_true(part(false, false, BATON_MS(1)));
    assert_true(fired());
}

TWO_DEVICES_TEST(a_keyframe_is_whole_when_its_missing_packet_comes_late)
{
    struct sent_packet late;

    begin();
    assert_false(part(true, true, BATON_MS(20)));
    late = setup.last[NEW][CAM];
    late.start = false;
    late.seq++;
    setup.last[NEW][CAM].seq++;
    assert_false(part(false, false, BATON_MS(1)));
    assert_false(fired());
    assert_true(arrive(NEW, CAM, &late));
    assert_true(fired());
}

TWO_DEVICES_TEST(if_another_keyframe_begins_before_the_first_is_whole_the_gate_fires_at_its_beginning)
{
    begin();
    assert_false(part(true, true, BATON_MS(20)));
    setup.now += BATON_MS(20);
    recorder_clear();
    assert_true(part(true, true, 0));
    assert_true(fired());
    assert_int_equal(recorder.count, 1);
    assert_true(recorder.records[0].key_start);
    assert_true(part(false, false, BATON_MS(1)));
}

TWO_DEVICES_TEST(a_keyframe_that_does_not_fit_into_the_buffer_fires_the_gate)
{
    begin();
    assert_false(part(true, true, BATON_MS(20)));
    for (int i = 1; i < BATON_KEYFRAME_BUFFER_PACKETS; i++)
        assert_false(part(false, true, 0));
    recorder_clear();
    assert_true(part(false, true, 0));
    assert_true(fired());
    assert_int_equal(recorder.count, BATON_KEYFRAME_BUFFER_PACKETS + 1);
}

TWO_DEVICES_TEST(audio_that_comes_before_the_keyframe_is_whole_does_not_fire_the_gate)
{
    prepare(true, true);
    arm();
    assert_false(part(true, true, BATON_MS(20)));
    assert_false(audio(NEW));
    assert_false(fired());
    assert_true(part(false, false, BATON_MS(1)));
    assert_true(fired());
}
