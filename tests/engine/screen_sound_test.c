/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sound of a shared screen: a source of its own, beside the microphone. */
#include <string.h>

#include "engine/party_test.h"
#include "state/device.h"
#include "state/registry.h"

enum { SPEECH = 20, NOISE = 100 };

static const struct baton_source *source_on(const struct fake_device *viewer, size_t slot)
{
    const struct baton_device *device =
        g_hash_table_lookup(viewer->world->engine->devices, viewer->private_id);
    return device->slots[slot].source;
}

/* Whether a slot of the viewer has this kind of source of this device's participant. */
static bool has_on_slot(const struct fake_device *viewer, size_t slot,
    const struct fake_device *sender, enum baton_source_kind kind)
{
    const struct baton_source *source = source_on(viewer, slot);
    return source && source->kind == kind && strcmp(source->participant->id, sender->id) == 0;
}

/* A room with one viewer, who has `audio` slots for audio and 2 for video, and people who talk or are silent. */
struct hall {
    struct fake_world *world;
    struct fake_device *viewer;
};

static struct hall open_hall(unsigned audio)
{
    struct hall hall = {.world = world_new()};
    world_creates_room(hall.world, PARTY_ROOM);
    hall.viewer = device_new(hall.world, "viewer");
    ok(device_joins(hall.viewer, PARTY_ROOM));
    ok(device_subscribes(hall.viewer, audio, 2));
    device_downlink_comes_up(hall.viewer);
    return hall;
}

static struct fake_device *enter(struct hall *hall, const char *kinds, int level)
{
    struct fake_device *device = device_new(hall->world, "somebody");
    device->level = level;
    device_enters(device, PARTY_ROOM, kinds);
    return device;
}

PARTY_TEST(the_sound_of_a_screen_takes_an_audio_slot_beside_the_microphone)
{
    ok(device_publishes(party->anna, "microphone camera screen screen_sound"));
    assert_string_equal(text_at(party_listed_source(party, "screen_sound"), "state"), "live");
    device_starts_listening(party->bob);
    world_plays(party->world, 300);
    assert_true(has_on_slot(party->bob, 0, party->anna, BATON_MICROPHONE));
    assert_true(has_on_slot(party->bob, 1, party->anna, BATON_SCREEN_SOUND));
    assert_true(party->bob->down->lines[0].packets > 10);
    assert_true(party->bob->down->lines[1].packets > 10);
    ok(device_unpublishes(party->anna, "screen screen_sound"));
    assert_null(party_listed_source(party, "screen_sound"));
    assert_null(source_on(party->bob, 1));
    assert_non_null(party_listed_source(party, "microphone"));
}

PARTY_TEST(the_sound_of_a_screen_moves_if_both_devices_send_it)
{
    char sound[BATON_ID_SIZE];
    ok(device_publishes(party->anna, "microphone camera screen screen_sound"));
    g_strlcpy(sound, text_at(party_listed_source(party, "screen_sound"), "source"), sizeof(sound));
    party->sends = "microphone camera screen screen_sound";
    party_moves(party);
    party_bob_hears(party, party->carl, party->anna);
    assert_true(party->bob->down->lines[1].packets > 10);
    assert_string_equal(text_at(party_listed_source(party, "screen_sound"), "source"), sound);
}

PARTY_TEST(the_sound_of_a_screen_that_only_the_old_device_sends_is_paused_and_ends_with_the_standby)
{
    ok(device_publishes(party->anna, "microphone camera screen screen_sound"));
    party_agrees(party);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    party_is(party, "standby");
    assert_string_equal(text_at(party_listed_source(party, "screen_sound"), "state"), "paused");
    party_ends(party);
    assert_null(party_listed_source(party, "screen_sound"));
    assert_non_null(party_listed_source(party, "microphone"));
}

