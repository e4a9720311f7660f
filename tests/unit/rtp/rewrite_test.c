/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests of rtp/intake, rtp/anchor and rtp/rewrite: the outgoing stream is continuous, although the numbers of the feed
 * wrap, jump, repeat or drift, or another feed follows.
 */
#include "rtp/intake.h"
#include "rtp/rewrite.h"
#include "test.h"

static const baton_time start = BATON_SECONDS(5000);
static const struct baton_payload nothing = {0};

/* One feed, and the stream that it feeds. */
struct line {
    struct baton_intake intake;
    struct baton_rewrite rewrite;
    struct baton_sent sent;
    uint32_t khz;
    uint32_t ssrc;
};

static void set_up(struct line *line, enum baton_codec codec)
{
    *line = (struct line){.khz = baton_codec_clock_rate(codec) / 1000, .ssrc = 1};
    baton_intake_init(&line->intake);
    baton_rewrite_init(&line->rewrite, codec, 65535, UINT32_MAX - 5, start);
}

/*
 * Lets a packet of the feed come in, and opens the stream if necessary. True: the packet is forwarded, with the numbers
 * in line->sent.
 */
static bool feed(struct line *line, uint16_t seq, uint32_t timestamp, baton_time at)
{
    struct baton_rtp rtp = {.ssrc = line->ssrc, .seq = seq, .timestamp = timestamp};
    struct baton_taken taken;
    enum baton_rewrite_verdict verdict;

    if (!baton_intake_take(&line->intake, &rtp, line->khz, start + at, &taken))
        return false;
    verdict = baton_rewrite_pass(&line->rewrite, &taken, &nothing, &line->sent);
    if (verdict == BATON_REWRITE_SHUT && baton_rewrite_open(&line->rewrite, &taken, &nothing))
        verdict = baton_rewrite_pass(&line->rewrite, &taken, &nothing, &line->sent);
    return verdict == BATON_REWRITE_PASS;
}

#define assert_sent(line, number, stamp)                                                           \
    do {                                                                                           \
        assert_int_equal((uint16_t)(line)->sent.point.seq, (uint16_t)(number));                    \
        assert_int_equal((uint32_t)(line)->sent.point.timestamp, (uint32_t)(stamp));               \
    } while (0)

TEST(the_numbers_start_with_the_seeds)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 500, 7000, BATON_MS(10)));
    assert_sent(&line, 65535, UINT32_MAX - 5 + 900);
    assert_true(feed(&line, 501, 10000, BATON_MS(43)));
    assert_sent(&line, 0, UINT32_MAX - 5 + 900 + 3000);
}

TEST(sequence_numbers_and_timestamps_continue_after_they_wrap)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    for (uint32_t i = 0; i < 200000; i++) {
        assert_true(feed(
            &line, (uint16_t)(65000 + i), UINT32_MAX - 90000 + 90000 * i, BATON_SECONDS(1) * i));
        assert_sent(&line, 65535 + i, UINT32_MAX - 5 + 90000 * i);
        assert_int_equal(line.sent.point.seq, 65535 + (int64_t)i);
        assert_int_equal(line.sent.point.timestamp, (int64_t)UINT32_MAX - 5 + 90000 * (int64_t)i);
    }
}

TEST(reordered_packets_keep_their_order_and_missing_packets_leave_a_gap)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 10, 0, 0));
    assert_true(feed(&line, 15, 0, 0));
    assert_sent(&line, 65535 + 5, UINT32_MAX - 5);
    assert_true(line.sent.newest);
    assert_true(feed(&line, 12, 0, 0));
    assert_sent(&line, 65535 + 2, UINT32_MAX - 5);
    assert_false(line.sent.newest);
    assert_false(feed(&line, 9, 0, 0)); /* older than the opening */
}

