/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames are shown only if they are whole and the frame that they refer to was shown. */
#include "peer/viewer.h"
#include "test.h"

enum {
    INTERVAL = 40000, /* microseconds between frames */
};

struct stage {
    struct peer_viewer *viewer;
    uint8_t encoding;
};

static void put(const struct stage *stage, uint32_t frame, uint8_t refers, uint16_t part, bool last)
{
    struct peer_arrival arrival = {
        .at = frame * INTERVAL,
        .tagged = true,
        .tag = {.device = 1,
            .encoding = stage->encoding,
            .key = refers == 0,
            .last = last,
            .frame = frame,
            .refers = refers,
            .part = part,
            .captured = frame * INTERVAL},
        .frame = {.height = refers == 0 ? 180 : -1},
    };

    peer_viewer_packet(stage->viewer, &arrival);
}

static guint shown(const struct stage *stage)
{
    return peer_viewer_shown(stage->viewer)->len;
}

TEST(a_frame_is_shown_once_all_its_packets_are_here)
{
    struct stage stage = {peer_viewer_new(), 0};

    put(&stage, 0, 0, 0, false);
    put(&stage, 0, 0, 2, true);
    assert_int_equal(shown(&stage), 0);
    put(&stage, 0, 0, 1, false);
    put(&stage, 0, 0, 1, false);
    assert_int_equal(shown(&stage), 1);
    assert_int_equal(
        g_array_index(peer_viewer_shown(stage.viewer), struct peer_shown, 0).height, 180);
    peer_viewer_free(stage.viewer);
}

TEST(a_frame_waits_for_the_frame_that_it_refers_to)
{
    struct stage stage = {peer_viewer_new(), 0};

    put(&stage, 0, 0, 0, true);
    put(&stage, 2, 1, 0, true);
    assert_int_equal(shown(&stage), 1);
    put(&stage, 1, 1, 0, true);
    assert_int_equal(shown(&stage), 3);
    peer_viewer_free(stage.viewer);
}

TEST(a_keyframe_is_wanted_if_a_frame_does_not_come_in_time)
{
    struct stage stage = {peer_viewer_new(), 0};

    put(&stage, 50, 0, 0, true);
    put(&stage, 52, 1, 0, true);
    assert_false(peer_viewer_wants_key(stage.viewer, 52 * INTERVAL + 250000));
    assert_true(peer_viewer_wants_key(stage.viewer, 52 * INTERVAL + 350000));
    assert_false(peer_viewer_wants_key(stage.viewer, 52 * INTERVAL + 450000));
    /* Nothing comes any more. */
    assert_false(peer_viewer_wants_key(stage.viewer, 52 * INTERVAL + 1500000));
    peer_viewer_free(stage.viewer);
}

TEST(a_keyframe_of_another_encoding_is_shown_and_older_frames_are_not)
{
    struct stage stage = {peer_viewer_new(), 0};

    put(&stage, 0, 0, 0, true);
    put(&stage, 1, 1, 0, false);
    stage.encoding = 1;
    put(&stage, 2, 0, 0, true);
    stage.encoding = 0;
    put(&stage, 1, 1, 1, true);
    assert_int_equal(shown(&stage), 2);
    peer_viewer_free(stage.viewer);
}
