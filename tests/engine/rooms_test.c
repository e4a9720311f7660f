/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms: requests that create, list, edit and destroy them, and the key, secret or pin that each request needs. */
#include <string.h>

#include "fake/party.h"
#include "test.h"

static const struct baton_authority admin = {.admin = true};
static const struct baton_authority anybody = {.admin = false};
static const struct baton_page_request first_page = {.limit = BATON_PAGE_MAX};

/* --- rooms ------------------------------------------------------------------------------------ */

TEST(rooms_are_created_listed_and_destroyed)
{
    struct fake_world *world = world_new();
    struct baton_failure failure;
    const struct baton_room_settings nameless = {.room = NULL};
    const struct baton_room_settings secret = {
        .room = "den", .has = BATON_ROOM_PRIVATE, .is_private = true};
    world_creates_room(world, PARTY_ROOM);
    ok(world_creates_room_with(world, &nameless, false));
    ok(world_creates_room_with(world, &secret, false));
    assert_int_equal(world_creates_room_with(world, &secret, false), BATON_E_ROOM_EXISTS);
    json_t *rooms = json_object_get(
        world_keeps_reply(world, baton_engine_list(world->engine, &anybody, &first_page, NULL)),
        "rooms");
    assert_int_equal(json_array_size(rooms), 2);
    const json_t *standup = element_with(rooms, "room", PARTY_ROOM);
    assert_string_equal(text_at(standup, "description"), PARTY_ROOM);
    assert_int_equal(number_at(standup, "bitrate"), 1500000);
    assert_int_equal(number_at(standup, "grace"), 10);
    rooms = json_object_get(
        world_keeps_reply(world, baton_engine_list(world->engine, &admin, &first_page, NULL)),
        "rooms");
    assert_int_equal(json_array_size(rooms), 3);
    assert_true(
        is_true_at(world_keeps_reply(world, baton_engine_exists(world->engine, "den")), "exists"));
    ok(world_destroys_room(world, "den"));
    assert_int_equal(world_destroys_room(world, "den"), BATON_E_NO_SUCH_ROOM);
    assert_false(
        is_true_at(world_keeps_reply(world, baton_engine_exists(world->engine, "den")), "exists"));
    assert_null(
        baton_engine_participants(world->engine, NULL, "den", &admin, &first_page, &failure));
    world_free(world);
}

