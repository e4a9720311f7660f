/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the reader of AV1 payloads. Chromium sent those that are marked so. */
#include "described.h"
#include "test.h"

static bool read(const uint8_t *data, size_t length, struct baton_payload *out)
{
    return describe(BATON_CODEC_AV1, data, length, out);
}

/* Chromium, 640 x 360: W 2, N; a sequence header of 11 bytes, then a frame to the end of the payload. */
static const uint8_t keyframe[] = {
    0x28, 0x0b, 0x08, 0x00, 0x00, 0x00, 0x0c, 0xc4, 0xff, 0x67, 0x00, 0x68, 0x02, 0x30, 0x10, 0x4d};

TEST(a_keyframe_and_its_size_are_found)
{
    struct baton_payload out;

    assert_true(read(keyframe, sizeof(keyframe), &out));
    assert_true(out.keyframe);
    assert_false(out.marked || out.framed || out.begins || out.ends);
    assert_int_equal(out.width, 640);
    assert_int_equal(out.height, 360);
    for (size_t length = 0; length < 13; length++)
        assert_false(read(keyframe, length, &out));
}

TEST(a_later_frame_and_its_layers_are_found)
{
    /* Chromium, L2T3: W 1; a frame of TID 2, SID 1 */
    static const uint8_t layered[] = {0x10, 0x34, 0x48, 0x34, 0x00, 0x04};
    struct baton_payload out;

    assert_true(read(layered, sizeof(layered), &out));
    assert_int_equal(out.temporal, 2);
    assert_int_equal(out.spatial, 1);
    assert_false(out.keyframe);
    assert_int_equal(out.width, 0);
}

TEST(a_fragment_is_no_start)
{
    /* Z, N: no sender may set both. The first element is the rest of an OBU, although it looks like a header. */
    static const uint8_t rest[] = {0xa8, 0x03, 0x34, 0x48, 0x34, 0x34, 0x20, 0x01};
    struct baton_payload out;

    assert_true(read(rest, sizeof(rest), &out));
    assert_false(out.keyframe);
    assert_int_equal(out.temporal, 1);
    assert_int_equal(out.spatial, 0);
}

TEST(without_a_count_each_element_has_its_length)
{
    static const uint8_t three[] = {0x08, 2, 0x34, 0x20, 0, 0x82, 0x00, 0x36, 0x40};
    static const uint8_t huge[] = {0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00};
    struct baton_payload out;

    assert_true(read(three, sizeof(three), &out));
    assert_true(out.keyframe);
    assert_int_equal(out.temporal, 1);
    assert_false(read(three, sizeof(three) - 1, &out));
    assert_false(read(huge, sizeof(huge), &out));
}

/* AV1 §5.5.1, with everything that can come before the size. */
TEST(a_size_behind_all_other_fields_is_found)
{
    /* Profile, still, reduced; timing with equal steps; decoder model with delays of 5 bits; display delay; two points,
     * the first with a tier, a model and a delay; 16 and 10 bits for the size; 1279 and 719. */
    static const char text[] =
        "000 0 0 1 00000000000000000000000000000001 00000000000000000000000000011110 1 010 1 "
        "00100 00000000000000000000000000000001 00000 00000 1 00001 "
        "000000000001 01000 1 1 00000000000 1 0000 000000000011 00111 0 0 "
        "1111 1001 0000010011111111 1011001111";
    uint8_t data[64] = {0x18, 0x08};
    struct baton_payload out;
    size_t bits = 0;

    for (const char *bit = text; *bit; bit++) {
        if (*bit == ' ')
            continue;
        data[2 + bits / 8] |= (uint8_t)((*bit - '0') << (7 - bits % 8));
        bits++;
    }
    assert_true(read(data, sizeof(data), &out));
    assert_int_equal(out.width, 1280);
    assert_int_equal(out.height, 720);
    assert_true(read(data, 1 + bits / 8, &out));
    assert_int_equal(out.width, 0); /* the header goes on in the next packet */
}
