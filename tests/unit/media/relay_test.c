/* SPDX-License-Identifier: GPL-3.0-or-later */
/* relay: mutes, keyframe requests, slots and counters, one packet at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call.h"

static void a_muted_source_is_silent_and_reopens_without_a_hole(void **state)
{
    uint16_t seq;
    (void)state;

    assert_true(key(OLD));
    seq = studio.records[studio.count - 1].seq;
    baton_stream_mute(call.sources[CAM], true);
    baton_stream_mute(call.sources[CAM], true);
    assert_true(stats(CAM).muted);
    for (int i = 0; i < 10; i++)
        assert_false(key(OLD));
    studio_ask(call.downlink, CAM, call.now);
    assert_int_equal(plis_to("old", CAM), 0);
    baton_stream_mute(call.sources[CAM], false);
    assert_int_equal(plis_to("old", CAM), 1);
    assert_false(delta(OLD));
    assert_true(key(OLD));
    assert_int_equal(studio.records[studio.count - 1].seq, seq + 1);
    assert_int_equal(
        studio.records[studio.count - 1].timestamp - studio.records[studio.count - 2].timestamp,
        90 * 20 * 12);
}

static void a_muted_source_hands_over_all_the_same(void **state)
{
    (void)state;
    prepare(false, true);
    baton_stream_mute(call.sources[MIC], true);
    arm();
    assert_true(key(NEW));
    assert_false(audio(NEW));
    assert_int_equal(stats(MIC).generation, call.generations[NEW][MIC]);
    baton_stream_mute(call.sources[MIC], false);
    assert_false(audio(OLD));
    assert_true(audio(NEW));
}

static void requests_reach_whoever_feeds_the_source(void **state)
{
    static const uint8_t rr[] = {0x80, 201, 0, 1, 0, 0, 0, 1};
    (void)state;

    assert_true(key(OLD));
    call.now += BATON_SECONDS(1);
    baton_relay_rtcp(call.downlink, CAM, rr, sizeof(rr), call.now);
    assert_int_equal(studio.pli_count, 0);
    studio_ask(call.downlink, CAM, call.now);
    assert_int_equal(plis_to("old", CAM), 1);
    studio_ask(call.downlink, CAM, call.now + BATON_MS(1));
    assert_int_equal(plis_to("old", CAM), 1);
    call.now += BATON_MS(520);
    assert_true(delta(OLD)); /* lets the remembered one out */
    assert_int_equal(plis_to("old", CAM), 2);
    studio_ask(call.downlink, MIC, call.now);
    studio_ask(call.downlink, 7, call.now);
    studio_ask(call.downlink, -1, call.now);
    studio_ask(call.downlink, BATON_PORT_MAX_SLOTS, call.now);
    assert_int_equal(studio.pli_count, 2);
    assert_int_equal(stats(CAM).plis, 3); /* with the one of the first take */
}

static void while_armed_a_lost_request_is_repeated(void **state)
{
    (void)state;
    prepare(false, true);
    arm();
    for (int i = 0; i < 60; i++)
        assert_false(delta(NEW));
    assert_in_range(plis_to("new", CAM), 3, 4);
    assert_true(key(NEW));
    assert_int_equal(plis_to("old", CAM), 0);
}

static void after_the_fire_requests_go_to_the_awaited_device(void **state)
{
    (void)state;
    prepare(false, true);
    baton_stream_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
    arm();
    assert_true(key(NEW));
    assert_true(send(OLD, SCREEN, false));
    for (int i = 0; i < 30; i++)
        assert_false(send(NEW, SCREEN, false));
    call.now += BATON_SECONDS(1);
    studio_ask(call.downlink, SCREEN, call.now);
    assert_in_range(plis_to("new", SCREEN), 3, 4);
    assert_int_equal(plis_to("old", SCREEN), 0);
}

