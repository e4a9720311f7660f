/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts: a stream without faults gets no complaint, and each fault gets a complaint. */
#include <string.h>

#include "peer/reception.h"
#include "test.h"

enum {
    COUNT = 60,
    SWAP = 30, /* frames of the first device */
    INTERVAL = 40000,
};

/* Sixty frames of one packet each. The swap from device 1 to device 2 is at a keyframe. */
struct stream {
    struct peer_arrival packets[COUNT];
};

static struct stream fine_stream(void)
{
    struct stream stream;

    for (int i = 0; i < COUNT; i++) {
        bool second = i >= SWAP;
        uint32_t frame = (uint32_t)(second ? i - SWAP : i);
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
                .refers = frame > 0,
                .ordinal = frame,
                .captured = INT64_C(1000000) + i * INTERVAL,
                .sent = INT64_C(1000000) + i * INTERVAL},
            .frame = {.start = true,
                .key = frame == 0,
                .picture = (32760 + i) & 0x7fff,
                .tl0 = -1,
                .temporal = -1},
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

TEST(a_stream_without_faults_gets_no_complaint)
{
    struct stream stream = fine_stream();

    struct peer_verdict verdict = judge(&stream);
    assert_int_equal(verdict.complaints, 0);
    assert_int_equal(verdict.packets, COUNT);
    assert_int_equal(verdict.device_count, 2);
    assert_int_equal(verdict.devices[0], 1);
    assert_int_equal(verdict.devices[1], 2);
}

enum {
    LAYERED = 240,
    CHANGE = 120, /* frames of the first encoding */
};

/* Which frames of the pattern 0, 2, 1, 2 are forwarded: 4 of 4 with all layers, 2 of 4 with two, 1 of 4 with one. */
static bool is_forwarded(uint32_t frame, int layers)
{
    static const int temporal[] = {0, 2, 1, 2};

    return temporal[frame % 4] < layers;
}

/*
 * Frames of one packet in three temporal layers: first of encoding 0 with one layer, later with three, and from CHANGE
 * on of encoding 2 with two layers. Returns packets of type struct peer_arrival.
 */
static GArray *layered_stream(void)
{
    static const uint8_t temporal[] = {0, 2, 1, 2}, refers[] = {4, 1, 2, 1};
    GArray *arrivals = g_array_new(FALSE, FALSE, sizeof(struct peer_arrival));
    int tl0 = 250;

    for (int i = 0; i < LAYERED; i++) {
        bool second = i >= CHANGE;
        uint32_t frame = (uint32_t)(second ? i - CHANGE : i);
        int64_t captured = INT64_C(1000000) + i * INTERVAL;
        if (!is_forwarded(frame, second ? 2 : i < 40 ? 1 : 3))
            continue;
        tl0 += temporal[frame % 4] == 0;
        struct peer_arrival arrival = {
            .at = captured + 500,
            .ssrc = 1,
            .seq = (uint16_t)(65500 + arrivals->len),
            .ts = (uint32_t)(i * 3600),
            .pt = 96,
            .tagged = true,
            .tag = {.device = 1,
                .encoding = second ? 2 : 0,
                .temporal = temporal[frame % 4],
                .refers = frame ? refers[frame % 4] : 0,
                .key = frame == 0,
                .last = true,
                .frame = frame,
                .ordinal = frame,
                .captured = captured,
                .sent = captured},
            .frame = {.start = true,
                .key = frame == 0,
                .picture = (int)(32760 + arrivals->len) & 0x7fff,
                .tl0 = tl0 & 0xff,
                .temporal = temporal[frame % 4]},
        };
        g_array_append_val(arrivals, arrival);
    }
    return arrivals;
}

static struct peer_verdict judge_layered(const GArray *arrivals)
{
    const struct peer_allowance allowance = {.time_error = 40000, .drift = 10000};
    struct peer_verdict verdict;

