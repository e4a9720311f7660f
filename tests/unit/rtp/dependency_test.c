/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the reader of dependency descriptors. Chromium sent those that are marked so. */
#include <stdlib.h>
#include <string.h>

#include "rtp/dependency.h"
#include "test.h"

/* Uses a copy of exactly `length` bytes, so that a sanitizer finds every read beyond the end. */
static bool read(const uint8_t *data, size_t length, struct baton_dependency_structure *structure,
    struct baton_payload *out)
{
    uint8_t *copy = malloc(length ? length : 1);
    bool good;

    memcpy(copy, data, length);
    *out = (struct baton_payload){0};
    good = baton_dependency_read((struct baton_bytes){.data = copy, .len = length}, structure, out);
    free(copy);
    return good;
}

/* Chromium, L1T3, 640 x 360: a keyframe in one packet. */
static const uint8_t l1t3[] = {0xc0, 0x00, 0x01, 0x80, 0x02, 0x14, 0xea, 0xa8, 0x60, 0x41, 0x4d,
    0x14, 0x10, 0x20, 0x84, 0x27, 0x02, 0x7f, 0x01, 0x67};
/* Chromium, L2T3, 320 x 180 and 640 x 360: a keyframe in one packet, with active decode targets. */
static const uint8_t l2t3[] = {0xc1, 0x00, 0x01, 0xc0, 0x05, 0x14, 0x85, 0x3a, 0xbf, 0xaa, 0xa1,
    0x8f, 0x04, 0x30, 0x43, 0x02, 0xa0, 0x2a, 0x00, 0x60, 0x01, 0x00, 0x1b, 0x93, 0x45, 0x15, 0xe0,
    0x82, 0x70, 0x46, 0x08, 0xc0, 0xc7, 0x87, 0x00, 0x43, 0x21, 0x65, 0x11, 0x11, 0x54, 0x32, 0x76,
    0x80, 0x9f, 0x80, 0x59, 0x81, 0x3f, 0x80, 0xb3, 0x8e};

TEST(a_structure_is_read)
{
    struct baton_dependency_structure structure = {0};
    struct baton_payload out;

    assert_true(read(l1t3, sizeof(l1t3), &structure, &out));
    assert_int_equal(structure.templates, 5);
    assert_int_equal(structure.targets, 3);
    assert_int_equal(structure.chains, 1);
    assert_int_equal(structure.offset, 0);
    for (uint8_t i = 0; i < 3; i++)
        assert_int_equal(structure.layers[i].temporal, i);
    assert_true(out.framed && out.begins && out.ends && out.opening);
    assert_int_equal(out.picture.frame, 1);
    assert_int_equal(out.temporal, 0);
    assert_int_equal(out.width, 640);
    assert_int_equal(out.height, 360);
}

TEST(a_structure_that_ends_too_early_changes_nothing)
{
    struct baton_dependency_structure structure = {0}, nothing = {0};
    struct baton_payload out, empty = {0};

    for (size_t length = 0; length < sizeof(l2t3); length++) {
        assert_false(read(l2t3, length, &structure, &out));
        assert_memory_equal(&structure, &nothing, sizeof(nothing));
        assert_memory_equal(&out, &empty, sizeof(empty));
    }
}

TEST(frames_get_their_layers_from_the_structure)
{
    /* Chromium, L1T3: the frames after the keyframe. */
    static const struct {
        uint8_t data[3];
        uint8_t temporal;
        bool begins, ends, opening;
    } rows[] = {
        {{0xc3, 0x00, 0x02}, 2, true, true, false},
        {{0x82, 0x00, 0x03}, 1, true, false, true},
        {{0x42, 0x00, 0x03}, 1, false, true, true},
        {{0xc4, 0x00, 0x04}, 2, true, true, false},
        {{0x01, 0x00, 0x05}, 0, false, false, true},
    };
    struct baton_dependency_structure structure = {0};
    struct baton_payload out;

    /* Without a structure nothing is known. */
    assert_false(read(rows[0].data, 3, &structure, &out));
    assert_true(read(l1t3, sizeof(l1t3), &structure, &out));
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(read(rows[i].data, 3, &structure, &out));
        assert_int_equal(out.temporal, rows[i].temporal);
        assert_int_equal(out.begins, rows[i].begins);
        assert_int_equal(out.ends, rows[i].ends);
        assert_int_equal(out.opening, rows[i].opening);
        assert_int_equal(out.picture.frame, rows[i].data[2]);
        assert_int_equal(out.width, 0);
    }
    assert_false(read(rows[0].data, 2, &structure, &out));
}

/* The packet is from before the keyframe, or the keyframe with its structure comes later. */
TEST(a_frame_without_its_template_has_only_its_number)
{
    struct baton_dependency_structure structure = {0};
    struct baton_payload out;

    assert_true(read(l1t3, sizeof(l1t3), &structure, &out));
    assert_true(read((const uint8_t[]){0xc5, 0x12, 0x34}, 3, &structure, &out));
    assert_int_equal(out.picture.frame, 0x1234);
    assert_true(out.framed && out.marked);
    assert_false(out.begins || out.ends || out.opening);
    assert_int_equal(out.temporal, 0);
}

