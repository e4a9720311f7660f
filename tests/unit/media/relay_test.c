/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of media/relay: mute, requests for keyframes, slots and counters. The packets come one after another. */
#include "test.h"
#include "two_devices.h"

TWO_DEVICES_TEST(a_muted_stream_forwards_nothing_and_continues_its_numbers_after_unmuting)
{
    uint16_t seq;

    assert_true(key(OLD));
    seq = recorder.records[recorder.count - 1].seq;
    baton_stream_mute(setup.streams[CAM], true);
    baton_stream_mute(setup.streams[CAM], true);
    assert_true(stats(CAM).muted);
    for (int i = 0; i < 10; i++)
        assert_false(key(OLD));
    pli_arrive(setup.downlink, CAM, setup.now);
    assert_int_equal(plis_to("old", CAM), 0);
    baton_stream_mute(setup.streams[CAM], false);
    assert_int_equal(plis_to("old", CAM), 1);
    assert_false(delta(OLD));
    assert_true(key(OLD));
    assert_int_equal(recorder.records[recorder.count - 1].seq, seq + 1);
    assert_int_equal(recorder.records[recorder.count - 1].timestamp -
                         recorder.records[recorder.count - 2].timestamp,
        90 * 20 * 12);
}

TWO_DEVICES_TEST(a_muted_stream_also_changes_to_the_new_device)
{
    prepare(false, true);
    baton_stream_mute(setup.streams[MIC], true);
    arm();
    assert_true(key(NEW));
    assert_false(audio(NEW));
    assert_int_equal(stats(MIC).generation, setup.generations[NEW][MIC]);
    baton_stream_mute(setup.streams[MIC], false);
    assert_false(audio(OLD));
    assert_true(audio(NEW));
}

TWO_DEVICES_TEST(changing_slots_does_not_ask_for_keyframes_more_often_than_the_pacer_allows)
{
    const baton_time end = setup.now + BATON_SECONDS(2);

    while (setup.now < end) {
        assert_true(key(OLD)); /* the camera answers each request at once */
        baton_port_put(setup.downlink, CAM, NULL, true, 100, 100, setup.now);
        put(CAM);
        baton_port_feed(setup.downlink, false, setup.now);
        baton_port_feed(setup.downlink, true, setup.now);
    }
    assert_int_in_range(plis_to("old", CAM), 1, 5);
}

TWO_DEVICES_TEST(a_slot_that_is_filled_too_early_gets_its_keyframe_when_the_interval_is_over)
{
    setup.now += BATON_SECONDS(1);
    assert_true(key(OLD));
    put(CAM);
    baton_port_put(setup.downlink, CAM, NULL, true, 100, 100, setup.now);
    put(CAM);
    assert_int_equal(plis_to("old", CAM), 1);
    assert_true(key(OLD));
    baton_port_put(setup.downlink, CAM, NULL, true, 100, 100, setup.now);
    put(CAM);
    assert_false(delta(OLD));
    assert_int_equal(plis_to("old", CAM), 1);
    setup.now += BATON_MS(500);
    assert_false(delta(OLD));
    assert_int_equal(plis_to("old", CAM), 2);
    assert_true(key(OLD));
}

TWO_DEVICES_TEST(requests_go_to_the_device_that_feeds_the_stream)
{
    static const uint8_t rr[] = {0x80, 201, 0, 1, 0, 0, 0, 1};

    assert_true(key(OLD));
    setup.now += BATON_SECONDS(1);
    baton_relay_rtcp(setup.downlink, CAM, rr, sizeof(rr), setup.now, 0);
    assert_int_equal(recorder.pli_count, 0);
    pli_arrive(setup.downlink, CAM, setup.now);
    assert_int_equal(plis_to("old", CAM), 1);
    pli_arrive(setup.downlink, CAM, setup.now + BATON_MS(1));
    assert_int_equal(plis_to("old", CAM), 1);
    setup.now += BATON_MS(520);
    assert_true(delta(OLD)); /* at this packet, the remembered request is sent */
    assert_int_equal(plis_to("old", CAM), 2);
    pli_arrive(setup.downlink, MIC, setup.now);
    pli_arrive(setup.downlink, 7, setup.now);
    pli_arrive(setup.downlink, -1, setup.now);
    pli_arrive(setup.downlink, BATON_PORT_MAX_SLOTS, setup.now);
    assert_int_equal(recorder.pli_count, 2);
    assert_int_equal(stats(CAM).plis, 3); /* one of them is the PLI of set_up */
}

TWO_DEVICES_TEST(while_the_gate_is_armed_requests_are_repeated)
{
    prepare(false, true);
    arm();
    for (int i = 0; i < 60; i++)
        assert_false(delta(NEW));
    assert_int_in_range(plis_to("new", CAM), 3, 4);
    assert_true(key(NEW));
    assert_int_equal(plis_to("old", CAM), 0);
}