    peer_reception_judge(arrivals, PEER_VP8, &allowance, &verdict);
    return verdict;
}

/* Returns the first packet of a frame. */
static struct peer_arrival *frame_of(const GArray *arrivals, uint8_t encoding, uint32_t frame)
{
    for (guint i = 0; i < arrivals->len; i++) {
        struct peer_arrival *arrival = &g_array_index(arrivals, struct peer_arrival, i);
        if (arrival->tag.encoding == encoding && arrival->tag.frame == frame)
            return arrival;
    }
    fail_msg("frame %u of encoding %u is not forwarded", frame, encoding);
    return NULL;
}

TEST(a_change_of_encoding_and_layers_gets_no_complaint)
{
    GArray *arrivals = layered_stream();
    struct peer_verdict verdict = judge_layered(arrivals);

    if (verdict.complaints)
        fail_msg("%s", verdict.texts[0]);
    assert_int_equal(verdict.frames[0], 10 + 80);
    assert_int_equal(verdict.frames[2], 60);
    assert_int_equal(verdict.changes, 1);
    assert_int_equal(verdict.device_count, 1);
    assert_int_equal(verdict.left_out, 30 + 59);
    g_array_unref(arrivals);
}

TEST(a_stream_may_begin_within_a_frame_only_if_the_network_loses_packets)
{
    struct peer_allowance allowance = {.time_error = 40000, .drift = 10000, .holes = 1};
    struct stream stream = fine_stream();

    stream.packets[0].at = 0;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 0);
    allowance.holes = 0;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);
}

static void broken_reference(const GArray *arrivals)
{
    frame_of(arrivals, 2, 10)->tag.refers = 3; /* frame 7 is in layer 2, which is left out */
}

static void no_keyframe_of_the_encoding(const GArray *arrivals)
{
    struct peer_arrival *first = frame_of(arrivals, 2, 0);

    first->tag.key = first->frame.key = false;
    first->tag.refers = 4;
}

static void base_layer_not_counted(const GArray *arrivals)
{
    for (guint i = 30; i < arrivals->len; i++)
        g_array_index(arrivals, struct peer_arrival, i).frame.tl0 ^= 16;
}

static void a_frame_is_cut(const GArray *arrivals)
{
    frame_of(arrivals, 2, 8)->tag.last = false;
}

static void picture_ids_of_left_out_frames(const GArray *arrivals)
{
    for (guint i = 5; i < arrivals->len; i++)
        g_array_index(arrivals, struct peer_arrival, i).frame.picture += 3;
}

static void time_jumps_at_the_change(const GArray *arrivals)
{
    for (guint i = 0; i < arrivals->len; i++) {
        struct peer_arrival *arrival = &g_array_index(arrivals, struct peer_arrival, i);
        arrival->ts += arrival->tag.encoding == 2 ? 90 * 50 : 0;
    }
}

TEST(each_fault_of_encodings_and_layers_gets_a_complaint)
{
    static void (*const faults[])(const GArray *) = {broken_reference, no_keyframe_of_the_encoding,
        base_layer_not_counted, a_frame_is_cut, picture_ids_of_left_out_frames,
        time_jumps_at_the_change};

    for (size_t i = 0; i < COUNT(faults); i++) {
        GArray *arrivals = layered_stream();
        faults[i](arrivals);
        if (judge_layered(arrivals).complaints == 0)
            fail_msg("fault %zu gets no complaint", i);
        g_array_unref(arrivals);
    }
}

TEST(only_packets_between_the_two_given_moments_have_latencies)
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

TEST(reordered_packets_get_no_complaint)
{
    struct stream stream = fine_stream();
    struct peer_arrival first = stream.packets[SWAP];

    stream.packets[SWAP] = stream.packets[SWAP + 1];
    stream.packets[SWAP + 1] = first;
    assert_int_equal(judge(&stream).complaints, 0);
}

TEST(a_missing_packet_gets_a_complaint_unless_the_network_lost_it)
{
    const struct peer_allowance allowance = {.holes = 1, .time_error = 40000, .drift = 10000};
    struct stream stream = fine_stream();

    stream.packets[10].at = 0;
    assert_int_equal(judge(&stream).complaints, 1);
    struct peer_verdict verdict = judge_by(&stream, &allowance);
    assert_int_equal(verdict.complaints, 0);
    assert_int_equal(verdict.holes, 1);
}

/* The last but one packet of the old device is missing. The packet after it was sent INTERVAL before the swap. */
TEST(the_swap_may_overtake_a_packet_only_on_a_path_with_disorder)
{
    struct peer_path paths[] = {{0}, {.delay = 7000, .disorder = INTERVAL}, {.delay = 7000}};
    struct peer_allowance allowance = {.time_error = 40000, .drift = 10000, .paths = paths};
    struct stream stream = fine_stream();

    stream.packets[SWAP - 2].at = 0;
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

TEST(the_swap_may_not_overtake_a_packet_of_the_new_device)
{
    const struct peer_path paths[] = {{0}, {.disorder = 1000000}, {.disorder = 1000000}};
    const struct peer_allowance allowance = {.time_error = 40000, .drift = 10000, .paths = paths};
    struct stream stream = fine_stream();

    stream.packets[SWAP + 1].at = 0;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);
}

