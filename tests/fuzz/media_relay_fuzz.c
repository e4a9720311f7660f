/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * media_relay_fuzz: the whole relay under any order of packets and commands, 12 bytes for each.
 * Either device sends pictures and sound.
 * No slot is ever sent a number twice, and timestamps never go back.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "media/media.h"

enum { VIDEO_PT = 96, AUDIO_PT = 111, UPLINKS = 2, SLOTS = 2, WINDOW = 128 };
enum { CAM = 0, MIC = 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
    bool started;
    int64_t newest;
    int64_t recent[WINDOW]; /* by number modulo the window */
    uint32_t timestamp;     /* of the newest */
} streams[SLOTS];

static void relay_rtp(void *handle, int mindex, bool video, const struct baton_packet *packet)
{
    uint16_t seq = (uint16_t)(packet->data[2] << 8 | packet->data[3]);
    uint32_t timestamp = (uint32_t)packet->data[4] << 24 | (uint32_t)packet->data[5] << 16 |
                         (uint32_t)packet->data[6] << 8 | packet->data[7];
    int64_t number;
    (void)handle;
    (void)video;

    if (!streams[mindex].started) {
        memset(streams[mindex].recent, -1, sizeof(streams[mindex].recent));
        streams[mindex].newest = (1 << 20) + (int64_t)seq - 1;
        streams[mindex].timestamp = timestamp;
        streams[mindex].started = true;
    }
    number = streams[mindex].newest + (int16_t)(seq - (uint16_t)streams[mindex].newest);
    assert(streams[mindex].newest - number < WINDOW);
    assert(streams[mindex].recent[number % WINDOW] != number);
    streams[mindex].recent[number % WINDOW] = number;
    if (number > streams[mindex].newest) {
        assert((int32_t)(timestamp - streams[mindex].timestamp) >= 0);
        streams[mindex].newest = number;
        streams[mindex].timestamp = timestamp;
    }
}

static void send_pli(void *handle, int mindex)
{
    (void)handle;
    (void)mindex;
}

static void copy_form(const struct baton_packet *packet, void *form, uint8_t *data)
{
    (void)packet;
    (void)form;
    (void)data;
}

static void wake(void)
{
}

struct world {
    struct baton_media *media;
    struct baton_port *uplinks[UPLINKS], *downlink;
    struct baton_stream *sources[2]; /* of pictures */
    struct baton_stream *voice;
    uint64_t generations[UPLINKS];
    struct baton_gate *gate;
    baton_time now;
};

static void send_packet(struct world *world, int device, struct baton_bytes bytes)
{
    uint8_t data[12 + 8] = {0x80, VIDEO_PT}, small;
    struct baton_packet packet = {.data = data, .length = sizeof(data), .audio_level = -1};

    baton_bytes_take_u8(&bytes, &data[3]);
    baton_bytes_take_u8(&bytes, &small);
    data[2] = (uint8_t)((small & 1) * 0xff); /* near a wrap, or jumping far */
    data[0] |= small & 0x20 & -(small >> 7);
    data[11] = small >> 6 & 1;
    for (int i = 4; i < 8; i++)
        baton_bytes_take_u8(&bytes, &data[i]);
    data[4] &= (small & 2) ? 0xff : 0; /* mostly small steps of time */
    data[5] &= (small & 4) ? 0xff : 0;
    data[12] = (small & 8) ? 0x90 : 0x80;
    data[13] = 0xc0;
    data[14] = (small & 16) ? 0x80 : 0;
    data[17] = (small & 8) ? 0 : 1;
    packet.arrival = world->now;
    baton_relay_rtp(world->uplinks[device], 0, &packet);
}

/* Sound, which nobody receives: a keyframe may wait for it. */
static void send_voice(struct world *world, int device, struct baton_bytes bytes)
{
    uint8_t data[12 + 1] = {0x80, AUDIO_PT};
    struct baton_packet packet = {.data = data, .length = sizeof(data), .audio_level = -1};

    baton_bytes_take_u8(&bytes, &data[3]);
    packet.arrival = world->now;
    baton_relay_rtp(world->uplinks[device], MIC, &packet);
}

static void renew_gate(struct world *world, int device, bool audio)
{
    const struct baton_gate_needs needs = {.audio = audio, .video = true};

    if (world->gate)
        baton_gate_release(world->gate);
    world->gate = baton_gate_new(world->media, &needs);
    baton_stream_prepare(world->sources[0], world->gate, world->generations[device]);
    baton_gate_arm(world->gate);
}

static void command(struct world *world, uint8_t what, int device)
{
    static const uint8_t pli[] = {0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};

    switch (what % 8) {
    case 0:
        world->generations[device] =
            baton_feed_bind(world->uplinks[device], CAM, world->sources[0], VIDEO_PT, true);
        baton_feed_bind(world->uplinks[device], MIC, world->voice, AUDIO_PT, false);
        break;
    case 1:
        baton_stream_take(world->sources[0], world->generations[device]);
        break;
    case 2:
        renew_gate(world, device, what & 8);
        break;
    case 3:
        baton_stream_mute(world->sources[0], device);
        break;
    case 4:
        baton_slot_put(
            world->downlink, device, world->sources[what >> 3 & 1], true, 65530, 0, world->now);
        break;
    case 5:
        baton_port_feed(world->downlink, device);
        break;
    case 6:
        baton_relay_rtcp(world->downlink, device, pli, sizeof(pli), world->now);
        break;
    default:
        baton_feed_unbind(world->uplinks[device], CAM);
    }
}

static void set_up(struct world *world)
{
    const struct baton_media_host host = {relay_rtp, send_pli, copy_form, wake};
    const struct baton_media_settings settings = {.pli_interval = BATON_MS(500)};

    memset(streams, 0, sizeof(streams));
    world->now = BATON_SECONDS(1);
    world->media = baton_media_new(&host, &settings);
    world->downlink = baton_port_new(world->media, NULL);
    for (int i = 0; i < UPLINKS; i++)
        world->uplinks[i] = baton_port_new(world->media, NULL);
    for (int i = 0; i < 2; i++)
        world->sources[i] = baton_stream_new(
            world->media, BATON_CODEC_VP8, VIDEO_PT, 65000, 0xfffff000, world->now);
    world->voice =
        baton_stream_new(world->media, BATON_CODEC_OPUS, AUDIO_PT, 1, 1, world->now);
    for (int i = 0; i < SLOTS; i++)
        baton_slot_put(world->downlink, i, world->sources[0], true, 65530, 0, world->now);
    command(world, 0, 0);
    command(world, 1, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_bytes input = {.data = data, .len = size}, bytes;
    struct world world = {0};
    uint8_t what, device;
    uint16_t pause;

    set_up(&world);
    while (baton_bytes_take(&input, 12, &bytes)) {
        baton_bytes_take_u8(&bytes, &what);
        baton_bytes_take_u8(&bytes, &device);
        baton_bytes_take_u16(&bytes, &pause);
        world.now += (baton_time)pause * (what & 0x40 ? 1000 : 1);
        if (what & 0x80)
            command(&world, what, device & 1);
        else if (device & 2)
            send_voice(&world, device & 1, bytes);
        else
            send_packet(&world, device & 1, bytes);
    }
    for (int i = 0; i < UPLINKS; i++)
        baton_port_free(world.uplinks[i]);
    baton_port_free(world.downlink);
    if (world.gate)
        baton_gate_release(world.gate);
    for (int i = 0; i < 2; i++)
        baton_stream_release(world.sources[i]);
    baton_stream_release(world.voice);
    baton_media_free(world.media);
    return 0;
}
