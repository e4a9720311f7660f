/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tries every order in which 4 packets of the old device and 4 packets of the new device can arrive, and arms the gate
 * at different places among them. The receiver must always get one continuous stream.
 */
#include <stdio.h>

#include "recorder.h"
#include "test.h"

enum { EACH = 4, ALL = 2 * EACH, OLD = 1, NEW = 2 };

struct setup {
    struct baton_port *uplinks[2], *downlink;
    struct baton_stream *stream;
    bool video;
    int order[ALL]; /* 0..3: packets of the old device, 4..7: packets of the new device */
    baton_time now;
};

static const baton_time start = BATON_SECONDS(1000);

/* Returns the packet with this place in `order`. Both devices have the same SSRC, and their numbers wrap. */
static struct sent_packet packet_of(const struct setup *setup, int which)
{
    int device = which < EACH ? OLD : NEW, n = which % EACH;
    bool two_to_a_frame = setup->video && device == NEW && n == 1;
    uint32_t frame = (uint32_t)(two_to_a_frame ? 0 : n);

    return (struct sent_packet){
        .device = (uint8_t)device,
        .video = setup->video,
        .start = !two_to_a_frame,
        .key = device == NEW ? n != 2 : n == 0,
        .ssrc = 77,
        .seq = (uint16_t)(65534 + n),
        .timestamp = UINT32_MAX - 1000 + frame * (setup->video ? 3000 : 960),
        .picture = (uint16_t)((0x7ffe + frame) & 0x7fff),
        .number = (uint32_t)n,
        .level = -1,
    };
}

static void set_up(struct setup *setup, bool video)
{
    *setup = (struct setup){.video = video, .now = start};
    setup->downlink = baton_port_new(recorder.media, "downlink");
    for (int i = 0; i < 2; i++)
        setup->uplinks[i] = baton_port_new(recorder.media, i ? "new" : "old");
    setup->stream = baton_stream_new(recorder.media, video ? BATON_CODEC_VP8 : BATON_CODEC_OPUS,
        OUT_PT, 65530, UINT32_MAX - 20000, start);
}

static uint64_t bind(struct setup *setup, int device)
{
    return plain_bind(
        setup->uplinks[device - OLD], 0, setup->stream, setup->video ? VIDEO_PT : AUDIO_PT, true);
}

static void tear_down(struct setup *setup)
{
    baton_port_free(setup->uplinks[0]);
    baton_port_free(setup->uplinks[1]);
    baton_port_free(setup->downlink);
    baton_stream_release(setup->stream);
}

/* Makes the old device feed the stream, and opens the stream with a keyframe before the four packets. */
static void open_call(struct setup *setup)
{
    struct sent_packet first = packet_of(setup, 0);

    first.seq = (uint16_t)(first.seq - 1);
    first.timestamp -= setup->video ? 3000 : 960;
    first.picture--;
    first.number = UINT32_MAX;
    baton_stream_take(setup->stream, bind(setup, OLD));
    baton_port_put(setup->downlink, 0, setup->stream, setup->video, 65533, 9, start);
    packet_arrive(setup->uplinks[0], 0, &first, setup->now);
    assert_int_equal(recorder.count, 1);
}

static int signed_gap(uint16_t a, uint16_t b)
{
    return (int16_t)(a - b);
}

