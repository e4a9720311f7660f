/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls without a transfer: join, publish, subscribe, chat and moderation. */
#include <string.h>

#include "engine/party_test.h"

static const struct baton_authority admin = {.admin = true};

/* --- joining and leaving ---------------------------------------------------------------------- */

TEST(joining_needs_the_pin_or_the_secret)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings settings = {.room = "den",
        .has = BATON_ROOM_SECRET | BATON_ROOM_PIN,
        .secret = "s3cret",
        .pin = "4711"};
    ok(world_creates_room_with(world, &settings, false));
    struct fake_device *anna = device_new(world, "Anna");
    assert_int_equal(device_joins(anna, "nowhere"), BATON_E_NO_SUCH_ROOM);
    assert_int_equal(device_joins(anna, "den"), BATON_E_WRONG_PIN);
    assert_int_equal(device_joins_as(anna, &(struct baton_join_request){.room = "den", .pin = "1"}),
        BATON_E_WRONG_PIN);
    assert_int_equal(
        device_joins_as(anna, &(struct baton_join_request){.room = "den", .secret = "1"}),
        BATON_E_WRONG_SECRET);
    ok(device_joins_as(anna, &(struct baton_join_request){.room = "den", .pin = "4711"}));
    assert_int_equal(device_joins(anna, "den"), BATON_E_ALREADY_IN_CALL);
    world_free(world);
}

PARTY_TEST(participants_are_told_who_joins_and_leaves)
{
    json_t *joined = device_gets(party->anna, "participant_joined");
    assert_string_equal(text_at(json_object_get(joined, "participant"), "display"), "Bob");
    device_gets(party->anna, "participant_changed");
    ok(device_leaves(party->bob));
    json_t *left = device_gets(party->anna, "participant_left");
    assert_string_equal(text_at(left, "id"), party->bob->id);
    assert_string_equal(text_at(left, "reason"), "left");
    assert_int_equal(party->bob->up->closed, 1);
    assert_int_equal(party->bob->down->closed, 1);
    const json_t *slots = NULL;
    for (const json_t *next; (next = fake_handle_take(party->anna->down, "slots"));)
        slots = json_object_get(next, "slots");
    assert_true(json_is_null(json_object_get(json_array_get(slots, 0), "source")));
    ok(device_joins(party->bob, PARTY_ROOM));
}

PARTY_TEST(a_handle_cannot_be_used_again_before_its_connection_is_closed)
{
    party->world->closing_slowly = true;
    ok(device_unpublishes(party->anna, NULL));
    assert_int_equal(device_publishes(party->anna, "microphone"), BATON_E_WRONG_STATE);
    ok(device_leaves(party->bob));
    assert_int_equal(device_joins(party->bob, PARTY_ROOM), BATON_E_WRONG_STATE);
    g_strlcpy(party->bob->private_id, party->anna->private_id, sizeof(party->bob->private_id));
    device_loses_downlink(party->anna);
    assert_int_equal(device_subscribes(party->bob, 1, 1), BATON_E_WRONG_STATE);
    world_closes_connections(party->world);
    ok(device_joins(party->bob, PARTY_ROOM));
    ok(device_publishes(party->anna, "microphone"));
    party->world->closing_slowly = false;
}

TEST(moderators_mute_and_kick)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has = BATON_ROOM_SECRET, .secret = "s3cret"};
    struct party party;
    party_init_with(&party, &settings, "microphone camera");
    struct fake_device *dora = device_new(party.world, "Dora");
    ok(device_joins_as(dora, &(struct baton_join_request){.room = PARTY_ROOM, .secret = "s3cret"}));
    assert_int_equal(device_kicks(party.bob, party.anna), BATON_E_UNAUTHORIZED);
    assert_int_equal(
        device_mutes_other(party.bob, party.anna, BATON_MICROPHONE), BATON_E_UNAUTHORIZED);
    ok(device_mutes_other(dora, party.anna, BATON_MICROPHONE));
    assert_string_equal(text_at(device_gets(party.anna, "muted_by"), "id"), dora->id);
    assert_true(is_true_at(party_listed_source(&party, "microphone"), "muted"));
    ok(device_mutes_other(dora, party.anna, BATON_MICROPHONE));
    assert_false(device_got(party.anna, "muted_by"));
    assert_int_equal(device_mutes_other(dora, party.anna, BATON_SCREEN), BATON_E_NO_SUCH_SOURCE);
    assert_int_equal(device_kicks(dora, dora), BATON_E_INVALID_ELEMENT);
    ok(device_kicks(dora, party.anna));
    device_gets(party.anna, "removed");
    assert_string_equal(text_at(device_gets(party.bob, "participant_left"), "reason"), "removed");
    assert_int_equal(device_kicks(dora, party.anna), BATON_E_NO_SUCH_PARTICIPANT);
    party_fini(&party);
}

