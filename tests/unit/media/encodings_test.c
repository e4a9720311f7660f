/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of media/selection and media/encoding: which encoding a slot sends, and the requests for keyframes. */
#include "simulcast.h"

/* The old device sends three encodings, and receiver 0 gets the smallest. */
static void begin(void)
{
    take(OLD, 3);
    put(0);
    tick_keys(OLD, 7);
    tick(OLD, 7);
    assert_int_equal(sends(0), LOW);
}

SIMULCAST_TEST(a_new_slot_sends_the_smallest_encoding)
{
    begin();
    assert_int_equal(count_to(0), 2);
    assert_int_equal(last_to(0)->device, TAG(OLD, LOW));
    check_continuous(0);
}

SIMULCAST_TEST(a_slot_changes_at_a_keyframe_of_the_target_and_goes_on_until_then)
{
    begin();
    ticks(OLD, 7, BATON_SECONDS(1));
    choose(0, HIGH, 3);
    ticks(OLD, 7, BATON_MS(200));
    assert_int_equal(last_to(0)->device, TAG(OLD, LOW));
    assert_int_equal(sends(0), LOW);
    tick_keys(OLD, 1U << MIDDLE); /* not the target */
    assert_int_equal(sends(0), LOW);
    tick_keys(OLD, 1U << HIGH);
    assert_int_equal(last_to(0)->device, TAG(OLD, HIGH));
    assert_int_equal(sends(0), HIGH);
    tick(OLD, 7);
    assert_int_equal(last_to(0)->device, TAG(OLD, HIGH));
    choose(0, MIDDLE, 3);
    tick(OLD, 7);
    tick_keys(OLD, 7);
    assert_int_equal(sends(0), MIDDLE);
    check_continuous(0);
}

SIMULCAST_TEST(a_keyframe_whose_packets_came_in_disorder_is_no_place_to_change)
{
    struct sent_packet late;

    begin();
    choose(0, HIGH, 3);
    late = *next(OLD, HIGH, true);
    delta(OLD, HIGH);
    arrive(OLD, &late);
    assert_int_equal(sends(0), LOW);
    tick_keys(OLD, 1U << HIGH);
    assert_int_equal(sends(0), HIGH);
    check_continuous(0);
}

SIMULCAST_TEST(only_the_encoding_that_a_slot_needs_is_asked_for_a_keyframe)
{
    begin();
    ticks(OLD, 7, BATON_SECONDS(1));
    recorder_clear();
    choose(0, HIGH, 3);
    assert_int_equal(recorder.fir_count, 1);
    assert_int_equal(recorder.firs[0].encoding, HIGH);
    assert_int_equal(recorder.firs[0].ssrc, world.last[OLD][HIGH].ssrc);
    assert_int_equal(recorder.firs[0].mindex, CAM);
    assert_int_equal(recorder.firs[0].first, HIGH);
    ticks(OLD, 7, BATON_MS(1100)); /* it is asked again after the pacer's interval of 500 ms */
    assert_int_equal(firs_to(OLD, HIGH), 3);
    tick_keys(OLD, 1U << HIGH);
    ticks(OLD, 7, BATON_SECONDS(2));
    assert_int_equal(firs_to(OLD, HIGH), 3);
    assert_int_equal(recorder.fir_count, 3);
    assert_int_equal(recorder.pli_count, 0);
}

SIMULCAST_TEST(encodings_that_nobody_watches_are_not_asked_and_are_not_sent)
{
    begin();
    recorder_clear();
    ticks(OLD, 7, BATON_SECONDS(3));
    assert_int_equal(recorder.fir_count, 0);
    assert_int_equal(recorder.count, count_to(0));
    choose(0, BATON_SLOT_NOTHING, 3);
    recorder_clear();
    ticks(OLD, 7, BATON_SECONDS(3));
    assert_int_equal(recorder.fir_count, 0);
    assert_int_equal(recorder.count, 0);
}

