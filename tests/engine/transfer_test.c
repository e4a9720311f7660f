/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer: a call moves to a device that scans its code, with all that belongs to the person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fake/party.h"

#define ok(error) assert_int_equal(error, BATON_OK)

/* --- the main flow ---------------------------------------------------------------------------- */

static void a_call_moves_to_the_device_that_scans_its_code(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_offers(&party);
    party_is(&party, "offered");
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(text_at(party.carl->reply, "state"), "confirming");
    party_is(&party, "confirming");

    json_t *question = device_gets(party.anna, "confirm");
    assert_string_equal(text_at(question, "form"), "number");
    assert_string_equal(text_at(question, "device_name"), "Carl");
    assert_int_equal(json_array_size(json_object_get(question, "choices")), 3);
    ok(device_confirms(party.anna, true, party.carl->number));
    device_gets(party.carl, "admitted");
    party_is(&party, "connecting");
    device_connects(party.carl, "microphone camera");
    party_is(&party, "committing");

    device_listens(party.bob);
    world_plays(party.world, 200);
    party_is(&party, "standby");
    assert_int_equal(number_at(device_gets(party.anna, "moved"), "grace"), 10000);
    assert_string_equal(text_at(device_gets(party.carl, "moved"), "id"), party.anna->id);
    party_heard(&party, party.carl, party.anna);
    party_ends(&party);
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void the_right_number_is_among_three_different_ones(void **state)
{
    struct party party;
    bool found = false;
    (void)state;
    party_init(&party);
    party_offers(&party);
    ok(device_scans(party.carl, party.anna->code));
    const json_t *choices = json_object_get(device_gets(party.anna, "confirm"), "choices");
    for (size_t i = 0; i < 3; i++) {
        json_int_t choice = json_integer_value(json_array_get(choices, i));
        assert_true(choice >= 10 && choice <= 99);
        found |= choice == party.carl->number;
        for (size_t j = 0; j < i; j++)
            assert_true(choice != json_integer_value(json_array_get(choices, j)));
    }
    assert_true(found);
    party_fini(&party);
}

static void the_others_see_no_break_and_no_news(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    device_listens(party.bob);
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 300);
    party_is(&party, "standby");
    party_ends(&party);
    for (int line = 0; line < 7; line++)
        assert_true(party.bob->down->lines[line].longest_gap <= BATON_MS(65));
    assert_true(g_queue_is_empty(&party.bob->up->events));
    assert_true(g_queue_is_empty(&party.bob->down->events));
    party_fini(&party);
}

static void not_a_packet_of_the_new_device_is_heard_before_the_swap_nor_of_the_old_after(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_scans(&party);
    device_connects(party.carl, "microphone camera");
    device_listens(party.bob);
    world_plays(party.world, 500);
    assert_int_equal(device_hears(party.bob, party.carl), 0);
    assert_true(device_hears(party.bob, party.anna) > 20);
    device_feed(party.carl, BATON_CAMERA)->keyless = true;
    ok(device_confirms(party.anna, true, party.carl->number));
    party_is(&party, "committing");
    world_plays(party.world, 500);
    assert_int_equal(device_hears(party.bob, party.carl), 0);
    device_feed(party.carl, BATON_CAMERA)->keyless = false;
    world_plays(party.world, 700);
    party_is(&party, "standby");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void with_yes_or_no_there_is_no_number(void **state)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_FORM,
        .confirm = {.form = BATON_FORM_YESNO}};
    struct party party;
    (void)state;
    party_init_with(&party, &settings, "microphone camera");
    party_offers(&party);
    ok(device_scans(party.carl, party.anna->code));
    assert_null(json_object_get(party.carl->reply, "number"));
    assert_string_equal(text_at(party.carl->reply, "form"), "yesno");
    assert_null(json_object_get(device_gets(party.anna, "confirm"), "choices"));
    ok(device_confirms(party.anna, true, 0));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 200);
    party_is(&party, "standby");
    party_fini(&party);
}

