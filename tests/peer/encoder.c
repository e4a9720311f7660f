/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames that have valid headers and no real content: of Opus (RFC 7587), VP8 (RFC 7741), H.264 (RFC 6184), and of VP9
 * and AV1, whose headers are in files of their own. */
#include "peer/encoder.h"

#include <string.h>

#include "peer/av1.h"
#include "peer/vp9.h"

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
    DESCRIPTOR_EXTENDED = 0x80,
    DESCRIPTOR_START = 0x10,
    DESCRIPTOR_PICTURE = 0x80,
    DESCRIPTOR_TL0 = 0x40,
    DESCRIPTOR_LAYER = 0x20,
    DESCRIPTOR_KEY = 0x10,
};

static const uint8_t sps[] = {NAL_SPS, 0x42, 0xe0, 0x1f, 0x8c, 0x8d, 0x40, 0x50};
static const uint8_t pps[] = {NAL_PPS, 0xce, 0x3c, 0x80};

static const struct {
    const char *name;
    int64_t rate;
    bool video;
} codecs[PEER_CODECS] = {
    [PEER_OPUS] = {"opus", 48000, false},
    [PEER_PCMU] = {"pcmu", 8000, false},
    [PEER_VP8] = {"vp8", 90000, true},
    [PEER_H264] = {"h264", 90000, true},
    [PEER_VP9] = {"vp9", 90000, true},
    [PEER_AV1] = {"av1", 90000, true},
};

const char *peer_codec_name(enum peer_codec codec)
{
    return codecs[codec].name;
}

bool peer_codec_find(const char *name, enum peer_codec *out)
{
    for (int i = 0; i < PEER_CODECS; i++)
        if (name && strcmp(codecs[i].name, name) == 0) {
            *out = (enum peer_codec)i;
            return true;
        }
    return false;
}

bool peer_codec_is_video(enum peer_codec codec)
{
    return codecs[codec].video;
}

int64_t peer_codec_clock_rate(enum peer_codec codec)
{
    return codecs[codec].rate;
}

struct packetizer {
    struct peer_encoder *encoder;
    peer_payload_fn *emit;
    void *user;
    size_t left; /* bytes of the frame that are not sent yet, without headers */
};

/* A frame in the pattern of temporal layers that browsers use. `weight`: its size, if the mean size is 1. */
struct place {
    uint8_t temporal, refers; /* layer of the frame, and of the frame that it needs */
    bool sync;
    double weight;
};

static const struct pattern {
    unsigned int length;
    struct place places[4];
} patterns[] = {
    [1] = {1, {{0, 0, false, 1}}},
    [2] = {2, {{0, 0, false, 1.2}, {1, 0, true, 0.8}}},
    [3] = {4, {{0, 0, false, 1.6}, {2, 0, true, 0.8}, {1, 0, true, 0.8}, {2, 1, false, 0.8}}},
};

void peer_encoder_init(struct peer_encoder *encoder, const struct peer_encoder_options *options,
    struct peer_random random)
{
    *encoder = (struct peer_encoder){.options = *options, .random = random};
    encoder->picture = peer_random_next(&encoder->random) & 0x7fff;
    encoder->tl0 = (uint8_t)peer_random_next(&encoder->random);
}

/* The mean size follows from the bitrate. Sizes differ from the mean by up to a quarter. Keyframes are larger. */
static size_t frame_size(struct peer_encoder *encoder, bool key, double weight)
{
    const struct peer_encoder_options *options = &encoder->options;
    double mean = (double)options->bitrate / 8 * (double)options->interval / 1e6;
    double size = mean * (0.75 + peer_random_unit(&encoder->random) / 2);

    return (size_t)(size * (key ? KEYFRAME_WEIGHT : weight));
}

/* Returns the place of the next frame. A keyframe begins the pattern again. */
static const struct place *next_place(struct peer_encoder *encoder, bool key)
{
    const struct pattern *pattern = &patterns[encoder->options.layers];
    const struct place *place = &pattern->places[key ? 0 : encoder->place];
    uint32_t frame = encoder->tag.frame;

    encoder->place = ((unsigned int)(place - pattern->places) + 1) % pattern->length;
    encoder->tag.temporal = place->temporal;
    encoder->tag.refers = (uint8_t)(key ? 0 : frame - encoder->newest[place->refers]);
    encoder->newest[place->temporal] = frame;
    return place;
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
    int64_t frames = p->encoder->options.interval / OPUS_FRAME;
    uint8_t head[2] = {OPUS_CELT_FULLBAND_20MS, (uint8_t)frames};
    size_t len = 1;

    if (frames > 1) {
        head[0] |= OPUS_MANY;
        len = 2;
    }
    put(p, head, len, share(p, len), true);
}

/* Writes the payload descriptor (RFC 7741 section 4.2) of a frame's first packet. Returns its length. */
static size_t write_descriptor(
    struct peer_encoder *encoder, bool key, const struct place *place, uint8_t *out)
{
    bool layers = encoder->options.layers > 1;

    out[0] = DESCRIPTOR_EXTENDED | DESCRIPTOR_START;
    out[1] = DESCRIPTOR_PICTURE;
    out[2] = (uint8_t)(0x80 | encoder->picture >> 8);
    out[3] = (uint8_t)encoder->picture;
    encoder->picture = (encoder->picture + 1) & 0x7fff;
    if (!layers)
        return 4;
    encoder->tl0 = (uint8_t)(encoder->tl0 + (place->temporal == 0));
    encoder->key = (uint8_t)((encoder->key + key) & 0x1f);
    out[1] |= DESCRIPTOR_TL0 | DESCRIPTOR_LAYER | DESCRIPTOR_KEY;
    out[4] = encoder->tl0;
    out[5] = (uint8_t)(place->temporal << 6 | (place->sync || key) << 5 | encoder->key);
    return 6;
}

