/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * call owns what the tests of gates and of the fan-out play on: one participant with two devices,
 * and one listener, one packet at a time. Included by one source file of a program, after cmocka.
 */
#ifndef BATON_UNIT_MEDIA_CALL_H
#define BATON_UNIT_MEDIA_CALL_H

#include <string.h>

#include "studio.h"

enum { OLD = 0, NEW = 1, MIC = 0, CAM = 1, SCREEN = 2, LINES = 3 };

/* One participant with two devices, and one listener. */
struct call {
    struct baton_port *uplinks[2], *downlink;
    struct baton_stream *sources[LINES];
    uint64_t generations[2][LINES];
    struct studio_packet last[2][LINES];
    struct baton_gate *gate;
    baton_time now;
};

static struct call call;

static inline bool is_video(int line)
{
    return line != MIC;
}

static inline void bind(int device, int line)
{
    call.generations[device][line] = baton_feed_bind(call.uplinks[device], line, call.sources[line],
        is_video(line) ? STUDIO_VIDEO_PT : STUDIO_AUDIO_PT, line == CAM);
}

static inline void put(int line)
{
    baton_slot_put(call.downlink, line, call.sources[line], is_video(line), 100, 100, call.now);
}

/* The next packet of a device's line, 20 ms after the packet before it. */
static inline struct studio_packet *next(int device, int line, bool key)
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
static inline bool arrive(int device, int line, const struct studio_packet *packet)
{
    size_t before = studio.count;

    studio_arrive(call.uplinks[device], line, packet, call.now);
    return studio.count > before;
}

static inline bool send(int device, int line, bool key)
{
    call.now += BATON_MS(20);
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

static inline int set_up(void **state)
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
        call.sources[line] = baton_stream_new(studio.media,
            is_video(line) ? BATON_CODEC_VP8 : BATON_CODEC_OPUS, STUDIO_OUT_PT, 1, 1, call.now);
        bind(OLD, line);
        baton_stream_take(call.sources[line], call.generations[OLD][line]);
        put(line);
    }
    studio_clear();
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    for (int device = 0; device < 2; device++)
        baton_port_free(call.uplinks[device]);
    baton_port_free(call.downlink);
    for (int line = 0; line < LINES; line++)
        baton_stream_release(call.sources[line]);
    if (call.gate)
        baton_gate_release(call.gate);
    studio_close();
    return 0;
}

/* The old device talks; the new one is there, and its gate prepared on microphone and camera. */
static inline void prepare(bool needs_audio, bool needs_video)
{
    const struct baton_gate_needs needs = {.audio = needs_audio, .video = needs_video};

    assert_true(audio(OLD));
    assert_true(key(OLD));
    assert_true(send(OLD, SCREEN, true));
    for (int line = 0; line < LINES; line++)
        bind(NEW, line);
    call.gate = baton_gate_new(studio.media, &needs);
    baton_stream_prepare(call.sources[MIC], call.gate, call.generations[NEW][MIC]);
    baton_stream_prepare(call.sources[CAM], call.gate, call.generations[NEW][CAM]);
    studio_clear();
}

static inline void arm(void)
{
    baton_gate_arm(call.gate);
}

static inline bool fired(void)
{
    return baton_gate_state(call.gate) == BATON_GATE_FIRED;
}

static inline size_t plis_to(const char *handle, int mindex)
{
    size_t count = 0;

    for (size_t i = 0; i < studio.pli_count; i++)
        count += strcmp(studio.plis[i].handle, handle) == 0 && studio.plis[i].mindex == mindex;
    return count;
}

static inline struct baton_stream_stats stats(int line)
{
    struct baton_stream_stats stats;

    baton_stream_stats(call.sources[line], &stats);
    return stats;
}

#define CALL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