TWO_DEVICES_TEST(after_the_gate_has_fired_requests_go_to_the_new_device)
{
    prepare(false, true);
    baton_stream_prepare(setup.streams[SCREEN], setup.gate, setup.generations[NEW][SCREEN]);
    arm();
    assert_true(key(NEW));
    assert_true(send(OLD, SCREEN, false));
    for (int i = 0; i < 30; i++)
        assert_false(send(NEW, SCREEN, false));
    setup.now += BATON_SECONDS(1);
    pli_arrive(setup.downlink, SCREEN, setup.now);
    assert_int_in_range(plis_to("new", SCREEN), 3, 4);
    assert_int_equal(plis_to("old", SCREEN), 0);
}

TWO_DEVICES_TEST(a_slot_continues_its_numbers_when_its_stream_changes)
{
    struct recorded_packet a, b;

    assert_true(key(OLD));
    assert_true(send(OLD, SCREEN, true));
    assert_true(delta(OLD));
    a = recorder.records[recorder.count - 1];
    setup.now += BATON_SECONDS(1); /* the pacer allows another request */
    baton_port_put(setup.downlink, CAM, setup.streams[SCREEN], true, 9, 9, setup.now);
    assert_ptr_equal(baton_port_stream(setup.downlink, CAM), setup.streams[SCREEN]);
    assert_int_equal(plis_to("old", SCREEN), 1);
    assert_false(delta(OLD));
    recorder_clear();
    assert_true(send(OLD, SCREEN, false)); /* only on the slot of the screen */
    assert_int_equal(recorder.count, 1);
    assert_true(send(OLD, SCREEN, true)); /* it is sent on both slots */
    assert_int_equal(recorder.count, 3);
    b = recorder.records[1].mindex == CAM ? recorder.records[1] : recorder.records[2];
    assert_int_equal(b.mindex, CAM);
    assert_int_equal(b.seq, a.seq + 1);
    assert_int_equal(b.picture, a.picture + 1);
    assert_int_equal(b.tl0, (uint8_t)(a.tl0 + 1));
    assert_int_equal(b.timestamp - a.timestamp, 90 * 1060);
}

TWO_DEVICES_TEST(a_slot_does_not_send_packets_older_than_its_first_packet)
{
    struct sent_packet late;

    assert_true(key(OLD));
    setup.now += BATON_MS(20);
    late = *next(OLD, CAM, false);
    baton_port_put(setup.downlink, 40, setup.streams[CAM], true, 9, 9, setup.now);
    assert_true(key(OLD));
    assert_int_equal(recorder.records[recorder.count - 1].mindex, 40);
    assert_int_equal(recorder.records[recorder.count - 1].seq, 9);
    recorder_clear();
    assert_true(arrive(OLD, CAM, &late));
    assert_int_equal(recorder.count, 1);
    assert_int_equal(recorder.records[0].mindex, CAM);
}

TWO_DEVICES_TEST(an_empty_slot_sends_nothing_and_continues_its_numbers_later)
{
    uint16_t seq;

    assert_true(audio(OLD));
    seq = recorder.records[recorder.count - 1].seq;
    baton_port_put(setup.downlink, MIC, NULL, false, 0, 0, setup.now);
    assert_null(baton_port_stream(setup.downlink, MIC));
    assert_false(audio(OLD));
    put(MIC);
    put(MIC);
    assert_true(audio(OLD)); /* the first packet is forwarded */
    assert_int_equal(recorder.records[recorder.count - 1].seq, seq + 1);
}

TWO_DEVICES_TEST(an_audio_slot_drops_a_packet_that_comes_too_soon_after_the_previous_stream)
{
    struct baton_stream *other =
        baton_stream_new(recorder.media, BATON_CODEC_OPUS, OUT_PT, 500, 500, setup.now);
    struct recorded_packet a, b;

    baton_stream_take(other, plain_bind(setup.uplinks[NEW], MIC, other, AUDIO_PT, false));
    assert_true(audio(OLD));
    a = recorder.records[recorder.count - 1];
    baton_port_put(setup.downlink, MIC, other, false, 1, 1, setup.now);
    setup.now -= BATON_MS(16);
    assert_false(audio(NEW)); /* 4 ms after a 20 ms packet of the previous stream */
    assert_true(audio(NEW));
    b = recorder.records[recorder.count - 1];
    assert_int_equal(b.seq, a.seq + 1);
    assert_int_equal(b.timestamp - a.timestamp, 960);
    baton_stream_release(other);
}

TWO_DEVICES_TEST(nothing_is_sent_on_the_slots_of_an_unfed_port)
{
    uint16_t seq;

    assert_true(audio(OLD));
    seq = recorder.records[recorder.count - 1].seq;
    baton_port_feed(setup.downlink, false, setup.now);
    assert_int_equal(stats(MIC).slots, 0);
    assert_false(audio(OLD));
    assert_false(key(OLD));
    pli_arrive(setup.downlink, CAM, setup.now);
    assert_int_equal(recorder.pli_count, 0);
    setup.now += BATON_SECONDS(1);
    baton_port_feed(setup.downlink, true, setup.now);
    baton_port_feed(setup.downlink, true, setup.now);
    assert_int_equal(plis_to("old", CAM), 1);
    assert_true(audio(OLD));
    assert_int_equal(recorder.records[recorder.count - 1].seq, seq + 1);
    assert_false(delta(OLD));
    assert_true(key(OLD));
}