TEST(no_number_is_sent_twice)
{
    struct line line;
    bool seen[4096] = {false};
    uint64_t random = 4711;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 0, 0, 0));
    for (int i = 0; i < 100000; i++) {
        uint32_t newest = (uint32_t)line.intake.newest;
        int back =
            (int)((random = random * 6364136223846793005u + 1442695040888963407u) >> 33) % 260;
        uint32_t seq = newest + 3 - (uint32_t)back;

        if (newest >= 4000)
            break;
        if ((int32_t)seq > 0 && feed(&line, (uint16_t)seq, seq * 90, BATON_MS(seq))) {
            assert_false(seen[seq]);
            assert_true(back - 3 < 128);
            assert_int_equal(line.sent.point.seq, 65535 + (int64_t)seq);
            seen[seq] = true;
        }
    }
}

TEST(a_packet_127_behind_passes_and_one_128_behind_does_not)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 0, 0, 0));
    assert_true(feed(&line, 200, 0, 0));
    assert_true(feed(&line, 73, 0, 0));
    assert_false(feed(&line, 73, 0, 0));
    assert_false(feed(&line, 72, 0, 0));
    assert_true(feed(&line, 137, 0, 0));
    assert_true(feed(&line, 264, 0, 0)); /* the window of sent numbers moves by 64 */
    assert_false(feed(&line, 137, 0, 0));
    assert_false(feed(&line, 200, 0, 0));
    assert_true(feed(&line, 199, 0, 0));
    assert_true(feed(&line, 364, 0, 0)); /* the window moves by 100 */
    assert_false(feed(&line, 264, 0, 0));
    assert_true(feed(&line, 265, 0, 0));
    assert_true(feed(&line, 600, 0, 0)); /* the window moves by more than its size, 128 */
    assert_true(feed(&line, 599, 0, 0));
    assert_true(feed(&line, 473, 0, 0));
    assert_false(feed(&line, 472, 0, 0));
}

TEST(a_late_packet_that_was_missing_passes_once)
{
    struct line line;

    for (uint16_t step = 2; step < 130; step++) {
        uint16_t newest = (uint16_t)(300 / step * step);

        set_up(&line, BATON_CODEC_VP8);
        for (uint16_t seq = 0; seq <= newest; seq = (uint16_t)(seq + step))
            assert_true(feed(&line, seq, 0, 0));
        for (uint16_t seq = (uint16_t)(newest - 127); seq < newest; seq++) {
            assert_int_equal(feed(&line, seq, 0, 0), seq % step != 0);
            assert_false(feed(&line, seq, 0, 0));
        }
    }
}

/* Lets a packet without payload come in. Returns true if it was left out. */
static bool pad(struct line *line, uint16_t seq, baton_time at)
{
    struct baton_rtp rtp = {.ssrc = line->ssrc, .seq = seq, .timestamp = 3000};
    struct baton_taken taken;

    return baton_intake_take(&line->intake, &rtp, line->khz, start + at, &taken) &&
           baton_rewrite_leave_out(&line->rewrite, &taken);
}

TEST(packets_that_are_left_out_leave_no_gap)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_false(pad(&line, 9, 0)); /* the stream is not open */
    assert_true(feed(&line, 10, 3000, 1));
    for (uint16_t seq = 11; seq < 211; seq++)
        assert_true(pad(&line, seq, seq));
    assert_true(feed(&line, 211, 6000, 211));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 1));
}

TEST(late_packets_get_the_numbers_that_are_free_between_those_left_out)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 10, 3000, 0));
    assert_true(pad(&line, 12, 1));
    assert_true(pad(&line, 14, 1));
    assert_true(feed(&line, 90, 6000, 2));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 78));
    assert_true(pad(&line, 100, 2));
    assert_false(feed(&line, 9, 3000, 2)); /* before the opening */
    assert_true(feed(&line, 11, 3000, 3));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 1));
    assert_true(feed(&line, 13, 3000, 3));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 2));
    assert_true(feed(&line, 15, 3000, 3));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 3));
    assert_true(feed(&line, 89, 3000, 3));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 77));
    assert_false(feed(&line, 15, 3000, 3)); /* the second time */
}

TEST(a_late_packet_is_not_left_out_because_its_number_is_free)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 10, 3000, 0));
    assert_true(feed(&line, 12, 3000, 0));
    assert_false(pad(&line, 11, 1));
}

