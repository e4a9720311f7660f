/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of H.264 open at their parameter sets together with an IDR picture, however the encoder sends them. */
#include <stdio.h>

#include "rtp/parameter_sets.h"
#include "test.h"
#include "two_devices.h"

enum { SPS = 0x67, PPS = 0x68, SEI = 0x06, IDR = 0x65, SLICE = 0x41, STAP_A = 0x78 };

static const uint8_t sps[] = {SPS, 0x42, 0xe0, 0x1f, 0x8c};
static const uint8_t other_sps[] = {SPS, 0x42, 0xe0, 0x20, 0x8d};
static const uint8_t pps[] = {PPS, 0xce, 0x3c, 0x80};
static const uint8_t idr[] = {IDR, 0x88, 0x84, 0x21};
static const uint8_t slice[] = {SLICE, 0x9a, 0x24, 0x6c};
static const uint8_t both_sets[] = {
    STAP_A, 0, 5, SPS, 0x42, 0xe0, 0x1f, 0x8c, 0, 4, PPS, 0xce, 0x3c, 0x80};
static const uint8_t all_in_one[] = {STAP_A, 0, 5, SPS, 0x42, 0xe0, 0x1f, 0x8c, 0, 4, PPS, 0xce, 0x3c,
    0x80, 0, 4, IDR, 0x88, 0x84, 0x21};

/* The tests need a camera of H.264. `two_devices.h` gives them one of VP8. */
static int set_up_h264(void **state)
{
    set_up(state);
    baton_stream_release(setup.streams[CAM]);
    setup.streams[CAM] =
        baton_stream_new(recorder.media, BATON_CODEC_H264, OUT_PT, 1, 1, setup.now);
    bind(OLD, CAM);
    baton_stream_take(setup.streams[CAM], setup.generations[OLD][CAM]);
    put(CAM);
    recorder_clear();
    return 0;
}

/* What the receiver got since recorder_clear: the first payload byte of each packet. */
static const char *received(void)
{
    static char text[64];

    text[0] = '\0';
    for (size_t i = 0; i < recorder.count; i++) {
        const struct recorded_packet *packet = &recorder.records[i];

        if (packet->mindex != CAM)
            continue;
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%02x", *text ? " " : "",
            packet->first_byte);
        if (i > 0)
            assert_int_equal((uint16_t)(packet->seq - recorder.records[i - 1].seq), 1);
    }
    return text;
}

static void arrive_at(int device, uint16_t seq, const uint8_t *payload, size_t length)
{
    struct sent_packet *packet = &setup.last[device][CAM];

    packet->timestamp = (uint32_t)(setup.now / 1000 * 90);
    bytes_arrive(setup.uplinks[device], CAM, packet, seq, payload, length, setup.now);
}

#define COMES(device, payload)                                                                     \
    arrive_at(device, ++setup.last[device][CAM].seq, payload, sizeof(payload))
/* The packet `ahead` places further comes, and the numbers do not move. */
#define COMES_EARLY(device, ahead, payload)                                                        \
    arrive_at(device, (uint16_t)(setup.last[device][CAM].seq + (ahead)), payload, sizeof(payload))
#define LOST(device) (setup.last[device][CAM].seq++)

static void next_picture(void)
{
    setup.now += BATON_MS(20);
}

#define H264_TEST(name) TEST(name, .setup_func = set_up_h264, .teardown_func = tear_down)

/* --- a stream that opens ---------------------------------------------------------------------- */

H264_TEST(a_stream_opens_at_sets_and_idr_in_one_packet)
{
    COMES(OLD, all_in_one);
    next_picture();
    COMES(OLD, slice);
    assert_string_equal(received(), "78 41");
}

H264_TEST(a_stream_opens_at_sets_in_packets_of_their_own)
{
    COMES(OLD, sps);
    COMES(OLD, pps);
    COMES(OLD, idr);
    assert_string_equal(received(), "67 68 65");
    assert_int_equal(plis_to("old", CAM), 0);
}

H264_TEST(without_sets_a_stream_does_not_open_and_asks_again)
{
    recorder_clear();
    COMES(OLD, idr);
    assert_string_equal(received(), "");
    assert_true(plis_to("old", CAM) > 0);
    next_picture();
    COMES(OLD, both_sets);
    COMES(OLD, idr);
    assert_string_equal(received(), "78 65");
}

H264_TEST(a_lost_packet_of_sets_makes_the_stream_ask_again)
{
    COMES(OLD, both_sets);
    COMES(OLD, idr);
    baton_stream_mute(setup.streams[CAM], true);
    baton_stream_mute(setup.streams[CAM], false);
    next_picture();
    recorder_clear();
    LOST(OLD);
    COMES(OLD, idr);
    assert_string_equal(received(), "");
    assert_int_equal(plis_to("old", CAM), 1);
    next_picture();
    COMES(OLD, both_sets);
    COMES(OLD, idr);
    assert_string_equal(received(), "78 65");
}