TEST(creating_rooms_and_listing_private_rooms_needs_the_admin_key)
{
    struct baton_failure failure;
    struct baton_config config;
    const struct baton_room_settings settings = {
        .room = "den", .has = BATON_ROOM_PRIVATE, .is_private = true};
    const struct baton_authority right = {.admin_key = "key"}, wrong = {.admin_key = "no"};
    baton_config_init(&config);
    config.admin_key = g_strdup("key");
    config.max_rooms = 1;
    struct fake_world *world = world_new_with(1, &config);
    struct baton_engine *engine = world->engine;
    assert_null(baton_engine_create(engine, &settings, false, &anybody, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_null(baton_engine_create(engine, &settings, false, &wrong, &failure));
    world_keeps_reply(world, baton_engine_create(engine, &settings, false, &right, NULL));
    assert_int_equal(
        world_creates_room_with(world, &(struct baton_room_settings){.room = "x"}, false),
        BATON_E_LIMIT_REACHED);
    assert_null(baton_engine_list(engine, &wrong, &first_page, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    const json_t *known =
        world_keeps_reply(world, baton_engine_list(engine, &right, &first_page, NULL));
    assert_int_equal(json_array_size(json_object_get(known, "rooms")), 1);
    const json_t *hidden =
        world_keeps_reply(world, baton_engine_list(engine, &anybody, &first_page, NULL));
    assert_int_equal(json_array_size(json_object_get(hidden, "rooms")), 0);
    world_free(world);
}

TEST(a_request_about_a_permanent_room_changes_nothing_if_saving_fails)
{
    struct fake_world *world = world_new();
    struct baton_failure failure;
    const struct baton_room_settings settings = {
        .room = "den", .has = BATON_ROOM_PIN | BATON_ROOM_GRACE, .pin = "4711", .grace = 5};
    const struct baton_room_settings change = {
        .room = "den", .has = BATON_ROOM_GRACE | BATON_ROOM_PIN, .grace = 7, .pin = ""};
    world->host.save_fails = true;
    assert_int_equal(world_creates_room_with(world, &settings, true), BATON_E_SAVE_FAILED);
    assert_int_equal(world_status(world, "rooms"), 0);
    world->host.save_fails = false;
    ok(world_creates_room_with(world, &settings, true));
    assert_int_equal(world->host.saved->len, 1);
    assert_string_equal(text_at(world->host.last_saved, "pin"), "4711");

    world->host.save_fails = true;
    assert_null(baton_engine_edit(world->engine, &change, true, &admin, &failure));
    assert_int_equal(failure.error, BATON_E_SAVE_FAILED);
    assert_null(baton_engine_destroy(world->engine, "den", true, &admin, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_SAVE_FAILED);
    json_t *rooms = json_object_get(
        world_keeps_reply(world, baton_engine_list(world->engine, &anybody, &first_page, NULL)),
        "rooms");
    assert_int_equal(number_at(json_array_get(rooms, 0), "grace"), 5);

    world->host.save_fails = false;
    world_keeps_reply(world, baton_engine_edit(world->engine, &change, true, &admin, NULL));
    assert_int_equal(number_at(world->host.last_saved, "grace"), 7);
    assert_true(json_is_null(json_object_get(world->host.last_saved, "pin")));
    world_keeps_reply(
        world, baton_engine_destroy(world->engine, "den", true, &admin, world->now, NULL));
    assert_int_equal(world->host.saved->len, 0);
    world_free(world);
}

TEST(changing_a_room_needs_its_secret)
{
    struct fake_world *world = world_new();
    struct baton_failure failure;
    const struct baton_authority right = {.secret = "s3cret"}, wrong = {.secret = "no"},
                                 pin = {.pin = "4711"};
    const struct baton_room_settings settings = {.room = "den",
        .has = BATON_ROOM_SECRET | BATON_ROOM_PIN,
        .secret = "s3cret",
        .pin = "4711"};
    const struct baton_room_settings change = {.room = "den",
        .has = BATON_ROOM_DESCRIPTION | BATON_ROOM_BITRATE | BATON_ROOM_MAX_PARTICIPANTS |
               BATON_ROOM_CODE_LIFETIME | BATON_ROOM_PIN,
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM,
        .description = "The den",
        .bitrate = 64000,
        .max_participants = 1,
        .code_lifetime = 5,
        .confirm = {.form = BATON_FORM_YESNO},
        .pin = ""};
    ok(world_creates_room_with(world, &settings, false));
    struct baton_engine *engine = world->engine;
    assert_null(baton_engine_participants(engine, NULL, "den", &anybody, &first_page, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_PIN);
    world_keeps_reply(
        world, baton_engine_participants(engine, NULL, "den", &pin, &first_page, NULL));
    world_keeps_reply(
        world, baton_engine_participants(engine, NULL, "den", &right, &first_page, NULL));
    assert_null(baton_engine_edit(engine, &change, false, &anybody, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_SECRET);
    assert_null(baton_engine_destroy(engine, "den", false, &wrong, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_SECRET);
    world_keeps_reply(world, baton_engine_edit(engine, &change, false, &right, NULL));
    assert_null(baton_engine_participants(engine, NULL, "den", &anybody, &first_page, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_SECRET);
    struct fake_device *anna = device_new(world, "Anna"), *bob = device_new(world, "Bob");
    ok(device_joins(anna, "den"));
    assert_int_equal(device_joins(bob, "den"), BATON_E_ROOM_FULL);
    world_free(world);
}

/* --- pages ------------------------------------------------------------------------------------ */

TEST(rooms_are_listed_in_pages)
{
    struct fake_world *world = world_new();
    struct baton_page_request page = {.limit = 10};
    char id[16], last[16] = "";
    int count = 0;

    for (int i = 0; i < 25; i++) {
        g_snprintf(id, sizeof(id), "room-%02d", i);
        world_creates_room(world, id);
    }
    for (;;) {
        json_t *list =
            world_keeps_reply(world, baton_engine_list(world->engine, &anybody, &page, NULL));
        const json_t *rooms = json_object_get(list, "rooms");
        for (size_t i = 0; i < json_array_size(rooms); i++, count++) {
            const char *found =
                json_string_value(json_object_get(json_array_get(rooms, i), "room"));
            assert_true(strcmp(last, found) < 0);
            g_strlcpy(last, found, sizeof(last));
        }
        page.after = json_string_value(json_object_get(list, "next"));
        if (!page.after)
            break;
        assert_int_equal(json_array_size(rooms), 10);
    }
    assert_int_equal(count, 25);
    world_free(world);
}
