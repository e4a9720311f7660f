/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large rooms: only viewers whose slots may change are looked at, and not all of them at once. */
#include "engine/party_test.h"
#include "state/device.h"
#include "state/registry.h"

enum { VIEWERS = 90, SPEECH = 20, NOISE = 100 };

static struct baton_device *device_of(const struct fake_device *fake)
{
    return g_hash_table_lookup(fake->world->engine->devices, fake->private_id);
}

static bool was_told(const struct fake_device *viewer)
{
    return fake_handle_has(viewer->down, "slots");
}

TEST(a_survey_looks_at_no_viewer_if_no_level_has_changed)
{
    struct fake_world *world = world_new();
    world_creates_room(world, PARTY_ROOM);
    struct fake_device *anna = device_new(world, "Anna"), *bob = device_new(world, "Bob");
    anna->level = NOISE;
    device_enters(anna, PARTY_ROOM, "microphone");
    device_enters(bob, PARTY_ROOM, NULL);
    world_plays(world, 3000);
    assert_non_null(device_of(bob)->slots[0].source);
    /* If somebody looked at Bob's slots, they would be filled again. */
    baton_device_put(device_of(bob), 0, NULL);
    world_plays(world, 3000);
    assert_null(device_of(bob)->slots[0].source);
    ok(device_publishes(anna, "microphone camera"));
    assert_non_null(device_of(bob)->slots[0].source);
    world_free(world);
}

/* There are more microphones than slots, and their levels differ by less than the hysteresis. */
TEST(a_survey_looks_at_no_viewer_if_no_microphone_is_clearly_louder)
{
    enum { MICROPHONES = 5 };
    struct fake_world *world = world_new();
    struct fake_device *people[MICROPHONES], *bob = device_new(world, "Bob");
    world_creates_room(world, PARTY_ROOM);
    for (int i = 0; i < MICROPHONES; i++) {
        people[i] = device_new(world, "somebody");
        people[i]->level = NOISE;
        device_enters(people[i], PARTY_ROOM, "microphone");
    }
    device_enters(bob, PARTY_ROOM, NULL);
    world_plays(world, 3000);
    baton_device_put(device_of(bob), 0, NULL);
    for (int i = 0; i < 20; i++) {
        for (int j = 0; j < MICROPHONES; j++)
            people[j]->level = NOISE - (i + j) % 3;
        world_plays(world, 200);
    }
    assert_null(device_of(bob)->slots[0].source);
    people[MICROPHONES - 1]->level = SPEECH;
    world_plays(world, 3000);
    assert_non_null(device_of(bob)->slots[0].source);
    world_free(world);
}

/* --- a room with two cameras, whose viewers have one slot for video ---------------------------- */

struct hall {
    struct fake_world *world;
    struct fake_device *senders[2], *viewers[VIEWERS];
};

static int open_hall(void **state)
{
    struct hall *hall = g_new0(struct hall, 1);
    const struct baton_room_settings settings = {.room = PARTY_ROOM,
        .has = BATON_ROOM_MAX_PARTICIPANTS,
        .max_participants = VIEWERS + COUNT(hall->senders)};
    hall->world = world_new();
    ok(world_creates_room_with(hall->world, &settings, false));
    for (size_t i = 0; i < COUNT(hall->senders); i++) {
        hall->senders[i] = device_new(hall->world, "sender");
        hall->senders[i]->level = NOISE;
        device_enters(hall->senders[i], PARTY_ROOM, "microphone camera");
    }
    for (int i = 0; i < VIEWERS; i++) {
        hall->viewers[i] = device_new(hall->world, "viewer");
        ok(device_joins(hall->viewers[i], PARTY_ROOM));
        ok(device_publishes(hall->viewers[i], NULL));
        ok(device_subscribes(hall->viewers[i], 0, 1));
        device_downlink_comes_up(hall->viewers[i]);
    }
    world_plays(hall->world, 1000);
    *state = hall;
    return 0;
}

static int close_hall(void **state)
{
    struct hall *hall = *state;
    world_free(hall->world);
    g_free(hall);
    return 0;
}

#define HALL_TEST(name) TEST(name, .setup_func = open_hall, .teardown_func = close_hall)

static void starts_listening(struct hall *hall)
{
    for (int i = 0; i < VIEWERS; i++)
        device_starts_listening(hall->viewers[i]);
}

static int count_told(const struct hall *hall)
{
    int told = 0;
    for (int i = 0; i < VIEWERS; i++)
        told += was_told(hall->viewers[i]);
    return told;
}

/* Only this sender talks, until the next survey is due. The engine does not tick. */
static void talks(struct hall *hall, size_t talking)
{
    for (size_t i = 0; i < COUNT(hall->senders); i++)
        hall->senders[i]->level = i == talking ? SPEECH : NOISE;
    for (int i = 0; i < 50; i++) {
        world_jumps(hall->world, 20);
        for (size_t j = 0; j < COUNT(hall->senders); j++)
            device_sends(hall->senders[j], BATON_MICROPHONE, false);
    }
}

static bool has_work(const struct hall *hall)
{
    return baton_engine_deadline(hall->world->engine) <= hall->world->now;
}

static void takes_turn(struct hall *hall)
{
    baton_engine_tick(hall->world->engine, hall->world->now);
}

HALL_TEST(a_large_room_takes_several_turns_in_which_other_rooms_are_served)
{
    struct hall *hall = *state;
    struct fake_device *other = device_new(hall->world, "Other");
    world_creates_room(hall->world, "other");
    talks(hall, 1);
    starts_listening(hall);
    takes_turn(hall);
    int told = count_told(hall);
    assert_int_in_range(told, VIEWERS / 4, VIEWERS - 1);
    assert_true(has_work(hall));
    ok(device_joins(other, "other"));
    assert_int_equal(count_told(hall), told);
    while (has_work(hall))
        takes_turn(hall);
    assert_int_equal(count_told(hall), VIEWERS);
    for (int i = 0; i < VIEWERS; i++)
        assert_ptr_equal(device_of(hall->viewers[i])->slots[0].source->participant,
            device_of(hall->senders[1])->participant);
}

HALL_TEST(every_viewer_is_told_although_the_room_changes_all_the_time)
{
    struct hall *hall = *state;
    starts_listening(hall);
    for (size_t turn = 0; turn < 6; turn++) {
        talks(hall, turn % 2);
        takes_turn(hall);
    }
    assert_int_equal(count_told(hall), VIEWERS);
}

HALL_TEST(nobody_keeps_a_source_that_has_ended_while_a_large_room_has_work)
{
    struct hall *hall = *state;
    talks(hall, 1);
    takes_turn(hall);
    assert_true(has_work(hall));
    const struct baton_participant *gone = device_of(hall->senders[1])->participant;
    ok(device_unpublishes(hall->senders[1], "camera"));
    for (int i = 0; i < VIEWERS; i++) {
        const struct baton_source *shown = device_of(hall->viewers[i])->slots[0].source;
        assert_true(!shown || shown->participant != gone);
    }
    while (has_work(hall))
        takes_turn(hall);
    for (int i = 0; i < VIEWERS; i++)
        assert_non_null(device_of(hall->viewers[i])->slots[0].source);
}

HALL_TEST(a_room_can_end_while_it_has_work)
{
    struct hall *hall = *state;
    talks(hall, 1);
    takes_turn(hall);
    assert_true(has_work(hall));
    ok(world_destroys_room(hall->world, PARTY_ROOM));
    assert_false(has_work(hall));
}
