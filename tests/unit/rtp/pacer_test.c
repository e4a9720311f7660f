/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of rtp/pacer: how often a keyframe is requested. */
#include "rtp/pacer.h"
#include "test.h"

static const baton_time start = BATON_SECONDS(5000);

TEST(only_one_keyframe_request_is_sent_in_each_interval)
{
    struct baton_pacer pacer;

    baton_pacer_init(&pacer, BATON_MS(500));
    assert_false(baton_pacer_due(&pacer, start));
    assert_true(baton_pacer_request(&pacer, start));
    assert_false(baton_pacer_request(&pacer, start + BATON_MS(499)));
    assert_false(baton_pacer_due(&pacer, start + BATON_MS(499)));
    assert_true(baton_pacer_due(&pacer, start + BATON_MS(500)));
    assert_false(baton_pacer_due(&pacer, start + BATON_MS(2000)));
    assert_true(baton_pacer_request(&pacer, start + BATON_MS(1000)));
}

TEST(a_keyframe_fulfils_all_earlier_requests)
{
    struct baton_pacer pacer;

    baton_pacer_init(&pacer, BATON_MS(500));
    assert_true(baton_pacer_request(&pacer, start));
    assert_false(baton_pacer_request(&pacer, start + 1));
    baton_pacer_keyframe(&pacer);
    assert_false(baton_pacer_due(&pacer, start + BATON_SECONDS(1)));
}

TEST(a_forced_request_is_sent_at_once_unless_a_keyframe_is_still_awaited)
{
    struct baton_pacer pacer;

    baton_pacer_init(&pacer, BATON_MS(500));
    assert_true(baton_pacer_force(&pacer));
    assert_false(baton_pacer_force(&pacer));
    assert_false(baton_pacer_request(&pacer, start)); /* the interval begins here */
    baton_pacer_keyframe(&pacer);
    assert_true(baton_pacer_force(&pacer));
    assert_false(baton_pacer_request(&pacer, start + BATON_MS(10)));
    assert_false(baton_pacer_due(&pacer, start + BATON_MS(509)));
    assert_true(baton_pacer_due(&pacer, start + BATON_MS(510)));
}
