/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state that moves with the participant: identity, mute states, layout and screen. */
#include <string.h>

#include "engine/party_test.h"

/* --- state that moves ------------------------------------------------------------------------- */

TEST(the_participant_keeps_id_name_and_state)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has = BATON_ROOM_SECRET, .secret = "s3cret"};
    json_t *metadata = json_pack("{s:s}", "team", "blue");
    const struct baton_join_request join = {
        .room = PARTY_ROOM, .secret = "s3cret", .display = "Dora", .metadata = metadata};
    struct party party;
    party_init_with(&party, &settings, "microphone camera");
    struct fake_device *dora = device_new(party.world, "Dora");
    ok(device_joins_as(dora, &join));
    json_decref(metadata);
    device_connects(dora, "microphone camera");
    ok(device_raises_hand(dora, true));
    ok(device_chats(party.bob, "hello"));
    party.anna = dora;
    party_moves(&party);
    party_ends(&party);

    json_t *person = party_listed_anna(&party);
    assert_string_equal(text_at(person, "id"), dora->id);
    assert_string_equal(text_at(person, "display"), "Dora");
    assert_string_equal(text_at(json_object_get(person, "metadata"), "team"), "blue");
    assert_true(is_true_at(person, "moderator"));
    assert_true(is_true_at(person, "hand"));
    ok(device_mutes_other(party.carl, party.bob, BATON_MICROPHONE));
    ok(device_chats(party.carl, "here now"));
    assert_string_equal(
        text_at(json_object_get(device_gets(party.bob, "chat"), "message"), "text"), "hello");
    assert_string_equal(
        text_at(json_object_get(device_gets(party.bob, "chat"), "message"), "from"), dora->id);
    party_fini(&party);
}

PARTY_TEST(the_new_device_gets_the_participants_and_the_chat_history)
{
    ok(device_chats(party->bob, "one"));
    ok(device_chats(party->anna, "two"));
    party_scans(party);
    ok(device_confirms(party->anna, true, party->carl->number));
    json_t *admitted = device_gets(party->carl, "admitted");
    assert_int_equal(json_array_size(json_object_get(admitted, "chat")), 2);
    assert_int_equal(json_array_size(json_object_get(admitted, "participants")), 1);
    assert_non_null(element_with(json_object_get(admitted, "participants"), "id", party->bob->id));
    assert_string_equal(text_at(admitted, "private_id"), party->carl->private_id);
    assert_string_equal(text_at(admitted, "device"), party->carl->device);
}

PARTY_TEST(a_muted_microphone_stays_muted)
{
    ok(device_mutes(party->anna, BATON_MICROPHONE, true));
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
    json_t *wanted =
        element_with(json_object_get(party->carl->reply, "sources"), "kind", "microphone");
    assert_true(is_true_at(wanted, "muted"));
    ok(device_confirms(party->anna, true, party->carl->number));
    device_connects(party->carl, "microphone camera");
    device_starts_listening(party->bob);
    world_plays(party->world, 500);
    party_is(party, "standby");
    assert_true(is_true_at(party_listed_source(party, "microphone"), "muted"));
    for (int line = 0; line < 3; line++)
        assert_int_equal(party->bob->down->lines[line].packets, 0);
    assert_true(device_hears(party->bob, party->carl) > 5);
    ok(device_mutes(party->carl, BATON_MICROPHONE, false));
    device_starts_listening(party->bob);
    world_plays(party->world, 500);
    assert_true(party->bob->down->lines[0].packets > 20);
}

PARTY_TEST(a_fully_muted_call_moves_as_soon_as_the_new_device_is_connected)
{
    ok(device_mutes(party->anna, BATON_MICROPHONE, true));
    ok(device_mutes(party->anna, BATON_CAMERA, true));
    party_agrees(party);
    device_connects(party->carl, "microphone camera");
    party_is(party, "standby");
    device_starts_listening(party->bob);
    world_plays(party->world, 500);
    assert_int_equal(device_hears(party->bob, party->carl), 0);
    assert_int_equal(device_hears(party->bob, party->anna), 0);
}

