/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives packets and commands in any order to the packet path. Each 12 bytes of the input are a packet or a command.
 * Both devices send video and audio. The video has one encoding or three, with temporal layers. No sequence number may
 * be sent twice on the same slot, and timestamps must never go back.
 */
#include "base/bytes.h"
#include "fuzz/fuzz.h"
#include "media/gate.h"
#include "media/media.h"
#include "media/port.h"
#include "media/relay.h"
#include "media/stream.h"

enum { VIDEO_PT = 96, AUDIO_PT = 111, UPLINKS = 2, SLOTS = 2, WINDOW = 128, RID_EXTENSION = 10 };
enum { CAM = 0, MIC = 1 };

static struct {
    bool started;
    int64_t newest;
    int64_t recent[WINDOW]; /* sequence numbers; the index is the number modulo WINDOW */
    uint32_t timestamp;     /* RTP timestamp of the newest packet */
} received[SLOTS];

/* A slot does not send all temporal layers. Then a late packet can be the newest one of the slot, and its timestamp can
 * be any. */
static bool limited;

static void relay_rtp(void *handle, int mindex, bool video, const struct baton_packet *packet)
{
    uint16_t seq = (uint16_t)(packet->data[2] << 8 | packet->data[3]);
    uint32_t timestamp = (uint32_t)packet->data[4] << 24 | (uint32_t)packet->data[5] << 16 |
                         (uint32_t)packet->data[6] << 8 | packet->data[7];
    int64_t number;
    (void)handle;
    (void)video;

    if (!received[mindex].started) {
        memset(received[mindex].recent, -1, sizeof(received[mindex].recent));
        received[mindex].newest = (1 << 20) + (int64_t)seq - 1;
        received[mindex].timestamp = timestamp;
        received[mindex].started = true;
    }
    number = received[mindex].newest + (int16_t)(seq - (uint16_t)received[mindex].newest);
    assert(received[mindex].newest - number < WINDOW);
    assert(received[mindex].recent[number % WINDOW] != number);
    received[mindex].recent[number % WINDOW] = number;
    if (number > received[mindex].newest) {
        assert(limited || (int32_t)(timestamp - received[mindex].timestamp) >= 0);
        received[mindex].newest = number;
        received[mindex].timestamp = timestamp;
    }
}

static void send_pli(void *handle, int mindex)
{
    (void)handle;
    (void)mindex;
}

static void send_fir(void *handle, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first)
{
    (void)handle;
    (void)mindex;
    (void)encoding;
    (void)ssrc;
    (void)first;
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
}

struct setup {
    struct baton_media *media;
    struct baton_port *uplinks[UPLINKS], *downlink;
    struct baton_stream *streams[2]; /* the streams of video */
    struct baton_stream *audio_stream;
    uint64_t generations[UPLINKS];
    struct baton_gate *gate;
    baton_time now;
};

static void send_packet(struct setup *setup, int device, struct baton_bytes bytes)
{
    uint8_t data[12 + 8 + 9] = {0x80, VIDEO_PT}, small, kind, *payload = data + 12;
    struct baton_packet packet = {.data = data, .audio_level = -1};

    baton_bytes_take_u8(&bytes, &data[3]);
    baton_bytes_take_u8(&bytes, &small);
    data[2] = (uint8_t)((small & 1) * 0xff); /* sequence numbers just before or after a wrap */
    for (int i = 4; i < 8; i++)
        baton_bytes_take_u8(&bytes, &data[i]);
    kind = data[6];
    data[4] &= (small & 2) ? 0xff : 0; /* most steps of the timestamp are small */
    data[5] &= (small & 4) ? 0xff : 0;
    data[11] = kind & 7;
    if (kind & 8) {
        static const uint8_t rid[] = {0xbe, 0xde, 0, 1, RID_EXTENSION << 4};

        data[0] |= 0x10;
        memcpy(payload, rid, sizeof(rid));
        payload[5] = (uint8_t)('a' + (kind >> 4 & 3));
        payload += 8;
    }
    payload[0] = (small & 8) ? 0x90 : 0x80;
    payload[1] = 0xe0;
    payload[2] = (small & 16) ? 0x80 : 0;
    payload[(small & 16) ? 5 : 4] = (uint8_t)(data[7] & 0xe0);
    payload[(small & 16) ? 6 : 5] = (small & 8) ? 0 : 1;
    packet.length = (uint16_t)(payload + 8 - data);
    data[0] |= small & 0x20 & -(small >> 7);
    packet.arrival = setup->now;
    baton_relay_rtp(setup->uplinks[device], 0, &packet);
}

/* Sends audio, which has no receiver. It is needed because a keyframe may wait for audio. */
static void send_audio(struct setup *setup, int device, struct baton_bytes bytes)
{
    uint8_t data[12 + 1] = {0x80, AUDIO_PT};
    struct baton_packet packet = {.data = data, .length = sizeof(data), .audio_level = -1};

    baton_bytes_take_u8(&bytes, &data[3]);
    packet.arrival = setup->now;
    baton_relay_rtp(setup->uplinks[device], MIC, &packet);
}

