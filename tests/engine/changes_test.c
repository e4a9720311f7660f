/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody changes their own state all the time. The others get the latest state, but not more bytes than allowed. */
#include <string.h>

#include "base/extent.h"
#include "engine/party_test.h"

/* The size of the largest metadata. */
enum { LARGE = 4000, FLOOD = 500 };

static void set_metadata(struct party *party, struct fake_device *device, size_t size, int number)
{
    char *fill = g_strnfill(size, 'x');
    json_t *metadata = json_pack("{s:s, s:i}", "fill", fill, "number", number);
    const struct baton_configure_request change = {.metadata = metadata};
    json_decref(baton_engine_configure(
        party->world->engine, device->uplink, &change, party->world->now, NULL));
    world_flushes(party->world);
    json_decref(metadata);
    g_free(fill);
}

/* Takes all events about changes that the device got. Returns their bytes, and sets `*last` to the number in the latest
 * metadata. */
static size_t take_changes(struct fake_device *device, int *last)
{
    size_t bytes = 0;
    while (device_got(device, "participant_changed")) {
        const json_t *event = device_gets(device, "participant_changed");
        const json_t *metadata = json_object_get(json_object_get(event, "participant"), "metadata");
        bytes += baton_extent_bytes(event);
        *last = number_at(metadata, "number");
    }
    return bytes;
}

PARTY_TEST(a_flood_of_changes_costs_the_others_a_burst_and_then_a_share_of_the_room)
{
    int last = 0;
    for (int i = 1; i <= FLOOD; i++)
        set_metadata(party, party->anna, LARGE, i);
    assert_int_in_range(take_changes(party->bob, &last), 16 << 10, 40 << 10);
    for (int i = 0; i < 100; i++) {
        set_metadata(party, party->anna, LARGE, i);
        world_waits(party->world, 100);
    }
    assert_int_in_range(take_changes(party->bob, &last), 10 * (8 << 10), 11 * (16 << 10));
}

PARTY_TEST(after_a_flood_the_others_get_the_latest_state)
{
    int last = 0;
    for (int i = 1; i <= FLOOD; i++)
        set_metadata(party, party->anna, LARGE, i);
    world_waits(party->world, 1000);
    take_changes(party->bob, &last);
    assert_int_equal(last, FLOOD);
    world_waits(party->world, 10000);
    assert_int_equal(take_changes(party->bob, &last), 0);
}

PARTY_TEST(a_flood_delays_nobody_elses_hand)
{
    int last = 0;
    for (int i = 1; i <= FLOOD; i++)
        set_metadata(party, party->anna, LARGE, i);
    for (int i = 0; i < 40; i++) {
        ok(device_raises_hand(party->bob, i % 2 == 0));
        assert_true(device_got(party->anna, "participant_changed"));
        device_starts_listening(party->anna);
    }
    take_changes(party->bob, &last);
}

/* A person who leaves and joins again over the same session gets no new share. */
PARTY_TEST(a_session_has_one_share_however_often_it_joins)
{
    int last = 0;
    struct fake_device *eve = NULL;
    for (int times = 0; times < 5; times++) {
        eve = device_new(party->world, "Eve");
        eve->session = "eves";
        ok(device_joins(eve, PARTY_ROOM));
        for (int i = 1; i <= 20; i++)
            set_metadata(party, eve, LARGE, i);
        ok(device_leaves(eve));
    }
    assert_int_in_range(take_changes(party->bob, &last), 16 << 10, 40 << 10);
}

/* The slots of the others change no more often than they are told of the source. */
PARTY_TEST(a_flood_of_mutes_does_not_change_the_slots_each_time)
{
    unsigned slots = 0;
    for (int i = 0; i < FLOOD; i++)
        ok(device_mutes(party->anna, BATON_CAMERA, i % 2 == 0));
    while (fake_handle_has(party->bob->down, "slots")) {
        device_gets_on_downlink(party->bob, "slots");
        slots++;
    }
    assert_int_in_range(slots, 0, 150);
}

/* A change that waits ends with its participant. */
PARTY_TEST(somebody_who_leaves_has_no_late_change)
{
    int last = 0;
    for (int i = 1; i <= FLOOD; i++)
        set_metadata(party, party->anna, LARGE, i);
    take_changes(party->bob, &last);
    ok(device_leaves(party->anna));
    world_waits(party->world, 5000);
    assert_int_equal(take_changes(party->bob, &last), 0);
}
