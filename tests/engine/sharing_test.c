/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each downlink gets: the encodings of slots, the reasons, and what senders are told about it. */
#include <string.h>

#include "fake/world.h"
#include "test.h"

#define ROOM   "den"
#define CAMERA "3" /* the first slot for video of device_connects */

/* Cora sends three encodings, 90, 180 and 360 pixels high. Dan watches. */
struct show {
    struct fake_world *world;
    struct fake_device *cora, *dan;
};

static void show_begins(struct show *show, const struct baton_room_settings *settings)
{
    show->world = world_new();
    ok(world_creates_room_with(show->world, settings, false));
    show->cora = device_new(show->world, "Cora");
    show->cora->encodings = 3;
    show->dan = device_new(show->world, "Dan");
    device_enters(show->cora, ROOM, "microphone camera");
    device_enters(show->dan, ROOM, "microphone");
}

/* Plays, and Cora's client sends what it is told to send. */
static void show_plays(struct show *show, int milliseconds)
{
    for (int passed = 0; passed < milliseconds; passed += 100) {
        world_plays(show->world, 100);
        device_obeys(show->cora);
    }
}

#define SHOW_TEST(function)                                                                        \
    static void function(struct show *show);                                                       \
    static void function##_in_a_show(UNUSED void **state)                                          \
    {                                                                                              \
        const struct baton_room_settings settings = {.room = ROOM};                                \
        struct show show;                                                                          \
        show_begins(&show, &settings);                                                             \
        function(&show);                                                                           \
        world_free(show.world);                                                                    \
    }                                                                                              \
    TEST_ADDED(__COUNTER__, .name = #function, .test_func = function##_in_a_show)                  \
    static void function(struct show *show)

static const json_t *downlink_of(struct show *show, const struct fake_device *device)
{
    struct baton_failure failure;
    const json_t *reply = world_keeps_reply(
        show->world, baton_engine_devices(show->world->engine, ROOM, device->id, &failure));
    return json_object_get(json_array_get(json_object_get(reply, "devices"), 0), "downlink");
}

/* The slot as Dan's client would be told about it now. The world owns it until its next reply. */
static const json_t *slot(struct show *show)
{
    return element_with(json_object_get(downlink_of(show, show->dan), "slots"), "mid", CAMERA);
}

/* `encoding` -1: nothing is sent. `reason` NULL: nothing limits the slot. */
static void gets(struct show *show, int encoding, const char *reason)
{
    const json_t *now = slot(show), *sent = json_object_get(now, "encoding");
    const char *limit = json_string_value(json_object_get(now, "limited_by"));
    assert_int_equal(json_is_null(sent) ? -1 : (int)json_integer_value(sent), encoding);
    if (reason)
        assert_string_equal(limit ? limit : "nothing", reason);
    else
        assert_null(limit);
}

/* The packets of the slot since the last call. */
static unsigned packets(struct show *show)
{
    struct fake_line *line = &show->dan->down->lines[atoi(CAMERA)];
    const unsigned count = line->packets;
    fake_handle_listen(show->dan->down);
    return count;
}

/* --- what a slot gets ------------------------------------------------------------------------- */

SHOW_TEST(a_slot_begins_small_and_rises_on_a_free_line)
{
    ok(device_publishes(show->cora, "microphone"));
    device_starts_listening(show->dan);
    ok(device_publishes(show->cora, "microphone camera"));
    const json_t *first = json_object_get(device_gets_on_downlink(show->dan, "slots"), "slots");
    assert_int_equal(number_at(element_with(first, "mid", CAMERA), "encoding"), 0);
    show_plays(show, 15000);
    gets(show, 2, NULL);
    assert_int_equal(number_at(slot(show), "encodings"), 3);
    assert_int_equal(number_at(slot(show), "height"), 360);
}

SHOW_TEST(a_slot_gets_no_more_than_fills_the_height_at_which_it_is_shown)
{
    show_plays(show, 15000);
    ok(device_sizes(show->dan, CAMERA, 90));
    show_plays(show, 1000);
    gets(show, 0, "size");
    ok(device_sizes(show->dan, CAMERA, 180));
    show_plays(show, 15000);
    gets(show, 1, "size");
    ok(device_sizes(show->dan, CAMERA, 1080));
    show_plays(show, 15000);
    gets(show, 2, NULL);
}

SHOW_TEST(a_hidden_slot_gets_nothing_and_begins_again_at_once)
{
    show_plays(show, 3000);
    ok(device_sizes(show->dan, CAMERA, 0));
    gets(show, -1, "hidden");
    packets(show);
    show_plays(show, 1000);
    assert_int_equal(packets(show), 0);
    ok(device_sizes(show->dan, CAMERA, 360));
    show_plays(show, 1000);
    assert_true(packets(show) > 10);
}

SHOW_TEST(a_source_that_comes_on_a_hidden_slot_is_not_sent)
{
    ok(device_sizes(show->dan, CAMERA, 0));
    ok(device_publishes(show->cora, "microphone"));
    ok(device_publishes(show->cora, "microphone camera"));
    packets(show);
    show_plays(show, 1000);
    gets(show, -1, "hidden");
    assert_int_equal(packets(show), 0);
}

SHOW_TEST(the_participant_can_limit_the_own_downlink)
{
    const struct baton_layout_request save = {.has_bitrate = true, .bitrate = 100000};
    const struct baton_layout_request spend = {.has_bitrate = true};
    show_plays(show, 15000);
    ok(device_lays_out(show->dan, &save));
    assert_int_equal(number_at(downlink_of(show, show->dan), "ceiling"), 100000);
    show_plays(show, 3000);
    const json_t *limited = json_object_get(slot(show), "limited_by");
    assert_string_equal(json_string_value(limited), "ceiling");
    ok(device_lays_out(show->dan, &spend));
    show_plays(show, 15000);
    gets(show, 2, NULL);
}

SHOW_TEST(sound_comes_first_and_one_voice_is_always_heard)
{
    const struct baton_layout_request save = {.has_bitrate = true, .bitrate = 32000};
    struct fake_device *eve = device_new(show->world, "Eve");
    unsigned told = 0, heard = 0;
    device_enters(eve, ROOM, "microphone");
    show_plays(show, 3000);
    ok(device_lays_out(show->dan, &save));
    gets(show, -1, "ceiling");
    fake_handle_listen(show->dan->down);
    show_plays(show, 1000);
    const json_t *slots = json_object_get(downlink_of(show, show->dan), "slots");
    for (size_t i = 0; i < 3; i++) {
        told += json_is_integer(json_object_get(json_array_get(slots, i), "encoding"));
        heard += show->dan->down->lines[i].packets > 0;
    }
    assert_int_equal(told, 1);
    assert_int_equal(heard, 1);
}

TEST(the_lower_ceiling_of_room_and_participant_counts)
{
    const struct baton_room_settings settings = {
        .room = ROOM, .has = BATON_ROOM_DOWNLINK_BITRATE, .downlink_bitrate = 90000};
    struct baton_layout_request own = {.has_bitrate = true, .bitrate = 100000};
    struct show show;
    show_begins(&show, &settings);
    ok(device_lays_out(show.dan, &own));
    assert_int_equal(number_at(downlink_of(&show, show.dan), "ceiling"), 90000);
    own.bitrate = 80000;
    ok(device_lays_out(show.dan, &own));
    assert_int_equal(number_at(downlink_of(&show, show.dan), "ceiling"), 80000);
    world_free(show.world);
}

/* The encodings that Cora's client does not send: bits. */
static unsigned idle(const struct show *show)
{
    return device_feed(show->cora, BATON_CAMERA)->idle;
}

SHOW_TEST(a_slot_falls_back_if_the_sender_stops_an_encoding_and_rises_when_it_comes_again)
{
    const unsigned cannot = 1u << 2;
    show_plays(show, 15000);
    for (int i = 0; i < 50; i++) {
        if (device_obeys(show->cora))
            assert_int_equal(idle(show) & cannot, 0); /* it should send it as soon as it can */
        device_feed(show->cora, BATON_CAMERA)->idle |= cannot;
        world_plays(show->world, 100);
    }
    gets(show, 1, "sender");
    device_feed(show->cora, BATON_CAMERA)->idle &= ~cannot;
    show_plays(show, 15000);
    gets(show, 2, NULL);
}

SHOW_TEST(a_muted_source_begins_small_again)
{
    show_plays(show, 15000);
    ok(device_mutes(show->cora, BATON_CAMERA, true));
    show_plays(show, 3000);
    gets(show, 0, NULL);
    ok(device_mutes(show->cora, BATON_CAMERA, false));
    packets(show);
    show_plays(show, 1000);
    assert_true(packets(show) > 10);
}

/* --- what the viewer is told ------------------------------------------------------------------ */

SHOW_TEST(the_client_is_told_of_levels_not_more_than_twice_in_a_second)
{
    unsigned told = 0;
    show_plays(show, 500);
    device_starts_listening(show->dan);
    const unsigned notified = show->world->host.notified;
    show_plays(show, 15000);
    while (fake_handle_take(show->dan->down, "slots"))
        told++;
    assert_int_in_range(told, 1, 30);
    assert_true(show->world->host.notified > notified);
    show_plays(show, 5000); /* nothing changes any more */
    assert_null(fake_handle_take(show->dan->down, "slots"));
}

SHOW_TEST(the_reply_to_layout_has_the_new_levels_and_no_event_repeats_them)
{
    show_plays(show, 15000);
    device_starts_listening(show->dan);
    ok(device_sizes(show->dan, CAMERA, 0));
    const json_t *told = element_with(json_object_get(show->dan->reply, "slots"), "mid", CAMERA);
    assert_string_equal(text_at(told, "limited_by"), "hidden");
    show_plays(show, 1000);
    assert_null(fake_handle_take(show->dan->down, "slots"));
}

/* --- what the sender is told ------------------------------------------------------------------ */

SHOW_TEST(the_sender_stops_what_nobody_watches)
{
    ok(device_sizes(show->dan, CAMERA, 90));
    show_plays(show, 3000);
    assert_int_equal(idle(show), 1u << 1 | 1u << 2);
    ok(device_sizes(show->dan, CAMERA, 0));
    show_plays(show, 1500);
    assert_int_equal(idle(show), 1u << 1 | 1u << 2);
    show_plays(show, 1500);
    assert_int_equal(idle(show), 7);
}

SHOW_TEST(the_sender_begins_at_once_when_somebody_watches_again)
{
    ok(device_sizes(show->dan, CAMERA, 0));
    show_plays(show, 3000);
    assert_int_equal(idle(show), 7);
    ok(device_sizes(show->dan, CAMERA, 90));
    assert_true(device_obeys(show->cora)); /* with the request itself */
    assert_int_equal(idle(show), 6);
    packets(show);
    show_plays(show, 500);
    assert_true(packets(show) > 5);
}

SHOW_TEST(the_sender_is_told_again_after_a_gap)
{
    ok(device_sizes(show->dan, CAMERA, 90));
    show_plays(show, 3000);
    device_starts_listening(show->cora);
    ok(device_syncs(show->cora, 0));
    device_feed(show->cora, BATON_CAMERA)->idle = 0;
    assert_true(device_obeys(show->cora));
    assert_int_equal(idle(show), 6);
}

SHOW_TEST(the_reply_to_publish_lists_the_encodings_of_each_source)
{
    ok(device_publishes(show->cora, "microphone camera"));
    const json_t *sources = json_object_get(show->cora->reply, "sources");
    const json_t *camera = element_with(sources, "kind", "camera");
    const json_t *encodings = json_object_get(camera, "encodings");
    assert_int_equal(json_array_size(encodings), 3);
    assert_string_equal(text_at(json_array_get(encodings, 0), "rid"), "l");
    assert_true(is_true_at(json_array_get(encodings, 2), "active"));
    const json_t *microphone = element_with(sources, "kind", "microphone");
    assert_int_equal(json_array_size(json_object_get(microphone, "encodings")), 0);
}

SHOW_TEST(a_plain_sender_is_told_nothing)
{
    struct fake_device *eve = device_new(show->world, "Eve");
    device_enters(eve, ROOM, "microphone camera");
    show_plays(show, 5000);
    assert_false(fake_handle_has(eve->up, "encodings"));
    assert_false(fake_handle_has(show->dan->up, "encodings"));
}

/* --- what an operator sees -------------------------------------------------------------------- */

SHOW_TEST(an_operator_sees_the_encodings_of_a_source)
{
    struct baton_failure failure;
    show_plays(show, 15000);
    const json_t *reply =
        world_keeps_reply(show->world, baton_engine_sources(show->world->engine, ROOM, &failure));
    const json_t *camera = element_with(json_object_get(reply, "sources"), "kind", "camera");
    const json_t *encodings = json_object_get(camera, "encodings");
    const json_t *largest = json_array_get(encodings, 2);
    assert_int_equal(json_array_size(encodings), 3);
    assert_string_equal(text_at(largest, "rid"), "h");
    assert_int_equal(number_at(largest, "height"), 360);
    assert_int_equal(number_at(largest, "watchers"), 1);
    assert_true(number_at(largest, "bitrate") > 100000);
    assert_int_equal(number_at(json_array_get(encodings, 0), "watchers"), 0);
}

SHOW_TEST(an_operator_sees_what_is_sent_on_a_downlink)
{
    show_plays(show, 15000);
    const json_t *downlink = downlink_of(show, show->dan);
    assert_true(number_at(downlink, "sent") > 100000);
    assert_true(
        json_is_null(json_object_get(downlink, "rtt"))); /* the fake receiver reports nothing */
    assert_true(json_is_null(json_object_get(downlink, "loss")));
}

/* --- transfers -------------------------------------------------------------------------------- */

/* Cora's call moves to this device. */
static void move(struct show *show, struct fake_device *to)
{
    ok(device_shows_code(show->cora));
    ok(device_scans(to, show->cora->code));
    ok(device_confirms(show->cora, true, to->number));
    device_connects(to, "microphone camera");
    for (int passed = 0; passed < 1000; passed += 100) {
        show_plays(show, 100);
        device_obeys(to);
    }
    assert_non_null(fake_handle_take(to->up, "moved"));
}

SHOW_TEST(a_call_moves_to_a_plain_device_and_returns)
{
    struct fake_device *carl = device_new(show->world, "Carl");
    show_plays(show, 15000);
    move(show, carl);
    show_plays(show, 2000);
    gets(show, 0, NULL);
    assert_int_equal(number_at(slot(show), "encodings"), 1);
    ok(device_returns(show->cora));
    packets(show);
    show_plays(show, 15000);
    assert_true(packets(show) > 300);
    gets(show, 2, NULL);
}

SHOW_TEST(the_device_that_can_take_the_call_back_sends_what_is_watched)
{
    struct fake_device *carl = device_new(show->world, "Carl");
    carl->encodings = 3;
    ok(device_sizes(show->dan, CAMERA, 90));
    show_plays(show, 3000);
    assert_int_equal(idle(show), 6);
    move(show, carl);
    ok(device_sizes(show->dan, CAMERA, 360));
    show_plays(show, 9000);
    assert_int_equal(idle(show) & 4, 0);
    assert_int_equal(idle(show) & 1, 0); /* it is told to begin, and not to stop */
}