SIMULCAST_TEST(a_receiver_that_asks_for_a_keyframe_asks_for_its_encoding)
{
    begin();
    put(1);
    choose(1, MIDDLE, 3);
    tick_keys(OLD, 7);
    ticks(OLD, 7, BATON_SECONDS(1));
    recorder_clear();
    pli_arrive(world.downlinks[1], CAM, world.now);
    assert_int_equal(recorder.fir_count, 1);
    assert_int_equal(firs_to(OLD, MIDDLE), 1);
    pli_arrive(world.downlinks[0], CAM, world.now); /* the other encoding has a pacer of its own */
    assert_int_equal(firs_to(OLD, LOW), 1);
}

SIMULCAST_TEST(a_receiver_that_waits_for_another_encoding_asks_for_the_one_that_it_gets)
{
    begin();
    choose(0, HIGH, 3);
    ticks(OLD, 7, BATON_SECONDS(1));
    recorder_clear();
    pli_arrive(world.downlinks[0], CAM, world.now);
    assert_int_equal(firs_to(OLD, LOW), 1);
    assert_int_equal(firs_to(OLD, HIGH), 0);
}

SIMULCAST_TEST(a_slot_that_has_chosen_nothing_sends_nothing_and_continues_later)
{
    uint16_t seq;

    begin();
    seq = last_to(0)->seq;
    choose(0, BATON_SLOT_NOTHING, 3);
    assert_int_equal(sends(0), BATON_SLOT_NOTHING);
    tick_keys(OLD, 7);
    assert_int_equal(last_to(0)->seq, seq);
    choose(0, HIGH, 3);
    assert_int_equal(sends(0), BATON_SLOT_NOTHING);
    tick_keys(OLD, 1U << HIGH);
    assert_int_equal(last_to(0)->seq, (uint16_t)(seq + 1));
    check_continuous(0);
}

SIMULCAST_TEST(if_the_chosen_encoding_does_not_come_the_slot_sends_the_best_one_below_or_else_above)
{
    begin();
    choose(0, HIGH, 3);
    tick_keys(OLD, 7);
    assert_int_equal(sends(0), HIGH);
    ticks(OLD, 3, BATON_MS(900)); /* the sender has stopped the highest */
    tick_keys(OLD, 3);
    assert_int_equal(sends(0), HIGH);
    ticks(OLD, 3, BATON_MS(200));
    assert_true(firs_to(OLD, MIDDLE) > 0);
    tick_keys(OLD, 3);
    assert_int_equal(sends(0), MIDDLE);
    tick(OLD, 3);
    tick_keys(OLD, 1U << HIGH); /* and starts it again */
    assert_int_equal(sends(0), HIGH);
    choose(0, LOW, 3);
    tick_keys(OLD, 7);
    assert_int_equal(sends(0), LOW);
    ticks(OLD, 6, BATON_MS(1100));
    tick_keys(OLD, 6);
    assert_int_equal(sends(0), MIDDLE);
    check_continuous(0);
}

SIMULCAST_TEST(a_slot_waits_300_ms_for_its_encoding_and_then_takes_a_lower_one)
{
    begin();
    put(1);
    choose(1, HIGH, 3);
    ticks(OLD, 7, BATON_MS(250));
    tick_keys(OLD, 3);
    assert_int_equal(sends(1), BATON_SLOT_NOTHING);
    ticks(OLD, 7, BATON_MS(100));
    recorder.fir_count = 0;
    ticks(OLD, 7, BATON_SECONDS(1));
    assert_true(firs_to(OLD, MIDDLE) > 0);
    tick_keys(OLD, 1U << MIDDLE);
    assert_int_equal(sends(1), MIDDLE);
    tick_keys(OLD, 1U << HIGH);
    assert_int_equal(sends(1), HIGH);
    check_continuous(1);
}

