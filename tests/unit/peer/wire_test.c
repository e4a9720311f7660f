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
    struct peer_tag tag = {7, 1, true, false, 1000, 3, 70000, 123456789, 123456999}, read;
    uint8_t bytes[100] = {0};

    peer_tag_write(&tag, bytes + 100 - PEER_TAG_BYTES);
    assert_true(peer_tag_read(bytes, 100, &read));
    assert_int_equal(read.device, 7);
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
    struct peer_encoder encoder;

    peer_encoder_init(&encoder, codec, 1000000, 40000, peer_random_seeded(1, 1));
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