/* The PPS alone does not say that the kept SPS is still the right one. */
H264_TEST(a_lost_sps_makes_the_stream_ask_again_although_its_pps_has_come)
{
    COMES(OLD, both_sets);
    COMES(OLD, idr);
    baton_stream_mute(setup.streams[CAM], true);
    baton_stream_mute(setup.streams[CAM], false);
    next_picture();
    recorder_clear();
    LOST(OLD);
    COMES(OLD, pps);
    COMES(OLD, idr);
    assert_string_equal(received(), "");
}

H264_TEST(sets_that_come_after_their_idr_make_the_stream_ask_again)
{
    COMES_EARLY(OLD, 2, idr);
    COMES_EARLY(OLD, 1, both_sets);
    assert_string_equal(received(), "");
    setup.last[OLD][CAM].seq += 2;
    next_picture();
    COMES(OLD, both_sets);
    COMES(OLD, idr);
    assert_string_equal(received(), "78 65");
}

H264_TEST(sets_that_came_once_are_sent_again_when_a_stream_opens)
{
    COMES(OLD, sps);
    COMES(OLD, pps);
    COMES(OLD, idr);
    next_picture();
    COMES(OLD, slice);
    baton_stream_mute(setup.streams[CAM], true);
    next_picture();
    COMES(OLD, slice);
    baton_stream_mute(setup.streams[CAM], false);
    next_picture();
    COMES(OLD, idr);
    next_picture();
    COMES(OLD, slice);
    assert_string_equal(received(), "67 68 65 41 78 65 41");
    assert_memory_equal(recorder.records[4].payload, both_sets, sizeof(both_sets));
    assert_int_equal(recorder.records[4].timestamp, recorder.records[5].timestamp);
    assert_false(recorder.records[4].marker);
    assert_int_equal(recorder.torn, 0);
}

H264_TEST(new_sets_replace_the_old_ones)
{
    COMES(OLD, both_sets);
    COMES(OLD, idr);
    next_picture();
    COMES(OLD, other_sps);
    COMES(OLD, pps);
    COMES(OLD, idr);
    baton_stream_mute(setup.streams[CAM], true);
    baton_stream_mute(setup.streams[CAM], false);
    recorder_clear();
    next_picture();
    COMES(OLD, idr);
    assert_string_equal(received(), "78 65");
    assert_memory_equal(recorder.records[0].payload + 3, other_sps, sizeof(other_sps));
}

/* --- a slot that opens in the middle ---------------------------------------------------------- */

H264_TEST(a_receiver_who_comes_later_gets_sets_that_came_once)
{
    struct baton_port *later = baton_port_new(recorder.media, "later");
    uint16_t last;

    COMES(OLD, both_sets);
    COMES(OLD, idr);
    last = recorder.records[recorder.count - 1].seq;
    baton_port_put(later, CAM, setup.streams[CAM], true, 7, 7, setup.now);
    recorder_clear();
    next_picture();
    COMES(OLD, idr);
    assert_int_equal(recorder.count, 3);
    assert_string_equal(recorder.records[0].handle, "later");
    assert_memory_equal(recorder.records[0].payload, both_sets, sizeof(both_sets));
    for (size_t i = 1; i < 3; i++) {
        const bool is_later = strcmp(recorder.records[i].handle, "later") == 0;
        const uint16_t before = is_later ? recorder.records[0].seq : last;

        assert_int_equal(recorder.records[i].first_byte, IDR);
        assert_int_equal((uint16_t)(recorder.records[i].seq - before), 1);
    }
    baton_port_free(later);
}

/* --- a move ----------------------------------------------------------------------------------- */

H264_TEST(sets_of_their_own_wait_together_with_their_idr_for_the_sound)
{
    COMES(OLD, all_in_one);
    bind(NEW, MIC);
    bind(NEW, CAM);
    setup.gate = baton_gate_new(
        recorder.media, &(struct baton_gate_needs){.audio = true, .video = true});
    baton_stream_prepare(setup.streams[MIC], setup.gate, setup.generations[NEW][MIC]);
    baton_stream_prepare(setup.streams[CAM], setup.gate, setup.generations[NEW][CAM]);
    arm();
    recorder_clear();
    next_picture();
    COMES(NEW, sps);
    COMES(NEW, pps);
    COMES(NEW, idr);
    assert_string_equal(received(), "");
    assert_true(audio(NEW));
    assert_string_equal(received(), "67 68 65");
    assert_int_equal(plis_to("new", CAM), 0);
}

H264_TEST(a_gate_that_is_armed_between_sets_and_idr_opens_with_the_sets)
{
    COMES(OLD, all_in_one);
    bind(NEW, CAM);
    setup.gate = baton_gate_new(recorder.media, &(struct baton_gate_needs){.video = true});
    baton_stream_prepare(setup.streams[CAM], setup.gate, setup.generations[NEW][CAM]);
    recorder_clear();
    next_picture();
    COMES(NEW, sps);
    COMES(NEW, pps);
    arm();
    COMES(NEW, idr);
    assert_true(fired());
    assert_string_equal(received(), "78 65");
    assert_memory_equal(recorder.records[0].payload, both_sets, sizeof(both_sets));
}