PARTY_TEST(people_who_join_later_get_the_last_100_chat_messages)
{
    assert_int_equal(device_chats(party->carl, "hello"), BATON_E_NOT_IN_CALL);
    for (int i = 0; i < 105; i++)
        ok(device_chats(party->bob, "hello"));
    assert_int_equal(number_at(party->bob->reply, "id"), 105);
    device_gets(party->bob, "chat");
    json_t *message = json_object_get(device_gets(party->anna, "chat"), "message");
    assert_string_equal(text_at(message, "display"), "Bob");
    ok(device_joins(party->carl, PARTY_ROOM));
    const json_t *history = json_object_get(party->carl->reply, "chat");
    assert_int_equal(json_array_size(history), BATON_CHAT_PAGE);
    assert_int_equal(number_at(json_array_get(history, 0), "id"), 106 - BATON_CHAT_PAGE);
    const struct baton_page_request page = {
        .before = number_at(party->carl->reply, "chat_before"), .limit = BATON_PAGE_MAX};
    json_t *earlier = baton_engine_chat_history(party->carl->uplink, &page, NULL);
    world_keeps_reply(party->world, earlier);
    history = json_object_get(earlier, "messages");
    assert_int_equal(json_array_size(history), 100 - BATON_CHAT_PAGE);
    assert_int_equal(number_at(json_array_get(history, 0), "id"), 6);
    assert_true(json_is_null(json_object_get(earlier, "next")));
}

