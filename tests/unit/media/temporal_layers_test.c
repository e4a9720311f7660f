/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the temporal layers that slots leave out: their receivers see no hole, and no picture without its
 * reference. */
#include "simulcast.h"

/* The layers of VP8 with three temporal layers, and whether a receiver can begin with the layer. */
static const struct {
    uint8_t temporal;
    bool sync;
} pattern[8] = {
    {0, false},
    {2, true},
    {1, true},
    {2, false},
    {0, false},
    {2, false},
    {1, false},
    {2, false},
};

/* Makes the next packet of a picture with its place in the pattern. */
static struct sent_packet *layered(int place, bool key)
{
    struct sent_packet *packet = next(OLD, LOW, key);

    packet->layered = true;
    packet->temporal = pattern[place % 8].temporal;
    packet->sync = pattern[place % 8].sync;
    packet->tl0 = (uint8_t)(packet->tl0 + (packet->temporal == 0));
    return packet;
}

static void send(int place)
{
    world.now += BATON_MS(33);
    arrive(OLD, layered(place, place == 0));
}

static void send_deltas(int from, int to)
{
    for (int place = from; place < to; place++) {
        world.now += BATON_MS(33);
        arrive(OLD, layered(place, false));
    }
}

static void begin(int temporal)
{
    take(OLD, 1);
    put(0);
    choose(0, LOW, temporal);
    send(0);
}

static size_t sent_of(int from, int to)
{
    size_t before = count_to(0);

    send_deltas(from, to);
    return count_to(0) - before;
}

SIMULCAST_TEST(a_slot_sends_the_layers_up_to_its_limit_without_holes)
{
    static const size_t expected[] = {8, 16, 32, 32};

    for (int receiver = 0; receiver < RECEIVERS; receiver++) {
        put(receiver);
        choose(receiver, LOW, receiver);
    }
    take(OLD, 1);
    send(0);
    send_deltas(1, 32);
    for (int receiver = 0; receiver < RECEIVERS; receiver++) {
        assert_int_equal(count_to(receiver), expected[receiver]);
        assert_int_equal(baton_port_choice(world.downlinks[receiver], CAM).temporal, receiver);
        check_continuous(receiver);
    }
}

SIMULCAST_TEST(a_lower_limit_takes_effect_at_the_next_picture)
{
    struct sent_packet second;

    begin(3);
    send_deltas(1, 8);
    world.now += BATON_MS(33);
    arrive(OLD, layered(0, false));
    world.now += BATON_MS(33);
    arrive(OLD, layered(1, false));
    assert_int_equal(last_to(0)->number, world.last[OLD][LOW].number);
    choose(0, LOW, 0);
    second = world.last[OLD][LOW]; /* the picture goes on */
    second.seq++;
    second.number++;
    second.start = false;
    arrive(OLD, &second);
    assert_int_equal(last_to(0)->number, second.number);
    world.last[OLD][LOW].seq++;
    world.last[OLD][LOW].number++;
    assert_int_equal(sent_of(2, 8), 1);
    assert_int_equal(sent_of(0, 8), 2);
}

SIMULCAST_TEST(a_higher_limit_takes_effect_one_layer_after_the_other_where_nothing_older_is_needed)
{
    begin(0);
    assert_int_equal(sent_of(1, 8), 1);
    choose(0, LOW, 2);
    assert_int_equal(sent_of(0, 2), 1); /* layer 2 can begin, but layer 1 is missing */
    assert_int_equal(sent_of(2, 3), 1); /* layer 1 begins */
    assert_int_equal(sent_of(3, 4), 0); /* layer 2 may need an older picture */
    assert_int_equal(baton_port_choice(world.downlinks[0], CAM).temporal, 1);
    assert_int_equal(sent_of(4, 8), 2);
    assert_int_equal(sent_of(0, 8), 8); /* layer 2 begins */
    assert_int_equal(baton_port_choice(world.downlinks[0], CAM).temporal, 2);
    check_continuous(0);
}

