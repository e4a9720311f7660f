/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of Opus (RFC 7587), VP8 (RFC 7741) and H.264 (RFC 6184) that have valid headers and no real content. */
#include "peer/encoder.h"

#include <string.h>

enum {
    KEYFRAME_WEIGHT = 6,            /* a keyframe is this many times as large as another frame */
    OPUS_CELT_FULLBAND_20MS = 0xf8, /* one frame in a packet */
    OPUS_MANY = 3,                  /* several frames of one size; the next byte is their number */
    OPUS_FRAME = 20000,             /* microseconds */
    NAL_SLICE = 0x41,
    NAL_IDR = 0x65,
    NAL_SEI = 0x06,
    NAL_SPS = 0x67,
    NAL_PPS = 0x68,
    /* The first byte of a slice: first macroblock 0 (Exp-Golomb), and the type I or P (H.264 §7.3.3). */
    FIRST_OF_IDR = 0x88,
    FIRST_OF_SLICE = 0x9a,
    NAL_STAP_A = 0x78,
    NAL_FU_A = 28,
    FU_START = 0x80,
    FU_END = 0x40,
    FILLER = 0x55,
};

static const uint8_t sps[] = {NAL_SPS, 0x42, 0xe0, 0x1f, 0x8c, 0x8d, 0x40, 0x50};
static const uint8_t pps[] = {NAL_PPS, 0xce, 0x3c, 0x80};

bool peer_codec_is_video(enum peer_codec codec)
{
    return codec == PEER_VP8 || codec == PEER_H264;
}

int64_t peer_codec_clock_rate(enum peer_codec codec)
{
    static const int64_t rates[] = {
        [PEER_OPUS] = 48000, [PEER_PCMU] = 8000, [PEER_VP8] = 90000, [PEER_H264] = 90000};

    return rates[codec];
}

struct packetizer {
    struct peer_encoder *encoder;
    peer_payload_fn *emit;
    void *user;
    size_t left; /* bytes of the frame that are not sent yet, without headers */
};

void peer_encoder_init(struct peer_encoder *encoder, enum peer_codec codec, int bitrate,
    int64_t interval, struct peer_random random)
{
    *encoder = (struct peer_encoder){
        .codec = codec,
        .bitrate = bitrate,
        .interval = interval,
        .random = random,
    };
    encoder->picture = peer_random_next(&encoder->random) & 0x7fff;
}

/* The mean size follows from the bitrate. Sizes differ from the mean by up to a quarter. Keyframes are larger. */
static size_t frame_size(struct peer_encoder *encoder, bool key)
{
    double mean = (double)encoder->bitrate / 8 * (double)encoder->interval / 1e6;
    double size = mean * (0.75 + peer_random_unit(&encoder->random) / 2);

    return (size_t)(key ? size * KEYFRAME_WEIGHT : size);
}

/* Emits a payload: `head`, `body` bytes of the frame, and the tag. */
static void put(struct packetizer *p, const uint8_t *head, size_t head_len, size_t body, bool last)
{
    struct peer_tag *tag = &p->encoder->tag;
    uint8_t payload[PEER_PAYLOAD_MAX];

    memcpy(payload, head, head_len);
    memset(payload + head_len, FILLER, body);
    tag->last = last;
    peer_tag_write(tag, payload + head_len + body);
    p->emit(p->user, payload, head_len + body + PEER_TAG_BYTES, tag);
    tag->part++;
    tag->ordinal++;
    p->left -= body;
}

static size_t share(const struct packetizer *p, size_t head_len)
{
    size_t room = PEER_PAYLOAD_MAX - head_len - PEER_TAG_BYTES;

    return p->left < room ? p->left : room;
}

static void encode_opus(struct packetizer *p)
{
    int64_t frames = p->encoder->interval / OPUS_FRAME;
    uint8_t head[2] = {OPUS_CELT_FULLBAND_20MS, (uint8_t)frames};
    size_t len = 1;

    if (frames > 1) {
        head[0] |= OPUS_MANY;
        len = 2;
    }
    put(p, head, len, share(p, len), true);
}

static void encode_vp8(struct packetizer *p, bool key)
{
    struct peer_encoder *encoder = p->encoder;
    uint8_t head[14] = {0x90, 0x80, (uint8_t)(0x80 | encoder->picture >> 8),
        (uint8_t)encoder->picture, key ? 0x10 : 0x11, 2, 0, 0x9d, 1, 0x2a, 0x80, 2, 0xe0, 1};
    size_t len = key ? 14 : 7;

    do {
        size_t body = share(p, len);
        put(p, head, len, body, p->left == body);
        head[0] = 0x80;
        len = 4;
    } while (p->left > 0);
    encoder->picture = (encoder->picture + 1) & 0x7fff;
}