static void with_confirmation_by_nobody_the_new_device_is_admitted_at_once(void **state)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    struct party party;
    (void)state;
    party_init_with(&party, &settings, "microphone camera");
    party_offers(&party);
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(text_at(party.carl->reply, "state"), "connecting");
    assert_null(json_object_get(party.carl->reply, "number"));
    device_gets(party.carl, "admitted");
    assert_false(device_got(party.anna, "confirm"));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 200);
    party_is(&party, "standby");
    party_fini(&party);
}

static void a_device_may_be_connected_before_it_is_agreed_to(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_scans(&party);
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 300);
    party_is(&party, "confirming");
    ok(device_confirms(party.anna, true, party.carl->number));
    party_is(&party, "committing");
    world_plays(party.world, 100);
    party_is(&party, "standby");
    party_fini(&party);
}

static void a_request_may_ask_for_more_confirmation_than_the_room_never_for_less(void **state)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_wish strict = {
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM,
        .confirm = {.old = true, .form = BATON_FORM_YESNO}};
    const struct baton_transfer_wish nobody = {.has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_wish yesno = {
        .has_confirm = BATON_POLICY_FORM, .confirm = {.form = BATON_FORM_YESNO}};
    struct party party;
    (void)state;
    party_init_with(&party, &settings, "microphone camera");
    ok(device_transfers_with(party.anna, &strict));
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(text_at(party.carl->reply, "state"), "confirming");
    party_fini(&party);

    party_init(&party);
    assert_int_equal(device_transfers_with(party.anna, &nobody), BATON_E_INVALID_ELEMENT);
    assert_int_equal(device_transfers_with(party.anna, &yesno), BATON_E_INVALID_ELEMENT);
    assert_int_equal(world_status(party.world, "transfers"), 0);
    party_fini(&party);
}

static void a_code_can_be_a_link(void **state)
{
    const struct baton_transfer_wish wish = {.link = "https://call.example/x"};
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_transfers_with(party.anna, &wish));
    assert_int_equal(strncmp(party.anna->code, "https://call.example/x#baton=", 29), 0);
    assert_int_equal(number_at(party.anna->reply, "expires_in"), 60000);
    ok(device_scans(party.carl, party.anna->code));
    party_fini(&party);
}

/* --- what moves with the person --------------------------------------------------------------- */

static void the_person_stays_who_they_are(void **state)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has = BATON_ROOM_SECRET, .secret = "s3cret"};
    json_t *metadata = json_pack("{s:s}", "team", "blue");
    const struct baton_join join = {
        .room = PARTY_ROOM, .secret = "s3cret", .display = "Dora", .metadata = metadata};
    struct party party;
    (void)state;
    party_init_with(&party, &settings, "microphone camera");
    struct fake_device *dora = device_new(party.world, "Dora");
    ok(device_joins_as(dora, &join));
    json_decref(metadata);
    device_connects(dora, "microphone camera");
    ok(device_raises(dora, true));
    ok(device_says(party.bob, "hello"));
    party.anna = dora;
    party_moves(&party);
    party_ends(&party);

    json_t *person = party_anna(&party);
    assert_string_equal(text_at(person, "id"), dora->id);
    assert_string_equal(text_at(person, "display"), "Dora");
    assert_string_equal(text_at(json_object_get(person, "metadata"), "team"), "blue");
    assert_true(is_true_at(person, "moderator"));
    assert_true(is_true_at(person, "hand"));
    ok(device_hushes(party.carl, party.bob, BATON_MICROPHONE));
    ok(device_says(party.carl, "here now"));
    assert_string_equal(
        text_at(json_object_get(device_gets(party.bob, "chat"), "message"), "text"), "hello");
    assert_string_equal(
        text_at(json_object_get(device_gets(party.bob, "chat"), "message"), "from"), dora->id);
    party_fini(&party);
}