/* The packet with the higher sequence number must also have the higher timestamp and picture id. */
static void check_pair(const struct recorded_packet *a, const struct recorded_packet *b, bool video)
{
    int32_t later = (int32_t)(b->timestamp - a->timestamp);

    assert_true(a->seq != b->seq);
    if (signed_gap(b->seq, a->seq) < 0) {
        const struct recorded_packet *swap = a;

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

/* Returns the index of the first recorded packet of the new device, or the number of records if there is none. */
static size_t find_opening(void)
{
    size_t i = 0;

    while (i < recorder.count && recorder.records[i].device != NEW)
        i++;
    return i;
}

static bool was_sent(int device, uint32_t number)
{
    for (size_t i = 0; i < recorder.count; i++)
        if (recorder.records[i].device == device && recorder.records[i].number == number)
            return true;
    return false;
}

static void check_stream(const struct setup *setup, size_t fired_at)
{
    size_t opening = find_opening();

    for (size_t i = 0; i < recorder.count; i++) {
        assert_int_equal(recorder.records[i].pt, OUT_PT);
        assert_int_equal(recorder.records[i].device, i < opening ? OLD : NEW);
        for (size_t j = 0; j < i; j++)
            check_pair(&recorder.records[j], &recorder.records[i], setup->video);
    }
    assert_int_equal(opening, fired_at);
    if (opening == recorder.count)
        return;
    assert_true(!setup->video || recorder.records[opening].key_start);
}

/*
 * Checks that Baton has sent all packets of the new device from the opening on. The opening is the packet at which the
 * stream changed to the new device: no packet with a higher number may have arrived before it.
 */
static void check_complete(const struct setup *setup)
{
    size_t opening = find_opening();
    bool open = false;
    int first = -1;

    for (int i = 0; i < ALL; i++) {
        int n = setup->order[i] - EACH;

        if (n < 0)
            continue;
        if (!open && opening < recorder.count && recorder.records[opening].number == (uint32_t)n) {
            open = true;
            first = n;
        }
        assert_int_equal(was_sent(NEW, (uint32_t)n), open && n >= first);
    }
    for (int i = 0, seen = -1; i < ALL && first >= 0; i++) {
        int n = setup->order[i] - EACH;

        if (n == first)
            assert_true(seen < n);
        seen = n > seen ? n : seen;
    }
}

static void try_order(struct setup *setup, int arm_at)
{
    struct baton_gate_needs needs = {.audio = !setup->video, .video = setup->video};
    struct baton_gate *gate = baton_gate_new(recorder.media, &needs);
    size_t fired_at = SIZE_MAX;

    recorder_clear();
    setup->now += BATON_SECONDS(20);
    open_call(setup);
    baton_stream_prepare(setup->stream, gate, bind(setup, NEW));
    for (int i = 0; i < ALL; i++) {
        struct sent_packet packet = packet_of(setup, setup->order[i]);
        size_t before = recorder.count;

        if (i == arm_at)
            baton_stream_arm_gate(gate);
        setup->now += BATON_MS(22);
        packet_arrive(setup->uplinks[packet.device - OLD], 0, &packet, setup->now);
        if (fired_at == SIZE_MAX && baton_gate_state(gate) == BATON_GATE_FIRED) {
            fired_at = before;
            assert_int_equal(baton_gate_fired_at(gate), setup->now);
        }
    }
    release_gate(gate);
    check_stream(setup, fired_at == SIZE_MAX ? recorder.count : fired_at);
    check_complete(setup);
}

/* Tries each order of the first `length` packets, with Heap's algorithm. */
static void try_orders(struct setup *setup, int length)
{
    if (length == 1) {
        for (int arm_at = 0; arm_at <= ALL; arm_at += 2) {
            int order[ALL];
            bool video = setup->video;

            for (int i = 0; i < ALL; i++)
                order[i] = setup->order[i];
            set_up(setup, video);
            for (int i = 0; i < ALL; i++)
                setup->order[i] = order[i];
            try_order(setup, arm_at);
            tear_down(setup);
        }
        return;
    }
    for (int i = 0; i < length; i++) {
        int from = length % 2 ? 0 : i, kept;

        try_orders(setup, length - 1);
        kept = setup->order[from];
        setup->order[from] = setup->order[length - 1];
        setup->order[length - 1] = kept;
    }
}

static void every_order(bool video)
{
    struct setup setup = {.video = video};

    recorder_open();
    for (int i = 0; i < ALL; i++)
        setup.order[i] = i;
    try_orders(&setup, ALL);
    recorder_close();
}

TEST(video_is_one_continuous_stream_in_every_order_of_packets)
{
    every_order(true);
}

TEST(audio_is_one_continuous_stream_in_every_order_of_packets)
{
    every_order(false);
}
