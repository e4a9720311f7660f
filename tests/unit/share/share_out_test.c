/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share-out divides a budget among slots: sound first, then videos in their order. Rates are in kb/s. */
#include "share/share_out.h"
#include "test.h"

enum { KB = 1000, FREE = -1 };

static const baton_time soon = BATON_MS(200), later = BATON_SECONDS(5);

static struct baton_share_slot voice(void)
{
    return (struct baton_share_slot){.sound = true,
        .count = 1,
        .encodings = {{.available = true, .layers = 1, .bitrate = {50 * KB}}}};
}

/* A camera with three encodings of three temporal layers: 60 90 150, 200 300 500, 1000 1500 2500. */
static struct baton_share_slot camera(int encoding, int temporal)
{
    return (struct baton_share_slot){
        .shown = BATON_SHARE_ANY_SIZE,
        .count = 3,
        .encodings =
            {
                {true, 180, 3, {60 * KB, 90 * KB, 150 * KB}},
                {true, 360, 3, {200 * KB, 300 * KB, 500 * KB}},
                {true, 720, 3, {1000 * KB, 1500 * KB, 2500 * KB}},
            },
        .now = {(int8_t)encoding, (int8_t)temporal},
    };
}

/* A screen: the same, but a sharp picture matters more than smooth motion. */
static struct baton_share_slot screen(int encoding, int temporal)
{
    struct baton_share_slot slot = camera(encoding, temporal);
    slot.sharp = true;
    return slot;
}

static struct baton_share_slot shown(struct baton_share_slot slot, uint16_t height)
{
    slot.shown = height;
    return slot;
}

static int64_t rate(int64_t kb)
{
    return kb == FREE ? BATON_ESTIMATE_UNLIMITED : kb * KB;
}

/* A line that is known to carry this. */
static struct baton_budget known(int64_t kb)
{
    return (struct baton_budget){.keep = rate(kb), .climb = rate(kb)};
}

static struct baton_budget trial(int64_t keep, int64_t climb)
{
    return (struct baton_budget){
        .keep = rate(keep), .climb = rate(climb), .trial = true, .large = true};
}

struct call {
    struct baton_share_out share_out;
    struct baton_share_slot slots[8];
    size_t count;
    int64_t ceiling;
    baton_time now;
    struct baton_share_plan plan;
};

static struct call call_of(size_t count, const struct baton_share_slot *slots)
{
    struct call call = {.count = count, .now = BATON_SECONDS(9)};
    for (size_t i = 0; i < count; i++)
        call.slots[i] = slots[i];
    return call;
}

#define CALL(...)                                                                                  \
    call_of(COUNT(((struct baton_share_slot[]){__VA_ARGS__})),                                     \
        (struct baton_share_slot[]){__VA_ARGS__})

static void divide(struct call *call, struct baton_budget budget, baton_time wait)
{
    call->now += wait;
    baton_share_out_divide(
        &call->share_out, call->slots, call->count, &budget, call->ceiling, call->now, &call->plan);
    for (size_t i = 0; i < call->count; i++)
        call->slots[i].now = call->plan.shares[i].choice;
}

/* Divides the same budget until nothing changes any more. */
static void divide_often(struct call *call, struct baton_budget budget)
{
    for (int i = 0; i < 20; i++)
        divide(call, budget, later);
}

static void assert_choice(const struct call *call, size_t slot, int encoding, int temporal)
{
    assert_int_equal(call->plan.shares[slot].choice.encoding, encoding);
    if (encoding >= 0)
        assert_int_equal(call->plan.shares[slot].choice.temporal, temporal);
}

static void assert_limit(const struct call *call, size_t slot, enum baton_share_limit limit)
{
    assert_int_equal(call->plan.shares[slot].limit, limit);
}

TEST(on_a_line_that_is_not_known_everybody_keeps_what_they_have)
{
    struct call call = CALL(voice(), camera(0, 2), camera(0, 2));
    divide(&call, (struct baton_budget){.keep = rate(FREE)}, soon);
    assert_choice(&call, 0, 0, 0);
    assert_choice(&call, 1, 0, 2);
    assert_limit(&call, 1, BATON_SHARE_UNLIMITED);
    assert_int_equal(call.plan.expected.total, 350 * KB);
    assert_int_equal(call.plan.expected.sound, 50 * KB);
    assert_false(call.plan.expected.raised);
    assert_true(call.plan.expected.wanted);
}

TEST(a_trial_that_may_not_be_large_stays_within_its_limit)
{
    struct call call = CALL(voice(), camera(0, 2));
    struct baton_budget small = trial(200, 260);
    small.large = false;
    divide(&call, small, later);
    assert_choice(&call, 1, 0, 2);
    divide(&call, trial(200, 260), later);
    assert_choice(&call, 1, 1, 1);
}

