/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody guesses pins, secrets, the admin key or numbers, or sends a flood of requests for codes. */
#include <stdio.h>
#include <string.h>

#include "engine/party_test.h"
#include "state/registry.h"

enum { ROOM_MISSES = 20 };

static const struct baton_page_request page = {.limit = 10};

static const struct baton_room_settings den = {
    .room = "den", .has = BATON_ROOM_PIN | BATON_ROOM_SECRET, .pin = "4711", .secret = "s3cret"};

static enum baton_error joins(struct fake_device *device, const char *pin, const char *secret)
{
    return device_joins_as(
        device, &(struct baton_join_request){
                    .room = "den", .pin = pin, .secret = secret, .display = device->name});
}

/* Returns the device of a stranger. Makes the device if there is none. */
static struct fake_device *stranger(struct fake_world *world)
{
    for (guint i = 0; i < world->devices->len; i++) {
        struct fake_device *device = g_ptr_array_index(world->devices, i);
        if (strcmp(device->name, "Stranger") == 0)
            return device;
    }
    return device_new(world, "Stranger");
}

/* A guess from a handle and a session that nobody has used before. */
static enum baton_error guess_pin_and_hear(
    struct fake_world *world, int number, struct baton_failure *failure)
{
    char pin[8];
    struct fake_device *eve = stranger(world);
    snprintf(pin, sizeof(pin), "%04d", number);
    enum baton_error error = joins(eve, pin, NULL);
    *failure = eve->failure;
    device_vanishes(eve);
    return error;
}

static enum baton_error guess_pin(struct fake_world *world, int number)
{
    struct baton_failure failure;
    return guess_pin_and_hear(world, number, &failure);
}

static struct fake_world *world_with_den(void)
{
    struct fake_world *world = world_new();
    ok(world_creates_room_with(world, &den, false));
    return world;
}

static void lock_pin(struct fake_world *world)
{
    for (int i = 0; i < ROOM_MISSES; i++)
        assert_int_equal(guess_pin(world, i), BATON_E_WRONG_PIN);
}

/* --- pins ------------------------------------------------------------------------------------- */

TEST(fresh_sessions_do_not_help_to_find_a_pin)
{
    struct baton_failure failure;
    struct fake_world *world = world_with_den();
    lock_pin(world);
    for (int i = ROOM_MISSES; i < 5000; i++) {
        assert_int_equal(guess_pin_and_hear(world, i, &failure), BATON_E_TOO_MANY_ATTEMPTS);
        assert_int_in_range(failure.retry_after, 1, 60000);
    }
    world_jumps(world, 61000);
    assert_int_equal(guess_pin(world, 5000), BATON_E_WRONG_PIN);
    assert_int_equal(guess_pin(world, 4711), BATON_E_TOO_MANY_ATTEMPTS);
    world_jumps(world, 61000);
    ok(guess_pin(world, 4711));
    world_free(world);
}