static void release_gate(struct setup *setup)
{
    if (!setup->gate)
        return;
    baton_stream_settle_gate(setup->gate);
    baton_gate_release(setup->gate);
    setup->gate = NULL;
}

static void renew_gate(struct setup *setup, int device, bool audio)
{
    const struct baton_gate_needs needs = {.audio = audio, .video = true};

    release_gate(setup);
    setup->gate = baton_gate_new(setup->media, &needs);
    baton_stream_prepare(setup->streams[0], setup->gate, setup->generations[device]);
    baton_stream_arm_gate(setup->gate);
}

static void command(struct setup *setup, uint8_t what, int device)
{
    static const uint8_t pli[] = {0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};
    static const struct baton_feed_format video = {.pt = VIDEO_PT, .primary = true, .count = 1};
    static const struct baton_feed_format simulcast = {.pt = VIDEO_PT,
        .primary = true,
        .count = 3,
        .rid_extension = RID_EXTENSION,
        .rids = {"a", "b", "c"}};
    static const struct baton_feed_format audio = {.pt = AUDIO_PT, .count = 1};

    switch (what % 9) {
    case 0:
        setup->generations[device] = baton_port_bind(
            setup->uplinks[device], CAM, setup->streams[0], what & 16 ? &simulcast : &video);
        baton_port_bind(setup->uplinks[device], MIC, setup->audio_stream, &audio);
        break;
    case 1:
        baton_stream_take(setup->streams[0], setup->generations[device]);
        break;
    case 2:
        renew_gate(setup, device, what & 8);
        break;
    case 3:
        baton_stream_mute(setup->streams[0], device);
        break;
    case 4:
        baton_port_put(
            setup->downlink, device, setup->streams[what >> 3 & 1], true, 65530, 0, setup->now);
        break;
    case 5:
        baton_port_feed(setup->downlink, device, setup->now);
        break;
    case 6:
        baton_relay_rtcp(setup->downlink, device, pli, sizeof(pli), setup->now, 0);
        break;
    case 7:
        limited |= (what >> 5 & 3) < BATON_SLOT_ALL_LAYERS;
        baton_port_choose(setup->downlink, device,
            (struct baton_slot_choice){(int8_t)((what >> 3 & 3) - 1), (int8_t)(what >> 5 & 3)},
            setup->now);
        break;
    default:
        baton_port_unbind(setup->uplinks[device], CAM);
    }
}

static void set_up(struct setup *setup)
{
    const struct baton_media_host host = {relay_rtp, send_pli, send_fir, copy_form, wake};
    const struct baton_media_settings settings = {.pli_interval = BATON_MS(500)};

    memset(received, 0, sizeof(received));
    limited = false;
    setup->now = BATON_SECONDS(1);
    setup->media = baton_media_new(&host, &settings);
    setup->downlink = baton_port_new(setup->media, NULL);
    for (int i = 0; i < UPLINKS; i++)
        setup->uplinks[i] = baton_port_new(setup->media, NULL);
    for (int i = 0; i < 2; i++)
        setup->streams[i] = baton_stream_new(
            setup->media, BATON_CODEC_VP8, VIDEO_PT, 65000, 0xfffff000, setup->now);
    setup->audio_stream =
        baton_stream_new(setup->media, BATON_CODEC_OPUS, AUDIO_PT, 1, 1, setup->now);
    for (int i = 0; i < SLOTS; i++)
        baton_port_put(setup->downlink, i, setup->streams[0], true, 65530, 0, setup->now);
    command(setup, 0, 0);
    command(setup, 1, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_bytes input = {.data = data, .len = size}, bytes;
    struct setup setup = {0};
    uint8_t what, device;
    uint16_t pause;

    set_up(&setup);
    while (baton_bytes_take(&input, 12, &bytes)) {
        baton_bytes_take_u8(&bytes, &what);
        baton_bytes_take_u8(&bytes, &device);
        baton_bytes_take_u16(&bytes, &pause);
        setup.now += (baton_time)pause * (what & 0x40 ? 1000 : 1);
        if (what & 0x80)
            command(&setup, what, device & 1);
        else if (device & 2)
            send_audio(&setup, device & 1, bytes);
        else
            send_packet(&setup, device & 1, bytes);
    }
    for (int i = 0; i < UPLINKS; i++)
        baton_port_free(setup.uplinks[i]);
    baton_port_free(setup.downlink);
    release_gate(&setup);
    for (int i = 0; i < 2; i++)
        baton_stream_release(setup.streams[i]);
    baton_stream_release(setup.audio_stream);
    baton_media_free(setup.media);
    return 0;
}