TEST(sound_gets_in_before_every_picture)
{
    struct call call = CALL(voice(), voice(), camera(0, 2));
    divide(&call, known(110), soon);
    assert_choice(&call, 0, 0, 0);
    assert_choice(&call, 1, 0, 0);
    assert_choice(&call, 2, -1, 0);
    assert_limit(&call, 2, BATON_SHARE_LINE);
}

TEST(another_voice_that_comes_first_takes_the_place_of_the_one_that_was_first)
{
    struct call call = CALL(voice(), voice(), camera(-1, 0));
    call.slots[0].now.encoding = -1;
    divide(&call, known(0), soon);
    assert_choice(&call, 0, 0, 0);
    assert_choice(&call, 1, -1, 0);
}

TEST(if_the_line_cannot_carry_all_voices_the_first_get_in)
{
    struct call call = CALL(voice(), voice(), voice());
    divide(&call, known(110), soon);
    assert_choice(&call, 1, 0, 0);
    assert_choice(&call, 2, -1, 0);
    assert_limit(&call, 2, BATON_SHARE_LINE);
}

TEST(one_voice_is_always_sent)
{
    struct call call = CALL(voice(), voice());
    divide(&call, known(10), soon);
    assert_choice(&call, 0, 0, 0);
    assert_choice(&call, 1, -1, 0);
}

TEST(each_video_gets_its_smallest_stage_before_one_gets_more)
{
    struct call call = CALL(camera(2, 2), camera(2, 2), camera(2, 2));
    divide(&call, known(190), soon);
    for (size_t i = 0; i < 3; i++)
        assert_choice(&call, i, 0, 0);
}

TEST(each_video_is_smooth_before_one_gets_larger)
{
    struct call call = CALL(camera(2, 2), camera(2, 2));
    divide(&call, known(400), soon);
    assert_choice(&call, 0, 0, 2);
    assert_choice(&call, 1, 0, 2);
}

TEST(the_first_video_is_enlarged_first)
{
    struct call call = CALL(camera(2, 2), camera(2, 2));
    divide(&call, known(700), soon);
    assert_choice(&call, 0, 1, 2);
    assert_choice(&call, 1, 0, 2);
}

TEST(what_the_first_cannot_use_goes_to_the_next)
{
    struct call call = CALL(shown(camera(2, 2), 180), camera(2, 2));
    divide(&call, known(700), soon);
    assert_choice(&call, 0, 0, 2);
    assert_choice(&call, 1, 1, 2);
}

TEST(a_camera_keeps_all_frames_of_a_smaller_picture)
{
    struct call call = CALL(camera(2, 2));
    divide(&call, known(450), soon);
    assert_choice(&call, 0, 0, 2);
}

TEST(a_screen_keeps_the_larger_picture_with_fewer_frames)
{
    struct call call = CALL(screen(2, 2));
    divide(&call, known(1200), soon);
    assert_choice(&call, 0, 2, 0);
    divide(&call, known(450), soon);
    assert_choice(&call, 0, 1, 1);
}

TEST(lowering_happens_at_once)
{
    struct call call = CALL(camera(2, 2));
    divide(&call, known(FREE), soon);
    divide(&call, known(600), soon);
    assert_choice(&call, 0, 1, 2);
    divide(&call, known(160), soon);
    assert_choice(&call, 0, 0, 2);
}

TEST(rates_that_vary_a_little_lower_nothing)
{
    struct call call = CALL(camera(1, 2));
    divide(&call, known(480), soon);
    assert_choice(&call, 0, 1, 2);
    divide(&call, known(470), soon);
    assert_choice(&call, 0, 0, 2);
}

TEST(raising_needs_a_margin)
{
    struct call call = CALL(camera(0, 2));
    divide_often(&call, known(520));
    assert_choice(&call, 0, 0, 2);
    divide_often(&call, known(530));
    assert_choice(&call, 0, 1, 2);
}

TEST(one_slot_is_raised_at_a_time)
{
    struct call call = CALL(camera(0, 2), camera(0, 2));
    divide(&call, known(9000), later);
    assert_choice(&call, 0, 1, 2);
    assert_choice(&call, 1, 0, 2);
    assert_true(call.plan.expected.raised);
    divide(&call, known(9000), soon);
    assert_choice(&call, 0, 1, 2);
    assert_choice(&call, 1, 0, 2);
    assert_false(call.plan.expected.raised);
    divide(&call, known(9000), later);
    assert_choice(&call, 0, 2, 2);
}

TEST(nothing_is_raised_right_after_something_was_lowered)
{
    struct call call = CALL(camera(1, 2));
    divide(&call, known(300), later);
    assert_choice(&call, 0, 0, 2);
    divide(&call, known(900), soon);
    assert_choice(&call, 0, 0, 2);
    divide(&call, known(900), later);
    assert_choice(&call, 0, 1, 2);
}

