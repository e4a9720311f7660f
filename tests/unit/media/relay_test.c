/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of gates, sources, slots and mutes, one packet at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "studio.h"

enum { OLD = 0, NEW = 1, MIC = 0, CAM = 1, SCREEN = 2, LINES = 3 };

/* One participant with two devices, and one listener. */
struct call {
    struct baton_port *uplinks[2], *downlink;
    struct baton_source *sources[LINES];
    uint64_t generations[2][LINES];
    struct studio_packet last[2][LINES];
    struct baton_gate *gate;
    baton_time now;
};

static struct call call;

static bool is_video(int line)
{
    return line != MIC;
}

static void bind(int device, int line)
{
    call.generations[device][line] = baton_feed_bind(call.uplinks[device], line, call.sources[line],
        is_video(line) ? STUDIO_VIDEO_PT : STUDIO_AUDIO_PT, line == CAM);
}

static void put(int line)
{
    baton_slot_put(call.downlink, line, call.sources[line], is_video(line), 100, 100, call.now);
}

/* The next packet of a device's line, 20 ms after the packet before it. */
static struct studio_packet *next(int device, int line, bool key)
{
    struct studio_packet *packet = &call.last[device][line];

    packet->seq++;
    packet->number++;
    packet->picture = (packet->picture + 1) & 0x7fff;
    packet->timestamp = (uint32_t)(call.now / 1000 * (is_video(line) ? 90 : 48));
    packet->start = true;
    packet->key = key;
    packet->empty = false;
    return packet;
}

/* True: it came out. */
static bool arrive(int device, int line, const struct studio_packet *packet)
{
    size_t before = studio.count;

    studio_arrive(call.uplinks[device], line, packet, call.now);
    return studio.count > before;
}

static bool send(int device, int line, bool key)
{
    call.now += BATON_MS(20);
    return arrive(device, line, next(device, line, key));
}

static bool audio(int device)
{
    return send(device, MIC, false);
}

static bool delta(int device)
{
    return send(device, CAM, false);
}

static bool key(int device)
{
    return send(device, CAM, true);
}

static int set_up(void **state)
{
    (void)state;
    studio_open();
    memset(&call, 0, sizeof(call));
    call.now = BATON_SECONDS(100);
    call.downlink = baton_port_new(studio.media, "down");
    for (int device = 0; device < 2; device++) {
        call.uplinks[device] = baton_port_new(studio.media, device ? "new" : "old");
        for (int line = 0; line < LINES; line++) {
            call.last[device][line] = (struct studio_packet){
                .device = (uint8_t)device,
                .video = is_video(line),
                .ssrc = 5,
                .seq = (uint16_t)(device ? 65000 : 7),
                .picture = device ? 3 : 9000,
                .level = 20,
            };
        }
    }
    for (int line = 0; line < LINES; line++) {
        call.sources[line] = baton_source_new(studio.media,
            is_video(line) ? BATON_CODEC_VP8 : BATON_CODEC_OPUS, STUDIO_OUT_PT, 1, 1, call.now);
        bind(OLD, line);
        baton_source_take(call.sources[line], call.generations[OLD][line]);
        put(line);
    }
    studio_clear();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int device = 0; device < 2; device++)
        baton_port_free(call.uplinks[device]);
    baton_port_free(call.downlink);
    for (int line = 0; line < LINES; line++)
        baton_source_release(call.sources[line]);
    if (call.gate)
        baton_gate_release(call.gate);
    studio_close();
    return 0;
}

/* The old device talks; the new one is there, and its gate prepared on microphone and camera. */
static void prepare(bool needs_audio, bool needs_video)
{
    const struct baton_gate_needs needs = {.audio = needs_audio, .video = needs_video};

    assert_true(audio(OLD));
    assert_true(key(OLD));
    assert_true(send(OLD, SCREEN, true));
    for (int line = 0; line < LINES; line++)
        bind(NEW, line);
    call.gate = baton_gate_new(studio.media, &needs);
    baton_source_prepare(call.sources[MIC], call.gate, call.generations[NEW][MIC]);
    baton_source_prepare(call.sources[CAM], call.gate, call.generations[NEW][CAM]);
    studio_clear();
}