SIMULCAST_TEST(a_slot_that_waits_too_long_does_not_take_a_higher_encoding_while_a_lower_one_is_live)
{
    begin();
    put(1);
    choose(1, MIDDLE, 3);
    ticks(OLD, 7, BATON_MS(400));
    tick_keys(OLD, 1U << HIGH);
    assert_int_equal(sends(1), BATON_SLOT_NOTHING);
    tick_keys(OLD, 1U << LOW);
    assert_int_equal(sends(1), LOW);
}

SIMULCAST_TEST(an_encoding_without_a_keyframe_is_not_asked_while_nobody_watches_it)
{
    take(OLD, 3);
    put(0);
    tick_keys(OLD, 1U << LOW);
    next(OLD, HIGH, false)->rid = 'c';
    arrive(OLD, &world.last[OLD][HIGH]);
    world.last[OLD][HIGH].rid = 0;
    ticks(OLD, 7, BATON_SECONDS(2));
    assert_int_equal(recorder.fir_count, 0);
    choose(0, HIGH, 3);
    assert_int_equal(firs_to(OLD, HIGH), 1);
}

SIMULCAST_TEST(an_unknown_ssrc_without_a_name_is_dropped_and_counted)
{
    struct sent_packet stranger;
    uint64_t before;

    begin();
    before = dropped();
    stranger = *next(OLD, LOW, true);
    stranger.ssrc = 4711;
    arrive(OLD, &stranger);
    stranger.rid = 'x';
    arrive(OLD, &stranger);
    assert_int_equal(dropped(), before + 2);
    tick(OLD, 1);
    assert_int_equal(count_to(0), 3);
}

SIMULCAST_TEST(an_encoding_with_a_new_ssrc_is_a_new_run_and_late_packets_of_the_old_one_are_dropped)
{
    struct sent_packet late;
    uint64_t before;

    begin();
    late = *next(OLD, LOW, false);
    late.rid = 'a';
    world.last[OLD][LOW].ssrc = 5000;
    world.last[OLD][LOW].seq = 9;
    tick(OLD, 1); /* no name, so it is not known */
    assert_int_equal(count_to(0), 2);
    tick_keys(OLD, 1);
    assert_int_equal(count_to(0), 3);
    before = dropped();
    arrive(OLD, &late);
    assert_int_equal(dropped(), before + 1);
    tick(OLD, 1);
    assert_int_equal(count_to(0), 4);
    check_continuous(0);
}

SIMULCAST_TEST(names_that_come_before_the_m_line_is_bound_are_learnt)
{
    const struct baton_feed_format format = format_of(3);

    baton_port_expect(world.uplinks[OLD], CAM, &format);
    tick_keys(OLD, 7);
    take(OLD, 3);
    put(0);
    tick(OLD, 7); /* without names */
    world.now += BATON_MS(33);
    picture(OLD, LOW, true, true);
    assert_int_equal(count_to(0), 1);
    bind(OLD, 3); /* again, with the same names */
    baton_stream_take(world.camera, world.generations[OLD]);
    world.now += BATON_MS(33);
    picture(OLD, LOW, true, true);
    assert_int_equal(count_to(0), 2);
    bind(OLD, 2); /* with other names: the SSRCs are forgotten */
    baton_stream_take(world.camera, world.generations[OLD]);
    world.now += BATON_MS(33);
    picture(OLD, LOW, true, true);
    assert_int_equal(count_to(0), 2);
}

SIMULCAST_TEST(a_plain_device_needs_no_names_and_is_asked_with_a_pli)
{
    take(OLD, 1);
    put(0);
    choose(0, HIGH, 3);
    assert_int_equal(recorder.fir_count, 0);
    assert_int_equal(recorder.pli_count, 1);
    tick_plain(OLD, true);
    world.last[OLD][0].ssrc = 77;
    tick_plain(OLD, true);
    assert_int_equal(count_to(0), 2);
    assert_int_equal(sends(0), 0);
    check_continuous(0);
}

