/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The set-up for the tests of several encodings: one participant with two devices, whose cameras send one encoding or
 * three, and three receivers. Packets come one after another.
 */
#ifndef BATON_UNIT_MEDIA_SIMULCAST_H
#define BATON_UNIT_MEDIA_SIMULCAST_H

#include <string.h>

#include "recorder.h"
#include "test.h"

enum { OLD = 0, NEW = 1, MIC = 0, CAM = 1, RECEIVERS = 3, LOW = 0, MIDDLE = 1, HIGH = 2 };

/* In the payload of a packet of a camera, the number of the device has the encoding beside it. */
#define TAG(device, encoding) ((uint8_t)((device) + 10 * (encoding)))

static struct {
    struct baton_port *uplinks[2], *downlinks[RECEIVERS];
    struct baton_stream *camera, *microphone;
    struct sent_packet last[2][BATON_ENCODINGS]; /* of each camera */
    struct sent_packet sound[2];
    struct baton_gate *gate;
    uint64_t generations[2];
    baton_time now;
} world;

static inline struct baton_feed_format format_of(uint8_t count)
{
    struct baton_feed_format format = {.pt = VIDEO_PT, .primary = true, .count = count};

    if (count > 1) {
        format.rid_extension = RID_EXTENSION;
        format.first = HIGH;
    }
    for (int i = 0; i < count; i++)
        format.rids[i][0] = (char)('a' + i);
    return format;
}

static inline void bind(int device, uint8_t count)
{
    const struct baton_feed_format format = format_of(count);

    world.generations[device] =
        baton_port_bind(world.uplinks[device], CAM, world.camera, &format);
}

static inline void take(int device, uint8_t count)
{
    bind(device, count);
    baton_stream_take(world.camera, world.generations[device]);
}

static inline void choose(int receiver, int encoding, int temporal)
{
    baton_port_choose(world.downlinks[receiver], CAM,
        (struct baton_slot_choice){(int8_t)encoding, (int8_t)temporal}, world.now);
}

static inline int sends(int receiver)
{
    return baton_port_choice(world.downlinks[receiver], CAM).encoding;
}

/* Puts the camera on the slots of these receivers. */
static inline void put(int receiver)
{
    baton_port_put(world.downlinks[receiver], CAM, world.camera, true,
        (uint16_t)(65000 + 200 * receiver), 100, world.now);
}

static inline int set_up(UNUSED void **state)
{
    static char names[2 + RECEIVERS][2] = {"o", "n", "0", "1", "2"};

    recorder_open();
    memset(&world, 0, sizeof(world));
    world.now = BATON_SECONDS(100);
    world.camera =
        baton_stream_new(recorder.media, BATON_CODEC_VP8, OUT_PT, 65500, 1000, world.now);
    world.microphone =
        baton_stream_new(recorder.media, BATON_CODEC_OPUS, OUT_PT, 1, 1, world.now);
    for (int device = 0; device < 2; device++) {
        world.uplinks[device] = baton_port_new(recorder.media, names[device]);
        world.sound[device] = (struct sent_packet){.ssrc = 9, .level = 20};
        for (int i = 0; i < BATON_ENCODINGS; i++)
            world.last[device][i] = (struct sent_packet){
                .device = TAG(device, i),
                .video = true,
                .ssrc = (uint32_t)(100 * device + i),
                .seq = (uint16_t)(30000 * device + 1000 * i),
                .picture = (uint16_t)(5000 * i + 77),
                .level = -1,
            };
    }
    for (int i = 0; i < RECEIVERS; i++)
        world.downlinks[i] = baton_port_new(recorder.media, names[2 + i]);
    return 0;
}

static inline int tear_down(UNUSED void **state)
{
    for (int device = 0; device < 2; device++)
        baton_port_free(world.uplinks[device]);
    for (int i = 0; i < RECEIVERS; i++)
        baton_port_free(world.downlinks[i]);
    if (world.gate)
        release_gate(world.gate);
    baton_stream_release(world.camera);
    baton_stream_release(world.microphone);
    recorder_close();
    return 0;
}

/* Makes the next packet of an encoding: a picture of its own, captured now. */
static inline struct sent_packet *next(int device, int encoding, bool key)
{
    struct sent_packet *packet = &world.last[device][encoding];

    packet->seq++;
    packet->number++;
    packet->picture = (packet->picture + 1) & 0x7fff;
    packet->timestamp = (uint32_t)(world.now / 1000 * 90 + 777 * encoding + 99999 * device);
    packet->start = true;
    packet->key = key;
    packet->temporal = 0;
    packet->sync = false;
    return packet;
}