TEST(after_another_opening_earlier_packets_that_were_left_out_do_not_count)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 10, 3000, 0));
    assert_true(pad(&line, 11, 1));
    baton_rewrite_close(&line.rewrite);
    assert_true(feed(&line, 13, 6000, 2));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 1));
    assert_false(feed(&line, 12, 6000, 2));
    assert_true(feed(&line, 14, 6000, 2));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 2));
}

TEST(packets_200_behind_are_dropped_and_change_nothing)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    for (uint16_t i = 0; i < 300; i++)
        assert_true(feed(&line, i, 900u * i, BATON_MS(10 * i)));
    for (uint16_t i = 50; i < 90; i++)
        assert_false(feed(&line, i, 900u * i, BATON_MS(3000)));
    assert_true(feed(&line, 300, 900 * 300, BATON_MS(3001)));
    assert_sent(&line, 65535 + 300, UINT32_MAX - 5 + 900 * 300);
}

TEST(after_a_pause_two_packets_with_a_new_numbering_open_the_stream_again)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 100, 0, 0));
    assert_false(feed(&line, 40000, 3000, BATON_MS(33)));
    assert_false(feed(&line, 40001, 6000, BATON_MS(66)));
    assert_true(feed(&line, 101, 3000, BATON_MS(70)));
    assert_false(feed(&line, 40002, 30000, BATON_MS(333)));
    assert_true(feed(&line, 40003, 33000, BATON_MS(366)));
    assert_int_equal((uint16_t)line.sent.point.seq, (uint16_t)(65535 + 2));
    assert_true(feed(&line, 40004, 36000, BATON_MS(400)));
}

TEST(a_new_ssrc_opens_the_stream_again_and_the_old_ssrc_is_dropped_as_late)
{
    struct line line;

    set_up(&line, BATON_CODEC_OPUS);
    assert_true(feed(&line, 100, 0, 0));
    line.ssrc = 2;
    assert_true(feed(&line, 9000, 77, BATON_MS(20)));
    assert_sent(&line, 0, UINT32_MAX - 5 + 960);
    line.ssrc = 1;
    assert_false(feed(&line, 101, 960, BATON_MS(25)));
    line.ssrc = 2;
    assert_true(feed(&line, 9001, 77 + 960, BATON_MS(40)));
    assert_sent(&line, 1, UINT32_MAX - 5 + 1920);
    line.ssrc = 1; /* after BATON_INTAKE_FORMER, the old SSRC counts as new */
    assert_true(feed(&line, 300, 5, BATON_MS(2000)));
    assert_sent(&line, 2, UINT32_MAX - 5 + 96000);
}

TEST(after_a_jump_of_the_feed_timestamps_follow_real_time)
{
    static const uint32_t jumps[] = {0x70000000, 0x90000000, 90 * 3600000u, (uint32_t)-5000};
    struct line line;

    for (size_t i = 0; i < 4; i++) {
        set_up(&line, BATON_CODEC_VP8);
        assert_true(feed(&line, 1, 0, 0));
        assert_true(feed(&line, 3, 6000, BATON_MS(66)));
        assert_true(feed(&line, 4, 9000 + jumps[i], BATON_MS(100)));
        assert_int_equal((uint16_t)line.sent.point.seq, 2);
        assert_int_in_range((uint32_t)line.sent.point.timestamp + 6 - 6000, 90, 3600);
        assert_false(feed(&line, 2, 3000, BATON_MS(101))); /* a packet from before the jump */
        assert_true(feed(&line, 5, 12000 + jumps[i], BATON_MS(133)));
        assert_int_in_range((uint32_t)line.sent.point.timestamp + 6 - 6000, 1590, 6600);
    }
}

/* 25 frames a second, with two B-frames after each P-frame, in the order in which they are sent. */
TEST(b_frames_leave_with_the_differences_with_which_they_came)
{
    static const uint32_t order[] = {10800, 3600, 7200};
    struct line line;

    set_up(&line, BATON_CODEC_H264);
    assert_true(feed(&line, 0, 0, 0));
    for (uint32_t i = 1; i < 300; i++) {
        uint32_t timestamp = (i - 1) / 3 * 10800 + order[(i - 1) % 3];

        assert_true(feed(&line, (uint16_t)i, timestamp, BATON_MS(40 * i)));
        assert_sent(&line, 65535 + i, UINT32_MAX - 5 + timestamp);
    }
}