SIMULCAST_TEST(the_report_tells_which_encodings_come_and_who_watches_them)
{
    struct baton_encoding_report reports[BATON_ENCODINGS];

    begin();
    put(1);
    put(2);
    choose(1, HIGH, 3);
    choose(2, HIGH, 3);
    tick_keys(OLD, 7);
    choose(2, MIDDLE, 3);
    tick(OLD, 7);
    assert_int_equal(baton_stream_encodings(world.camera, world.now, reports), 3);
    assert_true(reports[0].live && reports[1].live && reports[2].live);
    assert_int_equal(reports[LOW].watchers, 1);
    assert_int_equal(reports[MIDDLE].watchers, 1);
    assert_int_equal(reports[HIGH].watchers, 2);
    assert_int_equal(reports[LOW].chosen, 1);
    assert_int_equal(reports[MIDDLE].chosen, 1);
    assert_int_equal(reports[HIGH].chosen, 1);
    assert_int_equal(reports[HIGH].packets[0], 4);
    assert_int_equal(reports[HIGH].bytes[0], 2 * 31 + 2 * 23);
    assert_int_equal(reports[HIGH].last_packet, world.now);
    ticks(OLD, 3, BATON_SECONDS(2));
    baton_stream_encodings(world.camera, world.now, reports);
    assert_true(reports[1].live && !reports[2].live);
    assert_int_equal(
        reports[HIGH].watchers, 2); /* they go on until a keyframe of another one begins */
    assert_int_equal(reports[HIGH].chosen, 1);
}

SIMULCAST_TEST(sent_bytes_are_counted_for_each_slot_and_reports_for_each_downlink)
{
    static const uint8_t rtcp[] = {0x81, 201, 0, 7, 0, 0, 0, 1, /* a receiver report, then a REMB */
        0, 0, 0, 7, 64, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 9, 0, 1, 0, 0, 0, 0, 0x80, 0, 0x8f, 206, 0, 4,
        0, 0, 0, 1, 0, 0, 0, 0, 'R', 'E', 'M', 'B', 0, 0, 0x10, 0};
    struct baton_reception reception;

    begin();
    assert_int_equal(baton_port_sent(world.downlinks[0], CAM), 31 + 23);
    assert_int_equal(baton_port_sent(world.downlinks[0], MIC), 0);
    baton_relay_rtcp(world.downlinks[0], CAM, rtcp, sizeof(rtcp), world.now, 0x20000);
    pli_arrive(world.downlinks[0], CAM, world.now);
    baton_port_reception(world.downlinks[0], &reception);
    assert_int_equal(reception.sent_bytes, 31 + 23);
    assert_int_equal(reception.sent_packets, 2);
    assert_int_equal(reception.remb, 0x1000);
    assert_int_equal(reception.rembs, 1);
    assert_int_equal(reception.reports, 1);
    assert_int_equal(reception.fraction_lost, 64);
    assert_int_equal(reception.jitter, 9);
    assert_int_equal(reception.rtt, BATON_MS(500));
    assert_int_equal(reception.plis, 1);
}

/* --- swaps of devices ------------------------------------------------------------------------- */

/* Each encoding of a device sends a packet with its name at which nobody can begin. */
static void name_all(int device)
{
    for (int i = 0; i < BATON_ENCODINGS; i++) {
        struct sent_packet *packet = next(device, i, false);

        packet->rid = (char)('a' + i);
        arrive(device, packet);
        packet->rid = 0;
    }
}

SIMULCAST_TEST(a_keyframe_of_one_encoding_of_the_new_device_does_not_count_for_another_one)
{
    begin();
    choose(0, HIGH, 3);
    tick_keys(OLD, 7);
    close_gate(3);
    name_all(NEW);
    baton_stream_arm_gate(world.gate);
    assert_int_equal(firs_to(NEW, HIGH), 1);
    tick_keys(NEW, 1U << LOW);
    tick(NEW, 7);
    assert_int_equal(firs_to(NEW, HIGH), 1);
}