/* Emits the slice as one NAL unit if it fits into a packet, otherwise in fragments. */
static void encode_slice(struct packetizer *p, uint8_t nal)
{
    uint8_t first = nal == NAL_IDR ? FIRST_OF_IDR : FIRST_OF_SLICE;
    uint8_t whole[2] = {nal, first};
    uint8_t head[3] = {
        (uint8_t)((nal & 0xe0) | NAL_FU_A), (uint8_t)(FU_START | (nal & 0x1f)), first};
    size_t body = share(p, sizeof(whole)), len = sizeof(head);

    if (body == p->left) {
        put(p, whole, sizeof(whole), body, true);
        return;
    }
    while (p->left > 0) {
        body = share(p, len);
        if (body == p->left)
            head[1] |= FU_END;
        put(p, head, len, body, p->left == body);
        head[1] &= 0x1f;
        len = 2;
    }
}

/* Emits both parameter sets in one packet. The last unit is an SEI that the tag fills. */
static void encode_sets_together(struct packetizer *p)
{
    uint8_t head[1 + 2 + sizeof(sps) + 2 + sizeof(pps) + 3] = {NAL_STAP_A, 0, sizeof(sps)};
    uint8_t *at = head + 3;

    memcpy(at, sps, sizeof(sps));
    at += sizeof(sps);
    at[1] = sizeof(pps);
    memcpy(at + 2, pps, sizeof(pps));
    at += 2 + sizeof(pps);
    at[1] = PEER_TAG_BYTES + 1;
    at[2] = NAL_SEI;
    put(p, head, sizeof(head), 0, false);
}

static void encode_sets(struct packetizer *p)
{
    struct peer_encoder *encoder = p->encoder;

    if (encoder->sets == PEER_SETS_TOGETHER) {
        encode_sets_together(p);
    } else if (encoder->sets == PEER_SETS_APART || !encoder->sent_sets) {
        put(p, sps, sizeof(sps), 0, false);
        put(p, pps, sizeof(pps), 0, false);
    }
    encoder->sent_sets = true;
}

static void encode_h264(struct packetizer *p, bool key)
{
    if (key)
        encode_sets(p);
    encode_slice(p, key ? NAL_IDR : NAL_SLICE);
}

void peer_encoder_frame(struct peer_encoder *encoder, bool key, int64_t captured, int64_t now,
    peer_payload_fn *emit, void *user)
{
    struct packetizer p = {encoder, emit, user, frame_size(encoder, key)};

    encoder->tag.key = key;
    encoder->tag.part = 0;
    encoder->tag.captured = captured;
    encoder->tag.sent = now;
    if (!peer_codec_is_video(encoder->codec))
        encode_opus(&p);
    else if (encoder->codec == PEER_VP8)
        encode_vp8(&p, key);
    else
        encode_h264(&p, key);
    encoder->tag.frame++;
}

static struct peer_frame_info read_vp8(const uint8_t *payload, size_t len)
{
    struct peer_frame_info info = {.start = (payload[0] & 0x1f) == 0x10, .picture = -1};

    if (len < 5 || !(payload[0] & 0x80) || !(payload[1] & 0x80))
        return info;
    bool wide = payload[2] & 0x80;
    info.picture = wide ? (payload[2] & 0x7f) << 8 | payload[3] : payload[2];
    info.key = info.start && !(payload[wide ? 4 : 3] & 1);
    return info;
}

/* A keyframe begins with its parameter sets. */
static struct peer_frame_info read_h264(const uint8_t *payload, size_t len)
{
    uint8_t type = payload[0] & 0x1f;
    bool fragment = type == NAL_FU_A && len > 1, key;

    if (fragment)
        type = payload[1] & 0x1f;
    key = type == (NAL_STAP_A & 0x1f) || type == (NAL_SPS & 0x1f);
    return (struct peer_frame_info){
        .start = key || (type == (NAL_SLICE & 0x1f) && (!fragment || payload[1] & FU_START)),
        .key = key,
        .picture = -1,
    };
}

struct peer_frame_info peer_encoder_read(enum peer_codec codec, const uint8_t *payload, size_t len)
{
    if (len > 0 && codec == PEER_VP8)
        return read_vp8(payload, len);
    if (len > 0 && codec == PEER_H264)
        return read_h264(payload, len);
    return (struct peer_frame_info){.start = true, .picture = -1};
}
