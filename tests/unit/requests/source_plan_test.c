/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which m-line sends which kind, and whether an offer changes what a device sends. */
#include "requests/source_plan.h"

#include <string.h>

#include "test.h"

enum { OPUS = 111, VP8 = 96 };

/* A device that sends a microphone and a screen, on m-lines 0 and 2 of three. */
static const struct baton_device_feed sent[BATON_SOURCE_KINDS] = {
    [BATON_MICROPHONE] = {.sends = true, .mindex = 0, .pt = OPUS, .mid = "a"},
    [BATON_SCREEN] = {.sends = true, .mindex = 2, .pt = VP8, .mid = "s"},
};
static const struct baton_device_feed nothing[BATON_SOURCE_KINDS];

static struct baton_sdp same_offer(void)
{
    return (struct baton_sdp){.count = 3,
        .lines = {{.mid = "a", .media = true, .sends = true, .pt = OPUS},
            {.mid = "v", .media = true, .video = true, .pt = VP8},
            {.mid = "s", .media = true, .video = true, .sends = true, .pt = VP8}}};
}

static struct baton_source_plan plan_with(struct baton_sdp *sdp,
    const struct baton_publish_request *request, const struct baton_device_feed *feeds)
{
    struct baton_source_plan plan;
    struct baton_failure failure;
    assert_true(baton_source_plan_make(&plan, request, sdp, feeds, &failure));
    return plan;
}

/* Whether the device sends on as before after this offer without `sources`. */
static bool keeps(struct baton_sdp *sdp)
{
    const struct baton_publish_request request = {.count = 0};
    struct baton_source_plan plan = plan_with(sdp, &request, sent);
    return baton_source_plan_keeps(&plan, sent);
}

TEST(the_same_lines_keep_the_sources_and_their_kinds)
{
    struct baton_sdp sdp = same_offer();
    const struct baton_publish_request request = {.count = 0};
    assert_true(keeps(&sdp));
    struct baton_source_plan plan = plan_with(&sdp, &request, sent);
    assert_ptr_equal(plan.lines[BATON_SCREEN], &sdp.lines[2]);
    assert_int_equal(plan.mindex[BATON_SCREEN], 2);
    assert_null(plan.lines[BATON_CAMERA]);
}

TEST(lines_that_are_new_or_do_not_send_change_nothing)
{
    struct baton_sdp sdp = same_offer();
    sdp.lines[sdp.count++] = (struct baton_sdp_line){.mid = "d", .pt = -1};
    sdp.lines[sdp.count++] = (struct baton_sdp_line){.mid = "x", .media = true, .pt = OPUS};
    assert_true(keeps(&sdp));
}

TEST(every_change_of_what_is_sent_is_noticed)
{
    struct baton_sdp sdp = same_offer();
    sdp.lines[1].sends = true; /* one more */
    assert_false(keeps(&sdp));
    sdp = same_offer();
    sdp.lines[2].sends = false; /* one less */
    assert_false(keeps(&sdp));
    sdp.lines[1].sends = true; /* the camera's m-line in place of the screen's */
    assert_false(keeps(&sdp));
    sdp = same_offer();
    sdp.lines[0].pt = OPUS - 2;
    assert_false(keeps(&sdp));
    sdp = same_offer();
    strcpy(sdp.lines[0].mid, "b");
    assert_false(keeps(&sdp));
    sdp = same_offer();
    sdp.count = 0;
    assert_false(keeps(&sdp));
}

TEST(another_kind_for_the_same_line_is_a_change)
{
    struct baton_sdp sdp = same_offer();
    const struct baton_source_wish camera = {.mid = "s", .has_kind = true, .kind = BATON_CAMERA};
    const struct baton_publish_request request = {.count = 1, .sources = &camera};
    struct baton_source_plan plan = plan_with(&sdp, &request, sent);
    assert_false(baton_source_plan_keeps(&plan, sent));
    assert_ptr_equal(plan.wishes[BATON_CAMERA], &camera);
}

TEST(a_new_line_without_a_kind_is_a_microphone_or_a_camera)
{
    struct baton_sdp sdp = same_offer();
    const struct baton_publish_request request = {.count = 0};
    struct baton_source_plan plan = plan_with(&sdp, &request, nothing);
    assert_ptr_equal(plan.lines[BATON_MICROPHONE], &sdp.lines[0]);
    assert_ptr_equal(plan.lines[BATON_CAMERA], &sdp.lines[2]);
    assert_false(baton_source_plan_keeps(&plan, nothing));
}

TEST(a_mid_that_is_video_now_does_not_stay_a_microphone)
{
    struct baton_sdp sdp = same_offer();
    sdp.lines[0].video = true;
    const struct baton_publish_request request = {.count = 0};
    struct baton_source_plan plan = plan_with(&sdp, &request, sent);
    assert_ptr_equal(plan.lines[BATON_CAMERA], &sdp.lines[0]);
    assert_null(plan.lines[BATON_MICROPHONE]);
}

