/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plugin and the peer read the same from the VP9 and AV1 that the peer writes. */
#include "peer/av1.h"
#include "peer/encoder.h"
#include "rtp/codec.h"
#include "rtp/dependency.h"
#include "test.h"

struct collected {
    enum peer_codec codec;
    const struct peer_encoder *encoder;
    int payloads, starts, keys, ends;
    struct baton_dependency_structure structure;
};

/* AV1: what the plugin reads from the descriptor beside a payload. */
static void check_descriptor(struct collected *all, const struct peer_tag *tag)
{
    const struct peer_piece piece = {.first = tag->part == 0,
        .last = tag->last,
        .key = tag->key,
        .picture = all->encoder->picture};
    uint8_t descriptor[PEER_AV1_DESCRIPTOR_MAX];
    size_t len = peer_av1_describe(&piece, descriptor);
    struct baton_payload found = {0};

    assert_true(len <= sizeof(descriptor));
    assert_true(baton_dependency_read(
        (struct baton_bytes){.data = descriptor, .len = len}, &all->structure, &found));
    assert_int_equal(found.begins, piece.first);
    assert_int_equal(found.ends, piece.last);
    assert_int_equal(found.picture.frame, piece.picture);
    assert_int_equal(peer_av1_frame_number(descriptor, len), piece.picture);
    assert_int_equal(all->structure.templates, 2);
    assert_int_equal(all->structure.targets, 1);
}

static void collect(void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag)
{
    struct collected *all = user;
    struct peer_frame_info info = peer_encoder_read(all->codec, payload, len);
    struct baton_payload found;

    baton_codec_describe(all->codec == PEER_VP9 ? BATON_CODEC_VP9 : BATON_CODEC_AV1,
        (struct baton_bytes){.data = payload, .len = len}, &found);
    assert_int_equal(found.keyframe, info.key);
    assert_int_equal(info.start, tag->part == 0);
    assert_int_equal(info.key, tag->part == 0 && tag->key);
    assert_int_equal(found.width, info.key ? 640 : 0);
    if (all->codec == PEER_VP9) {
        assert_int_equal(found.picture.id, info.picture);
        assert_int_equal(found.temporal, info.temporal);
        assert_int_equal(found.ends, tag->last);
    } else {
        check_descriptor(all, tag);
    }
    all->payloads++;
    all->starts += info.start;
    all->keys += info.key;
    all->ends += tag->last;
}

static void encode(enum peer_codec codec, int layers)
{
    const struct peer_encoder_options options = {.codec = codec,
        .bitrate = 1000000,
        .interval = 40000,
        .width = 640,
        .height = 360,
        .layers = layers};
    struct peer_encoder encoder;
    struct collected all = {.codec = codec, .encoder = &encoder};

    peer_encoder_init(&encoder, &options, peer_random_seeded(1, 1));
    for (int i = 0; i < 25; i++)
        peer_encoder_frame(&encoder, i % 10 == 0, i * 40000, i * 40000, collect, &all);
    assert_int_equal(all.starts, 25);
    assert_int_equal(all.ends, 25);
    assert_int_equal(all.keys, 3);
    assert_true(all.payloads > 100);
}

TEST(the_plugin_and_the_peer_read_the_same_vp9)
{
    encode(PEER_VP9, 3);
}

TEST(the_plugin_and_the_peer_read_the_same_av1)
{
    encode(PEER_AV1, 1);
}

TEST(codecs_are_found_by_their_names)
{
    enum peer_codec codec;

    for (int i = 0; i < PEER_CODECS; i++) {
        assert_true(peer_codec_find(peer_codec_name((enum peer_codec)i), &codec));
        assert_int_equal(codec, i);
    }
    assert_false(peer_codec_find("h265", &codec));
    assert_false(peer_codec_find(NULL, &codec));
}
