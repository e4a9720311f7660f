/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of pictures of VP9 and AV1 continue when another device, or another stream, takes over. */
#include "test.h"
#include "two_devices.h"

/* The structure of a keyframe as Chromium sends it for L1T3, without its first three bytes. */
static const uint8_t structure[] = {0x80, 0x02, 0x14, 0xea, 0xa8, 0x60, 0x41, 0x4d, 0x14, 0x10,
    0x20, 0x84, 0x27, 0x02, 0x7f, 0x01, 0x67};

/* The numbers of the next picture of each device. */
static struct numbers {
    uint16_t id;
    uint8_t tl0;
    bool narrow; /* PictureIDs of 7 bits */
    uint16_t frame;
    bool described;   /* with dependency descriptors */
    uint8_t temporal; /* layer of the picture */
} numbers[2];

static void set_up_codec(enum baton_codec codec)
{
    for (int line = CAM; line <= SCREEN; line++) {
        baton_stream_release(setup.streams[line]);
        setup.streams[line] = baton_stream_new(recorder.media, codec, OUT_PT, 1, 1, setup.now);
        bind(OLD, line);
        baton_stream_take(setup.streams[line], setup.generations[OLD][line]);
    }
    put(CAM);
    recorder_clear();
    numbers[OLD] = (struct numbers){.id = 0x7ffe, .tl0 = 254, .frame = 0xfffe, .described = true};
    numbers[NEW] = (struct numbers){.id = 77, .tl0 = 3, .frame = 500, .described = true};
}

static int set_up_vp9(void **state)
{
    set_up(state);
    set_up_codec(BATON_CODEC_VP9);
    return 0;
}

static int set_up_av1(void **state)
{
    set_up(state);
    set_up_codec(BATON_CODEC_AV1);
    return 0;
}

static struct sent_packet *step(int device, int line)
{
    struct sent_packet *packet = &setup.last[device][line];

    setup.now += BATON_MS(20);
    packet->timestamp = (uint32_t)(setup.now / 1000 * 90);
    packet->seq++;
    return packet;
}

/* A picture of VP9 in one packet: I, L, B, E, with TL0PICIDX (RFC 9628 section 4.2). */
static void vp9(int device, int line, bool key)
{
    struct numbers *next = &numbers[device];
    struct sent_packet *packet = step(device, line);
    const uint8_t first = 0xac | (key ? 0 : 0x40);
    const uint8_t layer = (uint8_t)(next->temporal << 5 | 0x10);
    const uint8_t wide[] = {
        first, (uint8_t)(0x80 | next->id >> 8), (uint8_t)next->id, layer, next->tl0, 1};
    const uint8_t narrow[] = {first, next->id & 0x7f, layer, next->tl0, 1};

    bytes_arrive(setup.uplinks[device], line, packet, packet->seq, next->narrow ? narrow : wide,
        next->narrow ? sizeof(narrow) : sizeof(wide), setup.now);
    next->id = (next->id + 1) & (next->narrow ? 0x7f : 0x7fff);
    next->tl0 = (uint8_t)(next->tl0 + (next->temporal == 0));
}

/* A picture of AV1 in one packet. */
static void av1(int device, int line, bool key)
{
    struct numbers *next = &numbers[device];
    struct sent_packet *packet = step(device, line);
    const uint8_t payload[] = {key ? 0x18 : 0x10, 0x30, 1};
    uint8_t *descriptor = packet->descriptor;

    descriptor[0] = (uint8_t)(0xc0 + (key ? 0 : 1 + next->temporal));
    descriptor[1] = (uint8_t)(next->frame >> 8);
    descriptor[2] = (uint8_t)next->frame;
    memcpy(descriptor + 3, structure, sizeof(structure));
    packet->descriptor_length = (uint8_t)(!next->described ? 0 : key ? 3 + sizeof(structure) : 3);
    next->frame++;
    bytes_arrive(
        setup.uplinks[device], line, packet, packet->seq, payload, sizeof(payload), setup.now);
}

static void (*const pictures[])(int device, int line, bool key) = {
    [BATON_CODEC_VP9] = vp9, [BATON_CODEC_AV1] = av1};