static void encode_vp8(struct packetizer *p, bool key, const struct place *place)
{
    const struct peer_encoder_options *options = &p->encoder->options;
    uint8_t head[16];
    size_t descriptor = write_descriptor(p->encoder, key, place, head);
    const uint8_t start[] = {key ? 0x10 : 0x11, 2, 0, 0x9d, 1, 0x2a, (uint8_t)options->width,
        (uint8_t)(options->width >> 8), (uint8_t)options->height, (uint8_t)(options->height >> 8)};
    size_t len = descriptor + (key ? sizeof(start) : 3);

    memcpy(head + descriptor, start, len - descriptor);
    do {
        size_t body = share(p, len);
        put(p, head, len, body, p->left == body);
        head[0] = DESCRIPTOR_EXTENDED;
        len = descriptor;
    } while (p->left > 0);
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

/* The packets of a frame of VP9 or AV1. The headers are as long in the last packet as in the others. */
static void encode_pieces(struct packetizer *p, bool key, const struct place *place)
{
    struct peer_encoder *encoder = p->encoder;
    const struct peer_encoder_options *options = &encoder->options;
    size_t (*write)(const struct peer_piece *piece, uint8_t *out) =
        options->codec == PEER_VP9 ? peer_vp9_write : peer_av1_write;
    uint16_t mask = options->codec == PEER_VP9 ? 0x7fff : 0xffff;
    uint8_t head[PEER_VP9_MAX + PEER_AV1_MAX];

    encoder->tl0 = (uint8_t)(encoder->tl0 + (place->temporal == 0));
    struct peer_piece piece = {.first = true,
        .key = key,
        .sync = place->sync || key,
        .picture = encoder->picture,
        .tl0 = encoder->tl0,
        .temporal = place->temporal,
        .layers = options->layers,
        .width = options->width,
        .height = options->height};
    do {
        size_t body = share(p, write(&piece, head));
        piece.last = body == p->left;
        put(p, head, write(&piece, head), body, piece.last);
        piece.first = false;
    } while (p->left > 0);
    encoder->picture = (encoder->picture + 1) & mask;
}

void peer_encoder_frame(struct peer_encoder *encoder, bool key, int64_t captured, int64_t now,
    peer_payload_fn *emit, void *user)
{
    const struct place *place = next_place(encoder, key);
    struct packetizer p = {encoder, emit, user, frame_size(encoder, key, place->weight)};

    encoder->tag.key = key;
    encoder->tag.part = 0;
    encoder->tag.captured = captured;
    encoder->tag.sent = now;
    if (!peer_codec_is_video(encoder->options.codec))
        encode_opus(&p);
    else if (encoder->options.codec == PEER_VP8)
        encode_vp8(&p, key, place);
    else if (encoder->options.codec == PEER_H264)
        encode_h264(&p, key);
    else
        encode_pieces(&p, key, place);
    encoder->tag.frame++;
}

const struct peer_frame_info peer_frame_unknown = {
    .picture = -1, .tl0 = -1, .temporal = -1, .height = -1};

/* Reads the extension of the payload descriptor, which begins at its second byte. Returns the bytes after it. */
static const uint8_t *read_descriptor(
    const uint8_t *p, const uint8_t *end, struct peer_frame_info *info)
{
    uint8_t has = *p++;

    if (has & DESCRIPTOR_PICTURE && p + 2 <= end) {
        info->picture = *p & 0x80 ? (p[0] & 0x7f) << 8 | p[1] : *p;
        p += *p & 0x80 ? 2 : 1;
    }
    if (has & DESCRIPTOR_TL0 && p < end)
        info->tl0 = *p++;
    if (has & (DESCRIPTOR_LAYER | DESCRIPTOR_KEY) && p < end) {
        if (has & DESCRIPTOR_LAYER)
            info->temporal = *p >> 6;
        info->sync = *p++ & 0x20;
    }
    return p;
}

static struct peer_frame_info read_vp8(const uint8_t *payload, size_t len)
{
    const uint8_t *p = payload + 1, *end = payload + len;
    struct peer_frame_info info = peer_frame_unknown;

    if (len < 2)
        return info;
    info.start = (payload[0] & 0x1f) == DESCRIPTOR_START;
    if (payload[0] & DESCRIPTOR_EXTENDED)
        p = read_descriptor(p, end, &info);
    info.key = info.start && p < end && !(*p & 1);
    if (info.key && p + 10 <= end)
        info.height = (p[8] | p[9] << 8) & 0x3fff;
    return info;
}

/* A keyframe begins with its parameter sets. */
static struct peer_frame_info read_h264(const uint8_t *payload, size_t len)
{
    uint8_t type = payload[0] & 0x1f;
    bool fragment = type == NAL_FU_A && len > 1;
    struct peer_frame_info info = peer_frame_unknown;

    if (fragment)
        type = payload[1] & 0x1f;
    info.key = type == (NAL_STAP_A & 0x1f) || type == (NAL_SPS & 0x1f);
    info.start = info.key || (type == (NAL_SLICE & 0x1f) && (!fragment || payload[1] & FU_START));
    return info;
}

struct peer_frame_info peer_encoder_read(enum peer_codec codec, const uint8_t *payload, size_t len)
{
    if (len > 0 && codec == PEER_VP8)
        return read_vp8(payload, len);
    if (len > 0 && codec == PEER_H264)
        return read_h264(payload, len);
    if (codec == PEER_VP9)
        return peer_vp9_read(payload, len);
    if (codec == PEER_AV1)
        return peer_av1_read(payload, len);
    struct peer_frame_info info = peer_frame_unknown;
    info.start = true;
    return info;
}