static inline void arrive(int device, const struct sent_packet *packet)
{
    packet_arrive(world.uplinks[device], CAM, packet, world.now);
}

/* A picture of an encoding comes in. Its name is sent with keyframes only. */
static inline void picture(int device, int encoding, bool key, bool plain)
{
    struct sent_packet *packet = next(device, encoding, key);

    packet->rid = key && !plain ? (char)('a' + encoding) : 0;
    arrive(device, packet);
}

static inline void key(int device, int encoding)
{
    picture(device, encoding, true, false);
}

static inline void delta(int device, int encoding)
{
    picture(device, encoding, false, false);
}

/* After 33 ms, each of the encodings in the set sends a picture that is no keyframe. */
static inline void tick(int device, unsigned encodings)
{
    world.now += BATON_MS(33);
    for (int i = 0; i < BATON_ENCODINGS; i++)
        if (encodings >> i & 1)
            delta(device, i);
}

static inline void ticks(int device, unsigned encodings, baton_time span)
{
    for (baton_time end = world.now + span; world.now < end;)
        tick(device, encodings);
}

/* After 33 ms, each of the encodings in the set sends a keyframe. */
static inline void tick_keys(int device, unsigned encodings)
{
    world.now += BATON_MS(33);
    for (int i = 0; i < BATON_ENCODINGS; i++)
        if (encodings >> i & 1)
            key(device, i);
}

static inline void tick_plain(int device, bool is_key)
{
    world.now += BATON_MS(33);
    picture(device, 0, is_key, true);
}

static inline void sound(int device)
{
    struct sent_packet *packet = &world.sound[device];

    packet->seq++;
    packet->timestamp = (uint32_t)(world.now / 1000 * 48);
    packet_arrive(world.uplinks[device], MIC, packet, world.now);
}

/* Returns the last packet sent to a receiver, or NULL. */
static inline const struct recorded_packet *last_to(int receiver)
{
    for (size_t i = recorder.count; i > 0; i--)
        if (*(const char *)recorder.records[i - 1].handle == '0' + receiver)
            return &recorder.records[i - 1];
    return NULL;
}

static inline size_t count_to(int receiver)
{
    size_t count = 0;

    for (size_t i = 0; i < recorder.count; i++)
        count += *(const char *)recorder.records[i].handle == '0' + receiver;
    return count;
}

/*
 * Checks that the receiver got one continuous stream: each sequence number follows the one before, each picture the
 * picture before, and timestamps grow from picture to picture. Where the encoding or the device changes, a keyframe
 * begins. Each picture has one packet.
 */
static inline void check_continuous(int receiver)
{
    const struct recorded_packet *before = NULL;

    for (size_t i = 0; i < recorder.count; i++) {
        const struct recorded_packet *record = &recorder.records[i];

        if (*(const char *)record->handle != '0' + receiver)
            continue;
        if (before) {
            assert_int_equal(record->seq, (uint16_t)(before->seq + 1));
            assert_int_equal(record->picture, (before->picture + 1) & 0x7fff);
            assert_true((int32_t)(record->timestamp - before->timestamp) >= 90);
            assert_true((int32_t)(record->timestamp - before->timestamp) <
                        (record->arrival - before->arrival + BATON_MS(60)) / 1000 * 90);
        }
        if (!before || before->device != record->device)
            assert_true(record->key_start);
        before = record;
    }
}

static inline size_t firs_to(int device, int encoding)
{
    size_t count = 0;

    for (size_t i = 0; i < recorder.fir_count; i++)
        count += *(const char *)recorder.firs[i].handle == (device == OLD ? 'o' : 'n') &&
                 recorder.firs[i].encoding == encoding;
    return count;
}

static inline uint64_t dropped(void)
{
    struct baton_stream_stats stats;

    baton_stream_stats(world.camera, &stats);
    return stats.dropped;
}

/* Binds the camera of the new device and prepares it with a closed gate that needs a keyframe. */
static inline void close_gate(uint8_t count)
{
    const struct baton_gate_needs needs = {.video = true};

    bind(NEW, count);
    world.gate = baton_gate_new(recorder.media, &needs);
    baton_stream_prepare(world.camera, world.gate, world.generations[NEW]);
}

static inline void prepare(uint8_t count)
{
    close_gate(count);
    baton_stream_arm_gate(world.gate);
}

static inline bool fired(void)
{
    return baton_gate_state(world.gate) == BATON_GATE_FIRED;
}

#define SIMULCAST_TEST(name) TEST(name, .setup_func = set_up, .teardown_func = tear_down)

#endif