TEST(spatial_layers_are_read)
{
    struct baton_dependency_structure structure = {0};
    struct baton_payload out;

    assert_true(read(l2t3, sizeof(l2t3), &structure, &out));
    assert_int_equal(structure.targets, 6);
    assert_int_equal(structure.chains, 2);
    assert_int_equal(out.width, 640);
    assert_int_equal(out.height, 360);
    for (uint8_t i = 0; i < 6; i++) {
        assert_int_equal(structure.layers[i].spatial, i / 3);
        assert_int_equal(structure.layers[i].temporal, i % 3);
    }
    /* Chromium: spatial layer 1 of the keyframe, which is not the first packet of the picture. */
    assert_true(read((const uint8_t[]){0xc6, 0x00, 0x02}, 3, &structure, &out));
    assert_int_equal(out.spatial, 1);
    assert_int_equal(out.temporal, 0);
    assert_true(out.ends && out.opening);
    assert_false(out.begins);
}

TEST(what_a_frame_says_itself_replaces_its_template)
{
    /* Chromium, L2T3: differences of its own, then also a list of active decode targets and chains. */
    static const uint8_t differences[] = {0xc3, 0x00, 0x02, 0x1a, 0x00, 0x08, 0x00};
    static const uint8_t active[] = {0xc2, 0x00, 0x03, 0x5f, 0xe8, 0x80, 0x40, 0x40};
    /* indications of its own: "switch" for all 6 targets, then "required" */
    static const uint8_t switches[] = {0xc2, 0x00, 0x03, 0x25, 0x55, 0x00};
    struct baton_dependency_structure structure = {0};
    struct baton_payload out;

    assert_true(read(l2t3, sizeof(l2t3), &structure, &out));
    assert_true(read(differences, sizeof(differences), &structure, &out));
    assert_int_equal(out.temporal, 2);
    assert_true(read(differences, sizeof(differences) - 1, &structure, &out));
    assert_false(out.begins); /* it is cut off, so only its number is read */
    assert_true(read(active, sizeof(active), &structure, &out));
    assert_int_equal(out.temporal, 1);
    assert_true(out.opening);
    assert_true(read(active, sizeof(active) - 1, &structure, &out));
    assert_false(out.begins);
    assert_true(read(switches, sizeof(switches), &structure, &out));
    assert_true(out.opening);
    assert_true(read((const uint8_t[]){0xc2, 0x00, 0x03, 0x27, 0xff, 0x80}, 6, &structure, &out));
    assert_false(out.opening);
}

TEST(template_numbers_wrap)
{
    uint8_t data[sizeof(l1t3)];
    struct baton_dependency_structure structure = {0};
    struct baton_payload out;

    memcpy(data, l1t3, sizeof(data));
    data[0] = 0xc0 | 62; /* template 62, and the structure begins with number 62: 5 + 1 + 62 << 2 */
    data[3] = 0x80 | 62 >> 3;
    data[4] = (uint8_t)((62 << 5 & 0xe0) | (data[4] & 0x1f));
    assert_true(read(data, sizeof(data), &structure, &out));
    assert_int_equal(structure.offset, 62);
    assert_int_equal(out.temporal, 0);
    assert_true(read((const uint8_t[]){0xc1, 0, 2}, 3, &structure, &out)); /* 62 + 3 */
    assert_int_equal(out.temporal, 2);
    assert_true(read((const uint8_t[]){0xc3, 0, 2}, 3, &structure, &out)); /* there are five */
    assert_false(out.begins);
}

TEST(a_frame_number_is_written_in_place)
{
    struct baton_dependency_structure structure = {0};
    uint8_t data[sizeof(l2t3)];
    struct baton_payload out;

    memcpy(data, l2t3, sizeof(data));
    baton_dependency_put_frame(data, 0xfedc);
    assert_true(read(data, sizeof(data), &structure, &out));
    assert_int_equal(out.picture.frame, 0xfedc);
    assert_int_equal(data[0], l2t3[0]);
    assert_memory_equal(data + 3, l2t3 + 3, sizeof(data) - 3);
}

/* A structure may have 64 templates at most, 4 spatial layers, and 8 temporal layers. */
TEST(a_structure_with_too_many_layers_is_refused)
{
    uint8_t same[600] = {0xc0, 0, 1, 0x80}, temporal[600] = {0xc0, 0, 1, 0x80}, spatial[600];
    struct baton_dependency_structure structure = {0};
    struct baton_payload out;

    memset(temporal + 5, 0x55, sizeof(temporal) - 5);
    memcpy(spatial, temporal, sizeof(spatial));
    memset(spatial + 5, 0xaa, sizeof(spatial) - 5);
    assert_false(read(same, sizeof(same), &structure, &out));
    assert_false(read(temporal, sizeof(temporal), &structure, &out));
    assert_false(read(spatial, sizeof(spatial), &structure, &out));
    assert_int_equal(structure.templates, 0);
}
