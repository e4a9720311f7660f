/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reception: a stream without a fault passes, and each fault is one complaint. */
#include <string.h>

#include "peer/reception.h"
#include "test.h"

enum {
    COUNT = 60,
    CUT = 30, /* frames of the first device */
    INTERVAL = 40000,
};

/* Sixty frames of one packet each, handed over from device 1 to device 2 at a keyframe. */
struct stream {
    struct peer_arrival packets[COUNT];
};

static struct stream fine_stream(void)
{
    struct stream stream;

    for (int i = 0; i < COUNT; i++) {
        bool second = i >= CUT;
        uint32_t frame = (uint32_t)(second ? i - CUT : i);
        stream.packets[i] = (struct peer_arrival){
            .at = INT64_C(1000000) + i * INTERVAL + 500,
            .ssrc = 1,
            .seq = (uint16_t)(65500 + i),
            .ts = (uint32_t)(UINT32_MAX - 10 * 3600 + i * 3600),
            .pt = 96,
            .tagged = true,
            .tag = {.device = second ? 2 : 1,
                .key = frame == 0,
                .last = true,
                .frame = frame,
                .ordinal = frame,
                .captured = INT64_C(1000000) + i * INTERVAL,
                .sent = INT64_C(1000000) + i * INTERVAL},
            .frame = {true, frame == 0, (32760 + i) & 0x7fff},
        };
    }
    return stream;
}

static GArray *arrivals_of(const struct stream *stream)
{
    GArray *arrivals = g_array_new(FALSE, FALSE, sizeof(struct peer_arrival));

    for (int i = 0; i < COUNT; i++)
        if (stream->packets[i].at)
            g_array_append_val(arrivals, stream->packets[i]);
    return arrivals;
}

static struct peer_verdict judge_by(
    const struct stream *stream, const struct peer_allowance *allowance)
{
    GArray *arrivals = arrivals_of(stream);
    struct peer_verdict verdict;

    peer_reception_judge(arrivals, PEER_VP8, allowance, &verdict);
    g_array_unref(arrivals);
    return verdict;
}

static struct peer_verdict judge(const struct stream *stream)
{
    const struct peer_allowance allowance = {.time_error = 40000, .drift = 10000};

    return judge_by(stream, &allowance);
}

TEST(a_stream_without_fault_passes)
{
    struct stream stream = fine_stream();

    struct peer_verdict verdict = judge(&stream);
    assert_int_equal(verdict.complaints, 0);
    assert_int_equal(verdict.packets, COUNT);
    assert_int_equal(verdict.device_count, 2);
    assert_int_equal(verdict.devices[0], 1);
    assert_int_equal(verdict.devices[1], 2);
}

TEST(latencies_are_those_of_the_packets_in_a_span_of_time)
{
    const struct stream stream = fine_stream();
    GArray *arrivals = arrivals_of(&stream);
    GArray *latencies = g_array_new(FALSE, FALSE, sizeof(int64_t));

    peer_reception_latencies(arrivals, stream.packets[9].at, stream.packets[19].at, latencies);
    assert_int_equal(latencies->len, 10);
    assert_int_equal(peer_reception_percentile(latencies, 50), 500);
    g_array_unref(latencies);
    g_array_unref(arrivals);
}

TEST(order_of_arrival_does_not_matter)
{
    struct stream stream = fine_stream();
    struct peer_arrival first = stream.packets[CUT];

    stream.packets[CUT] = stream.packets[CUT + 1];
    stream.packets[CUT + 1] = first;
    assert_int_equal(judge(&stream).complaints, 0);
}

TEST(a_hole_is_complained_about_unless_the_network_made_it)
{
    const struct peer_allowance allowance = {.holes = 1, .time_error = 40000, .drift = 10000};
    struct stream stream = fine_stream();

    stream.packets[10].at = 0;
    assert_int_equal(judge(&stream).complaints, 1);
    struct peer_verdict verdict = judge_by(&stream, &allowance);
    assert_int_equal(verdict.complaints, 0);
    assert_int_equal(verdict.holes, 1);
}