TEST(a_limited_offer_sends_only_what_was_sent_before)
{
    struct baton_sdp sdp = same_offer();
    sdp.lines[1].sends = true;
    sdp.lines[0].pt = OPUS - 2;
    baton_source_plan_limit(&sdp, sent);
    assert_false(sdp.lines[0].sends);
    assert_false(sdp.lines[1].sends);
    assert_true(sdp.lines[2].sends);
}

TEST(an_offer_that_does_not_fit_the_request_is_refused)
{
    const struct baton_source_wish wishes[] = {{.mid = "gone"},
        {.mid = "a", .has_kind = true, .kind = BATON_CAMERA},
        {.mid = "v", .has_kind = true, .kind = BATON_SCREEN}};
    struct baton_sdp sdp = same_offer();
    struct baton_source_plan plan;
    struct baton_failure failure;
    sdp.lines[1].sends = true;
    for (size_t i = 0; i < 3; i++) {
        const struct baton_publish_request request = {.count = 1, .sources = &wishes[i]};
        assert_false(baton_source_plan_make(&plan, &request, &sdp, sent, &failure));
        assert_int_equal(failure.error, BATON_E_INVALID_ELEMENT);
    }
    const struct baton_publish_request request = {.count = 0};
    sdp.lines[1].pt = -1;
    assert_false(baton_source_plan_make(&plan, &request, &sdp, sent, &failure));
    assert_int_equal(failure.error, BATON_E_CODEC_REFUSED);
}

/* --- simulcast -------------------------------------------------------------------------------- */

static const struct baton_encodings three = {
    .count = 3, .extension = 4, .first = 2, .rids = {"a", "b", "c"}};

/* Plans an offer whose m-line "s" has three encodings, with these rids in the request. */
static bool plan_encodings(
    struct baton_sdp *sdp, const char *const rids[3], size_t count, struct baton_failure *failure)
{
    const struct baton_encodings encodings[BATON_MAX_UPLINK_LINES] = {[2] = three};
    struct baton_source_wish wish = {.mid = "s", .rid_count = count};
    struct baton_source_plan plan;
    for (size_t i = 0; i < count; i++)
        wish.rids[i] = rids[i];
    const struct baton_publish_request request = {
        .count = 1, .sources = &wish, .encodings = encodings};
    *sdp = same_offer();
    return baton_source_plan_make(&plan, &request, sdp, nothing, failure);
}

TEST(the_encodings_are_in_the_order_of_the_offer_or_of_the_request)
{
    static const char *const wished[] = {"c", "a", "b"};
    struct baton_failure failure;
    struct baton_sdp sdp;
    assert_true(plan_encodings(&sdp, NULL, 0, &failure));
    assert_memory_equal(&sdp.lines[2].encodings, &three, sizeof(three));
    assert_int_equal(sdp.lines[0].encodings.count, 0);
    assert_true(plan_encodings(&sdp, wished, 3, &failure));
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(sdp.lines[2].encodings.rids[i], wished[i]);
    assert_int_equal(sdp.lines[2].encodings.first, 0); /* Janus's first encoding is "c" */
    assert_int_equal(sdp.lines[2].encodings.extension, three.extension);
}

TEST(the_request_must_name_each_encoding_of_the_offer_once)
{
    static const char *const wrong[][3] = {
        {"a", "b", "d"}, {"a", "a", "b"}, {"b", "a"}, {"a", "b", "c"}};
    static const size_t counts[] = {3, 3, 2, 1};
    struct baton_failure failure;
    struct baton_sdp sdp;
    for (size_t i = 0; i < 4; i++) {
        assert_false(plan_encodings(&sdp, wrong[i], counts[i], &failure));
        assert_int_equal(failure.error, BATON_E_INVALID_ELEMENT);
        assert_string_equal(failure.text,
            "sources: mid \"s\": encodings: expected each of the 3 rids of the offer once");
    }
}

TEST(other_encodings_are_a_change)
{
    struct baton_device_feed feeds[BATON_SOURCE_KINDS];
    struct baton_encodings encodings[BATON_MAX_UPLINK_LINES] = {[2] = three};
    const struct baton_publish_request request = {.encodings = encodings};
    struct baton_sdp sdp = same_offer();
    struct baton_source_plan plan;
    struct baton_failure failure;
    memcpy(feeds, sent, sizeof(feeds));
    feeds[BATON_SCREEN].encodings = three;
    assert_true(baton_source_plan_make(&plan, &request, &sdp, feeds, &failure));
    assert_true(baton_source_plan_keeps(&plan, feeds));
    strcpy(encodings[2].rids[0], "x");
    assert_true(baton_source_plan_make(&plan, &request, &sdp, feeds, &failure));
    assert_false(baton_source_plan_keeps(&plan, feeds));
    encodings[2].count = 0; /* a plain offer in place of simulcast */
    assert_true(baton_source_plan_make(&plan, &request, &sdp, feeds, &failure));
    assert_false(baton_source_plan_keeps(&plan, feeds));
    baton_source_plan_limit(&sdp, feeds);
    assert_true(sdp.lines[0].sends);
    assert_false(sdp.lines[2].sends);
}