TWO_DEVICES_TEST(a_released_stream_empties_its_slots_and_unbinds_its_feeds)
{
    struct baton_stream *again;

    prepare(true, true);
    baton_port_feed(setup.downlink, false, setup.now);
    baton_stream_release(setup.streams[MIC]);
    assert_null(baton_port_stream(setup.downlink, MIC));
    assert_false(audio(OLD));
    baton_port_feed(setup.downlink, true, setup.now);
    again = baton_stream_new(recorder.media, BATON_CODEC_OPUS, OUT_PT, 1, 1, setup.now);
    assert_ptr_equal(again, setup.streams[MIC]); /* the pool has given the entry again */
    assert_int_equal(stats(MIC).packets, 0);
    assert_int_equal(stats(MIC).last_packet, BATON_NEVER);
    assert_false(audio(OLD));
    assert_false(audio(NEW));
}

TWO_DEVICES_TEST(padding_is_not_sent_and_leaves_no_hole_in_the_numbers)
{
    for (int line = MIC; line <= CAM; line++) {
        uint16_t seq;

        assert_true(send(OLD, line, true));
        seq = recorder.records[recorder.count - 1].seq;
        for (int i = 0; i < 12; i++) {
            next(OLD, line, false)->empty = true;
            assert_false(arrive(OLD, line, &setup.last[OLD][line]));
        }
        assert_true(send(OLD, line, false));
        assert_int_equal(recorder.records[recorder.count - 1].seq, (uint16_t)(seq + 1));
        assert_int_equal(stats(line).dropped, 12);
    }
}

TWO_DEVICES_TEST(late_padding_is_sent_because_its_number_is_free)
{
    struct sent_packet late;

    assert_true(key(OLD));
    late = *next(OLD, CAM, false);
    late.empty = true;
    assert_true(delta(OLD));
    assert_true(arrive(OLD, CAM, &late));
    assert_true(recorder.records[recorder.count - 1].empty);
    assert_int_equal(
        recorder.records[recorder.count - 1].seq, (uint16_t)(recorder.records[recorder.count - 2].seq - 1));
}

TWO_DEVICES_TEST(packets_with_a_wrong_payload_type_length_or_m_line_are_dropped)
{
    uint8_t data[64] = {0x80, AUDIO_PT + 1};
    struct baton_packet packet = {.data = data, .length = 40, .arrival = setup.now};
    uint64_t dropped = stats(MIC).dropped;

    baton_relay_rtp(setup.uplinks[OLD], MIC, &packet);
    packet.length = 3;
    baton_relay_rtp(setup.uplinks[OLD], MIC, &packet);
    assert_int_equal(stats(MIC).dropped, dropped + 2);
    baton_relay_rtp(setup.uplinks[OLD], -1, &packet);
    baton_relay_rtp(setup.uplinks[OLD], BATON_PORT_MAX_FEEDS, &packet);
    baton_relay_rtp(setup.uplinks[NEW], 9, &packet);
    assert_int_equal(recorder.count, 0);
}

TWO_DEVICES_TEST(the_statistics_count_forwarded_and_dropped_packets)
{
    baton_port_put(setup.downlink, 9, setup.streams[MIC], false, 1, 1, setup.now);
    for (int i = 0; i < 10; i++)
        assert_true(audio(OLD));
    assert_false(arrive(OLD, MIC, &setup.last[OLD][MIC])); /* a duplicate */
    assert_int_equal(stats(MIC).packets, 10);
    assert_int_equal(stats(MIC).bytes, 10 * 17);
    assert_int_equal(stats(MIC).dropped, 1);
    assert_int_equal(stats(MIC).slots, 2);
    assert_int_equal(stats(MIC).level, 20);
    assert_int_equal(stats(MIC).last_packet, setup.now);
    assert_int_equal(stats(MIC).switches, 0);
    assert_int_equal(recorder.count, 20);
}

TWO_DEVICES_TEST(a_stream_is_sent_on_many_slots)
{
    struct baton_port *ports[100];
    bool sent[100] = {false};

    for (size_t i = 0; i < 100; i++) {
        ports[i] = baton_port_new(recorder.media, &sent[i]);
        baton_port_put(ports[i], 0, setup.streams[CAM], true, (uint16_t)(100 + i), 5, setup.now);
    }
    assert_true(key(OLD));
    assert_int_equal(recorder.count, 101);
    for (size_t i = 0; i < 101; i++)
        if (recorder.records[i].mindex == 0) {
            bool *own = recorder.records[i].handle;

            assert_false(*own);
            assert_int_equal(recorder.records[i].seq, 100 + (own - sent));
            *own = true;
        }
    for (size_t i = 0; i < 100; i += 2)
        baton_port_free(ports[i]);
    recorder_clear();
    assert_true(delta(OLD));
    assert_int_equal(recorder.count, 51);
    for (size_t i = 1; i < 100; i += 2)
        baton_port_free(ports[i]);
}

TWO_DEVICES_TEST(null_can_be_freed)
{
    baton_port_free(NULL);
    baton_media_free(NULL);
}