/* The last but one of the old device is missing; what is behind it was sent INTERVAL before the
 * cut. */
TEST(a_packet_may_be_overtaken_by_the_cut_in_disorder_only)
{
    struct peer_path paths[] = {{0}, {.delay = 7000, .disorder = INTERVAL}, {.delay = 7000}};
    struct peer_allowance allowance = {.time_error = 40000, .drift = 10000, .paths = paths};
    struct stream stream = fine_stream();

    stream.packets[CUT - 2].at = 0;
    struct peer_verdict verdict = judge_by(&stream, &allowance);
    assert_int_equal(verdict.complaints, 0);
    assert_int_equal(verdict.holes, 1);
    assert_int_equal(verdict.overtaken, 1);

    paths[1].disorder--;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);
    allowance.lateness = 1;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 0);
    paths[2].delay++;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);
    paths[1].disorder = 0;
    allowance.lateness = INTERVAL;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);
}

TEST(nothing_of_the_new_device_is_overtaken_by_its_own_cut)
{
    const struct peer_path paths[] = {{0}, {.disorder = 1000000}, {.disorder = 1000000}};
    const struct peer_allowance allowance = {.time_error = 40000, .drift = 10000, .paths = paths};
    struct stream stream = fine_stream();

    stream.packets[CUT + 1].at = 0;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);
}

TEST(a_source_may_come_back_to_its_slot_where_these_are_few_only)
{
    struct peer_allowance allowance = {.time_error = 40000, .drift = 10000, .crowded = true};
    struct stream stream = fine_stream();

    for (int i = 10; i < CUT; i++)
        stream.packets[i].tag.ordinal += 3;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 0);
    allowance.crowded = false;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);

    /* A source that comes back leaves no hole in the numbers, so a hole is not forgiven. */
    stream.packets[9].at = 0;
    allowance.crowded = true;
    allowance.holes = 1;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);
}

typedef void breaking(struct stream *stream);

static void number_twice(struct stream *stream)
{
    stream->packets[CUT].seq--;
}

static void content_missing(struct stream *stream)
{
    stream->packets[10].tag.ordinal += 5;
}

static void time_goes_back(struct stream *stream)
{
    stream->packets[CUT].ts -= 7200;
}

static void time_jumps(struct stream *stream)
{
    for (int i = CUT; i < COUNT; i++)
        stream->packets[i].ts += 90 * 50;
}

static void no_keyframe(struct stream *stream)
{
    stream->packets[CUT].frame.key = false;
}

static void pictures_break(struct stream *stream)
{
    for (int i = CUT; i < COUNT; i++)
        stream->packets[i].frame.picture = (stream->packets[i].frame.picture + 9) & 0x7fff;
}

static void another_ssrc(struct stream *stream)
{
    stream->packets[CUT + 3].ssrc = 2;
}

static void another_type(struct stream *stream)
{
    stream->packets[CUT + 3].pt = 97;
}

static void untagged(struct stream *stream)
{
    stream->packets[COUNT - 1].tagged = false;
}

static void old_device_after_the_cut(struct stream *stream)
{
    stream->packets[CUT + 5].tag.device = 1;
}

TEST(each_fault_is_complained_about)
{
    static breaking *const breakings[] = {number_twice, content_missing, time_goes_back, time_jumps,
        no_keyframe, pictures_break, another_ssrc, another_type, untagged,
        old_device_after_the_cut};

    for (size_t i = 0; i < COUNT(breakings); i++) {
        struct stream stream = fine_stream();
        breakings[i](&stream);
        if (judge(&stream).complaints == 0)
            fail_msg("breaking %zu passes", i);
    }
}

TEST(a_stream_without_packets_is_no_fault)
{
    struct stream stream = {0};

    assert_int_equal(judge(&stream).complaints, 0);
}
