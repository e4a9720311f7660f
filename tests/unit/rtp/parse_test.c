/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the parsers of RTP, RTCP, VP8 and H.264: they find the fields of a packet and never read beyond its end. */
#include <string.h>

#include "described.h"
#include "rtp/codec.h"
#include "rtp/h264.h"
#include "rtp/rtp.h"
#include "rtp/vp8.h"
#include "test.h"

static const uint8_t plain[] = {0x80, 0xe0, 0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

TEST(an_rtp_header_is_read)
{
    struct baton_rtp rtp;

    assert_true(baton_rtp_parse(plain, sizeof(plain), &rtp));
    assert_int_equal(rtp.pt, 0x60);
    assert_int_equal(rtp.seq, 0x1234);
    assert_int_equal(rtp.timestamp, 0x01020304);
    assert_int_equal(rtp.ssrc, 0x05060708);
    assert_int_equal(rtp.payload_at, 12);
    assert_int_equal(rtp.payload_length, 2);
}

TEST(the_payload_is_between_the_extension_and_the_padding)
{
    uint8_t data[12 + 8 + 4 + 8 + 3 + 2] = {0x80 | 0x20 | 0x10 | 2};
    struct baton_rtp rtp;

    data[12 + 8 + 3] = 2;
    data[sizeof(data) - 1] = 2;
    assert_true(baton_rtp_parse(data, sizeof(data), &rtp));
    assert_int_equal(rtp.payload_at, 32);
    assert_int_equal(rtp.payload_length, 3);
    for (size_t length = 0; length < 33; length++)
        assert_false(baton_rtp_parse(data, length, &rtp));
}

TEST(broken_rtp_headers_are_refused)
{
    uint8_t data[70000] = {0x40};
    struct baton_rtp rtp;

    assert_false(baton_rtp_parse(data, 20, &rtp)); /* version 1 */
    data[0] = 0xa0;
    assert_false(baton_rtp_parse(data, 20, &rtp)); /* padding of 0 bytes */
    data[19] = 9;
    assert_false(baton_rtp_parse(data, 20, &rtp)); /* more padding than payload */
    data[19] = 8;
    assert_true(baton_rtp_parse(data, 20, &rtp)); /* the whole payload is padding */
    assert_int_equal(rtp.payload_length, 0);
    data[0] = 0x80;
    assert_false(baton_rtp_parse(data, sizeof(data), &rtp));
}

TEST(a_written_field_changes_no_other_field)
{
    uint8_t data[sizeof(plain)];
    struct baton_rtp rtp;

    memcpy(data, plain, sizeof(plain));
    baton_rtp_put_pt(data, 111);
    baton_rtp_put_seq(data, 0xfffe);
    baton_rtp_put_timestamp(data, 0xfedcba98);
    assert_true(baton_rtp_parse(data, sizeof(data), &rtp));
    assert_int_equal(rtp.pt, 111);
    assert_int_equal(data[1] & 0x80, 0x80);
    assert_int_equal(rtp.seq, 0xfffe);
    assert_int_equal(rtp.timestamp, 0xfedcba98);
    assert_int_equal(rtp.ssrc, 0x05060708);
    assert_memory_equal(data + 12, plain + 12, 2);
}

TEST(a_vp8_descriptor_is_read)
{
    static const uint8_t all[] = {0x90, 0xf0, 0x81, 0x23, 0x45, 0xe7, 0x00};
    static const uint8_t narrow[] = {0x90, 0x80, 0x7f, 0x01};
    static const uint8_t tid_only[] = {0x90, 0x20, 0xe7, 0x01};
    struct baton_payload out;

    assert_true(describe(BATON_CODEC_VP8, all, sizeof(all), &out));
    assert_int_equal(out.id_bits, 15);
    assert_int_equal(out.picture.id, 0x123);
    assert_int_equal(out.picture.tl0, 0x45);
    assert_int_equal(out.picture.key, 7);
    assert_int_equal(out.id_at, 2);
    assert_int_equal(out.tl0_at, 4);
    assert_int_equal(out.key_at, 5);
    assert_true(out.keyframe && out.marked);
    for (size_t length = 0; length < sizeof(all); length++)
        assert_false(describe(BATON_CODEC_VP8, all, length, &out));

    assert_true(describe(BATON_CODEC_VP8, narrow, sizeof(narrow), &out));
    assert_int_equal(out.id_bits, 7);
    assert_int_equal(out.picture.id, 127);
    assert_false(out.keyframe);
    assert_true(describe(BATON_CODEC_VP8, tid_only, sizeof(tid_only), &out));
    assert_int_equal(out.temporal, 3);
    assert_true(out.switching && !out.marked);
}

TEST(a_vp8_keyframe_starts_at_the_first_packet_of_partition_0)
{
    struct baton_payload out;

    assert_true(describe(BATON_CODEC_VP8, (const uint8_t[]){0x10, 0x00}, 2, &out));
    assert_true(out.keyframe && !out.marked);
    assert_true(describe(BATON_CODEC_VP8, (const uint8_t[]){0x10, 0x01}, 2, &out));
    assert_true(out.begins && !out.keyframe);
    assert_false(describe(BATON_CODEC_VP8, (const uint8_t[]){0x00, 0x00}, 2, &out));
    assert_false(describe(BATON_CODEC_VP8, (const uint8_t[]){0x11, 0x00}, 2, &out));
}

TEST(picture_numbers_wrap_at_their_width)
{
    uint8_t wide[] = {0x90, 0xf0, 0xff, 0xff, 0xff, 0xff, 0x00};
    uint8_t narrow[] = {0x90, 0x80, 0x7f, 0x01};
    struct baton_picture shift = {.id = 1, .tl0 = 1, .key = 1}, last = {0};
    struct baton_payload out;

    describe(BATON_CODEC_VP8, wide, sizeof(wide), &out);
    baton_payload_patch(wide, &out, &shift);
    assert_memory_equal(wide, ((uint8_t[]){0x90, 0xf0, 0x80, 0x00, 0x00, 0xe0, 0x00}), 7);
    baton_payload_track(&out, &shift, &last);
    assert_int_equal(last.id, 0);
    assert_int_equal(last.tl0, 0);
    assert_int_equal(last.key, 0);

    describe(BATON_CODEC_VP8, narrow, sizeof(narrow), &out);
    shift.id = 300;
    baton_payload_patch(narrow, &out, &shift);
    assert_memory_equal(narrow, ((uint8_t[]){0x90, 0x80, (127 + 300) & 0x7f, 0x01}), 4);
    baton_payload_track(&out, &shift, &last);
    assert_int_equal(last.id, narrow[2]);
}

TEST(the_next_picture_follows_the_last_one)
{
    struct baton_picture last = {.id = 0x7fff, .tl0 = 255, .key = 31};
    struct baton_picture next = {.id = 100, .tl0 = 7, .key = 3};
    struct baton_picture shift = baton_picture_shift(&last, &next);

    assert_int_equal((next.id + shift.id) & 0x7fff, 0);
    assert_int_equal((next.tl0 + shift.tl0) & 0xff, 0);
    assert_int_equal((next.key + shift.key) & 0x1f, 0);
}

TEST(an_h264_keyframe_starts_with_an_sps_or_an_idr_slice)
{
    static const struct {
        uint8_t data[10];
        size_t length;
        bool start;
    } rows[] = {
        {{0x67, 1, 2}, 3, true},                       /* SPS */
        {{0x68, 1, 2}, 3, false},                      /* PPS */
        {{0x65, 0x88}, 2, true},                       /* IDR, first slice */
        {{0x65, 0x40}, 2, false},                      /* IDR, not its first slice */
        {{0x65}, 1, false},                            /* IDR, cut off */
        {{0x61, 0x88}, 2, false},                      /* a slice that is not IDR */
        {{24, 0, 2, 0x67, 1, 0, 1, 0x68}, 8, true},    /* STAP-A: SPS, PPS */
        {{24, 0, 1, 0x68, 0, 2, 0x65, 0x80}, 8, true}, /* STAP-A: PPS, IDR */
        {{24, 0, 1, 0x68, 0, 2, 0x61, 0x80}, 8, false},
        {{24, 0, 0, 0, 9, 0x67}, 6, false}, /* STAP-A: an empty unit, then a unit that is cut off */
        {{28, 0x85, 0x80}, 3, true},        /* FU-A: start of an IDR */
        {{28, 0x87, 0x00}, 3, true},        /* FU-A: start of an SPS */
        {{28, 0x05, 0x80}, 3, false},       /* FU-A: middle of an IDR */
        {{28, 0x81, 0x80}, 3, false},       /* FU-A: start of a slice that is not IDR */
        {{28}, 1, false},
        {{0}, 0, false},
    };
    struct baton_payload out;

    for (size_t i = 0; i < COUNT(rows); i++) {
        describe(BATON_CODEC_H264, rows[i].data, rows[i].length, &out);
        assert_int_equal(out.keyframe, rows[i].start);
        assert_false(out.marked);
    }
}

TEST(vp8_names_the_temporal_layer_and_whether_the_layer_can_begin_here)
{
    struct baton_payload out;

    describe(BATON_CODEC_VP8, (const uint8_t[]){0x90, 0x20, 0x40, 0x01}, 4, &out);
    assert_int_equal(out.temporal, 1);
    assert_false(out.switching);
    assert_true(out.begins);
    describe(BATON_CODEC_VP8, (const uint8_t[]){0x80, 0x20, 0xa0, 0x01}, 4, &out);
    assert_int_equal(out.temporal, 2);
    assert_true(out.switching);
    assert_false(out.begins);
    describe(BATON_CODEC_VP8, (const uint8_t[]){0x90, 0x10, 0xff, 0x01}, 4, &out); /* KEYIDX only */
    assert_int_equal(out.temporal, 0);
    assert_false(out.switching);
}

TEST(vp8_says_the_size_of_its_pictures_in_keyframes)
{
    uint8_t key[] = {0x10, 0x50, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x42, 0x68, 0x81};
    struct baton_payload out;

    assert_true(describe(BATON_CODEC_VP8, key, sizeof(key), &out));
    assert_int_equal(out.width, 640);
    assert_int_equal(out.height, 360);
    describe(BATON_CODEC_VP8, key, sizeof(key) - 1, &out);
    assert_true(out.keyframe && out.width == 0 && out.height == 0);
    key[4] = 0;
    describe(BATON_CODEC_VP8, key, sizeof(key), &out);
    assert_true(out.keyframe && out.width == 0 && out.height == 0);
    key[4] = 0x9d;
    key[1] |= 1; /* not a keyframe */
    describe(BATON_CODEC_VP8, key, sizeof(key), &out);
    assert_true(out.width == 0 && out.height == 0);
}

TEST(each_codec_has_its_clock_rate_grid_and_name)
{
    struct baton_payload out;

    assert_int_equal(baton_codec_clock_rate(BATON_CODEC_OPUS), 48000);
    assert_int_equal(baton_codec_clock_rate(BATON_CODEC_VP8), 90000);
    assert_int_equal(baton_codec_grid(BATON_CODEC_OPUS), 960);
    assert_false(baton_codec_is_video(BATON_CODEC_OPUS));
    assert_true(baton_codec_is_video(BATON_CODEC_H264));
    assert_string_equal(baton_codec_name(BATON_CODEC_OPUS), "opus");
    assert_string_equal(baton_codec_name(BATON_CODEC_VP8), "vp8");
    assert_string_equal(baton_codec_name(BATON_CODEC_H264), "h264");
    assert_string_equal(baton_codec_name(BATON_CODEC_VP9), "vp9");
    assert_string_equal(baton_codec_name(BATON_CODEC_AV1), "av1");
    assert_false(describe(BATON_CODEC_OPUS, plain, sizeof(plain), &out));
}
