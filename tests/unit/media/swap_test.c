/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two devices feed the same streams, with 20 swaps between them, over networks that lose, delay, repeat and reorder
 * packets. On each m-line, the receiver must get one continuous stream whose timestamps follow real time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/upstream.h"
#include "recorder.h"
#include "test.h"

enum { DEVICES = 2, AUDIO = 0, VIDEO = 1, LINES = 2, SWAPS = 20, WIRE = 8192, BURST = 3 };

struct network {
    int loss, repeat; /* packets of 1000 that are lost, and repeated */
    baton_time jitter;
};

/* The encoder for one m-line of one device. */
struct encoder {
    struct sent_packet next;
    baton_time due, period;
    uint32_t ticks;
    bool wants_key;    /* a PLI has come, so the next frame is a keyframe */
    baton_time pli_at; /* when the PLI on its way arrives; BATON_NEVER: no PLI */
};

/* A packet on its way from a device to Baton. */
struct flight {
    struct sent_packet packet;
    baton_time arrival, captured;
    int device, line;
};

struct world {
    uint64_t random;
    struct network network;
    struct baton_port *uplinks[DEVICES], *downlink;
    struct baton_stream *streams[LINES];
    struct encoder encoders[DEVICES][LINES];
    uint64_t generations[DEVICES][LINES];
    struct flight wire[WIRE];
    size_t flying;
    size_t plis_seen;
    int live;
    baton_time now;
};

/* When each packet was captured: [m-line][device][number of the packet]. */
static baton_time captured[LINES][DEVICES][1 << 16];

static const baton_time start = BATON_SECONDS(9000);

static uint32_t draw(struct world *world, uint32_t bound)
{
    return random_below(&world->random, bound);
}

static void set_up_encoder(struct world *world, int device, int line)
{
    struct encoder *encoder = &world->encoders[device][line];

    *encoder = (struct encoder){
        .due = start + draw(world, 20000),
        .period = line == VIDEO ? 33333 : 20000,
        .ticks = line == VIDEO ? 3000 : 960,
        .wants_key = true,
        .pli_at = BATON_NEVER,
        .next = {.device = (uint8_t)device,
            .video = line == VIDEO,
            .ssrc = draw(world, 2),
            .seq = (uint16_t)(draw(world, 2) ? 65500 : draw(world, 65536)),
            .timestamp = draw(world, 2) ? UINT32_MAX - 10000 : draw(world, UINT32_MAX),
            .picture = (uint16_t)(draw(world, 2) ? 0x7ff0 : draw(world, 0x8000)),
            .level = -1},
    };
}

static void set_up(struct world *world, uint64_t seed, const struct network *network)
{
    memset(world, 0, sizeof(*world));
    recorder_open();
    world->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    world->network = *network;
    world->now = start;
    world->downlink = baton_port_new(recorder.media, "downlink");
    for (int device = 0; device < DEVICES; device++)
        world->uplinks[device] = baton_port_new(recorder.media, &world->encoders[device]);
    for (int line = 0; line < LINES; line++) {
        world->streams[line] =
            baton_stream_new(recorder.media, line == VIDEO ? BATON_CODEC_VP8 : BATON_CODEC_OPUS,
                OUT_PT, (uint16_t)draw(world, 65536), draw(world, UINT32_MAX), start);
        for (int device = 0; device < DEVICES; device++) {
            set_up_encoder(world, device, line);
            world->generations[device][line] = plain_bind(world->uplinks[device], line,
                world->streams[line], line == VIDEO ? VIDEO_PT : AUDIO_PT, line == VIDEO);
        }
        baton_stream_take(world->streams[line], world->generations[0][line]);
        baton_port_put(world->downlink, line, world->streams[line], line == VIDEO,
            (uint16_t)draw(world, 65536), draw(world, UINT32_MAX), start);
    }
}

static void tear_down(struct world *world)
{
    for (int device = 0; device < DEVICES; device++)
        baton_port_free(world->uplinks[device]);
    baton_port_free(world->downlink);
    for (int line = 0; line < LINES; line++)
        baton_stream_release(world->streams[line]);
    recorder_close();
}

static void send_packet(struct world *world, int device, int line, const struct sent_packet *packet)
{
    struct flight *flight = &world->wire[world->flying];
    baton_time jitter = world->network.jitter;

    if ((int)draw(world, 1000) < world->network.loss || world->flying == WIRE)
        return;
    flight->packet = *packet;
    flight->device = device;
    flight->line = line;
    flight->captured = world->now;
    flight->arrival = world->now + BATON_MS(20) + (jitter ? draw(world, (uint32_t)jitter) : 0);
    world->flying++;
}