SIMULCAST_TEST(a_layer_does_not_begin_at_a_picture_whose_first_packet_is_missing)
{
    struct sent_packet *second;

    begin(0);
    send_deltas(1, 2);
    choose(0, LOW, 1);
    world.now += BATON_MS(33);
    second = layered(2, false);
    second->seq++;
    second->number++;
    second->start = false;
    arrive(OLD, second);
    assert_int_equal(sent_of(3, 8), 1);
    assert_int_equal(baton_port_choice(world.downlinks[0], CAM).temporal, 0);
    assert_int_equal(sent_of(0, 8), 4);
}

SIMULCAST_TEST(a_keyframe_begins_all_layers)
{
    begin(0);
    assert_int_equal(sent_of(1, 4), 0);
    choose(0, LOW, 3);
    send(0);
    assert_int_equal(sent_of(5, 8), 3);
    check_continuous(0);
}

SIMULCAST_TEST(a_late_packet_gets_the_number_that_was_left_for_it)
{
    struct sent_packet base, upper;
    uint16_t seq;

    begin(1);
    send_deltas(1, 4);
    seq = last_to(0)->seq;
    world.now += BATON_MS(33);
    base = *layered(4, false);
    world.now += BATON_MS(33);
    upper = *layered(5, false);
    send_deltas(6, 8);                                      /* layers 1 and 2 */
    assert_int_equal(last_to(0)->seq, (uint16_t)(seq + 3)); /* both missing packets have a number */
    send_deltas(8, 9);
    arrive(OLD, &base);
    assert_int_equal(last_to(0)->seq, (uint16_t)(seq + 1));
    assert_int_equal(last_to(0)->number, base.number);
    arrive(OLD, &upper); /* it is above the limit */
    assert_int_equal(last_to(0)->number, base.number);
    arrive(OLD, &base); /* a duplicate */
    assert_int_equal(count_to(0), 5);
}

SIMULCAST_TEST(a_late_packet_from_before_a_change_of_the_limit_keeps_its_number)
{
    struct sent_packet late;
    uint16_t seq;

    begin(0);
    send_deltas(1, 4);
    seq = last_to(0)->seq;
    world.now += BATON_MS(33);
    late = *layered(4, false);
    send_deltas(5, 8);
    send(0); /* a keyframe */
    assert_int_equal(last_to(0)->seq, (uint16_t)(seq + 2));
    choose(0, LOW, 3);
    world.now += BATON_MS(33);
    arrive(OLD, layered(0, true));
    assert_int_equal(last_to(0)->seq, (uint16_t)(seq + 3));
    arrive(OLD, &late);
    assert_int_equal(last_to(0)->seq, (uint16_t)(seq + 1));
    assert_int_equal(last_to(0)->number, late.number);
}

SIMULCAST_TEST(a_slot_that_leaves_layers_out_continues_in_another_encoding)
{
    take(OLD, 3);
    put(0);
    choose(0, LOW, 0);
    world.now += BATON_MS(33);
    layered(0, true)->rid = 'a';
    arrive(OLD, &world.last[OLD][LOW]);
    world.last[OLD][LOW].rid = 0;
    send_deltas(1, 7);
    choose(0, MIDDLE, 0);
    tick_keys(OLD, 1U << MIDDLE);
    assert_int_equal(sends(0), MIDDLE);
    choose(0, LOW, 1);
    tick(OLD, 1U << MIDDLE);
    send_deltas(1, 4);
    send(0);
    assert_int_equal(sends(0), LOW);
    assert_int_equal(sent_of(1, 8), 3);
    check_continuous(0);
}

SIMULCAST_TEST(the_report_counts_each_layer)
{
    struct baton_encoding_report reports[BATON_ENCODINGS];

    begin(0);
    send_deltas(1, 8);
    assert_int_equal(baton_stream_encodings(world.camera, world.now, reports), 1);
    assert_int_equal(reports[0].packets[0], 2);
    assert_int_equal(reports[0].packets[1], 2);
    assert_int_equal(reports[0].packets[2], 4);
    assert_int_equal(reports[0].bytes[2], 4 * 24);
}