static void a_slot_stays_one_stream_when_it_changes_source(void **state)
{
    struct studio_record a, b;
    (void)state;

    assert_true(key(OLD));
    assert_true(send(OLD, SCREEN, true));
    assert_true(delta(OLD));
    a = studio.records[studio.count - 1];
    baton_slot_put(call.downlink, CAM, call.sources[SCREEN], true, 9, 9, call.now);
    assert_ptr_equal(baton_slot_stream(call.downlink, CAM), call.sources[SCREEN]);
    assert_int_equal(plis_to("old", SCREEN), 1);
    assert_false(delta(OLD));
    studio_clear();
    assert_true(send(OLD, SCREEN, false)); /* to its own slot only */
    assert_int_equal(studio.count, 1);
    assert_true(send(OLD, SCREEN, true)); /* to both */
    assert_int_equal(studio.count, 3);
    b = studio.records[1].mindex == CAM ? studio.records[1] : studio.records[2];
    assert_int_equal(b.mindex, CAM);
    assert_int_equal(b.seq, a.seq + 1);
    assert_int_equal(b.picture, a.picture + 1);
    assert_int_equal(b.tl0, (uint8_t)(a.tl0 + 1));
    assert_int_equal(b.timestamp - a.timestamp, 90 * 60);
}

static void a_slot_takes_nothing_older_than_its_opening(void **state)
{
    struct studio_packet late;
    (void)state;

    assert_true(key(OLD));
    call.now += BATON_MS(20);
    late = *next(OLD, CAM, false);
    baton_slot_put(call.downlink, 40, call.sources[CAM], true, 9, 9, call.now);
    assert_true(key(OLD));
    assert_int_equal(studio.records[studio.count - 1].mindex, 40);
    assert_int_equal(studio.records[studio.count - 1].seq, 9);
    studio_clear();
    assert_true(arrive(OLD, CAM, &late));
    assert_int_equal(studio.count, 1);
    assert_int_equal(studio.records[0].mindex, CAM);
}

static void an_emptied_slot_is_silent_and_goes_on_later(void **state)
{
    uint16_t seq;
    (void)state;

    assert_true(audio(OLD));
    seq = studio.records[studio.count - 1].seq;
    baton_slot_put(call.downlink, MIC, NULL, false, 0, 0, call.now);
    assert_null(baton_slot_stream(call.downlink, MIC));
    assert_false(audio(OLD));
    put(MIC);
    put(MIC);
    assert_true(audio(OLD)); /* at once */
    assert_int_equal(studio.records[studio.count - 1].seq, seq + 1);
}

static void an_audio_slot_that_changes_source_too_early_waits_one_packet(void **state)
{
    struct baton_stream *other =
        baton_stream_new(studio.media, BATON_CODEC_OPUS, STUDIO_OUT_PT, 500, 500, call.now);
    struct studio_record a, b;
    (void)state;

    baton_stream_take(
        other, baton_feed_bind(call.uplinks[NEW], MIC, other, STUDIO_AUDIO_PT, false));
    assert_true(audio(OLD));
    a = studio.records[studio.count - 1];
    baton_slot_put(call.downlink, MIC, other, false, 1, 1, call.now);
    call.now -= BATON_MS(15);
    assert_false(audio(NEW)); /* 5 ms after the other's, whose 20 ms are not over */
    assert_true(audio(NEW));
    b = studio.records[studio.count - 1];
    assert_int_equal(b.seq, a.seq + 1);
    assert_int_equal(b.timestamp - a.timestamp, 960);
    baton_stream_release(other);
}

static void a_port_that_is_not_fed_gets_nothing(void **state)
{
    uint16_t seq;
    (void)state;

    assert_true(audio(OLD));
    seq = studio.records[studio.count - 1].seq;
    baton_port_feed(call.downlink, false);
    assert_int_equal(stats(MIC).slots, 0);
    assert_false(audio(OLD));
    assert_false(key(OLD));
    studio_ask(call.downlink, CAM, call.now);
    assert_int_equal(studio.pli_count, 0);
    baton_port_feed(call.downlink, true);
    baton_port_feed(call.downlink, true);
    assert_int_equal(plis_to("old", CAM), 1);
    assert_true(audio(OLD));
    assert_int_equal(studio.records[studio.count - 1].seq, seq + 1);
    assert_false(delta(OLD));
    assert_true(key(OLD));
}

