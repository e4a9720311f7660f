/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The set-up for the tests of gates and of the fan-out: one participant with two devices, and one receiver. Packets
 * come one after another.
 */
#ifndef BATON_UNIT_MEDIA_TWO_DEVICES_H
#define BATON_UNIT_MEDIA_TWO_DEVICES_H

#include <string.h>

#include "recorder.h"
#include "test.h"

enum { OLD = 0, NEW = 1, MIC = 0, CAM = 1, SCREEN = 2, LINES = 3 };

struct setup {
    struct baton_port *uplinks[2], *downlink;
    struct baton_stream *streams[LINES];
    uint64_t generations[2][LINES];
    struct sent_packet last[2][LINES];
    struct baton_gate *gate;
    baton_time now;
};

static struct setup setup;

static inline bool is_video(int line)
{
    return line != MIC;
}

static inline void bind(int device, int line)
{
    setup.generations[device][line] = plain_bind(setup.uplinks[device], line,
        setup.streams[line], is_video(line) ? VIDEO_PT : AUDIO_PT, line == CAM);
}

static inline void put(int line)
{
    baton_port_put(setup.downlink, line, setup.streams[line], is_video(line), 100, 100, setup.now);
}

/* Makes the next packet of a device's m-line. Its timestamp is the current time. */
static inline struct sent_packet *next(int device, int line, bool key)
{
    struct sent_packet *packet = &setup.last[device][line];

    packet->seq++;
    packet->number++;
    packet->picture = (packet->picture + 1) & 0x7fff;
    packet->timestamp = (uint32_t)(setup.now / 1000 * (is_video(line) ? 90 : 48));
    packet->start = true;
    packet->key = key;
    packet->more = false;
    packet->empty = false;
    return packet;
}

/* Lets a packet come in. Returns whether Baton has sent anything to the receiver. The functions below do the same. */
static inline bool arrive(int device, int line, const struct sent_packet *packet)
{
    size_t before = recorder.count;

    packet_arrive(setup.uplinks[device], line, packet, setup.now);
    return recorder.count > before;
}

static inline bool send(int device, int line, bool key)
{
    setup.now += BATON_MS(20);
    return arrive(device, line, next(device, line, key));
}

static inline bool audio(int device)
{
    return send(device, MIC, false);
}

static inline bool delta(int device)
{
    return send(device, CAM, false);
}

static inline bool key(int device)
{
    return send(device, CAM, true);
}

static inline int set_up(UNUSED void **state)
{
    recorder_open();
    memset(&setup, 0, sizeof(setup));
    setup.now = BATON_SECONDS(100);
    setup.downlink = baton_port_new(recorder.media, "down");
    for (int device = 0; device < 2; device++) {
        setup.uplinks[device] = baton_port_new(recorder.media, device ? "new" : "old");
        for (int line = 0; line < LINES; line++) {
            setup.last[device][line] = (struct sent_packet){
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
        setup.streams[line] = baton_stream_new(recorder.media,
            is_video(line) ? BATON_CODEC_VP8 : BATON_CODEC_OPUS, OUT_PT, 1, 1, setup.now);
        bind(OLD, line);
        baton_stream_take(setup.streams[line], setup.generations[OLD][line]);
        put(line);
    }
    recorder_clear();
    return 0;
}

static inline int tear_down(UNUSED void **state)
{
    for (int device = 0; device < 2; device++)
        baton_port_free(setup.uplinks[device]);
    baton_port_free(setup.downlink);
    for (int line = 0; line < LINES; line++)
        baton_stream_release(setup.streams[line]);
    if (setup.gate)
        release_gate(setup.gate);
    recorder_close();
    return 0;
}

/*
 * Lets the old device send on each m-line, binds the feeds of the new device, and prepares the streams of microphone
 * and camera with a new gate.
 */
static inline void prepare(bool needs_audio, bool needs_video)
{
    const struct baton_gate_needs needs = {.audio = needs_audio, .video = needs_video};

    assert_true(audio(OLD));
    assert_true(key(OLD));
    assert_true(send(OLD, SCREEN, true));
    for (int line = 0; line < LINES; line++)
        bind(NEW, line);
    setup.gate = baton_gate_new(recorder.media, &needs);
    baton_stream_prepare(setup.streams[MIC], setup.gate, setup.generations[NEW][MIC]);
    baton_stream_prepare(setup.streams[CAM], setup.gate, setup.generations[NEW][CAM]);
    recorder_clear();
}

static inline void arm(void)
{
    baton_stream_arm_gate(setup.gate);
}

static inline bool fired(void)
{
    return baton_gate_state(setup.gate) == BATON_GATE_FIRED;
}

static inline size_t plis_to(const char *handle, int mindex)
{
    size_t count = 0;

    for (size_t i = 0; i < recorder.pli_count; i++)
        count += strcmp(recorder.plis[i].handle, handle) == 0 && recorder.plis[i].mindex == mindex;
    return count;
}

static inline struct baton_stream_stats stats(int line)
{
    struct baton_stream_stats stats;

    baton_stream_stats(setup.streams[line], &stats);
    return stats;
}

#define TWO_DEVICES_TEST(name) TEST(name, .setup_func = set_up, .teardown_func = tear_down)

#endif
