/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every order in which 4 packets of the old device and 4 of the new one can come in, with the gate
 * armed at every place among them: what the other end gets is always one stream.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "studio.h"

enum { EACH = 4, ALL = 2 * EACH, OLD = 1, NEW = 2 };

struct call {
    struct baton_port *uplinks[2], *downlink;
    struct baton_stream *source;
    bool video;
    int order[ALL]; /* 0..3: the old device's packets, 4..7: the new one's */
    baton_time now;
};

static const baton_time start = BATON_SECONDS(1000);

/* Both numberings wrap within the four; the devices share an SSRC. */
static struct studio_packet packet_of(const struct call *call, int which)
{
    int device = which < EACH ? OLD : NEW, n = which % EACH;
    bool two_to_a_frame = call->video && device == NEW && n == 1;
    uint32_t frame = (uint32_t)(two_to_a_frame ? 0 : n);

    return (struct studio_packet){
        .device = (uint8_t)device,
        .video = call->video,
        .start = !two_to_a_frame,
        .key = device == NEW ? n != 2 : n == 0,
        .ssrc = 77,
        .seq = (uint16_t)(65534 + n),
        .timestamp = UINT32_MAX - 1000 + frame * (call->video ? 3000 : 960),
        .picture = (uint16_t)((0x7ffe + frame) & 0x7fff),
        .number = (uint32_t)n,
        .level = -1,
    };
}

static void set_up(struct call *call, bool video)
{
    *call = (struct call){.video = video, .now = start};
    call->downlink = baton_port_new(studio.media, "downlink");
    for (int i = 0; i < 2; i++)
        call->uplinks[i] = baton_port_new(studio.media, i ? "new" : "old");
    call->source = baton_stream_new(studio.media, video ? BATON_CODEC_VP8 : BATON_CODEC_OPUS,
        STUDIO_OUT_PT, 65530, UINT32_MAX - 20000, start);
}

static uint64_t bind(struct call *call, int device)
{
    return baton_feed_bind(call->uplinks[device - OLD], 0, call->source,
        call->video ? STUDIO_VIDEO_PT : STUDIO_AUDIO_PT, true);
}

static void tear_down(struct call *call)
{
    baton_port_free(call->uplinks[0]);
    baton_port_free(call->uplinks[1]);
    baton_port_free(call->downlink);
    baton_stream_release(call->source);
}

/* The old device is in the call: a keyframe before the four packets opened the stream. */
static void open_call(struct call *call)
{
    struct studio_packet first = packet_of(call, 0);

    first.seq = (uint16_t)(first.seq - 1);
    first.timestamp -= call->video ? 3000 : 960;
    first.picture--;
    first.number = UINT32_MAX;
    baton_stream_take(call->source, bind(call, OLD));
    baton_slot_put(call->downlink, 0, call->source, call->video, 65533, 9, start);
    studio_arrive(call->uplinks[0], 0, &first, call->now);
    assert_int_equal(studio.count, 1);
}

static int signed_gap(uint16_t a, uint16_t b)
{
    return (int16_t)(a - b);
}

/* Record `b` stands above record `a` in the stream: its other numbers must agree. */
static void check_pair(const struct studio_record *a, const struct studio_record *b, bool video)
{
    int32_t later = (int32_t)(b->timestamp - a->timestamp);

    assert_true(a->seq != b->seq);
    if (signed_gap(b->seq, a->seq) < 0) {
        const struct studio_record *swap = a;

        a = b;
        b = swap;
        later = -later;
    }
    assert_true(b->device >= a->device);
    assert_true(later >= (a->device == b->device && video ? 0 : 48));
    assert_true(later < 90 * 1000);
    if (video) {
        int pictures = ((b->picture - a->picture + 0x4000) & 0x7fff) - 0x4000;

        assert_true(pictures >= (a->device == b->device ? 0 : 1));
        assert_true(pictures < 10);
    }
    if (a->device == b->device && a->number != UINT32_MAX)
        assert_int_equal(signed_gap(b->seq, a->seq), (int)b->number - (int)a->number);
}

