/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the reader of VP9 payload descriptors (RFC 9628 §4.2). */
#include "described.h"
#include "test.h"

static bool read(const uint8_t *data, size_t length, struct baton_payload *out)
{
    return describe(BATON_CODEC_VP9, data, length, out);
}

/* Everything that a descriptor without the flexible mode can have. */
static const uint8_t all[] = {
    0xaa,             /* I, L, B, V */
    0x81, 0x23,       /* M, PictureID 0x123 */
    0x10, 0x45,       /* TID 0, U, SID 0; TL0PICIDX */
    0x58,             /* three spatial layers, Y, G */
    0, 160, 0, 90,    /* 160 x 90 */
    1, 64, 0, 180,    /* 320 x 180 */
    2, 128, 1, 104,   /* 640 x 360 */
    2,                /* a group of two pictures */
    0x14, 4,          /* TID 0, U, R 1: P_DIFF 4 */
    0x58, 1, 2,       /* TID 2, U, R 2: P_DIFF 1 and 2 */
    0x82, 0x49, 0x83, /* VP9 itself */
};
enum { ALL_BYTES = sizeof(all) - 3 };

TEST(a_descriptor_without_flexible_mode_is_read)
{
    struct baton_payload out;

    assert_true(read(all, sizeof(all), &out));
    assert_int_equal(out.picture.id, 0x123);
    assert_int_equal(out.id_bits, 15);
    assert_int_equal(out.id_at, 1);
    assert_int_equal(out.picture.tl0, 0x45);
    assert_int_equal(out.tl0_at, 4);
    assert_true(out.marked && out.switching && out.keyframe && out.begins);
    assert_false(out.ends || out.framed);
    assert_int_equal(out.temporal, 0);
    assert_int_equal(out.spatial, 0);
    assert_int_equal(out.width, 640);
    assert_int_equal(out.height, 360);
    for (size_t length = 0; length < ALL_BYTES; length++)
        assert_false(read(all, length, &out));
}

TEST(layers_and_references_of_the_flexible_mode_are_read)
{
    /* I, P, L, F, E; PictureID of 7 bits; TID 2, SID 1, D; three references, the last one without its N */
    static const uint8_t data[] = {0xf4, 0x7f, 0x43, 0x03, 0x05, 0x08};
    static const uint8_t endless[] = {0xf4, 0x7f, 0x43, 0x03, 0x05, 0x09};
    struct baton_payload out;

    assert_true(read(data, sizeof(data), &out));
    assert_int_equal(out.id_bits, 7);
    assert_int_equal(out.picture.id, 0x7f);
    assert_int_equal(out.tl0_at, 0);
    assert_int_equal(out.temporal, 2);
    assert_int_equal(out.spatial, 1);
    assert_true(out.ends);
    assert_false(out.begins || out.keyframe || out.switching);
    for (size_t length = 0; length < sizeof(data); length++)
        assert_false(read(data, length, &out));
    assert_true(read(endless, sizeof(endless), &out)); /* there is no fourth reference */
}

TEST(a_keyframe_starts_at_the_base_of_a_picture_without_references)
{
    static const struct {
        uint8_t data[4];
        bool start;
    } rows[] = {
        {{0x08, 1}, true},           /* B */
        {{0x0c, 1}, true},           /* B, E */
        {{0x48, 1}, false},          /* B, but predicted */
        {{0x04, 1}, false},          /* E: not the beginning */
        {{0x28, 0x00, 9, 1}, true},  /* L, B: SID 0 */
        {{0x28, 0x03, 9, 1}, false}, /* L, B: SID 1, predicted from SID 0 */
        {{0x28, 0x02, 9, 1}, false}, /* L, B: SID 1, alone */
    };
    struct baton_payload out;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read(rows[i].data, sizeof(rows[i].data), &out);
        assert_int_equal(out.keyframe, rows[i].start);
    }
}

TEST(the_numbers_of_a_picture_are_changed_in_place)
{
    struct baton_picture shift = {.id = 0x7fff, .tl0 = 0xbb, .key = 5};
    uint8_t data[sizeof(all)], narrow[] = {0x88, 0x7f, 1};
    struct baton_payload out;

    memcpy(data, all, sizeof(all));
    assert_true(read(data, sizeof(data), &out));
    baton_payload_patch(data, &out, &shift);
    assert_memory_equal(data, ((uint8_t[]){0xaa, 0x81, 0x22, 0x10, 0x00, 0x58}), 6);
    assert_memory_equal(data + 6, all + 6, sizeof(all) - 6);

    assert_true(read(narrow, sizeof(narrow), &out));
    shift.id = 1;
    baton_payload_patch(narrow, &out, &shift);
    assert_memory_equal(narrow, ((uint8_t[]){0x88, 0x00, 1}), 3);
}