static void encode(struct world *world, int device, int line)
{
    struct encoder *encoder = &world->encoders[device][line];
    struct sent_packet *packet = &encoder->next;
    uint32_t packets = line == VIDEO ? 1 + draw(world, BURST) : 1;

    if (encoder->pli_at <= world->now) {
        encoder->wants_key = true;
        encoder->pli_at = BATON_NEVER;
    }
    packet->key = encoder->wants_key;
    encoder->wants_key = false;
    for (uint32_t i = 0; i < packets; i++) {
        packet->start = i == 0;
        captured[line][device][packet->number & 0xffff] = world->now;
        send_packet(world, device, line, packet);
        if ((int)draw(world, 1000) < world->network.repeat)
            send_packet(world, device, line, packet);
        packet->seq++;
        packet->number++;
    }
    packet->picture = (packet->picture + 1) & 0x7fff;
    packet->timestamp += encoder->ticks;
    encoder->due += encoder->period;
}

static void deliver(struct world *world, size_t which)
{
    struct flight flight = world->wire[which];

    world->wire[which] = world->wire[--world->flying];
    packet_arrive(world->uplinks[flight.device], flight.line, &flight.packet, world->now);
}

/* Takes new PLIs to the devices. Each PLI arrives after 20 ms. */
static void carry_plis(struct world *world)
{
    for (; world->plis_seen < recorder.pli_count; world->plis_seen++) {
        struct encoder *encoder = (struct encoder *)recorder.plis[world->plis_seen].handle +
                                  recorder.plis[world->plis_seen].mindex;

        if (encoder->pli_at == BATON_NEVER)
            encoder->pli_at = world->now + BATON_MS(20);
    }
}

/*
 * Performs the next event if it is before `end`: an encoder sends a frame, or a packet arrives. Returns false if there
 * is no such event; the time is then `end`.
 */
static bool step(struct world *world, baton_time end)
{
    size_t first = WIRE;
    int device = -1, line = -1;
    baton_time at = end;

    for (size_t i = 0; i < world->flying; i++)
        if (world->wire[i].arrival < at) {
            at = world->wire[i].arrival;
            first = i;
        }
    for (int i = 0; i < DEVICES * LINES; i++)
        if (world->encoders[i / LINES][i % LINES].due < at) {
            at = world->encoders[i / LINES][i % LINES].due;
            device = i / LINES;
            line = i % LINES;
        }
    world->now = at;
    if (at == end)
        return false;
    if (device >= 0)
        encode(world, device, line);
    else
        deliver(world, first);
    carry_plis(world);
    return true;
}

static void run(struct world *world, baton_time span)
{
    baton_time end = world->now + span;

    while (step(world, end))
        ;
}

/* Checks that all records from `from` to `to` - 1 are packets of this device. */
static void check_device(size_t from, size_t to, int device)
{
    for (size_t i = from; i < to; i++)
        assert_int_equal(recorder.records[i].device, device);
}

static void swap(struct world *world)
{
    struct baton_gate_needs needs = {.audio = true, .video = true};
    struct baton_gate *gate = baton_gate_new(recorder.media, &needs);
    int taker = 1 - world->live;
    size_t before = recorder.count, after;
    bool new_audio = false;

    for (int line = 0; line < LINES; line++)
        baton_stream_prepare(world->streams[line], gate, world->generations[taker][line]);
    baton_stream_arm_gate(gate);
    carry_plis(world);
    after = before;
    for (baton_time end = world->now + BATON_SECONDS(5);
         baton_gate_state(gate) != BATON_GATE_FIRED;) {
        after = recorder.count;
        assert_true(step(world, end));
    }
    check_device(before, after, world->live);
    assert_int_equal(recorder.count, after + 1);
    assert_int_equal(recorder.records[after].device, taker);
    assert_int_equal(recorder.records[after].mindex, VIDEO);
    assert_true(recorder.records[after].key_start);
    if (draw(world, 2)) {
        release_gate(gate);
        gate = NULL;
    }
    run(world, BATON_MS(800 + draw(world, 700)));
    for (size_t i = after; i < recorder.count; i++) {
        const struct recorded_packet *record = &recorder.records[i];

        new_audio |= record->mindex == AUDIO && record->device == taker;
        assert_true(
            record->device == taker ||
            (record->mindex == AUDIO && !new_audio &&
                record->arrival - recorder.records[after].arrival <= BATON_UPSTREAM_AUDIO_OVERLAP));
    }
    assert_true(new_audio);
    if (gate)
        release_gate(gate);
    world->live = taker;
}

