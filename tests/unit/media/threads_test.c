/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A test with real threads. Two uplinks send packets and a receiver requests keyframes, as fast as they can. At the
 * same time the control thread swaps, mutes, binds feeds and puts streams on slots. Built with ThreadSanitizer, the
 * test finds data races. Without it, the test still finds numbers that a slot has sent twice.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "recorder.h"
#include "test.h"

enum { UPLINKS = 2, LINES = 2, DOWNLINKS = 4, ROUNDS = 3000 };

/* The packets that were sent on a downlink. The lock of the stream guards the data of an m-line. */
struct receiver {
    uint8_t seen[LINES][65536 / 8];
    uint64_t packets[LINES];
    atomic_int repeats; /* how many numbers were sent twice */
};

static struct baton_media *media;
static struct baton_port *uplinks[UPLINKS], *downlinks[DOWNLINKS];
static struct baton_stream *streams[LINES];
static struct receiver receivers[DOWNLINKS];
static atomic_bool stop;
static atomic_int wakes, plis;
static _Atomic baton_time now = 1;

/* Notes the sequence number, and forgets numbers that are 32768 lower, because the numbers wrap. */
static void relay_rtp(void *handle, int mindex, bool video, const struct baton_packet *packet)
{
    struct receiver *receiver = handle;
    uint16_t seq = (uint16_t)(packet->data[2] << 8 | packet->data[3]);
    uint16_t old = (uint16_t)(seq + 32768);
    uint8_t *seen = receiver->seen[mindex];
    (void)video;

    if (seen[seq / 8] & (1 << seq % 8))
        atomic_fetch_add(&receiver->repeats, 1);
    seen[seq / 8] |= (uint8_t)(1 << seq % 8);
    for (int i = 0; i < 64; i++)
        seen[(uint16_t)(old + i) / 8] &= (uint8_t) ~(1 << (uint16_t)(old + i) % 8);
    receiver->packets[mindex]++;
}

static void send_pli(void *handle, int mindex)
{
    (void)handle;
    (void)mindex;
    atomic_fetch_add(&plis, 1);
}

static void send_fir(void *handle, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first)
{
    (void)encoding;
    (void)ssrc;
    (void)first;
    send_pli(handle, mindex);
}

static void copy_form(
    const struct baton_packet *packet, void *form, uint8_t *data, uint16_t length)
{
    (void)packet;
    (void)length;
    (void)form;
    (void)data;
}

static void wake(void)
{
    atomic_fetch_add(&wakes, 1);
}

static void *run_uplink(void *argument)
{
    int device = (int)(intptr_t)argument;
    struct sent_packet packets[LINES] = {
        {.device = (uint8_t)device, .ssrc = 1, .level = 9},
        {.device = (uint8_t)device, .ssrc = 1, .video = true, .level = -1},
    };

    for (uint32_t i = 0; !atomic_load(&stop); i++) {
        for (int line = 0; line < LINES; line++) {
            struct sent_packet *packet = &packets[line];

            packet->seq = (uint16_t)(i ^ (i % 5 == 1));
            packet->timestamp = i * 960;
            packet->start = true;
            packet->key = i % 3 == 0;
            packet->picture = (uint16_t)i & 0x7fff;
            packet_arrive(uplinks[device], line, packet, atomic_fetch_add(&now, 500));
        }
    }
    return NULL;
}

static void *run_receiver(void *argument)
{
    (void)argument;
    for (uint32_t i = 0; !atomic_load(&stop); i++)
        pli_arrive(downlinks[i % DOWNLINKS], (int)(i % LINES), atomic_load(&now));
    return NULL;
}

static uint64_t bind(int device, int line)
{
    return plain_bind(uplinks[device], line, streams[line], line ? VIDEO_PT : AUDIO_PT, line == 1);
}

static void put(int downlink, int line, bool there)
{
    baton_port_put(downlinks[downlink], line, there ? streams[line] : NULL, line == 1, 60000, 5,
        atomic_load(&now));
}

/* Lets the packet threads run for `span`, or until the gate has fired. `gate` may be NULL. */
static void pass_time(const struct baton_gate *gate, baton_time span)
{
    baton_time end = atomic_load(&now) + span;

    while (atomic_load(&now) < end && !(gate && baton_gate_state(gate) == BATON_GATE_FIRED))
        ;
}