PARTY_TEST(a_source_that_the_new_device_publishes_as_muted_is_muted_after_the_swap)
{
    party_agrees(party);
    device_connects(party->carl, "microphone! camera");
    device_feed(party->carl, BATON_MICROPHONE)->quiet = true;
    world_plays(party->world, 300);
    party_is(party, "standby");
    assert_true(is_true_at(party_listed_source(party, "microphone"), "muted"));
    assert_false(is_true_at(party_listed_source(party, "camera"), "muted"));
}

PARTY_TEST(a_source_that_the_new_device_mutes_by_configure_is_muted_after_the_swap)
{
    party_scans(party);
    device_connects(party->carl, "microphone camera");
    ok(device_mutes(party->carl, BATON_CAMERA, true));
    assert_false(is_true_at(party_listed_source(party, "camera"), "muted"));
    ok(device_confirms(party->anna, true, party->carl->number));
    world_plays(party->world, 300);
    party_is(party, "standby");
    assert_true(is_true_at(party_listed_source(party, "camera"), "muted"));
}

PARTY_TEST(a_source_that_is_unmuted_after_the_swap_stays_unmuted)
{
    party_agrees(party);
    device_connects(party->carl, "microphone! camera");
    world_plays(party->world, 300);
    ok(device_mutes(party->carl, BATON_MICROPHONE, false));
    ok(device_returns(party->carl));
    world_plays(party->world, 300);
    party_told_end(party->anna, "returned", "by_new");
    assert_false(is_true_at(party_listed_source(party, "microphone"), "muted"));

    struct fake_device *dora = party->carl = device_new(party->world, "Dora");
    party_agrees(party);
    device_connects(dora, "microphone! camera");
    world_plays(party->world, 300);
    ok(device_mutes(dora, BATON_MICROPHONE, false));
    ok(device_publishes(dora, "microphone camera"));
    json_t *published = json_object_get(dora->reply, "sources");
    assert_false(is_true_at(element_with(published, "kind", "microphone"), "muted"));
}

PARTY_TEST(a_mute_survives_a_second_publish_of_the_new_device)
{
    party_scans(party);
    ok(device_publishes(party->carl, "microphone camera"));
    ok(device_mutes(party->carl, BATON_MICROPHONE, true));
    struct baton_source_wish wish = {.mid = "0"};
    const struct baton_publish_request request = {
        .offer = "audio:0:sends:opus video:1:sends:vp8", .count = 1, .sources = &wish};
    char *answer = NULL;
    json_t *reply = baton_engine_publish(
        party->world->engine, party->carl->uplink, &request, party->world->now, &answer, NULL);
    assert_non_null(reply);
    json_t *sources = json_object_get(reply, "sources");
    assert_true(is_true_at(element_with(sources, "kind", "microphone"), "muted"));
    json_decref(reply);
    g_free(answer);
}

PARTY_TEST(the_layout_and_its_pins_move_to_the_new_device)
{
    char source[BATON_ID_SIZE];
    struct fake_device *dora = device_new(party->world, "Dora");
    device_enters(dora, PARTY_ROOM, "microphone camera");
    ok(device_pins(party->anna, "5", NULL));
    const json_t *slots = json_object_get(party->anna->reply, "slots");
    g_strlcpy(source, text_at(json_array_get(slots, 3), "source"), sizeof(source));
    ok(device_pins(party->anna, "6", source));
    char *before = json_dumps(json_object_get(party->anna->reply, "slots"), JSON_SORT_KEYS);
    party_agrees(party);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    party_is(party, "standby");
    ok(device_subscribes(party->carl, 3, 4));
    char *after = json_dumps(json_object_get(party->carl->reply, "slots"), JSON_SORT_KEYS);
    assert_string_equal(after, before);
    free(before);
    free(after);
}

PARTY_TEST(a_device_that_subscribed_before_the_agreement_gets_the_layout_in_an_event)
{
    ok(device_pins(party->anna, "6", NULL));
    party_scans(party);
    device_connects(party->carl, "microphone camera");
    assert_null(fake_handle_take(party->carl->down, "slots"));
    ok(device_confirms(party->anna, true, party->carl->number));
    const json_t *slots = json_object_get(device_gets_on_downlink(party->carl, "slots"), "slots");
    assert_true(is_true_at(json_array_get(slots, 6), "pinned"));
    assert_string_equal(text_at(json_array_get(slots, 0), "participant"), party->bob->id);
}