static void the_new_device_is_given_the_room_and_its_history(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_says(party.bob, "one"));
    ok(device_says(party.anna, "two"));
    party_scans(&party);
    ok(device_confirms(party.anna, true, party.carl->number));
    json_t *admitted = device_gets(party.carl, "admitted");
    assert_int_equal(json_array_size(json_object_get(admitted, "chat")), 2);
    assert_int_equal(json_array_size(json_object_get(admitted, "participants")), 1);
    assert_non_null(
        element_with(json_object_get(admitted, "participants"), "id", party.bob->id));
    assert_string_equal(text_at(admitted, "private_id"), party.carl->private_id);
    assert_string_equal(text_at(admitted, "device"), party.carl->device);
    party_fini(&party);
}

static void a_muted_microphone_stays_muted(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_mutes(party.anna, BATON_MICROPHONE, true));
    party_offers(&party);
    ok(device_scans(party.carl, party.anna->code));
    json_t *wanted = element_with(json_object_get(party.carl->reply, "sources"), "kind",
                                  "microphone");
    assert_true(is_true_at(wanted, "muted"));
    ok(device_confirms(party.anna, true, party.carl->number));
    device_connects(party.carl, "microphone camera");
    device_listens(party.bob);
    world_plays(party.world, 500);
    party_is(&party, "standby");
    assert_true(is_true_at(party_source(&party, "microphone"), "muted"));
    for (int line = 0; line < 3; line++)
        assert_int_equal(party.bob->down->lines[line].packets, 0);
    assert_true(device_hears(party.bob, party.carl) > 5);
    ok(device_mutes(party.carl, BATON_MICROPHONE, false));
    device_listens(party.bob);
    world_plays(party.world, 500);
    assert_true(party.bob->down->lines[0].packets > 20);
    party_fini(&party);
}

static void everything_muted_moves_as_soon_as_the_channels_are_up(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_mutes(party.anna, BATON_MICROPHONE, true));
    ok(device_mutes(party.anna, BATON_CAMERA, true));
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    party_is(&party, "standby");
    device_listens(party.bob);
    world_plays(party.world, 500);
    assert_int_equal(device_hears(party.bob, party.carl), 0);
    assert_int_equal(device_hears(party.bob, party.anna), 0);
    party_fini(&party);
}

static void what_the_new_device_muted_before_the_move_is_muted_after_it(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    device_connects(party.carl, "microphone! camera");
    device_feed(party.carl, BATON_MICROPHONE)->quiet = true;
    world_plays(party.world, 300);
    party_is(&party, "standby");
    assert_true(is_true_at(party_source(&party, "microphone"), "muted"));
    assert_false(is_true_at(party_source(&party, "camera"), "muted"));
    party_fini(&party);
}

static void a_mute_by_configure_before_the_move_counts_as_well(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_scans(&party);
    device_connects(party.carl, "microphone camera");
    ok(device_mutes(party.carl, BATON_CAMERA, true));
    assert_false(is_true_at(party_source(&party, "camera"), "muted"));
    ok(device_confirms(party.anna, true, party.carl->number));
    world_plays(party.world, 300);
    party_is(&party, "standby");
    assert_true(is_true_at(party_source(&party, "camera"), "muted"));
    party_fini(&party);
}

static void what_was_unmuted_after_the_move_is_not_muted_again_by_the_next(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    device_connects(party.carl, "microphone! camera");
    world_plays(party.world, 300);
    ok(device_mutes(party.carl, BATON_MICROPHONE, false));
    ok(device_returns(party.carl));
    world_plays(party.world, 300);
    party_told(party.anna, "returned", "by_new");
    assert_false(is_true_at(party_source(&party, "microphone"), "muted"));

    struct fake_device *dora = party.carl = device_new(party.world, "Dora");
    party_agrees(&party);
    device_connects(dora, "microphone! camera");
    world_plays(party.world, 300);
    ok(device_mutes(dora, BATON_MICROPHONE, false));
    ok(device_publishes(dora, "microphone camera"));
    json_t *published = json_object_get(dora->reply, "sources");
    assert_false(is_true_at(element_with(published, "kind", "microphone"), "muted"));
    party_fini(&party);
}