/* Moves the camera from the old to the new device, with a few pictures before and after. */
static void move(enum baton_codec codec)
{
    const struct baton_gate_needs needs = {.video = true};

    pictures[codec](OLD, CAM, true);
    pictures[codec](OLD, CAM, false);
    bind(NEW, CAM);
    setup.gate = baton_gate_new(recorder.media, &needs);
    baton_stream_prepare(setup.streams[CAM], setup.gate, setup.generations[NEW][CAM]);
    arm();
    pictures[codec](NEW, CAM, false);
    pictures[codec](OLD, CAM, false);
    assert_false(fired());
    pictures[codec](NEW, CAM, true);
    assert_true(fired());
    pictures[codec](OLD, CAM, false);
    pictures[codec](NEW, CAM, false);
}

static uint16_t id_of(const struct recorded_packet *record)
{
    const uint8_t *payload = record->payload;

    return payload[1] & 0x80 ? (uint16_t)((payload[1] & 0x7f) << 8 | payload[2]) : payload[1];
}

static uint8_t tl0_of(const struct recorded_packet *record)
{
    return record->payload[record->payload[1] & 0x80 ? 4 : 3];
}

/* The receiver got so many packets, with continuous numbers. */
static void check_vp9(size_t count)
{
    assert_int_equal(recorder.count, count);
    for (size_t i = 1; i < count; i++) {
        const struct recorded_packet *last = &recorder.records[i - 1], *next = last + 1;
        const uint16_t mask = next->payload[1] & 0x80 ? 0x7fff : 0x7f;

        assert_int_equal((uint16_t)(next->seq - last->seq), 1);
        assert_int_equal((next->timestamp - last->timestamp) % 90, 0);
        assert_int_equal((id_of(next) - id_of(last)) & mask, 1);
        assert_int_equal((uint8_t)(tl0_of(next) - tl0_of(last)), 1);
    }
}

static void check_av1(size_t count)
{
    assert_int_equal(recorder.count, count);
    for (size_t i = 1; i < count; i++) {
        const struct recorded_packet *last = &recorder.records[i - 1], *next = last + 1;

        assert_int_equal((uint16_t)(next->seq - last->seq), 1);
        assert_int_equal((uint16_t)(next->frame - last->frame), 1);
        assert_true(next->descriptor_length > 0);
    }
}

#define VP9_TEST(name) TEST(name, .setup_func = set_up_vp9, .teardown_func = tear_down)
#define AV1_TEST(name) TEST(name, .setup_func = set_up_av1, .teardown_func = tear_down)

VP9_TEST(a_move_continues_the_numbers_of_vp9)
{
    move(BATON_CODEC_VP9);
    check_vp9(5);
}

VP9_TEST(a_move_continues_narrow_picture_ids_of_vp9)
{
    numbers[OLD].narrow = numbers[NEW].narrow = true;
    numbers[OLD].id = 126;
    move(BATON_CODEC_VP9);
    check_vp9(5);
}

VP9_TEST(another_stream_on_the_slot_continues_the_numbers_of_vp9)
{
    vp9(OLD, CAM, true);
    vp9(OLD, CAM, false);
    numbers[OLD].id = 4;
    baton_port_put(setup.downlink, CAM, setup.streams[SCREEN], true, 100, 100, setup.now);
    vp9(OLD, SCREEN, false);
    vp9(OLD, SCREEN, true);
    vp9(OLD, SCREEN, false);
    check_vp9(4);
}

AV1_TEST(a_move_continues_the_frame_numbers_of_av1)
{
    move(BATON_CODEC_AV1);
    check_av1(5);
    /* The keyframe brings its own structure. */
    assert_true(recorder.records[3].descriptor_length > 3);
}

AV1_TEST(another_stream_on_the_slot_continues_the_frame_numbers_of_av1)
{
    av1(OLD, CAM, true);
    av1(OLD, CAM, false);
    numbers[OLD].frame = 9;
    baton_port_put(setup.downlink, CAM, setup.streams[SCREEN], true, 100, 100, setup.now);
    av1(OLD, SCREEN, true);
    av1(OLD, SCREEN, false);
    check_av1(4);
}

