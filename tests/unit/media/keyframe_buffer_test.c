/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of media/keyframe_buffer: which packets the buffer keeps, for how long, and how many. */
#include <string.h>

#include "media/keyframe_buffer.h"
#include "rtp/rtp.h"
#include "test.h"

static struct baton_keyframe_buffer buffer;
static uint8_t data[BATON_KEYFRAME_BUFFER_BYTES + 1];

static void copy_form(
    const struct baton_packet *packet, void *form, uint8_t *bytes, uint16_t length)
{
    (void)packet;
    (void)length;
    memcpy(form, &bytes, sizeof(bytes));
}

static const struct baton_media_host host = {.copy_form = copy_form};

/* Offers a packet to the buffer. All bytes of the packet are `mark`. True: the buffer has kept the packet. */
static bool offer(bool first, uint8_t mark, uint16_t length, baton_time arrival)
{
    uint8_t *form = NULL;
    struct baton_packet packet = {
        .data = data, .length = length, .form = &form, .arrival = arrival};
    struct baton_arrival given = {.packet = &packet, .generation = mark};

    memset(data, mark, sizeof(data));
    if (first)
        baton_keyframe_buffer_begin(&buffer, &given);
    return baton_keyframe_buffer_add(&buffer, &host, &given);
}

/* A packet of a picture comes. Returns whether the keyframe is whole. */
static bool come(int64_t seq, int64_t timestamp, bool marker, baton_time arrival)
{
    uint8_t bytes[BATON_RTP_HEADER_SIZE] = {0x80, marker ? 0x80 : 0};
    uint8_t *form = NULL;
    struct baton_packet packet = {.data = bytes, .length = sizeof(bytes), .form = &form, .arrival = arrival};
    struct baton_arrival given = {.packet = &packet,
        .taken = {.point = {.seq = seq, .timestamp = timestamp}, .newest = true, .run = 1}};

    if (buffer.count == 0)
        baton_keyframe_buffer_begin(&buffer, &given);
    assert_true(baton_keyframe_buffer_add(&buffer, &host, &given));
    return baton_keyframe_buffer_follow(&buffer, &given);
}

static int set_up(UNUSED void **state)
{
    baton_keyframe_buffer_clear(&buffer);
    return 0;
}

TEST(packets_are_copied_completely_and_in_order, .setup_func = set_up)
{
    assert_true(offer(true, 1, 100, 0));
    assert_true(offer(false, 2, BATON_KEYFRAME_BUFFER_BYTES, BATON_KEYFRAME_BUFFER_TIME));
    memset(data, 9, sizeof(data));
    assert_int_equal(buffer.count, 2);
    for (uint8_t i = 0; i < 2; i++) {
        const struct baton_arrival *arrival = &buffer.packets[i].arrival;
        const uint8_t *form = NULL;

        memcpy(&form, arrival->packet->form, sizeof(form));
        assert_int_equal(arrival->generation, i + 1);
        assert_int_equal(arrival->packet->length, i ? BATON_KEYFRAME_BUFFER_BYTES : 100);
        assert_int_equal(arrival->packet->data[0], i + 1);
        assert_int_equal(arrival->packet->data[arrival->packet->length - 1], i + 1);
        assert_ptr_equal(form, arrival->packet->data);
    }
}

TEST(a_new_keyframe_replaces_the_old_one, .setup_func = set_up)
{
    assert_true(offer(true, 1, 100, 0));
    assert_true(offer(false, 2, 100, 0));
    assert_true(offer(true, 3, 100, BATON_MS(20)));
    assert_int_equal(buffer.count, 1);
    assert_int_equal(buffer.packets[0].arrival.generation, 3);
}

TEST(a_keyframe_that_is_whole_waits_a_shorter_time_than_one_that_is_not, .setup_func = set_up)
{
    const baton_time later = BATON_MS(30);

    assert_false(come(5, 0, false, 0));
    assert_true(baton_keyframe_buffer_is_fresh(&buffer, BATON_KEYFRAME_BUFFER_HOLD));
    assert_false(baton_keyframe_buffer_is_fresh(&buffer, BATON_KEYFRAME_BUFFER_HOLD + 1));
    assert_true(come(6, 0, true, later));
    assert_true(baton_keyframe_buffer_is_fresh(&buffer, later + BATON_KEYFRAME_BUFFER_TIME));
    assert_false(baton_keyframe_buffer_is_fresh(&buffer, later + BATON_KEYFRAME_BUFFER_TIME + 1));
}

TEST(a_keyframe_is_whole_when_all_its_packets_have_come_in_any_order, .setup_func = set_up)
{
    assert_true(come(5, 0, true, 0));
    baton_keyframe_buffer_clear(&buffer);
    assert_false(come(5, 0, false, 0));
    assert_false(come(8, 0, true, 0));
    assert_false(come(9, 3000, true, 0));
    assert_false(come(7, 0, false, 0));
    assert_true(come(6, 0, false, 0));
}

TEST(a_keyframe_without_marker_is_whole_when_the_next_picture_follows, .setup_func = set_up)
{
    assert_false(come(5, 0, false, 0));
    assert_false(come(6, 0, false, 0));
    assert_true(come(7, 3000, false, 0));
    baton_keyframe_buffer_clear(&buffer);
    assert_false(come(5, 0, false, 0));
    assert_false(come(7, 3000, false, 0));
}

TEST(a_packet_that_is_too_long_is_not_kept, .setup_func = set_up)
{
    assert_false(offer(true, 1, BATON_KEYFRAME_BUFFER_BYTES + 1, 0));
    assert_int_equal(buffer.count, 0);
    assert_false(baton_keyframe_buffer_is_fresh(&buffer, 0));
    assert_true(offer(true, 2, 100, 0));
    assert_false(offer(false, 3, BATON_KEYFRAME_BUFFER_BYTES + 1, 0));
    assert_int_equal(buffer.count, 1);
}

TEST(the_number_of_packets_has_a_limit, .setup_func = set_up)
{
    assert_true(offer(true, 1, 100, 0));
    for (int i = 1; i < BATON_KEYFRAME_BUFFER_PACKETS; i++)
        assert_true(offer(false, 1, 100, 0));
    assert_false(offer(false, 1, 100, 0));
    assert_int_equal(buffer.count, BATON_KEYFRAME_BUFFER_PACKETS);
}
