/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permanent rooms and their chat: what the store keeps, what a restart brings back, and what a failing disk changes. */
#include <string.h>

#include "engine/party_test.h"
#include "state/room.h"
#include "test.h"

static const struct baton_authority anybody = {.admin = false};
static const struct baton_page_request first_page = {.limit = BATON_PAGE_MAX};
static const struct baton_room_settings den = {.room = "den",
    .has = BATON_ROOM_PIN | BATON_ROOM_SECRET | BATON_ROOM_GRACE | BATON_ROOM_DESCRIPTION,
    .pin = "4711",
    .secret = "s3cret",
    .description = "Ümläut \"quoted\"",
    .grace = 5};
static const struct baton_room_settings change = {
    .room = "den", .has = BATON_ROOM_GRACE | BATON_ROOM_PIN, .grace = 7, .pin = ""};

/* Sends a request that waits for the store, and asserts that nothing refuses it now. */
static void begin_edit(struct fake_world *world, const struct baton_room_settings *settings)
{
    const struct baton_authority owner = world_operator(world);
    struct baton_failure failure = {.error = BATON_OK};
    assert_null(baton_engine_edit(world->engine, settings, true, &owner, &failure));
    assert_int_equal(failure.error, BATON_OK);
}

static void begin_destroy(struct fake_world *world, const char *room)
{
    const struct baton_authority owner = world_operator(world);
    struct baton_failure failure = {.error = BATON_OK};
    assert_null(baton_engine_destroy(world->engine, room, true, &owner, world->now, &failure));
    assert_int_equal(failure.error, BATON_OK);
}

static void begin_create(struct fake_world *world, const struct baton_room_settings *settings)
{
    const struct baton_authority owner = world_operator(world);
    struct baton_failure failure = {.error = BATON_OK};
    assert_null(baton_engine_create(world->engine, settings, true, &owner, world->now, &failure));
    assert_int_equal(failure.error, BATON_OK);
}

static json_t *listed(struct fake_world *world, const char *room)
{
    const json_t *reply =
        world_keeps_reply(world, baton_engine_list(world->engine, &anybody, &first_page, NULL));
    return element_with(json_object_get(reply, "rooms"), "room", room);
}

/* --- when the reply comes ---------------------------------------------------------------------- */

TEST(a_permanent_room_exists_and_is_acknowledged_only_when_it_is_written)
{
    struct fake_world *world = world_new();
    world->storing_slowly = true;
    begin_create(world, &den);
    world_flushes(world);
    assert_int_equal(world->later_count, 0);
    assert_null(listed(world, "den"));
    world_stores(world);
    assert_non_null(fake_memory_room(world->memory, "den"));
    assert_true(is_true_at(world_takes_later(world), "permanent"));
    assert_true(is_true_at(listed(world, "den"), "permanent"));

    begin_edit(world, &change);
    assert_int_equal(number_at(listed(world, "den"), "grace"), 5);
    world_stores(world);
    assert_string_equal(text_at(world_takes_later(world), "baton"), "edited");
    assert_int_equal(number_at(listed(world, "den"), "grace"), 7);

    begin_destroy(world, "den");
    assert_non_null(listed(world, "den"));
    world_stores(world);
    assert_string_equal(text_at(world_takes_later(world), "baton"), "destroyed");
    assert_null(listed(world, "den"));
    assert_null(fake_memory_room(world->memory, "den"));
    world_free(world);
}

