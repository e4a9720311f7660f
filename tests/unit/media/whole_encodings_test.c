/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate and the keyframes of a new device with several encodings, each of which comes in several packets. */
#include "simulcast.h"

/* A packet of a keyframe. Only the first one has the name of the encoding. */
static void part(int encoding, bool start, bool more)
{
    const struct sent_packet before = world.last[NEW][encoding];
    struct sent_packet *packet = next(NEW, encoding, true);

    if (!start) {
        packet->timestamp = before.timestamp;
        packet->picture = before.picture;
    }
    packet->start = packet->key = start;
    packet->more = more;
    packet->rid = start ? (char)('a' + encoding) : 0;
    arrive(NEW, packet);
    world.now += BATON_MS(5);
}

/* Receiver 0 gets this encoding of the old device, and the new device is about to begin. */
static void begin(int encoding)
{
    take(OLD, 3);
    put(0);
    choose(0, encoding, 3);
    tick_keys(OLD, 7);
    tick(OLD, 7);
    prepare(3);
    assert_int_equal(last_to(0)->device, TAG(OLD, encoding));
}

static void check_numbers(int receiver)
{
    const struct recorded_packet *before = NULL;

    for (size_t i = 0; i < recorder.count; i++) {
        const struct recorded_packet *record = &recorder.records[i];

        if (*(const char *)record->handle != '0' + receiver)
            continue;
        if (before) {
            assert_int_equal(record->seq, (uint16_t)(before->seq + 1));
            assert_true(record->device == before->device || record->key_start);
        }
        before = record;
    }
}

SIMULCAST_TEST(the_gate_fires_when_the_keyframe_is_whole_that_began_first)
{
    begin(LOW);
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    part(LOW, true, true);
    part(HIGH, true, true);
    part(HIGH, false, true);
    assert_false(fired());
    tick(OLD, 7);
    assert_int_equal(last_to(0)->device, TAG(OLD, LOW));
    assert_int_equal(last_to(1)->device, TAG(OLD, HIGH));
    part(LOW, false, false);
    assert_true(fired());
    assert_int_equal(last_to(0)->device, TAG(NEW, LOW));
    assert_int_equal(last_to(1)->device, TAG(NEW, HIGH));
    part(HIGH, false, false);
    tick(NEW, 7);
    check_numbers(0);
    check_numbers(1);
    assert_int_equal(firs_to(NEW, LOW) + firs_to(NEW, HIGH), 0);
}

/* A device that has just begun sends its smallest encoding first. Until the others come, the slots want that one. */
SIMULCAST_TEST(a_keyframe_that_nobody_wants_any_more_does_not_delay_the_gate)
{
    begin(HIGH);
    part(LOW, true, true);
    part(MIDDLE, true, true);
    part(HIGH, true, true);
    part(LOW, false, false);
    assert_false(fired());
    part(HIGH, false, false);
    assert_true(fired());
    assert_int_equal(last_to(0)->device, TAG(NEW, HIGH));
    tick(NEW, 7);
    check_numbers(0);
    assert_int_equal(firs_to(NEW, HIGH), 0);
}

SIMULCAST_TEST(a_keyframe_of_another_encoding_does_not_make_the_first_one_whole)
{
    begin(LOW);
    put(1);
    choose(1, HIGH, 3);
    tick_keys(OLD, 7);
    part(LOW, true, true);
    part(HIGH, true, false);
    part(HIGH, true, false);
    assert_false(fired());
    part(LOW, false, false);
    assert_true(fired());
    check_numbers(0);
    check_numbers(1);
}
