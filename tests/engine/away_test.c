/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of participants who are away: what the others see, and how long it lasts. */
#include "engine/held_party.h"

#include <string.h>

static void told_nothing(struct party *party)
{
    assert_false(device_got(party->bob, "participant_changed"));
    assert_false(device_got(party->bob, "participant_left"));
}

static void told_gone(struct party *party)
{
    const json_t *left = device_gets(party->bob, "participant_left");
    assert_string_equal(text_at(left, "id"), party->anna->id);
    assert_string_equal(text_at(left, "reason"), "gone");
    assert_int_equal(world_status(party->world, "participants"), 1);
}

HELD_TEST(whoever_loses_both_handles_is_away_and_the_others_are_told_once)
{
    device_vanishes(party->anna);
    const json_t *anna = told(party, "away");
    const json_t *sources = json_object_get(anna, "sources");
    assert_int_equal(json_array_size(sources), 2);
    assert_string_equal(text_at(json_array_get(sources, 0), "state"), "paused");
    world_plays(party->world, 10000);
    told_nothing(party);
    assert_int_equal(device_hears(party->bob, party->anna), 0);
}

HELD_TEST(after_hold_the_participant_leaves)
{
    device_vanishes(party->anna);
    world_waits(party->world, HOLD * 1000 - 100);
    assert_false(device_got(party->bob, "participant_left"));
    world_waits(party->world, 200);
    told_gone(party);
}

HELD_TEST(after_the_downlink_alone_nobody_is_away)
{
    device_loses_downlink(party->anna);
    told_nothing(party);
}

HELD_TEST(media_that_goes_down_before_the_handles_is_told_once_and_hold_begins_again)
{
    device_uplink_goes_down(party->anna);
    told(party, "away");
    world_waits(party->world, HOLD * 1000 - 1000);
    device_vanishes(party->anna);
    told_nothing(party);
    world_waits(party->world, HOLD * 1000 - 100);
    told_nothing(party);
    world_waits(party->world, 200);
    told_gone(party);
}

HELD_TEST(a_client_that_has_said_that_it_goes_is_away_for_ten_seconds)
{
    ok(device_says_closing(party->anna));
    device_vanishes(party->anna);
    world_waits(party->world, 9900);
    told(party, "away");
    assert_false(device_got(party->bob, "participant_left"));
    world_waits(party->world, 200);
    told_gone(party);
}

HELD_TEST(a_later_request_takes_closing_back)
{
    ok(device_says_closing(party->anna));
    ok(device_raises_hand(party->anna, true));
    device_vanishes(party->anna);
    world_waits(party->world, 11000);
    assert_int_equal(world_status(party->world, "participants"), 2);
}

TEST(closing_does_not_lengthen_a_short_hold)
{
    const struct baton_room_settings brief = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = 2};
    struct party party;
    party_init_with(&party, &brief, "microphone");
    ok(device_says_closing(party.anna));
    device_vanishes(party.anna);
    world_waits(party.world, 2100);
    assert_int_equal(world_status(party.world, "participants"), 1);
    party_fini(&party);
}

PARTY_TEST(without_hold_the_participant_leaves_at_once)
{
    device_vanishes(party->anna);
    told_gone(party);
}

PARTY_TEST(without_hold_sources_end_with_their_media)
{
    device_starts_listening(party->bob);
    device_uplink_goes_down(party->anna);
    const json_t *anna = told(party, "connected");
    assert_int_equal(json_array_size(json_object_get(anna, "sources")), 0);
}

/* --- media only ------------------------------------------------------------------------------- */

HELD_TEST(media_that_is_lost_pauses_the_sources_and_a_new_publish_continues_them)
{
    const json_t *before = party_listed_source(party, "camera");
    char source[BATON_ID_SIZE];
    g_strlcpy(source, text_at(before, "source"), sizeof(source));
    device_uplink_goes_down(party->anna);
    told(party, "away");
    ok(device_publishes(party->anna, "microphone camera"));
    const json_t *anna = told(party, "connected");
    const json_t *camera = element_with(json_object_get(anna, "sources"), "kind", "camera");
    assert_string_equal(text_at(camera, "source"), source);
    assert_string_equal(text_at(camera, "state"), "live");
    device_uplink_comes_up(party->anna);
    party_bob_hears(party, party->anna, party->carl);
    world_waits(party->world, HOLD * 1000);
    assert_int_equal(world_status(party->world, "participants"), 2);
}

