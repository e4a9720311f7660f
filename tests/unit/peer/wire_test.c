/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags, frames, RTP and RTCP that the peer writes can be read, and the same seed gives the same random numbers. */
#include <string.h>

#include "peer/encoder.h"
#include "peer/random.h"
#include "peer/rtcp.h"
#include "peer/rtp.h"
#include "peer/wire.h"
#include "rtp/h264.h"
#include "rtp/vp8.h"
#include "test.h"

struct collected {
    int payloads, starts, keys;
    size_t bytes;
    uint32_t frames;
    enum peer_codec codec;
};

TEST(a_tag_is_read_as_it_was_written)
{
    struct peer_tag tag = {.device = 7,
        .source = 1,
        .encoding = 2,
        .temporal = 3,
        .key = true,
        .frame = 1000,
        .refers = 4,
        .part = 3,
        .ordinal = 70000,
        .captured = 123456789,
        .sent = 123456999};
    struct peer_tag read;
    uint8_t bytes[100] = {0};

    peer_tag_write(&tag, bytes + 100 - PEER_TAG_BYTES);
    assert_true(peer_tag_read(bytes, 100, &read));
    assert_int_equal(read.device, 7);
    assert_int_equal(read.encoding, 2);
    assert_int_equal(read.temporal, 3);
    assert_int_equal(read.refers, 4);
    assert_int_equal(read.frame, 1000);
    assert_int_equal(read.part, 3);
    assert_int_equal(read.ordinal, 70000);
    assert_int_equal(read.captured, 123456789);
    assert_int_equal(read.sent, 123456999);
    assert_true(read.key && !read.last);
    bytes[99] = 0;
    assert_false(peer_tag_read(bytes, 100, &read));
    assert_false(peer_tag_read(bytes, PEER_TAG_BYTES - 1, &read));
}

/* Counts a payload, and checks that the plugin and the peer read the same from it. */
static void collect(void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag)
{
    struct collected *collected = user;
    struct peer_frame_info info = peer_encoder_read(collected->codec, payload, len);
    struct baton_bytes bytes = {payload, len};
    struct baton_payload found;
    struct peer_tag read;

    assert_true(len <= PEER_PAYLOAD_MAX);
    assert_true(peer_tag_read(payload, len, &read));
    assert_int_equal(read.ordinal, tag->ordinal);
    collected->payloads++;
    collected->bytes += len;
    collected->starts += info.start;
    collected->keys += info.key;
    if (collected->codec == PEER_OPUS)
        return;
    assert_true(collected->codec == PEER_VP8 ? baton_vp8_describe(bytes, &found)
                                             : baton_h264_describe(bytes, &found));
    assert_int_equal(found.keyframe && !found.without_sets, info.key);
}

static struct collected encode(enum peer_codec codec, int frames, bool key)
{
    struct collected collected = {.codec = codec};
    const struct peer_encoder_options options = {.codec = codec,
        .bitrate = 1000000,
        .interval = 40000,
        .width = 640,
        .height = 480,
        .layers = 1};
    struct peer_encoder encoder;

    peer_encoder_init(&encoder, &options, peer_random_seeded(1, 1));
    for (int i = 0; i < frames; i++)
        peer_encoder_frame(&encoder, key && i == 0, i * 40000, i * 40000, collect, &collected);
    return collected;
}

TEST(the_plugin_and_the_peer_find_the_same_keyframes)
{
    static const enum peer_codec codecs[] = {PEER_VP8, PEER_H264};

    for (int i = 0; i < 2; i++) {
        struct collected all = encode(codecs[i], 25, true);
        assert_int_equal(all.keys, 1);
        assert_int_equal(all.starts, 25);
        assert_int_equal(encode(codecs[i], 5, false).keys, 0);
    }
}

TEST(the_size_of_frames_follows_from_the_bitrate)
{
    struct collected second = encode(PEER_VP8, 25, false);

    assert_int_in_range(second.bytes, 110000, 150000);
}

struct layers {
    int height;
    char places[64]; /* the layer of each frame, and y after it for a switching point */
    int tl0[32];
    int frames;
};

static void collect_layers(
    void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag)
{
    struct layers *layers = user;
    struct peer_frame_info info = peer_encoder_read(PEER_VP8, payload, len);

    assert_int_equal(info.temporal, tag->temporal);
    if (!info.start)
        return;
    assert_int_equal(tag->refers == 0, info.key);
    if (info.key)
        layers->height = info.height;
    layers->tl0[layers->frames++] = info.tl0;
    char place[3] = {(char)('0' + info.temporal), info.sync ? 'y' : 0};
    strcat(layers->places, place);
}

TEST(three_temporal_layers_are_named_and_a_keyframe_begins_their_pattern_again)
{
    const struct peer_encoder_options options = {.codec = PEER_VP8,
        .bitrate = 500000,
        .interval = 40000,
        .width = 640,
        .height = 360,
        .layers = 3};
    struct layers layers = {0};
    struct peer_encoder encoder;

    peer_encoder_init(&encoder, &options, peer_random_seeded(1, 1));
    for (int i = 0; i < 8; i++)
        peer_encoder_frame(&encoder, i % 6 == 0, i * 40000, i * 40000, collect_layers, &layers);
    assert_string_equal(layers.places, "0y2y1y202y0y2y");
    assert_int_equal(layers.height, 360);
    assert_int_equal((layers.tl0[4] - layers.tl0[3]) & 0xff, 1);
    assert_int_equal(layers.tl0[5], layers.tl0[4]);
    assert_int_equal((layers.tl0[7] - layers.tl0[0]) & 0xff, 2);
}