PARTY_TEST(a_new_device_with_fewer_slots_gets_the_part_of_the_layout_that_fits)
{
    party_agrees(party);
    assert_int_equal(number_at(json_object_get(party->carl->reply, "slots"), "video"), 4);
    ok(device_publishes(party->carl, "microphone camera"));
    device_uplink_comes_up(party->carl);
    ok(device_subscribes(party->carl, 1, 1));
    device_downlink_comes_up(party->carl);
    world_plays(party->world, 300);
    party_is(party, "standby");
    device_starts_listening(party->carl);
    world_plays(party->world, 300);
    assert_true(device_hears(party->carl, party->bob) > 10);
}

/* --- kinds that only one device sends --------------------------------------------------------- */

PARTY_TEST(a_screen_that_only_the_old_device_shares_is_paused_and_ends_with_the_standby)
{
    ok(device_publishes(party->anna, "microphone camera screen"));
    party_agrees(party);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    party_is(party, "standby");
    assert_string_equal(text_at(party_listed_source(party, "screen"), "state"), "paused");
    assert_string_equal(text_at(party_listed_source(party, "camera"), "state"), "live");
    party_ends(party);
    assert_null(party_listed_source(party, "screen"));
    assert_non_null(party_listed_source(party, "camera"));
}

PARTY_TEST(a_paused_screen_continues_when_the_call_returns)
{
    char screen[BATON_ID_SIZE];
    ok(device_publishes(party->anna, "microphone camera screen"));
    g_strlcpy(screen, text_at(party_listed_source(party, "screen"), "source"), sizeof(screen));
    party_agrees(party);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    party_told_end(party->anna, "returned", "by_old");
    assert_string_equal(text_at(party_listed_source(party, "screen"), "state"), "live");
    assert_string_equal(text_at(party_listed_source(party, "screen"), "source"), screen);
    device_starts_listening(party->bob);
    world_plays(party->world, 300);
    assert_true(party->bob->down->lines[3].packets > 5);
    assert_true(party->bob->down->lines[4].packets > 5);
}

TEST(a_camera_that_the_old_device_lacks_begins_at_the_swap_and_ends_at_the_return)
{
    struct party party;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone");
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    assert_null(party_listed_source(&party, "camera"));
    world_plays(party.world, 300);
    party_is(&party, "standby");
    assert_string_equal(text_at(party_listed_source(&party, "camera"), "state"), "live");
    device_starts_listening(party.bob);
    world_plays(party.world, 300);
    assert_true(party.bob->down->lines[3].packets > 5);
    ok(device_returns(party.anna));
    world_plays(party.world, 300);
    assert_null(party_listed_source(&party, "camera"));
    assert_non_null(party_listed_source(&party, "microphone"));
    party_bob_hears(&party, party.anna, party.carl);
    party_fini(&party);
}

PARTY_TEST(a_screen_moves_if_both_devices_share_a_screen)
{
    ok(device_publishes(party->anna, "microphone camera screen"));
    party->sends = "microphone camera screen";
    party_moves(party);
    party_bob_hears(party, party->carl, party->anna);
    assert_true(party->bob->down->lines[3].packets > 5);
    assert_true(party->bob->down->lines[4].packets > 5);
}

TEST(the_gate_fires_if_the_screen_is_the_only_video)
{
    struct party party;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone screen");
    party_moves(&party);
    party_bob_hears(&party, party.carl, party.anna);
    party_fini(&party);
}

TEST(the_gate_fires_if_the_new_device_has_ended_its_camera_and_sends_a_screen)
{
    struct party party;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone screen");
    party_agrees(&party);
    ok(device_publishes(party.carl, "microphone camera screen"));
    ok(device_publishes(party.carl, "microphone screen"));
    device_uplink_comes_up(party.carl);
    ok(device_subscribes(party.carl, 3, 4));
    device_downlink_comes_up(party.carl);
    party_is(&party, "committing");
    world_plays(party.world, 500);
    party_is(&party, "standby");
    party_fini(&party);
}