static void a_released_source_leaves_its_slots_empty_and_its_feeds_deaf(void **state)
{
    struct baton_stream *again;
    (void)state;

    prepare(true, true);
    baton_port_feed(call.downlink, false);
    baton_stream_release(call.sources[MIC]);
    assert_null(baton_slot_stream(call.downlink, MIC));
    assert_false(audio(OLD));
    baton_port_feed(call.downlink, true);
    again = baton_stream_new(studio.media, BATON_CODEC_OPUS, STUDIO_OUT_PT, 1, 1, call.now);
    assert_ptr_equal(again, call.sources[MIC]); /* from the pool */
    assert_int_equal(stats(MIC).packets, 0);
    assert_int_equal(stats(MIC).last_packet, BATON_NEVER);
    assert_false(audio(OLD));
    assert_false(audio(NEW));
}

static void foreign_packets_are_dropped(void **state)
{
    uint8_t data[64] = {0x80, STUDIO_AUDIO_PT + 1};
    struct baton_packet packet = {.data = data, .length = 40, .arrival = call.now};
    uint64_t dropped = stats(MIC).dropped;
    (void)state;

    baton_relay_rtp(call.uplinks[OLD], MIC, &packet);
    packet.length = 3;
    baton_relay_rtp(call.uplinks[OLD], MIC, &packet);
    assert_int_equal(stats(MIC).dropped, dropped + 2);
    baton_relay_rtp(call.uplinks[OLD], -1, &packet);
    baton_relay_rtp(call.uplinks[OLD], BATON_PORT_MAX_FEEDS, &packet);
    baton_relay_rtp(call.uplinks[NEW], 9, &packet);
    assert_int_equal(studio.count, 0);
}

static void stats_count_what_was_forwarded(void **state)
{
    (void)state;
    baton_slot_put(call.downlink, 9, call.sources[MIC], false, 1, 1, call.now);
    for (int i = 0; i < 10; i++)
        assert_true(audio(OLD));
    assert_false(arrive(OLD, MIC, &call.last[OLD][MIC])); /* a duplicate */
    assert_int_equal(stats(MIC).packets, 10);
    assert_int_equal(stats(MIC).bytes, 10 * 17);
    assert_int_equal(stats(MIC).dropped, 1);
    assert_int_equal(stats(MIC).slots, 2);
    assert_int_equal(stats(MIC).level, 20);
    assert_int_equal(stats(MIC).last_packet, call.now);
    assert_int_equal(stats(MIC).switches, 0);
    assert_int_equal(studio.count, 20);
}

static void many_slots_get_the_same_stream(void **state)
{
    struct baton_port *ports[100];
    (void)state;

    for (size_t i = 0; i < 100; i++) {
        ports[i] = baton_port_new(studio.media, "many");
        baton_slot_put(ports[i], 0, call.sources[CAM], true, (uint16_t)(1000 * i), 5, call.now);
    }
    assert_true(key(OLD));
    assert_int_equal(studio.count, 101);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(studio.records[i + 1].seq, (uint16_t)(1000 * i));
    for (size_t i = 0; i < 100; i += 2)
        baton_port_free(ports[i]);
    studio_clear();
    assert_true(delta(OLD));
    assert_int_equal(studio.count, 51);
    for (size_t i = 1; i < 100; i += 2)
        baton_port_free(ports[i]);
}

static void freeing_nothing_is_allowed(void **state)
{
    (void)state;
    baton_port_free(NULL);
    baton_media_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CALL_TEST(a_muted_source_is_silent_and_reopens_without_a_hole),
        CALL_TEST(a_muted_source_hands_over_all_the_same),
        CALL_TEST(requests_reach_whoever_feeds_the_source),
        CALL_TEST(while_armed_a_lost_request_is_repeated),
        CALL_TEST(after_the_fire_requests_go_to_the_awaited_device),
        CALL_TEST(a_slot_stays_one_stream_when_it_changes_source),
        CALL_TEST(a_slot_takes_nothing_older_than_its_opening),
        CALL_TEST(an_emptied_slot_is_silent_and_goes_on_later),
        CALL_TEST(an_audio_slot_that_changes_source_too_early_waits_one_packet),
        CALL_TEST(a_port_that_is_not_fed_gets_nothing),
        CALL_TEST(a_released_source_leaves_its_slots_empty_and_its_feeds_deaf),
        CALL_TEST(foreign_packets_are_dropped),
        CALL_TEST(stats_count_what_was_forwarded),
        CALL_TEST(many_slots_get_the_same_stream),
        CALL_TEST(freeing_nothing_is_allowed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