SIMULCAST_TEST(a_device_that_takes_over_without_its_gate_is_asked_at_once)
{
    begin();
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    prepare(3);
    name_all(NEW);
    tick(NEW, 7);
    recorder.fir_count = 0;
    baton_stream_take(world.camera, world.generations[NEW]);
    assert_int_equal(firs_to(NEW, LOW), 1);
    assert_int_equal(firs_to(NEW, MIDDLE), 0);
    assert_int_equal(firs_to(NEW, HIGH), 1);
}

SIMULCAST_TEST(after_a_plain_device_the_encodings_of_the_next_one_are_live_at_once)
{
    begin();
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    take(OLD, 1);
    for (int i = 0; i < 60; i++)
        tick_plain(OLD, i == 0);
    prepare(3);
    name_all(NEW);
    tick_keys(NEW, 1U << HIGH);
    assert_true(fired());
    assert_int_equal(last_to(1)->device, TAG(NEW, HIGH));
    assert_int_equal(last_to(0)->device, TAG(OLD, 0)); /* it waits for its own encoding */
    tick_keys(NEW, 1U << LOW);
    assert_int_equal(last_to(0)->device, TAG(NEW, LOW));
    check_continuous(0);
    check_continuous(1);
}

SIMULCAST_TEST(the_time_of_muting_does_not_count_as_waiting)
{
    begin();
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    prepare(3);
    name_all(NEW);
    tick_keys(NEW, 1U << LOW);
    ticks(NEW, 7, BATON_MS(150));
    baton_stream_mute(world.camera, true);
    ticks(NEW, 7, BATON_SECONDS(1));
    baton_stream_mute(world.camera, false);
    tick_keys(NEW, 1U << LOW);
    assert_int_equal(last_to(1)->device, TAG(OLD, HIGH));
    tick_keys(NEW, 1U << HIGH);
    assert_int_equal(last_to(1)->device, TAG(NEW, HIGH));
}

SIMULCAST_TEST(from_simulcast_to_a_plain_device_all_slots_change_at_its_keyframe)
{
    begin();
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    prepare(1);
    tick(OLD, 7);
    tick_plain(NEW, false);
    assert_false(fired());
    tick(OLD, 7);
    tick_plain(NEW, true);
    assert_true(fired());
    assert_int_equal(last_to(0)->device, TAG(NEW, 0));
    assert_int_equal(last_to(1)->device, TAG(NEW, 0));
    tick(OLD, 7);
    tick_keys(OLD, 7);
    tick_plain(NEW, false);
    assert_int_equal(last_to(1)->device, TAG(NEW, 0));
    check_continuous(0);
    check_continuous(1);
}

SIMULCAST_TEST(from_a_plain_device_to_simulcast_each_slot_gets_its_encoding)
{
    take(OLD, 1);
    put(0);
    put(1);
    choose(1, HIGH, 3);
    tick_plain(OLD, true);
    tick_plain(OLD, false);
    prepare(3);
    tick_plain(OLD, false);
    tick_keys(NEW, 7); /* a device that has just begun: the lowest encoding comes first */
    assert_true(fired());
    assert_int_equal(last_to(0)->device, TAG(NEW, LOW));
    assert_int_equal(last_to(1)->device, TAG(NEW, HIGH));
    tick(NEW, 7);
    check_continuous(0);
    check_continuous(1);
}

SIMULCAST_TEST(the_gate_fires_at_a_keyframe_of_an_encoding_that_somebody_watches)
{
    begin();
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    choose(0, HIGH, 3);
    tick_keys(OLD, 7);
    prepare(3);
    bind(NEW, 3);
    baton_stream_prepare(world.camera, world.gate, world.generations[NEW]);
    tick_keys(NEW, 0);
    world.now += BATON_MS(33);
    name_all(NEW); /* nobody can begin here, but all encodings are live now */
    tick(OLD, 7);
    assert_int_equal(firs_to(NEW, LOW), 1); /* it was the only one at first */
    tick_keys(NEW, 3);
    assert_false(fired());
    tick(OLD, 7);
    assert_int_equal(last_to(0)->device, TAG(OLD, HIGH));
    tick_keys(NEW, 4);
    assert_true(fired());
    assert_int_equal(last_to(0)->device, TAG(NEW, HIGH));
    assert_int_equal(last_to(1)->device, TAG(NEW, HIGH));
    check_continuous(0);
    check_continuous(1);
}