TEST(after_b_frames_another_feed_continues_after_the_highest_timestamp)
{
    struct line line;

    set_up(&line, BATON_CODEC_H264);
    assert_true(feed(&line, 0, 0, 0));
    assert_true(feed(&line, 1, 10800, BATON_MS(40)));
    assert_true(feed(&line, 2, 3600, BATON_MS(80)));
    baton_rewrite_close(&line.rewrite);
    baton_intake_init(&line.intake);
    assert_true(feed(&line, 700, 77777, BATON_MS(85)));
    assert_true((int32_t)((uint32_t)line.sent.point.timestamp - (UINT32_MAX - 5 + 10800)) >= 90);
}

TEST(after_audio_jumps_back_the_next_packet_gets_the_next_timestamp)
{
    struct line line;

    set_up(&line, BATON_CODEC_OPUS);
    assert_true(feed(&line, 1, 96000, 0));
    assert_true(feed(&line, 2, 96960, BATON_MS(20)));
    assert_true(feed(&line, 3, 0, BATON_MS(41)));
    assert_sent(&line, 65535 + 2, UINT32_MAX - 5 + 1920);
    assert_true(feed(&line, 4, 960, BATON_MS(61)));
    assert_sent(&line, 65535 + 3, UINT32_MAX - 5 + 2880);
}

TEST(audio_that_jumps_to_less_than_5_ms_after_the_last_packet_waits_for_the_next_packet)
{
    struct line line;

    set_up(&line, BATON_CODEC_OPUS);
    assert_true(feed(&line, 1, 96000, 0));
    assert_true(feed(&line, 2, 96960, BATON_MS(20)));
    assert_false(feed(&line, 3, 96500, BATON_MS(21)));
    assert_true(feed(&line, 4, 97460, BATON_MS(41)));
    assert_sent(&line, 65535 + 3, UINT32_MAX - 5 + 960 + 500);
}

/*
 * Opens the stream again for another feed with other timestamps, with a packet that arrives at `at`. Returns by how
 * much the outgoing timestamp grows; 0 if the packet is dropped.
 */
static int64_t reopen(struct line *line, baton_time at)
{
    int64_t before = line->rewrite.out.last.timestamp;

    baton_rewrite_close(&line->rewrite);
    baton_intake_init(&line->intake);
    if (!feed(line, 30000, 12345, at))
        return 0;
    return line->sent.point.timestamp - before;
}

TEST(when_audio_opens_again_its_timestamp_grows_by_real_time_in_whole_packets)
{
    static const struct {
        int gap, step;
    } rows[] = {{0, 0}, {4, 0}, {5, 960}, {10, 960}, {20, 960}, {29, 960}, {31, 1920}, {1000, 48000}};
    struct line line;

    for (size_t i = 0; i < COUNT(rows); i++) {
        set_up(&line, BATON_CODEC_OPUS);
        assert_true(feed(&line, 1, 0, 0));
        assert_int_equal(reopen(&line, BATON_MS(rows[i].gap)), rows[i].step);
    }
}

/* One feed after another sends a packet in each 20 ms. Returns how long the stream pauses at the change to a feed that
 * sends `phase` after the feed before it. */
static baton_time change_feed(struct line *line, baton_time *last, baton_time phase)
{
    int64_t before = line->rewrite.out.last.timestamp;
    baton_time at = *last + phase;
    uint16_t seq = 1;

    baton_rewrite_close(&line->rewrite);
    baton_intake_init(&line->intake);
    for (; !feed(line, seq, 960 * (uint32_t)seq, at); at += BATON_MS(20))
        seq++;
    assert_int_equal(line->sent.point.timestamp - before, 960);
    phase = at - *last;
    for (int i = 0; i < 20; i++, *last = at) {
        at += BATON_MS(20);
        seq++;
        assert_true(feed(line, seq, 960 * (uint32_t)seq, at));
    }
    return phase;
}

