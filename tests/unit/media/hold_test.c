/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hold: what is kept of a keyframe that waits, for how long, and how much of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "media/hold.h"

static struct baton_hold hold;
static uint8_t data[BATON_HOLD_BYTES + 1];

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
    return first ? baton_hold_begin(&hold, &host, &given) : baton_hold_add(&hold, &host, &given);
}

static void copies_are_whole_and_in_order(void **state)
{
    (void)state;
    assert_true(offer(true, 1, 100, 0));
    assert_true(offer(false, 2, BATON_HOLD_BYTES, BATON_HOLD_TIME));
    memset(data, 9, sizeof(data));
    assert_int_equal(hold.count, 2);
    for (uint8_t i = 0; i < 2; i++) {
        const struct baton_arrival *arrival = &hold.held[i].arrival;
        const uint8_t *form = NULL;

        memcpy(&form, arrival->packet->form, sizeof(form));
        assert_int_equal(arrival->generation, i + 1);
        assert_int_equal(arrival->packet->length, i ? BATON_HOLD_BYTES : 100);
        assert_int_equal(arrival->packet->data[0], i + 1);
        assert_int_equal(arrival->packet->data[arrival->packet->length - 1], i + 1);
        assert_ptr_equal(form, arrival->packet->data);
    }
}

static void a_new_keyframe_takes_the_place_of_the_old_one(void **state)
{
    (void)state;
    assert_true(offer(true, 1, 100, 0));
    assert_true(offer(false, 2, 100, 0));
    assert_true(offer(true, 3, 100, BATON_MS(20)));
    assert_int_equal(hold.count, 1);
    assert_int_equal(hold.held[0].arrival.generation, 3);
    assert_true(baton_hold_is_fresh(&hold, BATON_MS(20) + BATON_HOLD_TIME));
}

static void what_is_held_too_long_is_let_fall(void **state)
{
    (void)state;
    assert_true(offer(true, 1, 100, 0));
    assert_true(baton_hold_is_fresh(&hold, BATON_HOLD_TIME));
    assert_false(baton_hold_is_fresh(&hold, BATON_HOLD_TIME + 1));
    assert_false(offer(false, 2, 100, BATON_HOLD_TIME + 1));
    assert_int_equal(hold.count, 0);
}

static void a_packet_too_long_spoils_it(void **state)
{
    (void)state;
    assert_false(offer(true, 1, BATON_HOLD_BYTES + 1, 0));
    assert_int_equal(hold.count, 0);
    assert_true(offer(true, 2, 100, 0));
    assert_false(offer(false, 3, BATON_HOLD_BYTES + 1, 0));
    assert_false(baton_hold_is_fresh(&hold, 0));
}

static void more_than_there_is_room_for_spoils_it(void **state)
{
    (void)state;
    assert_true(offer(true, 1, 100, 0));
    for (int i = 1; i < BATON_HOLD_PACKETS; i++)
        assert_true(offer(false, 1, 100, 0));
    assert_false(offer(false, 1, 100, 0));
    assert_int_equal(hold.count, 0);
}

static int set_up(void **state)
{
    (void)state;
    baton_hold_clear(&hold);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(copies_are_whole_and_in_order, set_up),
        cmocka_unit_test_setup(a_new_keyframe_takes_the_place_of_the_old_one, set_up),
        cmocka_unit_test_setup(what_is_held_too_long_is_let_fall, set_up),
        cmocka_unit_test_setup(a_packet_too_long_spoils_it, set_up),
        cmocka_unit_test_setup(more_than_there_is_room_for_spoils_it, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