static void swap(uint64_t *random, const uint64_t generations[LINES])
{
    struct baton_gate_needs needs = {.audio = random_below(random, 2), .video = true};
    struct baton_gate *gate = baton_gate_new(media, &needs);

    for (int line = 0; line < LINES; line++)
        baton_stream_prepare(streams[line], gate, generations[line]);
    baton_stream_arm_gate(gate);
    pass_time(gate, BATON_MS(100));
    if (random_below(random, 4) == 0)
        baton_gate_disarm(gate);
    pass_time(NULL, BATON_MS(10));
    release_gate(gate);
}

static void renew_stream(int line)
{
    baton_stream_release(streams[line]);
    streams[line] = baton_stream_new(
        media, line ? BATON_CODEC_VP8 : BATON_CODEC_OPUS, OUT_PT, 65000, 77, atomic_load(&now));
    for (int i = 0; i < DOWNLINKS; i++)
        put(i, line, true);
}

static void control(uint64_t *random)
{
    uint64_t generations[UPLINKS][LINES];
    struct baton_stream_stats stats;

    for (int line = 0; line < LINES; line++)
        for (int device = 0; device < UPLINKS; device++)
            generations[device][line] = bind(device, line);
    for (int round = 0; round < ROUNDS; round++) {
        int device = (int)random_below(random, UPLINKS), line = (int)random_below(random, LINES);
        int downlink = (int)random_below(random, DOWNLINKS);

        switch (random_below(random, 9)) {
        case 0:
            baton_stream_mute(streams[line], random_below(random, 3) == 0);
            break;
        case 1:
            generations[device][line] = bind(device, line);
            break;
        case 2:
            baton_stream_take(streams[line], generations[device][line]);
            break;
        case 3:
            put(downlink, line, random_below(random, 4));
            break;
        case 4:
            baton_port_feed(downlinks[downlink], random_below(random, 4), atomic_load(&now));
            break;
        case 5:
            if (random_below(random, 20) == 0) {
                renew_stream(line);
                for (device = 0; device < UPLINKS; device++)
                    generations[device][line] = bind(device, line);
            }
            break;
        case 6:
            baton_stream_stats(streams[line], &stats);
            pass_time(NULL, BATON_MS(5));
            break;
        default:
            swap(random, generations[device]);
        }
    }
}

TEST(with_real_threads_no_slot_sends_a_number_twice)
{
    const struct baton_media_host host = {relay_rtp, send_pli, send_fir, copy_form, wake};
    const struct baton_media_settings settings = {.pli_interval = BATON_MS(500)};
    pthread_t threads[UPLINKS + 1];
    uint64_t random = 20260707;

    media = baton_media_new(&host, &settings);
    for (int i = 0; i < UPLINKS; i++)
        uplinks[i] = baton_port_new(media, NULL);
    for (int line = 0; line < LINES; line++)
        streams[line] = baton_stream_new(
            media, line ? BATON_CODEC_VP8 : BATON_CODEC_OPUS, OUT_PT, 65000, 77, 1);
    for (int i = 0; i < DOWNLINKS; i++) {
        downlinks[i] = baton_port_new(media, &receivers[i]);
        for (int line = 0; line < LINES; line++)
            put(i, line, true);
    }
    for (int i = 0; i < UPLINKS; i++)
        pthread_create(&threads[i], NULL, run_uplink, (void *)(intptr_t)i);
    pthread_create(&threads[UPLINKS], NULL, run_receiver, NULL);
    control(&random);
    atomic_store(&stop, true);
    for (int i = 0; i < UPLINKS + 1; i++)
        pthread_join(threads[i], NULL);

    for (int i = 0; i < DOWNLINKS; i++) {
        assert_int_equal(atomic_load(&receivers[i].repeats), 0);
        for (int line = 0; line < LINES; line++)
            assert_true(receivers[i].packets[line] > 100);
        baton_port_free(downlinks[i]);
    }
    assert_true(atomic_load(&wakes) > 10);
    assert_true(atomic_load(&plis) > 10);
    for (int i = 0; i < UPLINKS; i++)
        baton_port_free(uplinks[i]);
    for (int line = 0; line < LINES; line++)
        baton_stream_release(streams[line]);
    baton_media_free(media);
}