TEST(sound_pauses_for_at_most_25_ms_when_its_feed_changes)
{
    uint32_t random = 1;

    for (int call = 0; call < 1000; call++) {
        struct line line;
        baton_time last = 0;

        set_up(&line, BATON_CODEC_OPUS);
        assert_true(feed(&line, 1, 0, 0));
        for (int i = 0; i < 4; i++) {
            random = random * 1664525 + 1013904223;
            assert_int_in_range(change_feed(&line, &last, (random >> 8) % 20000), BATON_MS(5), BATON_MS(25));
        }
    }
}

TEST(sound_does_not_get_further_ahead_than_80_ms_and_comes_back_in_a_pause)
{
    baton_time last = 0;
    struct line line;
    int64_t lead;

    set_up(&line, BATON_CODEC_OPUS);
    assert_true(feed(&line, 1, 0, 0));
    for (int i = 0; i < 100; i++)
        assert_int_in_range(change_feed(&line, &last, BATON_MS(6 + i % 3)), BATON_MS(5), BATON_MS(30));
    lead = line.rewrite.out.last.timestamp - (UINT32_MAX - 5) -
           baton_sequence_ticks(&line.rewrite.out, last);
    assert_int_in_range(lead, 48 * 60, 48 * 80);
    lead -= 48000 - reopen(&line, last + BATON_SECONDS(1));
    assert_int_in_range(lead + 480, 0, 960);
}

TEST(after_a_keyframe_that_had_to_wait_the_timestamps_come_back_to_their_time)
{
    const uint32_t frame = 3000;
    struct baton_rtp late = {.ssrc = 1, .seq = 30002, .timestamp = 500 + 2 * 3000};
    struct baton_taken taken;
    struct line line;
    int64_t before;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 1, 0, 0));
    /* The last picture of the old device comes 100 ms after the keyframe of the new one was captured. */
    assert_true(feed(&line, 2, 9000, BATON_MS(100)));
    before = line.rewrite.out.last.timestamp;
    baton_rewrite_close(&line.rewrite);
    baton_intake_init(&line.intake);
    assert_true(feed(&line, 30000, 500, 0));
    assert_int_equal(line.sent.point.timestamp - before, 90);
    for (uint16_t i = 1; i < 20; i++) {
        before = line.sent.point.timestamp;
        if (i == 2)
            continue;
        assert_true(feed(&line, (uint16_t)(30000 + i), 500 + i * frame, i * 100000 / 3));
        if (i == 1)
            assert_int_equal(line.sent.point.timestamp - before, frame / 2);
    }
    assert_int_equal((uint32_t)line.sent.point.timestamp, UINT32_MAX - 5 + 19 * frame);
    /* A late packet gets the timestamp that it would have got in time. */
    assert_true(baton_intake_take(&line.intake, &late, line.khz, start + BATON_MS(700), &taken));
    assert_int_equal(
        baton_rewrite_pass(&line.rewrite, &taken, &nothing, &line.sent), BATON_REWRITE_PASS);
    assert_int_equal((uint32_t)line.sent.point.timestamp, UINT32_MAX - 5 + 9000 + 90 + frame);
}

TEST(when_video_opens_again_its_timestamp_grows_by_at_least_a_millisecond)
{
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 1, 0, 0));
    assert_int_equal(reopen(&line, 0), 90);
    assert_int_equal(reopen(&line, BATON_MS(2)), 90);
    assert_int_equal(reopen(&line, BATON_SECONDS(3)), 90 * 2998);
}

TEST(after_a_mute_of_a_day_the_timestamp_has_grown_by_a_day)
{
    const baton_time day = BATON_SECONDS(86400);
    struct line line;

    set_up(&line, BATON_CODEC_VP8);
    assert_true(feed(&line, 1, 0, 0));
    assert_int_equal(reopen(&line, day), 86400 * INT64_C(90000));
    assert_int_equal((uint16_t)line.sent.point.seq, 0);
}