static const struct recorded_packet *sent[1 << 17];
static int64_t extended[1 << 17];

/*
 * Sorts the records of one m-line by sequence number into `sent`. Checks that no number comes twice. Returns the number
 * of records.
 */
static size_t sort_line(int line)
{
    static const struct recorded_packet *slots[1 << 17];
    size_t count = 0;
    int64_t newest = 1 << 16, lowest;

    memset(slots, 0, sizeof(slots));
    lowest = newest + (1 << 15);
    for (size_t i = 0; i < recorder.count; i++) {
        const struct recorded_packet *record = &recorder.records[i];
        int64_t seq;

        if (record->mindex != line)
            continue;
        if (count == 0)
            newest = lowest = record->seq;
        seq = newest + (int16_t)(record->seq - (uint16_t)newest);
        assert_true(newest - seq < 128); /* SRTP would drop an older packet */
        assert_true(seq >= lowest);
        assert_null(slots[seq - lowest]);
        slots[seq - lowest] = record;
        newest = seq > newest ? seq : newest;
        count++;
    }
    count = 0;
    for (size_t i = 0; i < 1 << 17; i++)
        if (slots[i]) {
            extended[count] = lowest + (int64_t)i;
            sent[count++] = slots[i];
        }
    return count;
}

/*
 * Checks that the numbers of one m-line are continuous. Compares the timestamps with the times of capture, and returns
 * the largest difference in microseconds.
 */
static baton_time check_line(int line)
{
    size_t count = sort_line(line);
    int64_t timestamp = 0, khz = line == VIDEO ? 90 : 48;
    baton_time worst = 0, origin = 0;

    assert_true(count > 500);
    for (size_t i = 0; i < count; i++) {
        baton_time at = captured[line][sent[i]->device][sent[i]->number & 0xffff], off;

        if (i == 0) {
            origin = at;
            continue;
        }
        timestamp += (int32_t)(sent[i]->timestamp - sent[i - 1]->timestamp);
        assert_true((int32_t)(sent[i]->timestamp - sent[i - 1]->timestamp) >= 0);
        if (sent[i]->device != sent[i - 1]->device) {
            assert_int_equal(extended[i], extended[i - 1] + 1);
            assert_true((int32_t)(sent[i]->timestamp - sent[i - 1]->timestamp) >= khz);
            if (line == VIDEO) {
                assert_true(sent[i]->key_start);
                assert_int_equal(sent[i]->picture, (sent[i - 1]->picture + 1) & 0x7fff);
                assert_int_equal(sent[i]->tl0, (uint8_t)(sent[i - 1]->tl0 + 1));
            } else {
                assert_int_equal((sent[i]->timestamp - sent[i - 1]->timestamp) % 960, 0);
            }
        }
        off = timestamp * 1000 / khz - (at - origin);
        worst = llabs(off) > worst ? llabs(off) : worst;
    }
    return worst;
}

/* `most`: the largest difference between timestamps and real time. Sound may also run ahead. */
static void play(uint64_t seed, const struct network *network, baton_time most)
{
    static struct world world;
    baton_time worst[LINES];

    set_up(&world, seed, network);
    run(&world, BATON_SECONDS(2));
    for (int i = 0; i < SWAPS; i++)
        swap(&world);
    for (int line = 0; line < LINES; line++) {
        baton_time bound = most + (line == AUDIO ? BATON_SEQUENCE_LEAD : 0);

        worst[line] = check_line(line);
        if (worst[line] > bound)
            print_message("seed %" PRIu64 ", line %d: timestamps differ by %" PRId64 " us\n", seed,
                line, worst[line]);
        assert_true(worst[line] <= bound);
    }
    tear_down(&world);
}

TEST(twenty_swaps_on_a_network_without_impairments)
{
    const struct network network = {0};

    for (uint64_t seed = 1; seed <= 40; seed++)
        play(seed, &network, BATON_MS(10) + 100);
}

TEST(twenty_swaps_on_a_wireless_network)
{
    const struct network network = {.loss = 20, .repeat = 20, .jitter = BATON_MS(15)};

    for (uint64_t seed = 100; seed < 140; seed++)
        play(seed, &network, BATON_MS(30));
}

TEST(twenty_swaps_on_a_bad_network)
{
    const struct network network = {.loss = 100, .repeat = 50, .jitter = BATON_MS(60)};

    for (uint64_t seed = 200; seed < 240; seed++)
        play(seed, &network,
            BATON_MS(115)); /* jitter, BATON_SEQUENCE_SLACK, and half an audio packet */
}