TEST(a_source_may_come_back_to_its_slot_only_if_there_are_too_few_slots)
{
    struct peer_allowance allowance = {.time_error = 40000, .drift = 10000, .crowded = true};
    struct stream stream = fine_stream();

    for (int i = 10; i < SWAP; i++)
        stream.packets[i].tag.ordinal += 3;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 0);
    allowance.crowded = false;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);

    /* A source that comes back causes no gap in the sequence numbers, so a gap still gets a complaint. */
    stream.packets[9].at = 0;
    allowance.crowded = true;
    allowance.holes = 1;
    assert_int_equal(judge_by(&stream, &allowance).complaints, 1);
}

typedef void fault(struct stream *stream);

static void number_twice(struct stream *stream)
{
    stream->packets[SWAP].seq--;
}

static void content_missing(struct stream *stream)
{
    stream->packets[10].tag.ordinal += 5;
}

static void time_goes_back(struct stream *stream)
{
    stream->packets[SWAP].ts -= 7200;
}

static void time_jumps(struct stream *stream)
{
    for (int i = SWAP; i < COUNT; i++)
        stream->packets[i].ts += 90 * 50;
}

static void no_keyframe(struct stream *stream)
{
    stream->packets[SWAP].frame.key = false;
}

static void picture_ids_jump(struct stream *stream)
{
    for (int i = SWAP; i < COUNT; i++)
        stream->packets[i].frame.picture = (stream->packets[i].frame.picture + 9) & 0x7fff;
}

static void another_ssrc(struct stream *stream)
{
    stream->packets[SWAP + 3].ssrc = 2;
}

static void another_payload_type(struct stream *stream)
{
    stream->packets[SWAP + 3].pt = 97;
}

static void untagged(struct stream *stream)
{
    stream->packets[COUNT - 1].tagged = false;
}

static void old_device_after_the_swap(struct stream *stream)
{
    stream->packets[SWAP + 5].tag.device = 1;
}

TEST(each_fault_gets_a_complaint)
{
    static fault *const faults[] = {number_twice, content_missing, time_goes_back, time_jumps,
        no_keyframe, picture_ids_jump, another_ssrc, another_payload_type, untagged,
        old_device_after_the_swap};

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct stream stream = fine_stream();
        faults[i](&stream);
        if (judge(&stream).complaints == 0)
            fail_msg("fault %zu gets no complaint", i);
    }
}

/* The first packet of the new device becomes one of parameter sets, which Baton has made: it has no tag. */
TEST(parameter_sets_of_baton_belong_to_the_frame_after_them)
{
    struct stream stream = fine_stream();
    struct peer_arrival *sets = &stream.packets[SWAP], *idr = &stream.packets[SWAP + 1];

    idr->ts = sets->ts;
    for (int i = SWAP + 1; i < COUNT; i++) {
        stream.packets[i].tag.frame += 1000 - 1; /* not the numbers of the old device */
        stream.packets[i].frame.picture--;
        stream.packets[i].tag.captured -= INTERVAL;
        stream.packets[i].ts -= i > SWAP + 1 ? 3600 : 0;
    }
    idr->frame.start = idr->frame.key = false;
    idr->tag.key = true;
    idr->tag.refers = 0;
    sets->tagged = false;
    sets->tag = (struct peer_tag){0};
    assert_int_equal(judge(&stream).complaints, 0);
    idr->tag.part = 1; /* the device's own parameter sets came too late */
    assert_int_equal(judge(&stream).complaints, 0);
    sets->ts--;
    assert_true(judge(&stream).complaints > 0);
}

TEST(a_stream_without_packets_gets_no_complaint)
{
    struct stream stream = {0};

    assert_int_equal(judge(&stream).complaints, 0);
}

TEST(a_pause_is_the_longest_time_without_a_packet_of_the_device)
{
    const int64_t first = 1000500, last = first + (SWAP - 1) * INTERVAL;
    struct stream stream = fine_stream();

    stream.packets[7].at = 0;
    GArray *arrivals = arrivals_of(&stream);
    assert_int_equal(peer_reception_pause(arrivals, 1, first, last), 2 * INTERVAL);
    assert_int_equal(peer_reception_pause(arrivals, 1, first + 8 * INTERVAL, last), INTERVAL);
    /* The device sends nothing after the swap. */
    assert_int_equal(peer_reception_pause(arrivals, 1, first, last + 9 * INTERVAL), 9 * INTERVAL);
    assert_int_equal(peer_reception_pause(arrivals, 3, first, last), last - first);
    g_array_unref(arrivals);
}