HELD_TEST(a_publish_without_a_kind_ends_its_source)
{
    device_uplink_goes_down(party->anna);
    told(party, "away");
    ok(device_publishes(party->anna, "microphone"));
    const json_t *anna = told(party, "connected");
    assert_int_equal(json_array_size(json_object_get(anna, "sources")), 1);
}

HELD_TEST(unpublish_ends_paused_sources)
{
    device_uplink_goes_down(party->anna);
    told(party, "away");
    ok(device_unpublishes(party->anna, NULL));
    const json_t *anna = told(party, "connected");
    assert_int_equal(json_array_size(json_object_get(anna, "sources")), 0);
}

HELD_TEST(after_hold_paused_sources_end_and_the_participant_stays)
{
    device_uplink_goes_down(party->anna);
    told(party, "away");
    world_waits(party->world, HOLD * 1000 + 100);
    const json_t *anna = told(party, "connected");
    assert_int_equal(json_array_size(json_object_get(anna, "sources")), 0);
    ok(device_chats(party->anna, "I can still write"));
    world_waits(party->world, HOLD * 1000 + 100);
    told_nothing(party);
}

HELD_TEST(a_closed_uplink_without_sources_is_no_absence)
{
    ok(device_unpublishes(party->anna, NULL));
    device_gets(party->bob, "participant_changed");
    world_closes_connections(party->world);
    told_nothing(party);
}

HELD_TEST(mute_states_outlast_the_loss)
{
    ok(device_mutes(party->anna, BATON_CAMERA, true));
    device_uplink_goes_down(party->anna);
    ok(device_publishes(party->anna, "microphone camera"));
    device_uplink_comes_up(party->anna);
    assert_true(is_true_at(party_listed_source(party, "camera"), "muted"));
    assert_false(is_true_at(party_listed_source(party, "microphone"), "muted"));
}

/* --- what ends an absence --------------------------------------------------------------------- */

static void leaves_with(struct party *party, const char *reason)
{
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), reason);
    world_waits(party->world, HOLD * 1000 + 100);
    assert_false(device_got(party->bob, "participant_left"));
}

TEST(whoever_is_away_can_be_removed_by_a_moderator)
{
    struct baton_room_settings settings = held;
    const struct baton_join_request moderator = {.room = PARTY_ROOM, .secret = "s"};
    struct party party;
    settings.has |= BATON_ROOM_SECRET;
    settings.secret = "s";
    party_init_with(&party, &settings, "microphone");
    ok(device_joins_as(party.carl, &moderator));
    device_vanishes(party.anna);
    ok(device_kicks(party.carl, party.anna));
    leaves_with(&party, "removed");
    party_fini(&party);
}

HELD_TEST(the_operator_can_remove_whoever_is_away)
{
    struct fake_world *world = party->world;
    device_vanishes(party->anna);
    world_keeps_reply(
        world, baton_engine_remove(world->engine, PARTY_ROOM, party->anna->id, world->now, NULL));
    leaves_with(party, "removed");
}

HELD_TEST(a_room_can_be_destroyed_while_somebody_is_away)
{
    device_vanishes(party->anna);
    ok(world_destroys_room(party->world, PARTY_ROOM));
    assert_int_equal(world_status(party->world, "participants"), 0);
    world_waits(party->world, HOLD * 1000 + 100);
}

HELD_TEST(whoever_is_away_counts_for_the_size_of_the_room)
{
    const struct baton_room_settings two = {.room = "two",
        .has = BATON_ROOM_HOLD | BATON_ROOM_MAX_PARTICIPANTS,
        .hold = HOLD,
        .max_participants = 1};
    ok(world_creates_room_with(party->world, &two, false));
    ok(device_joins(party->carl, "two"));
    device_vanishes(party->carl);
    struct fake_device *dora = device_new(party->world, "Dora");
    assert_int_equal(device_joins(dora, "two"), BATON_E_ROOM_FULL);
    world_waits(party->world, HOLD * 1000 + 100);
    ok(device_joins(dora, "two"));
}