static void a_mute_survives_that_the_new_device_publishes_again(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_scans(&party);
    ok(device_publishes(party.carl, "microphone camera"));
    ok(device_mutes(party.carl, BATON_MICROPHONE, true));
    struct baton_source_wish wish = {.mid = "0"};
    const struct baton_publish request = {
        .offer = "audio:0:sends:opus video:1:sends:vp8", .count = 1, .sources = &wish};
    char *answer = NULL;
    json_t *reply = baton_engine_publish(party.world->engine, party.carl->uplink, &request,
                                         party.world->now, &answer, NULL);
    assert_non_null(reply);
    json_t *sources = json_object_get(reply, "sources");
    assert_true(is_true_at(element_with(sources, "kind", "microphone"), "muted"));
    json_decref(reply);
    g_free(answer);
    party_fini(&party);
}

static void the_layout_moves_with_its_pins(void **state)
{
    struct party party;
    char source[BATON_ID_SIZE];
    (void)state;
    party_init(&party);
    struct fake_device *dora = device_new(party.world, "Dora");
    device_enters(dora, PARTY_ROOM, "microphone camera");
    ok(device_pins(party.anna, "5", NULL));
    const json_t *slots = json_object_get(party.anna->reply, "slots");
    g_strlcpy(source, text_at(json_array_get(slots, 3), "source"), sizeof(source));
    ok(device_pins(party.anna, "6", source));
    char *before = json_dumps(json_object_get(party.anna->reply, "slots"), JSON_SORT_KEYS);
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 300);
    party_is(&party, "standby");
    ok(device_subscribes(party.carl, 3, 4));
    char *after = json_dumps(json_object_get(party.carl->reply, "slots"), JSON_SORT_KEYS);
    assert_string_equal(after, before);
    free(before);
    free(after);
    party_fini(&party);
}

static void the_layout_moves_to_a_device_that_subscribed_early_and_is_told_so(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_pins(party.anna, "6", NULL));
    party_scans(&party);
    device_connects(party.carl, "microphone camera");
    assert_null(fake_handle_take(party.carl->down, "slots"));
    ok(device_confirms(party.anna, true, party.carl->number));
    const json_t *slots = json_object_get(device_sees(party.carl, "slots"), "slots");
    assert_true(is_true_at(json_array_get(slots, 6), "pinned"));
    assert_string_equal(text_at(json_array_get(slots, 0), "participant"), party.bob->id);
    party_fini(&party);
}

static void fewer_slots_on_the_new_device_take_what_fits(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    assert_int_equal(number_at(json_object_get(party.carl->reply, "slots"), "video"), 4);
    ok(device_publishes(party.carl, "microphone camera"));
    device_up(party.carl);
    ok(device_subscribes(party.carl, 1, 1));
    device_down_up(party.carl);
    world_plays(party.world, 300);
    party_is(&party, "standby");
    device_listens(party.carl);
    world_plays(party.world, 300);
    assert_true(device_hears(party.carl, party.bob) > 10);
    party_fini(&party);
}

/* --- kinds that only one device has ----------------------------------------------------------- */

static void a_screen_that_only_the_old_device_shares_pauses_and_ends_with_the_standby(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_publishes(party.anna, "microphone camera screen"));
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 300);
    party_is(&party, "standby");
    assert_string_equal(text_at(party_source(&party, "screen"), "state"), "paused");
    assert_string_equal(text_at(party_source(&party, "camera"), "state"), "live");
    party_ends(&party);
    assert_null(party_source(&party, "screen"));
    assert_non_null(party_source(&party, "camera"));
    party_fini(&party);
}

static void a_paused_screen_goes_on_when_the_call_returns(void **state)
{
    char screen[BATON_ID_SIZE];
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_publishes(party.anna, "microphone camera screen"));
    g_strlcpy(screen, text_at(party_source(&party, "screen"), "source"), sizeof(screen));
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 300);
    ok(device_returns(party.anna));
    world_plays(party.world, 300);
    party_told(party.anna, "returned", "by_old");
    assert_string_equal(text_at(party_source(&party, "screen"), "state"), "live");
    assert_string_equal(text_at(party_source(&party, "screen"), "source"), screen);
    device_listens(party.bob);
    world_plays(party.world, 300);
    assert_true(party.bob->down->lines[3].packets > 5);
    assert_true(party.bob->down->lines[4].packets > 5);
    party_fini(&party);
}