/*
 * The clock of a device is wrong by `ppm` for an hour. Then another device takes over, 33 ms after the last packet.
 * Returns by how much the outgoing timestamp grows.
 */
static int64_t step_after_drift(int ppm)
{
    struct line line;
    int64_t frames = 30 * 3600;

    set_up(&line, BATON_CODEC_VP8);
    for (int64_t i = 0; i <= frames; i++) {
        int64_t media = i * 3000, drift = media * ppm / 1000000;

        assert_true(feed(&line, (uint16_t)i, (uint32_t)(media + drift), i * 100000 / 3));
    }
    return reopen(&line, (frames + 1) * 100000 / 3);
}

TEST(after_an_hour_of_clock_drift_a_new_device_causes_no_gap)
{
    assert_int_in_range(step_after_drift(50), 2500, 3500);
    assert_int_in_range(step_after_drift(-50), 2500, 3500);
    assert_int_in_range(step_after_drift(5), 3000 - 90 * 20, 3000); /* 18 ms of drift: corrected */
    assert_int_in_range(step_after_drift(-5), 3000, 3000 + 90 * 20);
}

/* A device begins under overload: its first packet is late by `late`, and the next ones are in time. */
static void begin_late(struct line *line, uint16_t seq, uint32_t timestamp, baton_time at)
{
    const baton_time late = BATON_MS(200);

    baton_rewrite_close(&line->rewrite);
    baton_intake_init(&line->intake);
    assert_true(feed(line, seq, timestamp, at + late));
    for (uint32_t i = 1; i < 50; i++)
        assert_true(feed(line, (uint16_t)(seq + i), timestamp + 960 * i, at + BATON_MS(20 * i) + late / 50));
}

TEST(after_late_first_packets_the_clock_comes_back_in_the_next_pause)
{
    struct line line;

    set_up(&line, BATON_CODEC_OPUS);
    for (uint32_t i = 0; i < 50; i++)
        assert_true(feed(&line, (uint16_t)i, 960 * i, BATON_MS(20 * i)));
    begin_late(&line, 1000, 5555, BATON_SECONDS(1));
    begin_late(&line, 2000, 9999, BATON_SECONDS(2));
    begin_late(&line, 3000, 7777, BATON_SECONDS(3));
    baton_rewrite_close(&line.rewrite);
    baton_intake_init(&line.intake);
    assert_true(feed(&line, 7, 7, BATON_SECONDS(10)));
    assert_sent(&line, line.sent.point.seq, UINT32_MAX - 5 + 10 * 48000);
}

TEST(jitter_does_not_change_the_anchor)
{
    struct baton_anchor anchor;
    int64_t extended;

    baton_anchor_init(&anchor);
    for (int i = 0; i < 1000; i++) {
        baton_time sent = BATON_MS(20 * i), jitter = BATON_MS(i % 7 ? i * 37 % 50 : 0);
        baton_time time = baton_anchor_observe(
            &anchor, 48, UINT32_MAX - 100 + 960u * (uint32_t)i, start + sent + jitter, &extended);

        assert_int_equal(time, start + sent);
        assert_int_equal(extended, (int64_t)UINT32_MAX - 100 + 960 * (int64_t)i);
    }
}

TEST(the_anchor_follows_when_the_delay_of_the_route_grows)
{
    struct baton_anchor anchor;
    int64_t extended;
    baton_time time = 0;

    baton_anchor_init(&anchor);
    for (int i = 0; i < 1000; i++)
        time = baton_anchor_observe(&anchor, 48, 960u * (uint32_t)i,
            start + BATON_MS(20 * i + (i < 100 ? 10 : 90)), &extended);
    assert_int_equal(time, start + BATON_MS(20 * 999 + 90));
}

TEST(the_anchor_forgets_old_offsets_during_a_pause)
{
    struct baton_anchor anchor;
    int64_t extended;

    baton_anchor_init(&anchor);
    baton_anchor_observe(&anchor, 48, 0, start, &extended);
    assert_int_equal(
        baton_anchor_observe(&anchor, 48, 48000 * 20, start + BATON_SECONDS(21), &extended),
        start + BATON_SECONDS(21));
}