static void arm(void)
{
    baton_gate_arm(call.gate);
}

static bool fired(void)
{
    return baton_gate_state(call.gate) == BATON_GATE_FIRED;
}

static size_t plis_to(const char *handle, int mindex)
{
    size_t count = 0;

    for (size_t i = 0; i < studio.pli_count; i++)
        count += strcmp(studio.plis[i].handle, handle) == 0 && studio.plis[i].mindex == mindex;
    return count;
}

static struct baton_source_stats stats(int line)
{
    struct baton_source_stats stats;

    baton_source_stats(call.sources[line], &stats);
    return stats;
}

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

static void a_first_keyframe_that_is_lost_is_asked_for(void **state)
{
    (void)state;
    prepare(false, true);
    arm();
    assert_false(delta(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

static void a_keyframe_before_the_audio_does_not_fire(void **state)
{
    (void)state;
    prepare(true, true);
    arm();
    assert_false(key(NEW));
    assert_false(fired());
    assert_int_equal(plis_to("new", CAM), 0);
    assert_false(audio(NEW)); /* heard: another keyframe is asked for at once */
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(audio(NEW));
    assert_int_equal(plis_to("new", CAM), 1);
    assert_true(key(NEW));
}

static void audio_counts_as_heard_for_half_a_second(void **state)
{
    (void)state;
    prepare(true, true);
    assert_false(audio(NEW)); /* before it was armed */
    arm();
    call.now += BATON_MS(481);
    assert_false(key(NEW)); /* 501 ms after */
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
    baton_source_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
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
    baton_source_prepare(call.sources[SCREEN], call.gate, 0);
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
    baton_source_settle(call.sources[CAM], call.gate);
    baton_source_settle(call.sources[CAM], call.gate);
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
    baton_source_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
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
    baton_source_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
    arm();
    assert_true(key(NEW));
    call.now += BATON_SOURCE_AUDIO_OVERLAP - BATON_MS(20);
    assert_true(audio(OLD));
    assert_false(audio(OLD));
    assert_true(audio(NEW));
    call.now = baton_gate_fired_at(call.gate) + BATON_SOURCE_VIDEO_OVERLAP - BATON_MS(20);
    assert_true(send(OLD, SCREEN, false));
    assert_false(send(OLD, SCREEN, false));
}

static void settling_where_nobody_takes_ends_the_old_device(void **state)
{
    (void)state;
    prepare(false, true);
    baton_source_prepare(call.sources[SCREEN], call.gate, 0);
    arm();
    assert_true(key(NEW));
    baton_source_settle(call.sources[SCREEN], call.gate);
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
    baton_source_prepare(call.sources[MIC], back, call.generations[OLD][MIC]);
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
    baton_source_prepare(call.sources[MIC], call.gate, call.generations[OLD][MIC]);
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
    baton_source_take(call.sources[CAM], call.generations[NEW][CAM]);
    assert_int_equal(plis_to("new", CAM), 1);
    assert_false(delta(OLD));
    assert_false(delta(NEW));
    assert_true(key(NEW));
    baton_source_take(call.sources[CAM], call.generations[NEW][CAM]);
    assert_true(delta(NEW));
    baton_source_take(call.sources[CAM], 0);
    assert_false(key(NEW));
    assert_int_equal(stats(CAM).generation, 0);
    baton_source_take(call.sources[CAM], 987654);
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
    baton_source_take(call.sources[CAM], call.generations[NEW][CAM]);
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

static void a_muted_source_is_silent_and_reopens_without_a_hole(void **state)
{
    uint16_t seq;
    (void)state;

    assert_true(key(OLD));
    seq = studio.records[studio.count - 1].seq;
    baton_source_mute(call.sources[CAM], true);
    baton_source_mute(call.sources[CAM], true);
    assert_true(stats(CAM).muted);
    for (int i = 0; i < 10; i++)
        assert_false(key(OLD));
    studio_ask(call.downlink, CAM, call.now);
    assert_int_equal(plis_to("old", CAM), 0);
    baton_source_mute(call.sources[CAM], false);
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
    baton_source_mute(call.sources[MIC], true);
    arm();
    assert_true(key(NEW));
    assert_false(audio(NEW));
    assert_int_equal(stats(MIC).generation, call.generations[NEW][MIC]);
    baton_source_mute(call.sources[MIC], false);
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
    baton_source_prepare(call.sources[SCREEN], call.gate, call.generations[NEW][SCREEN]);
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
    assert_ptr_equal(baton_slot_source(call.downlink, CAM), call.sources[SCREEN]);
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
    assert_null(baton_slot_source(call.downlink, MIC));
    assert_false(audio(OLD));
    put(MIC);
    put(MIC);
    assert_true(audio(OLD)); /* at once */
    assert_int_equal(studio.records[studio.count - 1].seq, seq + 1);
}

static void an_audio_slot_that_changes_source_too_early_waits_one_packet(void **state)
{
    struct baton_source *other =
        baton_source_new(studio.media, BATON_CODEC_OPUS, STUDIO_OUT_PT, 500, 500, call.now);
    struct studio_record a, b;
    (void)state;

    baton_source_take(
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
    baton_source_release(other);
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
    struct baton_source *again;
    (void)state;

    prepare(true, true);
    baton_port_feed(call.downlink, false);
    baton_source_release(call.sources[MIC]);
    assert_null(baton_slot_source(call.downlink, MIC));
    assert_false(audio(OLD));
    baton_port_feed(call.downlink, true);
    again = baton_source_new(studio.media, BATON_CODEC_OPUS, STUDIO_OUT_PT, 1, 1, call.now);
    assert_ptr_equal(again, call.sources[MIC]); /* from the pool */
    assert_int_equal(stats(MIC).packets, 0);
    assert_int_equal(stats(MIC).last_packet, BATON_NEVER);
    assert_false(audio(OLD));
    assert_false(audio(NEW));
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

#define row(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        row(nothing_leaves_before_the_gate_fires),
        row(it_fires_at_the_first_packet_of_a_keyframe),
        row(what_has_not_begun_is_not_asked_for_the_keyframe_it_begins_with),
        row(a_first_keyframe_that_is_lost_is_asked_for),
        row(a_keyframe_before_the_audio_does_not_fire),
        row(audio_counts_as_heard_for_half_a_second),
        row(audio_heard_under_another_binding_does_not_count),
        row(video_alone_waits_for_no_audio),
        row(audio_alone_fires_at_its_first_packet),
        row(a_second_video_does_not_fire),
        row(what_nobody_takes_falls_silent),
        row(a_keyframe_in_disorder_is_asked_for_again),
        row(padding_opens_nothing_but_passes_when_open),
        row(a_disarmed_gate_changes_nothing),
        row(disarming_a_closed_gate_is_in_time),
        row(disarming_a_fired_gate_is_too_late),
        row(settling_a_fired_gate_lets_the_rest_take_over),
        row(the_old_device_overlaps_no_longer_than_allowed),
        row(settling_where_nobody_takes_ends_the_old_device),
        row(a_new_gate_ends_what_the_last_one_left_open),
        row(preparing_with_who_feeds_already_changes_nothing),
        row(a_forced_take_needs_no_gate),
        row(an_unbound_feed_is_deaf),
        row(a_taker_that_leaves_after_the_fire_leaves_silence),
        row(a_muted_source_is_silent_and_reopens_without_a_hole),
        row(a_muted_source_hands_over_all_the_same),
        row(requests_reach_whoever_feeds_the_source),
        row(while_armed_a_lost_request_is_repeated),
        row(after_the_fire_requests_go_to_the_awaited_device),
        row(a_slot_stays_one_stream_when_it_changes_source),
        row(a_slot_takes_nothing_older_than_its_opening),
        row(an_emptied_slot_is_silent_and_goes_on_later),
        row(an_audio_slot_that_changes_source_too_early_waits_one_packet),
        row(a_port_that_is_not_fed_gets_nothing),
        row(a_released_source_leaves_its_slots_empty_and_its_feeds_deaf),
        row(gates_come_from_a_pool),
        row(foreign_packets_are_dropped),
        row(stats_count_what_was_forwarded),
        row(many_slots_get_the_same_stream),
        row(freeing_nothing_is_allowed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