SIMULCAST_TEST(if_nobody_watches_the_gate_fires_at_any_encoding)
{
    begin();
    choose(0, BATON_SLOT_NOTHING, 3);
    prepare(3);
    tick_keys(NEW, 1U << MIDDLE);
    assert_true(fired());
}

SIMULCAST_TEST(after_the_gate_has_fired_a_slot_waits_300_ms_for_its_own_encoding)
{
    begin();
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    prepare(3);
    name_all(NEW);
    tick_keys(NEW, 1U << LOW);
    assert_true(fired());
    assert_int_equal(last_to(0)->device, TAG(NEW, LOW));
    assert_int_equal(last_to(1)->device, TAG(OLD, HIGH));
    tick(NEW, 7);
    assert_true(firs_to(NEW, HIGH) > 0);
    tick_keys(NEW, 3);
    assert_int_equal(last_to(1)->device, TAG(OLD, HIGH));
    ticks(NEW, 7, BATON_MS(450));
    assert_true(firs_to(NEW, MIDDLE) > 0);
    tick_keys(NEW, 1U << MIDDLE);
    assert_int_equal(last_to(1)->device, TAG(NEW, MIDDLE));
    tick_keys(NEW, 4);
    assert_int_equal(last_to(1)->device, TAG(NEW, HIGH));
    check_continuous(0);
    check_continuous(1);
}

SIMULCAST_TEST(a_muted_stream_sends_no_encoding_and_opens_each_at_its_keyframe)
{
    begin();
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    baton_stream_mute(world.camera, true);
    recorder.fir_count = 0;
    ticks(OLD, 7, BATON_SECONDS(1));
    assert_int_equal(recorder.fir_count, 0);
    baton_stream_mute(world.camera, false);
    assert_int_equal(firs_to(OLD, LOW), 1);
    assert_int_equal(firs_to(OLD, MIDDLE), 0);
    assert_int_equal(firs_to(OLD, HIGH), 1);
    tick(OLD, 7);
    tick_keys(OLD, 7);
    assert_int_equal(last_to(0)->device, TAG(OLD, LOW));
    assert_int_equal(last_to(1)->device, TAG(OLD, HIGH));
    check_continuous(0);
    check_continuous(1);
}

SIMULCAST_TEST(a_keyframe_of_the_new_device_that_came_before_its_audio_is_kept_for_each_encoding)
{
    const struct baton_gate_needs needs = {.audio = true, .video = true};

    begin();
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    bind(NEW, 3);
    plain_bind(world.uplinks[NEW], MIC, world.microphone, 0, false);
    world.gate = baton_gate_new(recorder.media, &needs);
    baton_stream_prepare(world.camera, world.gate, world.generations[NEW]);
    baton_stream_arm_gate(world.gate);
    tick_keys(NEW, 7);
    assert_false(fired());
    world.now += BATON_MS(10);
    {
        struct sent_packet *packet = &world.sound[NEW];

        packet->seq++;
        packet_arrive(world.uplinks[NEW], MIC, packet, world.now);
    }
    assert_false(fired()); /* another payload type: no audio */
    plain_bind(world.uplinks[NEW], MIC, world.microphone, AUDIO_PT, false);
    sound(NEW);
    assert_true(fired());
    assert_int_equal(last_to(0)->device, TAG(NEW, LOW));
    assert_int_equal(last_to(1)->device, TAG(NEW, HIGH));
    check_continuous(0);
    check_continuous(1);
}