TEST(while_a_change_is_being_written_others_of_the_same_room_are_refused_as_busy)
{
    struct fake_world *world = world_new();
    const struct baton_authority owner = world_operator(world);
    const struct baton_room_settings other = {.room = "other"};
    struct baton_failure failure = {.error = BATON_OK};
    world->storing_slowly = true;
    begin_create(world, &den);
    assert_null(baton_engine_create(world->engine, &den, false, &owner, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_BUSY);
    assert_true(failure.retry_after > 0);
    ok(world_creates_room_with(world, &other, false));
    world_stores(world);
    world_takes_later(world);

    begin_edit(world, &change);
    assert_null(baton_engine_edit(world->engine, &change, false, &owner, &failure));
    assert_int_equal(failure.error, BATON_E_BUSY);
    assert_null(baton_engine_destroy(world->engine, "den", false, &owner, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_BUSY);
    world_stores(world);
    world_takes_later(world);
    world_keeps_reply(world, baton_engine_edit(world->engine, &change, false, &owner, &failure));
    world_free(world);
}

TEST(a_room_that_becomes_permanent_does_not_end_while_it_is_written)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings own = {.room = "own"};
    const struct baton_room_settings same = {.room = "own", .has = 0};
    world_keeps_reply(
        world, baton_engine_create(world->engine, &own, false, &anybody, world->now, NULL));
    world->storing_slowly = true;
    begin_edit(world, &same);
    world_waits(world, 301000);
    assert_non_null(listed(world, "own"));
    world->memory->fails = true;
    world_stores(world);
    assert_null(world_takes_later(world));
    world->storing_slowly = world->memory->fails = false;
    world_waits(world, 301000);
    assert_null(listed(world, "own"));
    world_free(world);
}

/* --- a disk that fails ------------------------------------------------------------------------- */

static void assert_store_failed(struct fake_world *world)
{
    world_stores(world);
    assert_null(world_takes_later(world));
    assert_int_equal(world->later_failure.error, BATON_E_STORE_FAILED);
    assert_string_equal(world->later_failure.text, "the disk of the test fails");
}

static void fail_each(struct fake_world *world, bool late)
{
    bool *fails = late ? &world->memory->fails_late : &world->memory->fails;
    *fails = true;
    begin_create(world, &den);
    assert_store_failed(world);
    assert_null(listed(world, "den"));
    *fails = false;
    ok(world_creates_room_with(world, &den, true));

    *fails = true;
    begin_edit(world, &change);
    assert_store_failed(world);
    assert_int_equal(number_at(listed(world, "den"), "grace"), 5);
    assert_true(is_true_at(listed(world, "den"), "pin_required"));
    begin_destroy(world, "den");
    assert_store_failed(world);
    assert_non_null(listed(world, "den"));
    *fails = false;
    assert_non_null(strstr(fake_memory_room(world->memory, "den"), "\"grace\":5"));
}

TEST(a_request_about_a_permanent_room_changes_nothing_if_the_store_cannot_write)
{
    struct fake_world *world = world_new();
    world->storing_slowly = true;
    fail_each(world, false);
    world_free(world);
}

TEST(a_request_about_a_permanent_room_changes_nothing_if_the_commit_fails)
{
    struct fake_world *world = world_new();
    world->storing_slowly = true;
    fail_each(world, true);
    world_free(world);
}

TEST(the_log_says_when_the_store_fails_and_what_was_lost)
{
    struct fake_world *world = world_new();
    world->memory->fails = true;
    world_creates_room(world, "a"); /* one entry of the audit trail */
    world_creates_room(world, "b");
    world->memory->fails = false;
    world_creates_room(world, "c");
    guint last = world->host.lines->len - 1;
    assert_string_equal(g_ptr_array_index(world->host.lines, last),
        "store: again: 2 chat messages and audit entries before this were not stored");
    unsigned troubles = 0;
    for (guint i = 0; i < world->host.lines->len; i++)
        troubles += strstr(g_ptr_array_index(world->host.lines, i), "store: trouble") != NULL;
    assert_int_equal(troubles, 1);
    world_free(world);
}

TEST(without_a_store_permanent_is_refused)
{
    struct fake_world *world = world_new();
    const struct baton_authority owner = world_operator(world);
    struct baton_failure failure = {.error = BATON_OK};
    world->host.host.store = NULL;
    assert_null(baton_engine_create(world->engine, &den, true, &owner, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_STORE_FAILED);
    ok(world_creates_room_with(world, &den, false));
    assert_null(baton_engine_edit(world->engine, &change, true, &owner, &failure));
    assert_int_equal(failure.error, BATON_E_STORE_FAILED);
    world_free(world);
}

/* --- rooms of the settings file ---------------------------------------------------------------- */

static struct fake_world *world_with_configured_den(void)
{
    struct fake_world *world = world_new();
    const struct baton_authority owner = world_operator(world);
    baton_engine_set_origin(world->engine, BATON_ROOM_CONFIGURED);
    world_keeps_reply(
        world, baton_engine_create(world->engine, &den, true, &owner, world->now, NULL));
    baton_engine_set_origin(world->engine, BATON_ROOM_REQUESTED);
    return world;
}

/* A permanent change of such a room was refused. */
static void check_configured(const struct baton_failure *failure)
{
    assert_int_equal(failure->error, BATON_E_STORE_FAILED);
    assert_string_equal(failure->text,
        "permanent: this room is in the settings file, which only the operator changes");
}

TEST(a_room_of_the_settings_file_is_permanent_and_not_changed_permanently)
{
    struct fake_world *world = world_with_configured_den();
    const struct baton_authority owner = world_operator(world);
    struct baton_failure failure = {.error = BATON_OK};
    assert_true(is_true_at(listed(world, "den"), "permanent"));
    assert_null(baton_engine_edit(world->engine, &change, true, &owner, &failure));
    check_configured(&failure);
    assert_null(baton_engine_destroy(world->engine, "den", true, &owner, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_STORE_FAILED);
    world_keeps_reply(world, baton_engine_edit(world->engine, &change, false, &owner, &failure));
    assert_int_equal(world->memory->rooms->len, 0);
    world_free(world);
}

TEST(the_id_of_a_room_of_the_settings_file_stays_reserved_when_the_room_is_destroyed)
{
    struct fake_world *world = world_with_configured_den();
    const struct baton_authority owner = world_operator(world);
    struct baton_failure failure = {.error = BATON_OK};
    ok(world_destroys_room(world, "den")); /* until the next start */
    assert_null(baton_engine_create(world->engine, &den, true, &owner, world->now, &failure));
    check_configured(&failure);
    ok(world_creates_room_with(world, &den, false));
    assert_null(baton_engine_edit(world->engine, &change, true, &owner, &failure));
    assert_int_equal(failure.error, BATON_E_STORE_FAILED);
    assert_int_equal(world->memory->rooms->len, 0);
    world_free(world);
}

/* --- a restart ----------------------------------------------------------------------------------- */

TEST(a_restart_brings_permanent_rooms_back_with_all_their_settings)
{
    struct fake_world *world = world_new();
    struct baton_failure failure;
    const struct baton_authority right = {.secret = "s3cret"}, wrong = {.secret = "no"};
    ok(world_creates_room_with(world, &den, true));
    world_creates_room(world, "passing");
    json_t *before = json_deep_copy(listed(world, "den"));
    world_restarts(world);
    assert_true(json_equal(before, listed(world, "den")));
    assert_null(listed(world, "passing"));
    assert_null(baton_engine_edit(world->engine, &change, false, &wrong, &failure));
    assert_int_equal(failure.error, BATON_E_WRONG_SECRET);
    world_keeps_reply(world, baton_engine_edit(world->engine, &change, false, &right, &failure));
    world_restarts(world);
    assert_int_equal(number_at(listed(world, "den"), "grace"), 5);
    begin_destroy(world, "den");
    world_stores(world);
    world_takes_later(world);
    world_restarts(world);
    assert_null(listed(world, "den"));
    json_decref(before);
    world_free(world);
}

static void chat(struct fake_world *world, const char *room, int count)
{
    char text[32];
    struct fake_device *anna = device_new(world, "Anna");
    ok(device_joins(anna, room));
    for (int i = 1; i <= count; i++) {
        g_snprintf(text, sizeof(text), "message %d", i);
        ok(device_chats(anna, text));
    }
    device_vanishes(anna);
}

/* The ids of the first and of the last message that somebody who joins gets, and of how many there are. */
static void assert_chat(struct fake_world *world, const char *room, size_t count, int last)
{
    struct fake_device *ben = device_new(world, "Ben");
    ok(device_joins(ben, room));
    const json_t *messages = json_object_get(ben->reply, "chat");
    assert_int_equal(json_array_size(messages), count);
    if (count > 0)
        assert_int_equal(number_at(json_array_get(messages, count - 1), "id"), last);
    device_vanishes(ben);
}

TEST(a_restart_brings_the_chat_of_permanent_rooms_back_and_no_other_chat)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings hall = {.room = "hall"}, passing = {.room = "passing"};
    ok(world_creates_room_with(world, &hall, true));
    ok(world_creates_room_with(world, &passing, false));
    chat(world, "hall", 3);
    chat(world, "passing", 2);
    assert_int_equal(world->memory->messages->len, 3);
    world_restarts(world);
    ok(world_creates_room_with(world, &passing, false));
    assert_chat(world, "hall", 3, 3);
    assert_chat(world, "passing", 0, 0);
    chat(world, "hall", 1);
    assert_chat(world, "hall", 4, 4);
    world_free(world);
}

TEST(the_store_keeps_as_much_chat_as_the_memory_does)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings hall = {.room = "hall"};
    ok(world_creates_room_with(world, &hall, true));
    chat(world, "hall", BATON_CHAT_HISTORY + 5);
    assert_int_equal(world->memory->messages->len, BATON_CHAT_HISTORY);
    world_restarts(world);
    assert_chat(world, "hall", BATON_CHAT_PAGE, BATON_CHAT_HISTORY + 5);
    world_free(world);
}

TEST(a_new_room_does_not_show_the_chat_of_an_earlier_one_with_its_id)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings hall = {.room = "hall"};
    ok(world_creates_room_with(world, &hall, true));
    chat(world, "hall", 2);
    ok(world_destroys_room(world, "hall")); /* not permanently: the store still has it */
    ok(world_creates_room_with(world, &hall, true));
    world_restarts(world);
    assert_chat(world, "hall", 0, 0);
    world_free(world);
}