static void a_camera_that_only_the_new_device_has_begins_with_the_move_and_ends_with_the_return(
    void **state)
{
    struct party party;
    (void)state;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone");
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    assert_null(party_source(&party, "camera"));
    world_plays(party.world, 300);
    party_is(&party, "standby");
    assert_string_equal(text_at(party_source(&party, "camera"), "state"), "live");
    device_listens(party.bob);
    world_plays(party.world, 300);
    assert_true(party.bob->down->lines[3].packets > 5);
    ok(device_returns(party.anna));
    world_plays(party.world, 300);
    assert_null(party_source(&party, "camera"));
    assert_non_null(party_source(&party, "microphone"));
    party_heard(&party, party.anna, party.carl);
    party_fini(&party);
}

static void a_screen_moves_when_both_devices_share_one(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    ok(device_publishes(party.anna, "microphone camera screen"));
    party.sends = "microphone camera screen";
    party_moves(&party);
    party_heard(&party, party.carl, party.anna);
    assert_true(party.bob->down->lines[3].packets > 5);
    assert_true(party.bob->down->lines[4].packets > 5);
    party_fini(&party);
}

static void a_screen_alone_opens_the_gate(void **state)
{
    struct party party;
    (void)state;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone screen");
    party_moves(&party);
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void a_screen_opens_the_gate_when_the_camera_beside_it_has_ended(void **state)
{
    struct party party;
    (void)state;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone screen");
    party_agrees(&party);
    ok(device_publishes(party.carl, "microphone camera screen"));
    ok(device_publishes(party.carl, "microphone screen"));
    device_up(party.carl);
    ok(device_subscribes(party.carl, 3, 4));
    device_down_up(party.carl);
    party_is(&party, "committing");
    world_plays(party.world, 500);
    party_is(&party, "standby");
    party_fini(&party);
}

/* --- other media ------------------------------------------------------------------------------ */

static void a_call_without_pictures_moves_at_the_first_sound(void **state)
{
    struct party party;
    (void)state;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone");
    party_connects(&party);
    world_plays(party.world, 30);
    party_is(&party, "standby");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void a_call_with_h264_moves_as_well(void **state)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM, .has = BATON_ROOM_VIDEOCODEC, .video_codec = BATON_CODEC_H264};
    struct party party;
    (void)state;
    party_init_with(&party, &settings, "microphone camera");
    party_moves(&party);
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void who_sends_nothing_moves_when_the_channels_are_up(void **state)
{
    struct party party;
    (void)state;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, NULL);
    party_agrees(&party);
    ok(device_publishes(party.carl, NULL));
    party_is(&party, "connecting");
    ok(device_subscribes(party.carl, 3, 4));
    device_down_up(party.carl);
    party_is(&party, "standby");
    device_gets(party.carl, "moved");
    party_ends(&party);
    party_fini(&party);
}

static void who_neither_sends_nor_sees_moves_with_an_empty_publish(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    struct fake_device *dora = device_new(party.world, "Dora");
    ok(device_joins(dora, PARTY_ROOM));
    party.anna = dora;
    party_agrees(&party);
    party_is(&party, "connecting");
    ok(device_publishes(party.carl, NULL));
    party_is(&party, "standby");
    party_fini(&party);
}

static void a_device_that_sends_nothing_takes_over_in_silence(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_agrees(&party);
    device_connects(party.carl, NULL);
    party_is(&party, "standby");
    assert_string_equal(text_at(party_source(&party, "camera"), "state"), "paused");
    device_listens(party.bob);
    world_plays(party.world, 300);
    assert_int_equal(device_hears(party.bob, party.anna), 0);
    ok(device_returns(party.anna));
    world_plays(party.world, 300);
    party_heard(&party, party.anna, party.carl);
    assert_string_equal(text_at(party_source(&party, "camera"), "state"), "live");
    party_fini(&party);
}