/* A sender of one layer does not offer the descriptor. Its frames are ordered by their sequence numbers. */
AV1_TEST(a_device_without_descriptors_can_take_over_and_give_back)
{
    numbers[NEW].described = false;
    move(BATON_CODEC_AV1);
    assert_int_equal(recorder.count, 5);
    assert_int_equal(recorder.records[2].descriptor_length, 3);
    assert_int_equal(recorder.records[3].descriptor_length, 0);
    assert_int_equal(recorder.records[4].descriptor_length, 0);

    baton_stream_settle_gate(setup.gate);
    baton_stream_take(setup.streams[CAM], setup.generations[OLD][CAM]);
    av1(OLD, CAM, true);
    assert_int_equal(recorder.count, 6);
    assert_int_equal((uint16_t)(recorder.records[5].frame - recorder.records[2].frame), 1);
}

AV1_TEST(a_descriptor_without_a_structure_is_not_sent)
{
    numbers[OLD].described = false;
    av1(OLD, CAM, true);
    numbers[OLD].described = true;
    av1(OLD, CAM, false);
    assert_int_equal(recorder.count, 2);
    assert_int_equal(recorder.records[1].descriptor_length, 0);
}

/* --- temporal layers -------------------------------------------------------------------------- */

/* The pattern of browsers with three layers. */
static const uint8_t pattern[] = {0, 2, 1, 2};

/* Sends the pattern so many times, a keyframe first if `key`, and returns how many packets the receiver got. */
static size_t sends_pattern(enum baton_codec codec, int times, bool key)
{
    size_t before = recorder.count;

    for (int i = 0; i < times; i++)
        for (size_t k = 0; k < COUNT(pattern); k++) {
            numbers[OLD].temporal = pattern[k];
            pictures[codec](OLD, CAM, key && i == 0 && k == 0);
        }
    return recorder.count - before;
}

static void choose(int8_t temporal)
{
    baton_port_choose(setup.downlink, CAM,
        (struct baton_slot_choice){.encoding = 0, .temporal = temporal}, setup.now);
}

/* One layer, and then all of them again. */
static void change_layers(enum baton_codec codec)
{
    assert_int_equal(sends_pattern(codec, 2, true), 8);
    choose(0);
    assert_int_equal(sends_pattern(codec, 2, false), 2);
    choose(2);
    assert_true(sends_pattern(codec, 2, false) >= 6);
    assert_int_equal(sends_pattern(codec, 1, false), 4);
    for (size_t i = 1; i < recorder.count; i++)
        assert_int_equal((uint16_t)(recorder.records[i].seq - recorder.records[i - 1].seq), 1);
}

/* Pictures name those that they need by the difference of the ids, so the ids of the others must be missing. */
VP9_TEST(layers_that_are_left_out_leave_holes_in_the_picture_ids_of_vp9)
{
    const uint16_t start = numbers[OLD].id;

    change_layers(BATON_CODEC_VP9);
    assert_int_equal((id_of(&recorder.records[8]) - start) & 0x7fff, 8);
    assert_int_equal((id_of(&recorder.records[9]) - start) & 0x7fff, 12);
    assert_int_equal((id_of(&recorder.records[recorder.count - 1]) - start) & 0x7fff, 27);
}

AV1_TEST(layers_that_are_left_out_leave_holes_in_the_frame_numbers_of_av1)
{
    const uint16_t start = numbers[OLD].frame;

    change_layers(BATON_CODEC_AV1);
    assert_int_equal((uint16_t)(recorder.records[8].frame - start), 8);
    assert_int_equal((uint16_t)(recorder.records[9].frame - start), 12);
    assert_int_equal((uint16_t)(recorder.records[recorder.count - 1].frame - start), 27);
}

/* The base layer of AV1 says that a receiver may change to all layers, so they come back at once. */
AV1_TEST(all_layers_of_av1_come_back_with_the_base_layer)
{
    assert_int_equal(sends_pattern(BATON_CODEC_AV1, 1, true), 4);
    choose(0);
    assert_int_equal(sends_pattern(BATON_CODEC_AV1, 1, false), 1);
    choose(2);
    assert_int_equal(sends_pattern(BATON_CODEC_AV1, 1, false), 4);
}