TEST(a_room_that_becomes_permanent_does_not_show_the_chat_of_an_earlier_one_with_its_id)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings hall = {.room = "hall"};
    ok(world_creates_room_with(world, &hall, true));
    chat(world, "hall", 2);
    ok(world_destroys_room(world, "hall")); /* not permanently: the store still has it */
    ok(world_creates_room_with(world, &hall, false));
    begin_edit(world, &hall);
    world_stores(world);
    world_takes_later(world);
    world_restarts(world);
    assert_chat(world, "hall", 0, 0);
    world_free(world);
}

TEST(a_later_permanent_edit_keeps_the_chat)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings hall = {.room = "hall"};
    ok(world_creates_room_with(world, &hall, true));
    chat(world, "hall", 2);
    begin_edit(world, &hall);
    world_stores(world);
    world_takes_later(world);
    world_restarts(world);
    assert_chat(world, "hall", 2, 2);
    world_free(world);
}

TEST(a_message_that_comes_while_a_room_is_being_destroyed_is_not_kept)
{
    struct fake_world *world = world_new();
    const struct baton_room_settings hall = {.room = "hall"};
    ok(world_creates_room_with(world, &hall, true));
    struct fake_device *anna = device_new(world, "Anna");
    ok(device_joins(anna, "hall"));
    world->storing_slowly = true;
    begin_destroy(world, "hall");
    ok(device_chats(anna, "late"));
    world_stores(world);
    world_takes_later(world);
    world_stores(world);
    assert_null(fake_memory_room(world->memory, "hall"));
    assert_int_equal(world->memory->messages->len, 0);
    world_free(world);
}

TEST(the_chat_of_a_room_that_the_settings_file_has_no_more_is_removed)
{
    struct fake_world *world = world_new();
    const struct baton_authority owner = world_operator(world);
    const struct baton_room_settings hall = {.room = "hall"};
    baton_engine_set_origin(world->engine, BATON_ROOM_CONFIGURED);
    world_keeps_reply(
        world, baton_engine_create(world->engine, &hall, true, &owner, world->now, NULL));
    baton_engine_set_origin(world->engine, BATON_ROOM_REQUESTED);
    chat(world, "hall", 2);
    assert_int_equal(world->memory->messages->len, 2);
    world_restarts(world); /* without the room */
    assert_int_equal(world->memory->messages->len, 0);
    world_free(world);
}