/* --- returning -------------------------------------------------------------------------------- */

static void the_old_device_brings_the_call_back(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    world_plays(party.world, 3000);
    device_listens(party.bob);
    ok(device_returns(party.anna));
    party_is(&party, "returning");
    world_plays(party.world, 200);
    party_is(&party, "ended");
    assert_string_equal(text_at(device_gets(party.anna, "returned"), "id"), party.anna->id);
    device_gets(party.carl, "returned");
    party_told(party.anna, "returned", "by_old");
    party_told(party.carl, "returned", "by_old");
    assert_int_equal(party.carl->up->closed, 1);
    assert_int_equal(party.carl->down->closed, 1);
    assert_int_equal(party.anna->up->closed, 0);
    for (int line = 0; line < 7; line++)
        assert_true(party.bob->down->lines[line].longest_gap <= BATON_MS(65));
    party_heard(&party, party.anna, party.carl);
    party_fini(&party);
}

static void the_new_device_gives_the_call_back(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    ok(device_returns(party.carl));
    world_plays(party.world, 200);
    party_told(party.anna, "returned", "by_new");
    party_told(party.carl, "returned", "by_new");
    party_heard(&party, party.anna, party.carl);
    party_fini(&party);
}

static void nobody_returns_when_there_is_no_standby(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    assert_int_equal(device_returns(party.anna), BATON_E_NO_SUCH_TRANSFER);
    party_offers(&party);
    assert_int_equal(device_returns(party.anna), BATON_E_NO_STANDBY);
    ok(device_scans(party.carl, party.anna->code));
    assert_int_equal(device_returns(party.carl), BATON_E_NO_STANDBY);
    assert_int_equal(device_returns(party.bob), BATON_E_NO_SUCH_TRANSFER);
    ok(device_confirms(party.anna, true, party.carl->number));
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 300);
    ok(device_returns(party.anna));
    assert_int_equal(device_returns(party.anna), BATON_E_WRONG_STATE);
    world_plays(party.world, 300);
    assert_int_equal(device_returns(party.anna), BATON_E_NO_SUCH_TRANSFER);
    party_fini(&party);
}

static void a_return_to_a_silent_device_leaves_the_call_where_it_is(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_moves(&party);
    device_feed(party.anna, BATON_CAMERA)->quiet = true;
    device_feed(party.anna, BATON_MICROPHONE)->quiet = true;
    ok(device_returns(party.anna));
    world_plays(party.world, 5100);
    party_told(party.anna, "moved", "return_failed");
    party_told(party.carl, "moved", "return_failed");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void without_grace_the_move_is_final_at_once(void **state)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM, .has = BATON_ROOM_GRACE};
    struct party party;
    (void)state;
    party_init_with(&party, &settings, "microphone camera");
    party_connects(&party);
    world_plays(party.world, 200);
    party_is(&party, "ended");
    party_told(party.anna, "moved", "none");
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

/* --- again and again -------------------------------------------------------------------------- */

static void twenty_moves_leave_nothing_behind(void **state)
{
    static const char *const counts[] = {"rooms",     "participants", "devices", "handles",
                                         "sources",   "transfers",    "codes",   "locked_origins"};
    int before[8];
    struct party party;
    (void)state;
    party_init(&party);
    party_swaps(&party); /* Carl's handles are there from now on */
    char *id = g_strdup(party.anna->id);
    char *sources = json_dumps(json_object_get(party_anna(&party), "sources"), JSON_SORT_KEYS);
    for (int i = 0; i < 8; i++)
        before[i] = world_status(party.world, counts[i]);
    for (int move = 0; move < 20; move++) {
        party_swaps(&party);
        assert_string_equal(party.anna->id, id);
        party_heard(&party, party.anna, party.carl);
    }
    for (int i = 0; i < 8; i++)
        assert_int_equal(world_status(party.world, counts[i]), before[i]);
    char *after = json_dumps(json_object_get(party_anna(&party), "sources"), JSON_SORT_KEYS);
    assert_string_equal(after, sources);
    free(sources);
    free(after);
    g_free(id);
    party_fini(&party);
}