PARTY_TEST(the_swap_does_not_wait_for_the_sound_of_a_screen)
{
    ok(device_publishes(party->anna, "microphone camera screen_sound"));
    party_agrees(party);
    ok(device_publishes(party->carl, "microphone camera screen_sound"));
    device_feed(party->carl, BATON_SCREEN_SOUND)->quiet = true;
    ok(device_subscribes(party->carl, 3, 4));
    device_uplink_comes_up(party->carl);
    device_downlink_comes_up(party->carl);
    world_plays(party->world, 500);
    party_is(party, "standby");
}

/* Whether the two audio slots of the viewer have the sound of this screen and a microphone. */
static bool hears_screen_and_voice(const struct hall *hall, const struct fake_device *screen)
{
    for (size_t slot = 0; slot < 2; slot++) {
        const struct baton_source *other = source_on(hall->viewer, 1 - slot);
        if (has_on_slot(hall->viewer, slot, screen, BATON_SCREEN_SOUND))
            return other && other->kind == BATON_MICROPHONE;
    }
    return false;
}

TEST(the_sound_of_one_screen_has_priority_and_the_others_are_ranked_by_their_level)
{
    struct hall hall = open_hall(2);
    enter(&hall, "microphone", SPEECH);
    enter(&hall, "microphone", SPEECH);
    struct fake_device *first = enter(&hall, "screen screen_sound", NOISE);
    struct fake_device *second = enter(&hall, "screen screen_sound", NOISE);
    world_plays(hall.world, 3000);
    assert_true(hears_screen_and_voice(&hall, first));
    /* The second sound gets the priority when the first one cannot be heard any more. */
    ok(device_mutes(first, BATON_SCREEN_SOUND, true));
    world_plays(hall.world, 3000);
    assert_true(hears_screen_and_voice(&hall, second));
    world_free(hall.world);
}

TEST(a_person_whose_screen_plays_sound_does_not_count_as_speaking)
{
    struct hall hall = open_hall(3);
    struct fake_device *talks = enter(&hall, "microphone camera", SPEECH);
    struct fake_device *listens = enter(&hall, "microphone camera", NOISE);
    struct fake_device *plays = enter(&hall, "camera screen_sound", SPEECH);
    world_plays(hall.world, 3000);
    for (size_t slot = 3; slot < 5; slot++) {
        assert_true(has_on_slot(hall.viewer, slot, talks, BATON_CAMERA) ||
                    has_on_slot(hall.viewer, slot, listens, BATON_CAMERA));
        assert_false(has_on_slot(hall.viewer, slot, plays, BATON_CAMERA));
    }
    world_free(hall.world);
}

TEST(a_moderator_can_mute_the_sound_of_a_screen_alone)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has = BATON_ROOM_SECRET, .secret = "s3cret"};
    struct party party;
    party_init_with(&party, &settings, "microphone camera screen screen_sound");
    struct fake_device *dora = device_new(party.world, "Dora");
    ok(device_joins_as(dora, &(struct baton_join_request){.room = PARTY_ROOM, .secret = "s3cret"}));
    ok(device_mutes_other(dora, party.anna, BATON_SCREEN_SOUND));
    assert_string_equal(text_at(device_gets(party.anna, "muted_by"), "kind"), "screen_sound");
    assert_true(is_true_at(party_listed_source(&party, "screen_sound"), "muted"));
    assert_false(is_true_at(party_listed_source(&party, "microphone"), "muted"));
    assert_false(is_true_at(party_listed_source(&party, "screen"), "muted"));
    party_fini(&party);
}

PARTY_TEST(the_limit_of_the_bitrate_leaves_room_for_the_sound_of_a_screen)
{
    enum { SCREEN_SOUND = 128000 };
    ok(device_publishes(party->anna, "microphone camera"));
    const uint32_t without = party->anna->up->cap;
    ok(device_publishes(party->anna, "microphone camera screen_sound"));
    assert_int_equal(party->anna->up->cap, without + SCREEN_SOUND);
}