TEST(a_right_and_a_wrong_pin_get_the_same_refusal_while_the_room_is_locked)
{
    struct fake_world *world = world_with_den();
    lock_pin(world);
    struct baton_failure wrong, right;
    assert_int_equal(guess_pin_and_hear(world, 1, &wrong), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(guess_pin_and_hear(world, 4711, &right), BATON_E_TOO_MANY_ATTEMPTS);
    assert_string_equal(right.text, wrong.text);
    assert_int_equal(right.retry_after, wrong.retry_after);
    world_free(world);
}

TEST(a_session_that_has_given_the_pin_can_join_while_strangers_guess)
{
    struct fake_world *world = world_with_den();
    struct fake_device *anna = device_new(world, "Anna"), *again = device_new(world, "Anna");
    anna->session = again->session = "annas";
    ok(joins(anna, "4711", NULL));
    device_vanishes(anna);
    lock_pin(world);
    assert_int_equal(guess_pin(world, 4711), BATON_E_TOO_MANY_ATTEMPTS);
    ok(joins(again, "4711", NULL));
    world_free(world);
}

TEST(a_moderator_and_a_missing_pin_are_not_touched_by_a_locked_pin)
{
    struct fake_world *world = world_with_den();
    struct fake_device *anna = device_new(world, "Anna");
    lock_pin(world);
    assert_int_equal(joins(anna, NULL, NULL), BATON_E_WRONG_PIN);
    ok(joins(anna, NULL, "s3cret"));
    world_free(world);
}

TEST(a_new_pin_is_counted_for_those_who_knew_the_former_pin)
{
    const struct baton_room_settings change = {.room = "den", .has = BATON_ROOM_PIN, .pin = "1234"};
    const struct baton_authority admin = {.admin = true};
    struct fake_world *world = world_with_den();
    struct fake_device *anna = device_new(world, "Anna"), *again = device_new(world, "Anna");
    anna->session = again->session = "annas";
    ok(joins(anna, "4711", NULL));
    device_vanishes(anna);
    world_keeps_reply(world, baton_engine_edit(world->engine, &change, false, &admin, NULL));
    lock_pin(world);
    assert_int_equal(joins(again, "4711", NULL), BATON_E_TOO_MANY_ATTEMPTS);
    world_free(world);
}

static void edit_pin(struct fake_world *world, const char *pin)
{
    const struct baton_room_settings change = {.room = "den", .has = BATON_ROOM_PIN, .pin = pin};
    const struct baton_authority admin = {.admin = true};
    world_keeps_reply(world, baton_engine_edit(world->engine, &change, false, &admin, NULL));
}

TEST(a_new_pin_ends_the_lock_that_guesses_of_the_old_pin_have_caused)
{
    struct fake_world *world = world_with_den();
    lock_pin(world);
    edit_pin(world, "4711");
    assert_int_equal(guess_pin(world, 4711), BATON_E_TOO_MANY_ATTEMPTS);
    edit_pin(world, "1234");
    assert_int_equal(guess_pin(world, 4711), BATON_E_WRONG_PIN);
    ok(guess_pin(world, 1234));
    world_free(world);
}

TEST(a_permanent_edit_of_something_else_forgets_nobody_who_knows_the_pin)
{
    const struct baton_room_settings change = {.room = "den", .has = BATON_ROOM_GRACE, .grace = 7};
    struct fake_world *world = world_with_den();
    const struct baton_authority owner = world_operator(world);
    struct fake_device *anna = device_new(world, "Anna"), *again = device_new(world, "Anna");
    anna->session = again->session = "annas";
    ok(joins(anna, "4711", NULL));
    device_vanishes(anna);
    world->storing_slowly = true;
    assert_null(baton_engine_edit(world->engine, &change, true, &owner, NULL));
    world_stores(world);
    assert_non_null(world_takes_later(world));
    lock_pin(world);
    ok(joins(again, "4711", NULL));
    world_free(world);
}

TEST(who_knew_the_pin_of_a_destroyed_room_is_counted_in_a_new_room_with_its_id)
{
    struct fake_world *world = world_with_den();
    struct fake_device *anna = device_new(world, "Anna"), *again = device_new(world, "Anna");
    anna->session = again->session = "annas";
    ok(joins(anna, "4711", NULL));
    device_vanishes(anna);
    ok(world_destroys_room(world, "den"));
    ok(world_creates_room_with(world, &den, false));
    lock_pin(world);
    assert_int_equal(joins(again, "4711", NULL), BATON_E_TOO_MANY_ATTEMPTS);
    world_free(world);
}

TEST(five_wrong_pins_lock_a_session_on_all_its_handles_and_rooms)
{
    struct fake_world *world = world_with_den();
    world_creates_room(world, "open");
    for (int i = 0; i < 6; i++) {
        struct fake_device *eve = device_new(world, "Eve");
        eve->session = "eves";
        assert_int_equal(
            joins(eve, "0000", NULL), i < 5 ? BATON_E_WRONG_PIN : BATON_E_TOO_MANY_ATTEMPTS);
        if (i == 5)
            ok(device_joins(eve, "open"));
    }
    ok(guess_pin(world, 4711));
    world_free(world);
}

/* Eve may try five pins at each of many rooms, not twenty. */
TEST(guesses_all_over_the_server_leave_each_room_fewer_guesses)
{
    struct baton_config config;
    struct baton_room_settings other = den;
    baton_config_init(&config);
    config.max_all_misses = 20;
    struct fake_world *world = world_new_with(1, &config);
    ok(world_creates_room_with(world, &den, false));
    lock_pin(world);
    other.room = "other";
    ok(world_creates_room_with(world, &other, false));
    for (int i = 0; i < 6; i++) {
        struct fake_device *eve = device_new(world, "Eve");
        const struct baton_join_request request = {
            .room = "other", .pin = "0000", .display = "Eve"};
        assert_int_equal(
            device_joins_as(eve, &request), i < 5 ? BATON_E_WRONG_PIN : BATON_E_TOO_MANY_ATTEMPTS);
    }
    world_free(world);
}

/* --- secrets and the key ---------------------------------------------------------------------- */

TEST(secrets_are_counted_in_every_request_that_has_one)
{
    struct fake_world *world = world_with_den();
    struct baton_engine *engine = world->engine;
    const struct baton_authority wrong = {.secret = "no", .now = world->now};
    const struct baton_authority right = {.secret = "s3cret", .now = world->now};
    const struct baton_room_settings change = {.room = "den"};
    struct baton_failure failure;
    for (int i = 0; i < ROOM_MISSES; i++) {
        if (i % 4 == 0)
            assert_null(baton_engine_edit(engine, &change, false, &wrong, &failure));
        else if (i % 4 == 1)
            assert_null(baton_engine_destroy(engine, "den", false, &wrong, world->now, &failure));
        else if (i % 4 == 2)
            assert_null(baton_engine_participants(engine, NULL, "den", &wrong, &page, &failure));
        else
            failure.error = joins(device_new(world, "Eve"), NULL, "no");
        assert_int_equal(failure.error, BATON_E_WRONG_SECRET);
    }
    assert_null(baton_engine_edit(engine, &change, false, &right, &failure));
    assert_int_equal(failure.error, BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(failure.retry_after, 60000);
    assert_null(baton_engine_destroy(engine, "den", false, &right, world->now, &failure));
    assert_int_equal(failure.error, BATON_E_TOO_MANY_ATTEMPTS);
    assert_null(baton_engine_participants(engine, NULL, "den", &right, &page, &failure));
    assert_int_equal(failure.error, BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(joins(device_new(world, "Eve"), NULL, "s3cret"), BATON_E_TOO_MANY_ATTEMPTS);
    ok(joins(device_new(world, "Anna"), "4711", NULL));
    world_free(world);
}

TEST(a_request_with_a_wrong_secret_and_a_wrong_pin_is_one_miss)
{
    struct fake_world *world = world_with_den();
    struct fake_device *eve = device_new(world, "Eve");
    struct baton_failure failure;
    device_attaches(eve);
    const struct baton_authority wrong = {
        .secret = "no", .pin = "0000", .from = eve->uplink, .now = world->now};
    for (int i = 0; i < 6; i++) {
        assert_null(
            baton_engine_participants(world->engine, eve->uplink, "den", &wrong, &page, &failure));
        assert_int_equal(failure.error, i < 5 ? BATON_E_WRONG_SECRET : BATON_E_TOO_MANY_ATTEMPTS);
    }
    world_free(world);
}

/* A request with a key. Returns its error. */
static enum baton_error ask_with_key(
    struct fake_world *world, int which, const struct baton_authority *by)
{
    const struct baton_room_settings new = {.room = "new"}, change = {.room = "den"};
    struct baton_engine *engine = world->engine;
    struct baton_failure failure = {.error = BATON_OK};
    if (which == 0)
        assert_null(baton_engine_create(engine, &new, true, by, world->now, &failure));
    else if (which == 1)
        assert_null(baton_engine_list(engine, by, &page, &failure));
    else if (which == 2)
        assert_null(baton_engine_edit(engine, &change, true, by, &failure));
    else
        assert_null(baton_engine_destroy(engine, "den", true, by, world->now, &failure));
    return failure.error;
}

/* A request with a wrong key fails and counts one miss, even if it also has the room's right secret. */
TEST(the_admin_key_is_counted_once_in_every_request_that_has_one)
{
    const struct baton_room_settings room = {.room = "new"};
    struct baton_authority wrong = {.admin_key = "no", .secret = "s3cret"},
                           right = {.admin_key = "key"};
    const struct baton_authority admin = {.admin = true};
    struct baton_config config;
    baton_config_init(&config);
    config.admin_key = g_strdup("key");
    struct fake_world *world = world_new_with(1, &config);
    struct baton_engine *engine = world->engine;
    ok(world_creates_room_with(world, &den, false));
    wrong.now = right.now = world->now;
    for (int i = 0; i < ROOM_MISSES; i++)
        assert_int_equal(ask_with_key(world, i % 4, &wrong), BATON_E_UNAUTHORIZED);
    for (int i = 0; i < 4; i++)
        assert_int_equal(ask_with_key(world, i, &right), BATON_E_TOO_MANY_ATTEMPTS);
    world_keeps_reply(world, baton_engine_create(engine, &room, false, &admin, world->now, NULL));
    json_t *status = world_keeps_reply(world, baton_engine_status(engine, world->now));
    const json_t *locked = json_array_get(json_object_get(status, "locked_targets"), 0);
    assert_string_equal(text_at(locked, "guessed"), "admin_key");
    assert_int_equal(number_at(locked, "retry_after"), 60000);
    right.now = world->now + BATON_SECONDS(61);
    world_keeps_reply(world, baton_engine_list(engine, &right, &page, NULL));
    world_free(world);
}

/* --- numbers ---------------------------------------------------------------------------------- */

static int wrong_number_of(const struct fake_device *device)
{
    return device->number == 10 ? 11 : 10;
}

/* Anna shows a code, a thief scans it, and Anna picks a number. Returns the first error. */
static enum baton_error thief_scans(struct party *party, bool right)
{
    enum baton_error error = device_shows_code(party->anna);
    if (error)
        return error;
    struct fake_device *thief = device_new(party->world, "Thief");
    ok(device_scans(thief, party->anna->code));
    error = device_confirms(party->anna, true, right ? thief->number : wrong_number_of(thief));
    if (error == BATON_OK)
        ok(device_cancels(party->anna));
    world_closes_connections(party->world);
    return error;
}

PARTY_TEST(the_third_wrong_number_pauses_transfers_of_that_person_and_warns)
{
    for (int i = 0; i < 3; i++) {
        assert_false(device_got(party->anna, "warning"));
        assert_int_equal(thief_scans(party, false), BATON_E_WRONG_NUMBER);
    }
    assert_string_equal(text_at(device_gets(party->anna, "warning"), "kind"), "many_wrong_numbers");
    assert_int_equal(device_shows_code(party->anna), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_in_range(party->anna->failure.retry_after, 290000, 300000);
    ok(device_presents(party->carl, false));
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_TOO_MANY_ATTEMPTS);
    party_bob_hears(party, party->anna, party->carl);
    ok(device_shows_code(party->bob));
    json_t *status = world_keeps_reply(
        party->world, baton_engine_status(party->world->engine, party->world->now));
    const json_t *locked = json_array_get(json_object_get(status, "locked_targets"), 0);
    assert_string_equal(text_at(locked, "guessed"), "number");
    assert_string_equal(text_at(locked, "id"), party->anna->id);
    world_waits(party->world, 301000);
    ok(device_shows_code(party->anna));
}

PARTY_TEST(a_code_that_was_shown_before_the_pause_cannot_be_scanned)
{
    struct baton_guess_place numbers = {.kind = BATON_GUESS_NUMBER, .id = party->anna->id};
    party_shows_code(party);
    for (int i = 0; i < 3; i++)
        baton_guesses_miss(party->world->engine->guesses, &numbers, 1, party->world->now);
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_E_TOO_MANY_ATTEMPTS);
}

/* Blind picks can be right by chance. Here the second pick is right, and all picks from the fourth on. */
PARTY_TEST(blind_picks_let_nobody_in_after_the_third_try)
{
    int let_in = 0, tries = 0;
    for (int i = 0; i < 60; i++) {
        enum baton_error error = thief_scans(party, i == 1 || i >= 3);
        tries += error != BATON_E_TOO_MANY_ATTEMPTS;
        let_in += error == BATON_OK;
    }
    assert_int_equal(tries, 3);
    assert_int_equal(let_in, 1);
}

PARTY_TEST(right_numbers_alone_never_pause)
{
    for (int i = 0; i < 10; i++)
        ok(thief_scans(party, true));
    assert_false(device_got(party->anna, "warning"));
}

PARTY_TEST(a_second_pause_is_twice_as_long)
{
    for (int i = 0; i < 3; i++)
        assert_int_equal(thief_scans(party, false), BATON_E_WRONG_NUMBER);
    world_waits(party->world, 301000);
    assert_int_equal(thief_scans(party, false), BATON_E_WRONG_NUMBER);
    assert_int_equal(device_shows_code(party->anna), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_in_range(party->anna->failure.retry_after, 590000, 600000);
}

PARTY_TEST(a_locked_person_can_say_no_but_pick_no_number)
{
    party_scans(party);
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            device_reads_question(party->anna, "AAAAAAAAAAAAAAAAAAAAAA"), BATON_E_CODE_UNKNOWN);
    assert_int_equal(
        device_confirms(party->anna, true, party->carl->number), BATON_E_TOO_MANY_ATTEMPTS);
    party_is(party, "confirming");
    ok(device_confirms(party->anna, false, 0));
    party_told_end(party->carl, "declined", "said_no");
}

/* --- floods of codes -------------------------------------------------------------------------- */

TEST(ten_thousand_codes_of_others_do_not_push_out_a_used_code)
{
    static const struct baton_room_settings default_settings = {.room = PARTY_ROOM};
    struct baton_config config;
    struct party party;
    baton_config_init(&config);
    config.max_codes = 100;
    party_init_in(&party, world_new_with(1, &config), &default_settings, "microphone");
    party_scans(&party);
    for (int i = 0; i < 1000; i++) {
        struct fake_device *flooder = stranger(party.world);
        ok(device_presents(flooder, false));
        ok(device_presents(flooder, false));
        device_vanishes(flooder);
    }
    struct fake_device *thief = device_new(party.world, "Thief");
    assert_int_equal(device_scans(thief, party.anna->code), BATON_E_CODE_USED);
    assert_string_equal(text_at(device_gets(party.anna, "warning"), "kind"), "second_claim");
    party_fini(&party);
}