TEST(a_trial_raises_all_that_fits)
{
    struct call call = CALL(camera(0, 2), camera(0, 2));
    divide(&call, trial(400, 1100), soon);
    assert_choice(&call, 0, 1, 2);
    assert_choice(&call, 1, 1, 2);
}

TEST(a_trial_raises_one_stage_even_if_it_is_large)
{
    struct call call = CALL(camera(0, 2), camera(0, 2));
    divide(&call, trial(300, 310), soon);
    assert_choice(&call, 0, 1, 1);
    assert_choice(&call, 1, 0, 2);
}

TEST(half_of_the_frames_are_only_a_step_in_a_trial)
{
    struct call call = CALL(camera(0, 2));
    divide(&call, trial(150, 330), soon);
    assert_choice(&call, 0, 1, 1);
    divide(&call, (struct baton_budget){.keep = rate(330)}, soon);
    assert_choice(&call, 0, 1, 1);
    divide(&call, known(330), soon);
    assert_choice(&call, 0, 0, 2);
}

TEST(an_important_slot_takes_from_those_after_it)
{
    struct call call = CALL(camera(0, 2), camera(1, 2));
    divide(&call, known(700), later);
    assert_choice(&call, 0, 1, 2);
    assert_choice(&call, 1, 0, 2);
}

TEST(slots_that_nobody_raises_above_keep_what_they_have)
{
    struct call call = CALL(camera(1, 2), camera(1, 2));
    divide_often(&call, known(1100));
    assert_choice(&call, 0, 1, 2);
    assert_choice(&call, 1, 1, 2);
}

TEST(a_hidden_slot_sends_nothing)
{
    struct call call = CALL(shown(camera(1, 2), 0), camera(0, 2));
    divide(&call, known(FREE), soon);
    assert_choice(&call, 0, -1, 0);
    assert_limit(&call, 0, BATON_SHARE_HIDDEN);
}

TEST(a_slot_that_is_shown_again_gets_something_at_once)
{
    struct call call = CALL(camera(0, 2), camera(-1, 0), camera(-1, 0));
    divide(&call, (struct baton_budget){.keep = rate(FREE)}, soon);
    assert_choice(&call, 1, 0, 0);
    assert_choice(&call, 2, 0, 0);
    assert_true(call.plan.expected.raised);
}

TEST(a_slot_that_is_shown_again_gets_nothing_if_the_line_is_full)
{
    struct call call = CALL(camera(0, 2), camera(-1, 0));
    divide(&call, known(180), soon);
    assert_choice(&call, 1, -1, 0);
}

/* The heights that are shown, and the encoding that is needed for each. */
struct size {
    uint16_t shown;
    int encoding;
    enum baton_share_limit limit;
};

static void needs(void **state)
{
    const struct size *size = *state;
    struct call call = CALL(shown(camera(0, 2), size->shown));
    divide_often(&call, known(9000));
    assert_choice(&call, 0, size->encoding, 2);
    assert_limit(&call, 0, size->limit);
}
TEST_ROW(needs, "90 lines need the smallest encoding", ((struct size){90, 0, BATON_SHARE_SIZE}))
TEST_ROW(needs, "180 lines need the smallest encoding", ((struct size){180, 0, BATON_SHARE_SIZE}))
TEST_ROW(needs, "220 lines are near enough to 180", ((struct size){220, 0, BATON_SHARE_SIZE}))
TEST_ROW(needs, "240 lines need the next encoding", ((struct size){240, 1, BATON_SHARE_SIZE}))
TEST_ROW(
    needs, "500 lines need the largest encoding", ((struct size){500, 2, BATON_SHARE_UNLIMITED}))
TEST_ROW(
    needs, "2000 lines get the largest encoding", ((struct size){2000, 2, BATON_SHARE_UNLIMITED}))

TEST(a_slot_that_is_shown_smaller_goes_down_at_once)
{
    struct call call = CALL(shown(camera(2, 2), 200));
    divide(&call, known(9000), soon);
    assert_choice(&call, 0, 0, 2);
}

TEST(an_encoding_of_unknown_height_is_not_known_to_be_large_enough)
{
    struct call call = CALL(shown(camera(0, 2), 200));
    call.slots[0].encodings[0].height = 0;
    divide_often(&call, known(9000));
    assert_choice(&call, 0, 1, 2);
}

TEST(an_encoding_that_the_sender_does_not_send_is_not_chosen)
{
    struct call call = CALL(camera(2, 2));
    call.slots[0].encodings[2].available = false;
    divide(&call, known(9000), soon);
    assert_choice(&call, 0, 1, 2);
    assert_limit(&call, 0, BATON_SHARE_SENDER);
}