TEST(rtp_is_read_as_it_was_written)
{
    const uint8_t payload[] = {1, 2, 3}, extensions[] = {0x10, 9, 0x31, 1, 2, 0, 0, 0};
    struct peer_rtp rtp = {.pt = 96,
        .marker = true,
        .seq = 65535,
        .ts = 7,
        .ssrc = 9,
        .payload = payload,
        .payload_len = 3,
        .extensions = extensions,
        .extensions_len = 8};
    struct peer_rtp read;
    uint8_t data[64];
    size_t len;

    size_t size = peer_rtp_write(&rtp, data);
    assert_int_equal(peer_rtp_classify(data, size), PEER_IS_RTP);
    assert_true(peer_rtp_parse(data, size, &read));
    assert_int_equal(read.seq, 65535);
    assert_int_equal(read.payload_len, 3);
    assert_int_equal(*peer_rtp_extension(&read, 1, &len), 9);
    assert_int_equal(peer_wire_get16(peer_rtp_extension(&read, 3, &len)), 0x0102);
    assert_null(peer_rtp_extension(&read, 2, &len));
    assert_int_equal(peer_rtp_seq_step(65535, 2), 3);
    assert_int_equal(peer_rtp_seq_step(2, 65535), -3);
}

static void note_nack(void *user, uint32_t ssrc, uint16_t seq)
{
    uint32_t *sum = user;

    assert_int_equal(ssrc, 5);
    *sum = *sum * 31 + seq;
}

TEST(a_nack_requests_each_of_its_packets)
{
    const uint16_t seqs[] = {65530, 65535, 1, 40, 41};
    const struct peer_rtcp_handler handler = {.nack = note_nack};
    uint8_t data[64];
    uint32_t sum = 0, expected = 0;

    for (size_t i = 0; i < 5; i++)
        expected = expected * 31 + seqs[i];
    peer_rtcp_read(data, peer_rtcp_write_nack(data, 1, 5, seqs, 5), &handler, &sum);
    assert_int_equal(sum, expected);
}

static void note_remb(void *user, uint64_t bitrate)
{
    *(uint64_t *)user = bitrate;
}

TEST(an_estimate_is_read_as_it_was_written_up_to_rounding)
{
    const uint32_t ssrcs[] = {5, 6};
    const struct peer_rtcp_handler handler = {.remb = note_remb};
    uint64_t read = 0;
    uint8_t data[64];

    peer_rtcp_read(data, peer_rtcp_write_remb(data, 1, 123000, ssrcs, 2), &handler, &read);
    assert_int_equal(read, 123000);
    peer_rtcp_read(data, peer_rtcp_write_remb(data, 1, 9000001, ssrcs, 2), &handler, &read);
    assert_int_in_range(read, 8999900, 9000001);
}

static void note_fir(void *user, uint32_t ssrc, uint8_t number)
{
    uint32_t *sum = user;

    *sum = *sum * 1000 + ssrc * 10 + number;
}

TEST(each_entry_of_a_fir_is_read)
{
    const uint8_t fir[] = {0x84, 206, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0, /**/
        0, 0, 0, 7, 3, 0, 0, 0, /**/ 0, 0, 0, 9, 4, 0, 0, 0};
    const struct peer_rtcp_handler handler = {.fir = note_fir};
    uint32_t sum = 0;

    peer_rtcp_read(fir, sizeof(fir), &handler, &sum);
    assert_int_equal(sum, 73094);
}

TEST(feedback_has_the_right_length_and_header)
{
    int64_t arrivals[20];
    uint8_t data[200];

    for (int i = 0; i < 20; i++)
        arrivals[i] = i % 3 ? 1000000 + i * 1000 : -1;
    size_t len = peer_rtcp_write_feedback(data, 1, 2, 65530, arrivals, 20, 4);
    assert_int_equal(len % 4, 0);
    assert_int_equal(((size_t)peer_wire_get16(data + 2) + 1) * 4, len);
    assert_int_equal(peer_wire_get16(data + 14), 20);
    assert_int_equal(peer_wire_get32(data + 16) >> 8, 1001000 / 64000);
}

TEST(equal_seeds_give_equal_random_numbers)
{
    struct peer_random a = peer_random_seeded(3, 1), b = peer_random_seeded(3, 1);
    struct peer_random c = peer_random_seeded(3, 2);
    int hits = 0;

    assert_int_equal(peer_random_next(&a), peer_random_next(&b));
    assert_int_not_equal(peer_random_next(&a), peer_random_next(&c));
    for (int i = 0; i < 10000; i++)
        hits += peer_random_hit(&a, 0.1);
    assert_int_in_range(hits, 900, 1100);
}
