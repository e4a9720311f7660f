/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyframe_buffer: which packets it keeps, for how long, and how many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "media/keyframe_buffer.h"

static struct baton_keyframe_buffer buffer;
static uint8_t data[BATON_KEYFRAME_BUFFER_BYTES + 1];

static void copy_form(const struct baton_packet *packet, void *form, uint8_t *bytes)
{
    (void)packet;
    memcpy(form, &bytes, sizeof(bytes));
}

static const struct baton_media_host host = {.copy_form = copy_form};

/* Offers a packet whose bytes are all `mark`. */
static bool offer(bool first, uint8_t mark, uint16_t length, baton_time arrival)
{
    uint8_t *form = NULL;
    struct baton_packet packet = {
        .data = data, .length = length, .form = &form, .arrival = arrival};
    struct baton_arrival given = {.packet = &packet, .generation = mark};

    memset(data, mark, sizeof(data));
    return first ? baton_keyframe_buffer_begin(&buffer, &host, &given)
                 : baton_keyframe_buffer_add(&buffer, &host, &given);
}

static void copies_are_whole_and_in_order(void **state)
{
    (void)state;
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

static void a_new_keyframe_replaces_the_old_one(void **state)
{
    (void)state;
    assert_true(offer(true, 1, 100, 0));
    assert_true(offer(false, 2, 100, 0));
    assert_true(offer(true, 3, 100, BATON_MS(20)));
    assert_int_equal(buffer.count, 1);
    assert_int_equal(buffer.packets[0].arrival.generation, 3);
    assert_true(baton_keyframe_buffer_is_fresh(&buffer, BATON_MS(20) + BATON_KEYFRAME_BUFFER_TIME));
}

static void a_keyframe_that_waits_too_long_is_dropped(void **state)
{
    (void)state;
    assert_true(offer(true, 1, 100, 0));
    assert_true(baton_keyframe_buffer_is_fresh(&buffer, BATON_KEYFRAME_BUFFER_TIME));
    assert_false(baton_keyframe_buffer_is_fresh(&buffer, BATON_KEYFRAME_BUFFER_TIME + 1));
    assert_false(offer(false, 2, 100, BATON_KEYFRAME_BUFFER_TIME + 1));
    assert_int_equal(buffer.count, 0);
}

static void a_packet_that_is_too_long_empties_the_buffer(void **state)
{
    (void)state;
    assert_false(offer(true, 1, BATON_KEYFRAME_BUFFER_BYTES + 1, 0));
    assert_int_equal(buffer.count, 0);
    assert_true(offer(true, 2, 100, 0));
    assert_false(offer(false, 3, BATON_KEYFRAME_BUFFER_BYTES + 1, 0));
    assert_false(baton_keyframe_buffer_is_fresh(&buffer, 0));
}

static void too_many_packets_empty_the_buffer(void **state)
{
    (void)state;
    assert_true(offer(true, 1, 100, 0));
    for (int i = 1; i < BATON_KEYFRAME_BUFFER_PACKETS; i++)
        assert_true(offer(false, 1, 100, 0));
    assert_false(offer(false, 1, 100, 0));
    assert_int_equal(buffer.count, 0);
}

static int set_up(void **state)
{
    (void)state;
    baton_keyframe_buffer_clear(&buffer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(copies_are_whole_and_in_order, set_up),
        cmocka_unit_test_setup(a_new_keyframe_replaces_the_old_one, set_up),
        cmocka_unit_test_setup(a_keyframe_that_waits_too_long_is_dropped, set_up),
        cmocka_unit_test_setup(a_packet_that_is_too_long_empties_the_buffer, set_up),
        cmocka_unit_test_setup(too_many_packets_empty_the_buffer, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