static void twenty_moves_and_returns_leave_nothing_behind(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    int handles = world_status(party.world, "handles");
    for (int move = 0; move < 20; move++) {
        party_moves(&party);
        ok(device_returns(move % 2 ? party.anna : party.carl));
        world_plays(party.world, 300);
        party_is(&party, "ended");
        device_listens(party.anna);
        device_listens(party.carl);
    }
    assert_int_equal(world_status(party.world, "handles"), handles + 2);
    assert_int_equal(world_status(party.world, "devices"), 2);
    assert_int_equal(world_status(party.world, "sources"), 4);
    assert_int_equal(world_status(party.world, "transfers"), 0);
    party_heard(&party, party.anna, party.carl);
    party_fini(&party);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_moves_to_the_device_that_scans_its_code),
        cmocka_unit_test(the_right_number_is_among_three_different_ones),
        cmocka_unit_test(the_others_see_no_break_and_no_news),
        cmocka_unit_test(
            not_a_packet_of_the_new_device_is_heard_before_the_swap_nor_of_the_old_after),
        cmocka_unit_test(with_yes_or_no_there_is_no_number),
        cmocka_unit_test(with_confirmation_by_nobody_the_new_device_is_admitted_at_once),
        cmocka_unit_test(a_device_may_be_connected_before_it_is_agreed_to),
        cmocka_unit_test(a_request_may_ask_for_more_confirmation_than_the_room_never_for_less),
        cmocka_unit_test(a_code_can_be_a_link),
        cmocka_unit_test(the_person_stays_who_they_are),
        cmocka_unit_test(the_new_device_is_given_the_room_and_its_history),
        cmocka_unit_test(a_muted_microphone_stays_muted),
        cmocka_unit_test(everything_muted_moves_as_soon_as_the_channels_are_up),
        cmocka_unit_test(what_the_new_device_muted_before_the_move_is_muted_after_it),
        cmocka_unit_test(a_mute_by_configure_before_the_move_counts_as_well),
        cmocka_unit_test(what_was_unmuted_after_the_move_is_not_muted_again_by_the_next),
        cmocka_unit_test(a_mute_survives_that_the_new_device_publishes_again),
        cmocka_unit_test(the_layout_moves_with_its_pins),
        cmocka_unit_test(the_layout_moves_to_a_device_that_subscribed_early_and_is_told_so),
        cmocka_unit_test(fewer_slots_on_the_new_device_take_what_fits),
        cmocka_unit_test(a_screen_that_only_the_old_device_shares_pauses_and_ends_with_the_standby),
        cmocka_unit_test(a_paused_screen_goes_on_when_the_call_returns),
        cmocka_unit_test(
            a_camera_that_only_the_new_device_has_begins_with_the_move_and_ends_with_the_return),
        cmocka_unit_test(a_screen_moves_when_both_devices_share_one),
        cmocka_unit_test(a_screen_alone_opens_the_gate),
        cmocka_unit_test(a_screen_opens_the_gate_when_the_camera_beside_it_has_ended),
        cmocka_unit_test(a_call_without_pictures_moves_at_the_first_sound),
        cmocka_unit_test(a_call_with_h264_moves_as_well),
        cmocka_unit_test(who_sends_nothing_moves_when_the_channels_are_up),
        cmocka_unit_test(who_neither_sends_nor_sees_moves_with_an_empty_publish),
        cmocka_unit_test(a_device_that_sends_nothing_takes_over_in_silence),
        cmocka_unit_test(the_old_device_brings_the_call_back),
        cmocka_unit_test(the_new_device_gives_the_call_back),
        cmocka_unit_test(nobody_returns_when_there_is_no_standby),
        cmocka_unit_test(a_return_to_a_silent_device_leaves_the_call_where_it_is),
        cmocka_unit_test(without_grace_the_move_is_final_at_once),
        cmocka_unit_test(twenty_moves_leave_nothing_behind),
        cmocka_unit_test(twenty_moves_and_returns_leave_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