/* Where the new device's first packet stands in the record; the count if there is none. */
static size_t find_opening(void)
{
    size_t i = 0;

    while (i < studio.count && studio.records[i].device != NEW)
        i++;
    return i;
}

static bool was_sent(int device, uint32_t number)
{
    for (size_t i = 0; i < studio.count; i++)
        if (studio.records[i].device == device && studio.records[i].number == number)
            return true;
    return false;
}

static void check_stream(const struct call *call, size_t fired_at)
{
    size_t opening = find_opening();

    for (size_t i = 0; i < studio.count; i++) {
        assert_int_equal(studio.records[i].pt, STUDIO_OUT_PT);
        assert_int_equal(studio.records[i].device, i < opening ? OLD : NEW);
        for (size_t j = 0; j < i; j++)
            check_pair(&studio.records[j], &studio.records[i], call->video);
    }
    assert_int_equal(opening, fired_at);
    if (opening == studio.count)
        return;
    assert_true(!call->video || studio.records[opening].key_start);
}

/* Of the new device all packets from the opening on are there, and none that came after it is lost.
 */
static void check_whole(const struct call *call)
{
    size_t opening = find_opening();
    bool open = false;
    int first = -1;

    for (int i = 0; i < ALL; i++) {
        int n = call->order[i] - EACH;

        if (n < 0)
            continue;
        if (!open && opening < studio.count && studio.records[opening].number == (uint32_t)n) {
            open = true;
            first = n;
        }
        assert_int_equal(was_sent(NEW, (uint32_t)n), open && n >= first);
    }
    for (int i = 0, seen = -1; i < ALL && first >= 0; i++) {
        int n = call->order[i] - EACH;

        if (n == first)
            assert_true(seen < n);
        seen = n > seen ? n : seen;
    }
}

static void play(struct call *call, int arm_at)
{
    struct baton_gate_needs needs = {.audio = !call->video, .video = call->video};
    struct baton_gate *gate = baton_gate_new(studio.media, &needs);
    size_t fired_at = SIZE_MAX;

    studio_clear();
    call->now += BATON_SECONDS(20);
    open_call(call);
    baton_stream_prepare(call->source, gate, bind(call, NEW));
    for (int i = 0; i < ALL; i++) {
        struct studio_packet packet = packet_of(call, call->order[i]);
        size_t before = studio.count;

        if (i == arm_at)
            baton_gate_arm(gate);
        call->now += BATON_MS(22);
        studio_arrive(call->uplinks[packet.device - OLD], 0, &packet, call->now);
        if (fired_at == SIZE_MAX && baton_gate_state(gate) == BATON_GATE_FIRED) {
            fired_at = before;
            assert_int_equal(baton_gate_fired_at(gate), call->now);
        }
    }
    baton_gate_release(gate);
    check_stream(call, fired_at == SIZE_MAX ? studio.count : fired_at);
    check_whole(call);
}

/* Each of the orders, by Heap's algorithm. */
static void play_orders(struct call *call, int length)
{
    if (length == 1) {
        for (int arm_at = 0; arm_at <= ALL; arm_at += 2) {
            int order[ALL];
            bool video = call->video;

            for (int i = 0; i < ALL; i++)
                order[i] = call->order[i];
            set_up(call, video);
            for (int i = 0; i < ALL; i++)
                call->order[i] = order[i];
            play(call, arm_at);
            tear_down(call);
        }
        return;
    }
    for (int i = 0; i < length; i++) {
        int from = length % 2 ? 0 : i, kept;

        play_orders(call, length - 1);
        kept = call->order[from];
        call->order[from] = call->order[length - 1];
        call->order[length - 1] = kept;
    }
}

static void every_order(bool video)
{
    struct call call = {.video = video};

    studio_open();
    for (int i = 0; i < ALL; i++)
        call.order[i] = i;
    play_orders(&call, ALL);
    studio_close();
}

static void every_order_of_video(void **state)
{
    (void)state;
    every_order(true);
}

static void every_order_of_audio(void **state)
{
    (void)state;
    every_order(false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_of_video),
        cmocka_unit_test(every_order_of_audio),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