TEST(a_small_encoding_that_the_sender_does_not_send_is_left_out)
{
    struct call call = CALL(camera(0, 2));
    call.slots[0].encodings[0].available = false;
    divide(&call, known(290), soon);
    assert_choice(&call, 0, 1, 0);
    divide_often(&call, known(9000));
    assert_choice(&call, 0, 2, 2);
}

TEST(a_source_that_sends_nothing_gets_nothing)
{
    struct call call = CALL(camera(0, 2));
    for (int e = 0; e < 3; e++)
        call.slots[0].encodings[e].available = false;
    divide(&call, trial(FREE, FREE), soon);
    assert_choice(&call, 0, -1, 0);
    assert_limit(&call, 0, BATON_SHARE_SENDER);
}

TEST(a_rate_that_is_not_known_is_expected_by_height)
{
    struct call call = CALL(camera(0, 2));
    for (int e = 1; e < 3; e++)
        for (int t = 0; t < 3; t++)
            call.slots[0].encodings[e].bitrate[t] = 0;
    divide_often(&call, known(600));
    assert_choice(&call, 0, 1, 2);
    assert_int_equal(call.plan.expected.total, 500 * KB);
}

TEST(a_rate_without_a_height_is_expected_by_place)
{
    struct call call = CALL(camera(0, 2));
    for (int e = 0; e < 3; e++)
        call.slots[0].encodings[e] = (struct baton_share_encoding){.available = true, .layers = 1};
    call.slots[0].now.temporal = 0;
    divide_often(&call, known(600));
    assert_choice(&call, 0, 1, 0);
    divide_often(&call, known(3000));
    assert_int_equal(call.plan.expected.total, 2500 * KB);
}

TEST(a_larger_encoding_that_costs_less_is_taken_instead)
{
    struct call call = CALL(camera(0, 2));
    for (int t = 0; t < 3; t++)
        call.slots[0].encodings[1].bitrate[t] = 100 * KB;
    divide(&call, known(140), later);
    assert_choice(&call, 0, 1, 2);
}

TEST(a_plain_source_has_one_stage)
{
    struct call call = CALL(camera(0, 0));
    call.slots[0].count = 1;
    call.slots[0].encodings[0] = (struct baton_share_encoding){true, 720, 1, {2500 * KB}};
    divide(&call, known(2600), soon);
    assert_choice(&call, 0, 0, 0);
    assert_limit(&call, 0, BATON_SHARE_UNLIMITED);
    divide(&call, known(1000), soon);
    assert_choice(&call, 0, -1, 0);
    assert_limit(&call, 0, BATON_SHARE_LINE);
}

TEST(a_ceiling_limits_like_a_line)
{
    struct call call = CALL(voice(), camera(2, 2));
    call.ceiling = 300 * KB;
    divide(&call, known(FREE), soon);
    assert_choice(&call, 1, 0, 2);
    assert_limit(&call, 1, BATON_SHARE_CEILING);
    assert_false(call.plan.expected.wanted);
}

TEST(a_line_below_the_ceiling_is_the_limit)
{
    struct call call = CALL(voice(), camera(2, 2));
    call.ceiling = 300 * KB;
    divide(&call, known(200), soon);
    assert_limit(&call, 1, BATON_SHARE_LINE);
    assert_true(call.plan.expected.wanted);
}

TEST(a_trial_does_not_exceed_the_ceiling)
{
    struct call call = CALL(voice(), camera(0, 2));
    call.ceiling = 240 * KB;
    divide(&call, trial(200, 9000), later);
    assert_choice(&call, 1, 0, 2);
}

TEST(the_first_trial_beside_a_voice_is_a_picture)
{
    struct call call = CALL(voice(), voice(), camera(-1, 0));
    call.slots[1].now.encoding = -1;
    divide(&call, trial(60, 80), later);
    assert_choice(&call, 1, -1, 0);
    assert_choice(&call, 2, 0, 0);
}

TEST(the_first_trial_beside_a_voice_is_a_picture_even_if_a_voice_would_fit)
{
    struct call call = CALL(voice(), voice(), camera(-1, 0));
    call.slots[1].now.encoding = -1;
    divide(&call, trial(50, 120), later);
    assert_choice(&call, 1, -1, 0);
    assert_choice(&call, 2, 0, 0);
}

TEST(without_pictures_a_voice_is_tried)
{
    struct call call = CALL(voice(), voice());
    call.slots[1].now.encoding = -1;
    divide(&call, trial(60, 80), later);
    assert_choice(&call, 1, 0, 0);
}

TEST(a_voice_that_comes_back_takes_the_place_of_a_picture)
{
    struct call call = CALL(voice(), voice(), camera(0, 0));
    call.slots[1].now.encoding = -1;
    divide(&call, known(120), later);
    assert_choice(&call, 1, 0, 0);
    assert_choice(&call, 2, -1, 0);
}