HELD_TEST(an_operator_cannot_issue_a_code_for_whoever_is_away)
{
    struct fake_world *world = party->world;
    struct baton_failure failure;
    device_vanishes(party->anna);
    assert_null(baton_engine_issue(world->engine, PARTY_ROOM, party->anna->id,
        &(struct baton_transfer_request){.link = NULL}, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_STATE);
}

HELD_TEST(nobody_subscribes_for_a_device_that_is_not_there)
{
    device_vanishes(party->anna);
    assert_int_equal(device_subscribes(party->anna, 1, 1), BATON_E_WRONG_STATE);
}

/* --- slots ------------------------------------------------------------------------------------ */

/* Returns the source on this slot of a device, as its operator sees it; "": none. */
static const char *source_on(struct party *party, const struct fake_device *device, const char *mid)
{
    struct fake_world *world = party->world;
    const json_t *devices = json_object_get(
        world_keeps_reply(world, baton_engine_devices(world->engine, PARTY_ROOM, device->id, NULL)),
        "devices");
    const json_t *downlink = json_object_get(json_array_get(devices, 0), "downlink");
    const char *source = json_string_value(
        json_object_get(element_with(json_object_get(downlink, "slots"), "mid", mid), "source"));
    return source ? source : "";
}

/* Bob has one slot for video, and Carl's camera waits for it. */
static void carl_waits(struct party *party)
{
    device_loses_downlink(party->bob);
    ok(device_subscribes(party->bob, 1, 1));
    device_downlink_comes_up(party->bob);
    device_enters(party->carl, PARTY_ROOM, "camera");
    world_plays(party->world, 300);
}

HELD_TEST(a_source_keeps_its_slot_for_five_seconds_and_gets_it_back)
{
    char anna[BATON_ID_SIZE];
    carl_waits(party);
    g_strlcpy(anna, source_on(party, party->bob, "1"), sizeof(anna));
    assert_string_equal(anna, text_at(party_listed_source(party, "camera"), "source"));
    device_uplink_goes_down(party->anna);
    world_plays(party->world, 4500);
    assert_string_equal(source_on(party, party->bob, "1"), anna);
    world_plays(party->world, 1000);
    assert_string_not_equal(source_on(party, party->bob, "1"), anna);
    ok(device_publishes(party->anna, "microphone camera"));
    device_uplink_comes_up(party->anna);
    world_plays(party->world, 1000);
    assert_string_equal(source_on(party, party->bob, "1"), anna);
}

HELD_TEST(a_pinned_slot_keeps_a_source_that_is_away)
{
    char anna[BATON_ID_SIZE];
    carl_waits(party);
    g_strlcpy(anna, source_on(party, party->bob, "1"), sizeof(anna));
    ok(device_pins(party->bob, "1", anna));
    device_vanishes(party->anna);
    world_plays(party->world, 10000);
    assert_string_equal(source_on(party, party->bob, "1"), anna);
}

/* --- a client that has said that it goes ------------------------------------------------------ */

/* Janus keeps the handles of a page that was closed for a while, if it waits for clients to claim their sessions. */
HELD_TEST(a_client_that_goes_and_ends_its_media_is_gone_although_its_handles_stay)
{
    ok(device_says_closing(party->anna));
    device_uplink_goes_down(party->anna);
    told(party, "away");
    world_waits(party->world, 9900);
    told_nothing(party);
    world_waits(party->world, 200);
    told_gone(party);
}

HELD_TEST(a_client_that_does_not_go_after_all_has_the_whole_time)
{
    ok(device_says_closing(party->anna));
    device_uplink_goes_down(party->anna);
    ok(device_raises_hand(party->anna, true));
    device_starts_listening(party->bob);
    world_waits(party->world, HOLD * 1000 - 100);
    told_nothing(party);
    world_waits(party->world, 200);
    assert_false(device_got(party->bob, "participant_left"));
}