PARTY_TEST(participants_raise_hands_and_change_names)
{
    json_t *metadata = json_pack("{s:i}", "seat", 3);
    struct baton_configure_request change = {
        .display = "Anne", .metadata = metadata, .has_bitrate = true, .bitrate = 200000};
    device_starts_listening(party->bob);
    ok(device_raises_hand(party->anna, true));
    ok(device_raises_hand(party->anna, true));
    json_t *changed =
        json_object_get(device_gets(party->bob, "participant_changed"), "participant");
    assert_true(is_true_at(changed, "hand"));
    assert_false(device_got(party->bob, "participant_changed"));
    assert_int_equal(party->anna->up->cap, 1500000 + 96000);
    json_decref(baton_engine_configure(
        party->world->engine, party->anna->uplink, &change, party->world->now, NULL));
    world_flushes(party->world);
    changed = json_object_get(device_gets(party->bob, "participant_changed"), "participant");
    assert_string_equal(text_at(changed, "display"), "Anne");
    assert_int_equal(number_at(json_object_get(changed, "metadata"), "seat"), 3);
    assert_int_equal(party->anna->up->cap, 200000 + 96000);
    party_scans(party);
    struct baton_failure failure;
    assert_null(baton_engine_configure(
        party->world->engine, party->carl->uplink, &change, party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_STATE);
    json_decref(metadata);
}

/* --- publishing ------------------------------------------------------------------------------- */

static enum baton_error publish_raw(
    struct party *party, const char *offer, const char *mid, enum baton_source_kind kind)
{
    struct baton_failure failure = {.error = BATON_OK};
    struct baton_source_wish wish = {
        .mid = mid, .has_kind = true, .kind = kind, .description = "desk"};
    struct baton_publish_request request = {
        .offer = offer, .count = 1, .sources = &wish, .has_bitrate = true, .bitrate = 300000};
    char *answer = NULL;
    json_t *reply = baton_engine_publish(
        party->world->engine, party->anna->uplink, &request, party->world->now, &answer, &failure);
    world_flushes(party->world);
    json_decref(reply);
    g_free(answer);
    return failure.error;
}

PARTY_TEST(an_invalid_offer_changes_nothing)
{
    assert_int_equal(publish_raw(party, "nonsense", "0", BATON_MICROPHONE), BATON_E_INVALID_SDP);
    assert_int_equal(publish_raw(party, NULL, "0", BATON_MICROPHONE), BATON_E_WRONG_STATE);
    assert_int_equal(
        publish_raw(party, "audio:0:sends:opus", "7", BATON_MICROPHONE), BATON_E_INVALID_ELEMENT);
    assert_int_equal(
        publish_raw(party, "audio:0:sends:opus", "0", BATON_CAMERA), BATON_E_INVALID_ELEMENT);
    assert_int_equal(
        publish_raw(party, "video:0:sends:vp8", "0", BATON_SCREEN_SOUND), BATON_E_INVALID_ELEMENT);
    assert_int_equal(publish_raw(party, "video:0:sends:vp8 video:1:sends:vp8", "0", BATON_CAMERA),
        BATON_E_INVALID_ELEMENT);
    assert_int_equal(
        publish_raw(party, "audio:0:sends:pcmu", "0", BATON_MICROPHONE), BATON_E_CODEC_REFUSED);
    assert_int_equal(json_array_size(json_object_get(party_listed_anna(party), "sources")), 2);
    party_bob_hears(party, party->anna, party->carl);
    assert_int_equal(
        publish_raw(party, "audio:0:sends:opus video:1:sends:vp8", "1", BATON_SCREEN), BATON_OK);
    assert_string_equal(text_at(party_listed_source(party, "screen"), "description"), "desk");
    assert_null(party_listed_source(party, "camera"));
    ok(device_leaves(party->bob));
    assert_int_equal(device_publishes(party->bob, "microphone"), BATON_E_NOT_IN_CALL);
}

PARTY_TEST(after_a_refused_first_offer_a_better_offer_is_accepted)
{
    ok(device_joins(party->carl, PARTY_ROOM));
    party->carl->codec = "h264";
    assert_int_equal(device_publishes(party->carl, "microphone camera"), BATON_E_CODEC_REFUSED);
    assert_int_equal(party->carl->up->closed, 1);
    party->carl->codec = "vp8";
    device_connects(party->carl, "microphone camera");
    party_bob_hears(party, party->carl, device_new(party->world, "nobody"));
    party->carl->codec = "h264";
    assert_int_equal(
        device_publishes(party->carl, "microphone camera screen"), BATON_E_CODEC_REFUSED);
    assert_int_equal(party->carl->up->closed, 1);
}

TEST(sources_without_an_offer_are_refused)
{
    struct party party;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, NULL);
    assert_int_equal(publish_raw(&party, NULL, "0", BATON_MICROPHONE), BATON_E_INVALID_SDP);
    party_fini(&party);
}

