/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms: requests that create, list, edit and destroy them, and the key, secret or pin that each request needs. */
#include <string.h>

#include "engine/party_test.h"
#include "state/room.h"
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
    assert_null(baton_engine_create(engine, &settings, false, &anybody, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_null(baton_engine_create(engine, &settings, false, &wrong, world->now, &failure));
    world_keeps_reply(
        world, baton_engine_create(engine, &settings, false, &right, world->now, NULL));
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

/* Returns the secret that Baton made for the room. The world owns it until the next reply. */
static const char *create_as_client(struct fake_world *world, const char *room)
{
    const struct baton_room_settings settings = {.room = room};
    return text_at(world_keeps_reply(world, baton_engine_create(world->engine, &settings, false,
                                                &anybody, world->now, NULL)),
        "secret");
}

TEST(a_room_of_a_client_gets_a_secret_and_nothing_else_opens_it)
{
    struct fake_world *world = world_new();
    struct baton_failure failure;
    char secret[BATON_ROOM_SECRET_SIZE];
    const struct baton_room_settings change = {.room = "den", .has = BATON_ROOM_PIN, .pin = ""};
    const struct baton_room_settings empty = {
        .room = "other", .has = BATON_ROOM_SECRET, .secret = ""};
    g_strlcpy(secret, create_as_client(world, "den"), sizeof(secret));
    assert_int_equal(strlen(secret), 32);
    const struct baton_authority maker = {.secret = secret}, guess = {.secret = ""},
                                 key = {.admin_key = ""};
    assert_null(baton_engine_edit(world->engine, &change, false, &anybody, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_SECRET);
    assert_null(baton_engine_edit(world->engine, &change, false, &guess, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_SECRET);
    assert_null(baton_engine_destroy(world->engine, "den", false, &key, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_SECRET);
    world_keeps_reply(world, baton_engine_edit(world->engine, &change, false, &maker, NULL));
    struct fake_device *anna = device_new(world, "Anna");
    ok(device_joins_as(anna, &(struct baton_join_request){.room = "den", .secret = secret}));
    assert_true(is_true_at(anna->reply, "moderator"));
    world_keeps_reply(
        world, baton_engine_destroy(world->engine, "den", false, &maker, world->now, NULL));

    const json_t *made = world_keeps_reply(
        world, baton_engine_create(world->engine, &empty, false, &anybody, world->now, NULL));
    assert_int_equal(strlen(text_at(made, "secret")), 32);
    assert_string_not_equal(text_at(made, "secret"), secret);
    world_free(world);
}

TEST(no_room_is_made_without_random_numbers_for_its_secret)
{
    struct fake_world *world = world_new();
    struct baton_failure failure;
    const struct baton_room_settings settings = {.room = "den"};
    world->host.draws_left = 0;
    assert_null(
        baton_engine_create(world->engine, &settings, false, &anybody, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_INTERNAL);
    assert_int_equal(world_status(world, "rooms"), 0);
    world_free(world);
}

TEST(a_secret_that_was_given_is_not_sent_back)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings settings = {
        .room = "den", .has = BATON_ROOM_SECRET, .secret = "s3cret"};
    const json_t *made = world_keeps_reply(
        world, baton_engine_create(world->engine, &settings, false, &anybody, world->now, NULL));
    assert_null(json_object_get(made, "secret"));
    world_free(world);
}

TEST(a_room_without_a_secret_belongs_to_the_operator)
{
    struct fake_world *world = world_new();
    struct baton_failure failure;
    const struct baton_authority secret = {.secret = ""}, key = {.admin_key = "key"};
    const struct baton_room_settings change = {
        .room = PARTY_ROOM, .has = BATON_ROOM_GRACE, .grace = 1};
    world_creates_room(world, PARTY_ROOM);
    struct baton_engine *engine = world->engine;
    assert_null(baton_engine_edit(engine, &change, false, &anybody, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_null(baton_engine_edit(engine, &change, false, &secret, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_null(baton_engine_destroy(engine, PARTY_ROOM, false, &key, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    world_keeps_reply(world, baton_engine_edit(engine, &change, false, &admin, NULL));
    world_free(world);
}

TEST(the_admin_key_opens_every_room_and_only_it_makes_rooms_permanent)
{
    struct baton_failure failure;
    struct baton_config config;
    const struct baton_room_settings settings = {
        .room = "den", .has = BATON_ROOM_SECRET, .secret = "s3cret"};
    const struct baton_authority secret = {.secret = "s3cret"},
                                 wrong = {.admin_key = "no", .secret = "s3cret"};
    baton_config_init(&config);
    config.admin_key = g_strdup("key");
    struct fake_world *world = world_new_with(1, &config);
    struct baton_engine *engine = world->engine;
    const struct baton_authority key = {.admin_key = "key", .later = &world->later};
    world_creates_room(world, PARTY_ROOM);
    assert_null(baton_engine_create(engine, &settings, true, &key, world->now, &failure));
    world_stores(world);
    assert_true(is_true_at(world_takes_later(world), "permanent"));
    assert_null(baton_engine_edit(engine, &settings, true, &secret, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_null(baton_engine_edit(engine, &settings, false, &wrong, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_null(baton_engine_destroy(engine, "den", true, &secret, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    world_keeps_reply(world, baton_engine_edit(engine, &settings, false, &secret, NULL));
    assert_null(baton_engine_edit(engine, &settings, true, &key, &failure));
    world_stores(world);
    assert_string_equal(text_at(world_takes_later(world), "baton"), "edited");
    assert_null(baton_engine_destroy(engine, "den", true, &key, world->now, &failure));
    world_stores(world);
    assert_string_equal(text_at(world_takes_later(world), "baton"), "destroyed");
    world_keeps_reply(
        world, baton_engine_destroy(engine, PARTY_ROOM, false, &key, world->now, NULL));
    world_free(world);
}

TEST(without_an_admin_key_no_client_makes_a_room_permanent)
{
    struct fake_world *world = world_new();
    struct baton_failure failure;
    const struct baton_authority key = {.admin_key = "key"}, secret = {.secret = "s3cret"};
    const struct baton_room_settings settings = {
        .room = "den", .has = BATON_ROOM_SECRET, .secret = "s3cret"};
    assert_null(baton_engine_create(world->engine, &settings, true, &key, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_int_equal(world_status(world, "rooms"), 0);
    ok(world_creates_room_with(world, &settings, false));
    assert_null(baton_engine_edit(world->engine, &settings, true, &secret, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_null(baton_engine_destroy(world->engine, "den", true, &secret, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_UNAUTHORIZED);
    assert_int_equal(world->memory->rooms->len, 0);
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

/* --- what one session may use ----------------------------------------------------------------- */

/* The authority of a client that sends from this device's uplink. */
static struct baton_authority from(const struct fake_device *device)
{
    return (struct baton_authority){.from = device->uplink};
}

static enum baton_error creates(
    struct fake_world *world, const struct fake_device *device, const char *room)
{
    const struct baton_authority by = from(device);
    const struct baton_room_settings settings = {.room = room};
    struct baton_failure failure = {.error = BATON_OK};
    json_t *reply = baton_engine_create(world->engine, &settings, false, &by, world->now, &failure);
    if (reply)
        world_keeps_reply(world, reply);
    else if (failure.error == BATON_E_LIMIT_REACHED)
        assert_non_null(strstr(failure.text, "max_session_rooms"));
    return failure.error;
}

/* A device of this session, in the operator's room. */
static struct fake_device *member(struct fake_world *world, const char *name, const char *session)
{
    struct fake_device *device = device_new(world, name);
    device->session = session;
    ok(device_joins(device, PARTY_ROOM));
    return device;
}

static struct fake_world *limited_world(void)
{
    struct baton_config config;
    baton_config_init(&config);
    config.max_session_rooms = 2;
    config.max_session_presentations = 1;
    config.max_session_codes = 1;
    struct fake_world *world = world_new_with(1, &config);
    world_creates_room(world, PARTY_ROOM);
    return world;
}

TEST(a_session_has_only_so_many_participants_in_a_room)
{
    struct baton_config config;
    baton_config_init(&config);
    struct fake_world *world = world_new_with(1, &config);
    const struct baton_room_settings held = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = 60};
    ok(world_creates_room_with(world, &held, false));
    world_creates_room(world, "other");
    struct fake_device *first = member(world, "1", "eves"), *late = device_new(world, "Late"),
                       *mover = device_new(world, "Mover");
    for (size_t i = 1; i < config.session_participants; i++)
        member(world, "Eve", "eves");
    late->session = "eves";
    assert_int_equal(device_joins(late, PARTY_ROOM), BATON_E_LIMIT_REACHED);
    assert_non_null(strstr(late->failure.text, "session_participants"));
    assert_non_null(strstr(late->failure.text, "10"));
    member(world, "Anna", "annas");
    device_vanishes(first); /* its place is kept */
    assert_int_equal(device_joins(late, PARTY_ROOM), BATON_E_LIMIT_REACHED);
    mover->session = "another";
    ok(device_resumes_with(mover, PARTY_ROOM, first->resume));
    assert_int_equal(device_joins(late, PARTY_ROOM), BATON_E_LIMIT_REACHED);
    ok(device_leaves(mover));
    ok(device_joins(late, PARTY_ROOM));
    world_free(world);
}

TEST(a_session_makes_only_so_many_rooms)
{
    struct fake_world *world = limited_world();
    const struct fake_device *one = member(world, "Anna", "1"), *same = member(world, "Anna", "1"),
                             *other = member(world, "Ben", "2"), *lone = member(world, "Carl", "");
    ok(creates(world, one, "a"));
    ok(creates(world, same, "b"));
    assert_int_equal(creates(world, one, "c"), BATON_E_LIMIT_REACHED);
    assert_int_equal(creates(world, same, "c"), BATON_E_LIMIT_REACHED);
    ok(creates(world, other, "c"));
    ok(world_destroys_room(world, "b"));
    ok(creates(world, one, "b"));
    ok(creates(world, lone, "d"));
    ok(creates(world, lone, "e"));
    assert_int_equal(creates(world, lone, "f"), BATON_E_LIMIT_REACHED);
    world_free(world);
}

TEST(rooms_stay_counted_when_the_handle_that_made_them_is_gone)
{
    struct fake_world *world = limited_world();
    struct fake_device *one = member(world, "Anna", "1");
    ok(creates(world, one, "a"));
    ok(creates(world, one, "b"));
    device_vanishes(one);
    assert_int_equal(creates(world, member(world, "Anna", "1"), "c"), BATON_E_LIMIT_REACHED);
    world_free(world);
}

TEST(a_session_presents_on_only_so_many_devices)
{
    struct fake_world *world = limited_world();
    struct fake_device *one = device_new(world, "one"), *same = device_new(world, "same"),
                       *other = device_new(world, "other");
    one->session = same->session = "1";
    other->session = "2";
    ok(device_presents(one, false));
    ok(device_presents(one, false));
    assert_int_equal(device_presents(same, false), BATON_E_LIMIT_REACHED);
    assert_non_null(strstr(same->failure.text, "max_session_presentations"));
    ok(device_presents(other, false));
    ok(device_cancels_presentation(one));
    ok(device_presents(same, false));
    world_free(world);
}

TEST(a_session_shows_only_so_many_live_codes)
{
    struct fake_world *world = limited_world();
    struct fake_device *one = member(world, "Anna", "1"), *same = member(world, "Ben", "1"),
                       *other = member(world, "Carl", "2");
    ok(device_shows_code(one));
    assert_int_equal(device_shows_code(same), BATON_E_LIMIT_REACHED);
    assert_non_null(strstr(same->failure.text, "max_session_codes"));
    ok(device_shows_code(other));
    ok(device_cancels(one));
    ok(device_shows_code(same));
    world_free(world);
}

/* --- empty rooms ------------------------------------------------------------------------------ */

TEST(a_room_that_nobody_enters_ends)
{
    struct fake_world *world = world_new();
    create_as_client(world, "den");
    world_waits(world, 200000);
    create_as_client(world, "other");
    world_waits(world, 99000);
    assert_int_equal(world_status(world, "rooms"), 2);
    world_waits(world, 2000);
    assert_int_equal(world_status(world, "rooms"), 1);
    world_waits(world, 200000);
    assert_int_equal(world_status(world, "rooms"), 0);
    create_as_client(world, "den");
    world_free(world);
}

TEST(a_room_ends_some_time_after_the_last_participant_has_left)
{
    struct fake_world *world = world_new();
    struct fake_device *anna = device_new(world, "Anna"), *bob = device_new(world, "Bob");
    create_as_client(world, "den");
    world_waits(world, 299000);
    ok(device_joins(anna, "den"));
    ok(device_joins(bob, "den"));
    world_waits(world, 1000000);
    ok(device_leaves(anna));
    world_waits(world, 1000000);
    assert_int_equal(world_status(world, "rooms"), 1);
    device_vanishes(bob); /* is away for a minute, and then leaves */
    world_waits(world, 60000);
    assert_int_equal(world_status(world, "participants"), 0);
    world_waits(world, 299000);
    assert_int_equal(world_status(world, "rooms"), 1);
    world_waits(world, 2000);
    assert_int_equal(world_status(world, "rooms"), 0);
    world_free(world);
}

TEST(rooms_of_the_operator_and_permanent_rooms_do_not_end)
{
    struct baton_config config;
    const struct baton_room_settings kept = {.room = "kept"}, den = {.room = "den"};
    baton_config_init(&config);
    config.admin_key = g_strdup("key");
    struct fake_world *world = world_new_with(1, &config);
    struct baton_engine *engine = world->engine;
    const struct baton_authority key = {.admin_key = "key", .later = &world->later};
    world_creates_room(world, PARTY_ROOM);
    assert_null(baton_engine_create(engine, &kept, true, &key, world->now, NULL));
    world_stores(world);
    world_takes_later(world);
    world_keeps_reply(world, baton_engine_create(engine, &den, false, &key, world->now, NULL));
    assert_null(baton_engine_edit(engine, &den, true, &key, NULL));
    world_stores(world);
    world_takes_later(world);
    world_waits(world, 1000000);
    assert_int_equal(world_status(world, "rooms"), 3);
    world_free(world);
}

TEST(rooms_do_not_end_if_the_operator_has_switched_this_off)
{
    struct baton_config config;
    baton_config_init(&config);
    config.empty_room_time = 0;
    struct fake_world *world = world_new_with(1, &config);
    create_as_client(world, "den");
    world_waits(world, 10000000);
    assert_int_equal(world_status(world, "rooms"), 1);
    world_free(world);
}

/* --- changes while people are in the room ----------------------------------------------------- */

static bool array_has(const json_t *array, const char *text)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        if (strcmp(json_string_value(json_array_get(array, i)), text) == 0)
            return true;
    return false;
}

static void edits(struct fake_world *world, const struct baton_room_settings *change)
{
    world_keeps_reply(world, baton_engine_edit(world->engine, change, false, &admin, NULL));
    world_flushes(world);
}

PARTY_TEST(everybody_in_the_room_is_told_what_was_edited)
{
    const struct baton_room_settings change = {.room = PARTY_ROOM,
        .has = BATON_ROOM_PIN | BATON_ROOM_SECRET | BATON_ROOM_GRACE | BATON_ROOM_BITRATE |
               BATON_ROOM_DOWNLINK_BITRATE,
        .downlink_bitrate = 2000000,
        .has_confirm = BATON_POLICY_WHO,
        .pin = "4711",
        .secret = "s3cret",
        .bitrate = BATON_INITIAL_BITRATE,
        .grace = 3};
    edits(party->world, &change);
    struct fake_device *people[] = {party->anna, party->bob};
    for (size_t i = 0; i < 2; i++) {
        json_t *event = device_gets(people[i], "room_edited");
        const json_t *changed = json_object_get(event, "changed");
        assert_int_equal(json_array_size(changed), 5);
        assert_true(array_has(changed, "downlink_bitrate"));
        assert_int_equal(number_at(event, "downlink_bitrate"), 2000000);
        assert_true(array_has(changed, "pin") && array_has(changed, "secret"));
        assert_true(array_has(changed, "grace") && array_has(changed, "confirm"));
        assert_true(is_true_at(event, "pin_required"));
        assert_int_equal(number_at(event, "grace"), 3);
        assert_string_equal(text_at(json_object_get(event, "confirm"), "who"), "nobody");
        char *text = json_dumps(event, 0);
        assert_null(strstr(text, "4711"));
        assert_null(strstr(text, "s3cret"));
        free(text);
    }
}

PARTY_TEST(an_edit_that_changes_nothing_is_told_to_nobody)
{
    const struct baton_room_settings change = {.room = PARTY_ROOM,
        .has = BATON_ROOM_PIN | BATON_ROOM_DESCRIPTION | BATON_ROOM_SECRET,
        .has_confirm = BATON_POLICY_HOW | BATON_POLICY_FORM,
        .pin = "",
        .secret = "",
        .description = PARTY_ROOM,
        .confirm = {.form = BATON_FORM_NUMBER, .how = &baton_channel_popup}};
    device_starts_listening(party->anna);
    edits(party->world, &change);
    assert_false(device_got(party->anna, "room_edited"));
}

PARTY_TEST(a_transfer_keeps_the_confirmation_with_which_it_began)
{
    const struct baton_room_settings weaker = {.room = PARTY_ROOM,
        .has = BATON_ROOM_GRACE | BATON_ROOM_CODE_LIFETIME,
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM,
        .confirm = {.form = BATON_FORM_YESNO},
        .code_lifetime = 600,
        .grace = 0};
    ok(device_shows_code(party->anna));
    edits(party->world, &weaker);
    ok(device_scans(party->carl, party->anna->code));
    assert_string_equal(text_at(device_gets(party->anna, "confirm"), "form"), "number");
    assert_int_equal(device_confirms(party->anna, true, 0), BATON_E_MISSING_ELEMENT);
    ok(device_confirms(party->anna, true, party->carl->number));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    assert_int_equal(number_at(device_gets(party->anna, "moved"), "grace"), 10000);
    ok(device_returns(party->anna));
}

PARTY_TEST(a_question_keeps_its_form_when_the_room_is_edited)
{
    const struct baton_room_settings weaker = {.room = PARTY_ROOM,
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM,
        .confirm = {.form = BATON_FORM_YESNO}};
    ok(device_shows_code(party->anna));
    ok(device_scans(party->carl, party->anna->code));
    edits(party->world, &weaker);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 300);
    assert_false(device_got(party->carl, "moved"));
    assert_int_equal(device_confirms(party->anna, true, 0), BATON_E_MISSING_ELEMENT);
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