PARTY_TEST(a_publish_adds_new_sources_and_ends_the_sources_that_it_omits)
{
    ok(device_publishes(party->anna, "microphone camera screen"));
    assert_int_equal(json_array_size(json_object_get(party_listed_anna(party), "sources")), 3);
    device_starts_listening(party->bob);
    world_plays(party->world, 300);
    assert_true(party->bob->down->lines[3].packets > 5 && party->bob->down->lines[4].packets > 5);
    ok(device_publishes(party->anna, "microphone screen"));
    assert_null(party_listed_source(party, "camera"));
    ok(device_unpublishes(party->anna, "screen"));
    assert_null(party_listed_source(party, "screen"));
    ok(device_publishes(party->anna, "microphone camera"));
    party_bob_hears(party, party->anna, party->carl);
    ok(device_unpublishes(party->anna, NULL));
    assert_int_equal(party->anna->up->closed, 1);
    assert_int_equal(json_array_size(json_object_get(party_listed_anna(party), "sources")), 0);
    ok(device_publishes(party->anna, "microphone camera"));
    device_uplink_comes_up(party->anna);
    party_bob_hears(party, party->anna, party->carl);
    const char *none[] = {"9"};
    struct baton_failure failure;
    assert_null(baton_engine_unpublish(party->world->engine, party->anna->uplink,
        &(struct baton_unpublish_request){.count = 1, .mids = none}, party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_SOURCE);
}

PARTY_TEST(an_uplink_that_goes_down_ends_its_sources)
{
    device_starts_listening(party->bob);
    device_uplink_goes_down(party->anna);
    device_gets(party->bob, "participant_changed");
    assert_int_equal(json_array_size(json_object_get(party_listed_anna(party), "sources")), 0);
    ok(device_publishes(party->anna, "microphone camera"));
    device_uplink_comes_up(party->anna);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_device_cannot_change_its_sources_during_the_swap_or_in_standby)
{
    party_connects(party);
    ok(device_publishes(party->anna, "microphone"));
    assert_true(is_true_at(party->anna->reply, "unchanged"));
    assert_int_equal(device_unpublishes(party->anna, "camera"), BATON_E_WRONG_STATE);
    world_plays(party->world, 300);
    ok(device_publishes(party->anna, "microphone"));
    assert_true(is_true_at(party->anna->reply, "unchanged"));
    ok(device_publishes(party->carl, "microphone camera screen"));
    assert_non_null(party_listed_source(party, "screen"));
}

PARTY_TEST(a_muted_source_is_not_heard)
{
    ok(device_mutes(party->anna, BATON_MICROPHONE, true));
    ok(device_mutes(party->anna, BATON_CAMERA, true));
    device_starts_listening(party->bob);
    world_plays(party->world, 300);
    assert_int_equal(device_hears(party->bob, party->anna), 0);
    ok(device_mutes(party->anna, BATON_MICROPHONE, false));
    party_bob_hears(party, party->anna, party->carl);
    struct baton_source_wish wish = {.mid = "9"};
    struct baton_failure failure;
    assert_null(baton_engine_configure(party->world->engine, party->anna->uplink,
        &(struct baton_configure_request){.count = 1, .sources = &wish}, party->world->now,
        &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_SOURCE);
    wish = (struct baton_source_wish){.mid = "0", .description = "headset"};
    json_decref(baton_engine_configure(party->world->engine, party->anna->uplink,
        &(struct baton_configure_request){.count = 1, .sources = &wish}, party->world->now,
        &failure));
    assert_string_equal(
        text_at(party_listed_source(party, "microphone"), "description"), "headset");
}

/* --- receiving -------------------------------------------------------------------------------- */

PARTY_TEST(an_uplink_handle_cannot_become_a_downlink_or_the_reverse)
{
    struct fake_device mixed;
    mixed = *party->anna;
    mixed.downlink = party->anna->uplink;
    mixed.uplink = party->anna->downlink;
    assert_int_equal(device_subscribes(&mixed, 3, 4), BATON_E_WRONG_HANDLE);
    assert_int_equal(device_pins(&mixed, "0", NULL), BATON_E_WRONG_HANDLE);
    assert_int_equal(device_joins(&mixed, PARTY_ROOM), BATON_E_WRONG_HANDLE);
    assert_int_equal(device_chats(&mixed, "hello"), BATON_E_WRONG_HANDLE);
    mixed = *party->anna;
    g_strlcpy(mixed.private_id, party->bob->private_id, sizeof(mixed.private_id));
    assert_int_equal(device_subscribes(&mixed, 3, 4), BATON_E_WRONG_HANDLE);
    assert_int_equal(device_subscribes(party->carl, 3, 4), BATON_E_NO_SUCH_DEVICE);
    assert_int_equal(device_pins(party->carl, "0", NULL), BATON_E_NOT_IN_CALL);
    g_strlcpy(party->carl->private_id, party->bob->private_id, sizeof(party->carl->private_id));
    assert_int_equal(device_subscribes(party->carl, 3, 4), BATON_E_WRONG_STATE);
}

PARTY_TEST(a_downlink_can_get_more_slots_but_not_fewer)
{
    assert_int_equal(device_subscribes(party->bob, 2, 4), BATON_E_INVALID_ELEMENT);
    ok(device_subscribes(party->bob, 4, 5));
    const json_t *slots = json_object_get(party->bob->reply, "slots");
    assert_int_equal(json_array_size(slots), 9);
    assert_string_equal(text_at(json_array_get(slots, 6), "kind"), "video");
    assert_string_equal(text_at(json_array_get(slots, 7), "kind"), "audio");
    assert_string_equal(text_at(json_array_get(slots, 8), "kind"), "video");
    ok(device_starts(party->bob));
    party->bob->reply = json_incref(party->bob->reply);
    assert_int_equal(device_starts(party->bob), BATON_E_INVALID_SDP);
    json_decref(party->bob->reply);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_new_connection_of_a_downlink_may_have_other_slots)
{
    device_downlink_goes_down(party->bob);
    ok(device_subscribes(party->bob, 1, 6));
    device_downlink_comes_up(party->bob);
    party_bob_hears(party, party->anna, party->carl);
    device_loses_downlink(party->bob);
    ok(device_subscribes(party->bob, 3, 4));
    device_downlink_comes_up(party->bob);
    party_bob_hears(party, party->anna, party->carl);
}

PARTY_TEST(a_pin_stays_and_needs_an_existing_slot_and_source)
{
    char camera[BATON_ID_SIZE], microphone[BATON_ID_SIZE];
    g_strlcpy(camera, text_at(party_listed_source(party, "camera"), "source"), sizeof(camera));
    g_strlcpy(microphone, text_at(party_listed_source(party, "microphone"), "source"),
        sizeof(microphone));
    assert_int_equal(device_pins(party->bob, "9", camera), BATON_E_NO_SUCH_SLOT);
    assert_int_equal(device_pins(party->bob, "03", camera), BATON_E_NO_SUCH_SLOT);
    assert_int_equal(device_pins(party->bob, "3", "none"), BATON_E_NO_SUCH_SOURCE);
    assert_int_equal(device_pins(party->anna, "3", camera), BATON_E_NO_SUCH_SOURCE);
    assert_int_equal(device_pins(party->bob, "3", microphone), BATON_E_INVALID_ELEMENT);
    ok(device_pins(party->bob, "5", camera));
    const json_t *slots = json_object_get(party->bob->reply, "slots");
    assert_true(json_is_null(json_object_get(json_array_get(slots, 3), "source")));
    assert_string_equal(text_at(json_array_get(slots, 5), "source"), camera);
    ok(device_pins(party->bob, "5", NULL));
    slots = json_object_get(party->bob->reply, "slots");
    assert_string_equal(text_at(json_array_get(slots, 3), "source"), camera);
    ok(device_pins(party->bob, "5", camera));
    ok(device_leaves(party->anna));
    ok(device_unpins(party->bob, "5"));
    slots = json_object_get(party->bob->reply, "slots");
    assert_true(json_is_null(json_object_get(json_array_get(slots, 5), "source")));
}

TEST(the_loudest_people_are_heard_if_there_are_too_few_slots)
{
    struct fake_world *world = world_new();
    struct fake_device *people[6];
    world_creates_room(world, PARTY_ROOM);
    struct fake_device *bob = device_new(world, "Bob");
    device_enters(bob, PARTY_ROOM, NULL);
    for (int i = 0; i < 6; i++) {
        people[i] = device_new(world, "somebody");
        people[i]->level = i < 3 ? 100 : 20;
        device_enters(people[i], PARTY_ROOM, "microphone camera");
    }
    world_plays(world, 3000);
    device_starts_listening(bob);
    world_plays(world, 500);
    for (int i = 0; i < 3; i++)
        assert_true(bob->down->lines[i].tag >= people[3]->tag);
    for (int i = 0; i < 3; i++)
        assert_true(device_hears(bob, people[3 + i]) > 20);
    people[0]->level = 5;
    people[5]->level = 90;
    world_plays(world, 3000);
    device_starts_listening(bob);
    world_plays(world, 300);
    assert_true(device_hears(bob, people[0]) > 20);
    world_free(world);
}

PARTY_TEST(a_removed_bitrate_limit_is_also_removed_on_the_client)
{
    const struct baton_room_settings change = {.room = PARTY_ROOM, .has = BATON_ROOM_BITRATE};
    world_keeps_reply(
        party->world, baton_engine_edit(party->world->engine, &change, false, &admin, NULL));
    assert_int_equal(party->anna->up->cap, BATON_MAX_BITRATE);
    party->anna->up->cap = 0;
    world_plays(party->world, 6000);
    assert_int_equal(party->anna->up->cap, 0);
}

PARTY_TEST(the_bitrate_limit_is_sent_repeatedly)
{
    party->anna->up->cap = 0;
    world_plays(party->world, 6000);
    assert_int_equal(party->anna->up->cap, 1596000);
    ok(device_publishes(party->anna, "microphone camera screen"));
    assert_int_equal(party->anna->up->cap, 3096000);
}
