/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A crash of Janus: what was written comes back, who can resume, and what a failing disk changes. */
#include "party_test.h"

#include <string.h>

#include "engine/call_saves.h"
#include "fake/call_rows.h"
#include "fake/invariants.h"
#include "fake/random_run.h"
#include "state/room.h"

enum { HOLD = 60 }; /* seconds */

static const struct baton_room_settings used = {.room = PARTY_ROOM,
    .has = BATON_ROOM_HOLD | BATON_ROOM_PIN | BATON_ROOM_SECRET | BATON_ROOM_DESCRIPTION |
           BATON_ROOM_DOWNLINK_BITRATE,
    .downlink_bitrate = 3000000,
    .description = "Ümläut \"quoted\"",
    .pin = "",
    .secret = "s3cret",
    .hold = HOLD};

static void begin(struct party *party)
{
    party_init_with(party, &used, "microphone camera");
}

#define CRASH_TEST(function) PARTY_TEST_AFTER_BEGIN(function, begin)

/* Everything was written before the crash. */
static void write_and_crash(struct fake_world *world)
{
    fake_call_rows_write(world);
    world_crashes(world);
}

static bool logged(const struct fake_world *world, const char *text)
{
    for (guint i = 0; i < world->host.lines->len; i++)
        if (strstr(g_ptr_array_index(world->host.lines, i), text))
            return true;
    return false;
}

/* --- who comes back --------------------------------------------------------------------------- */

/* A client that has missed events must not take a number for one that it has read. */
CRASH_TEST(numbers_of_events_go_on_above_those_of_before)
{
    struct fake_device *anna = party->anna;
    ok(device_chats(party->bob, "hello"));
    fake_call_rows_write(party->world);
    json_int_t read = json_integer_value(json_object_get(device_gets(anna, "chat"), "seq"));
    assert_true(read > 0);
    world_crashes(party->world);
    ok(device_resumes(anna, PARTY_ROOM));
    assert_true(json_integer_value(json_object_get(anna->reply, "seq")) > read);
    ok(device_syncs(anna, (uint64_t)read));
    assert_false(json_is_true(json_object_get(anna->reply, "complete")));
}

static const struct baton_layout_request save_data = {.has_bitrate = true,
    .bitrate = 500000,
    .has_prefer = 1u << false | 1u << true,
    .prefer.detail = {true, false}};

/* Both times Anna comes back from the same row. */
CRASH_TEST(numbers_of_events_do_not_repeat_if_nothing_is_written_between_two_crashes)
{
    struct fake_device *anna = party->anna;
    char written[BATON_TOKEN_SIZE];
    g_strlcpy(written, anna->resume, sizeof(written));
    write_and_crash(party->world);
    party->world->memory->fails = true;
    ok(device_resumes(party->bob, PARTY_ROOM));
    ok(device_resumes(anna, PARTY_ROOM));
    ok(device_chats(party->bob, "hello"));
    json_int_t read = json_integer_value(json_object_get(device_gets(anna, "chat"), "seq"));
    party->world->host.wall_ms += 1000;
    world_crashes(party->world);
    ok(device_resumes_with(anna, PARTY_ROOM, written));
    assert_true(json_integer_value(json_object_get(anna->reply, "seq")) > read);
}

CRASH_TEST(everything_is_as_it_was)
{
    struct fake_device *anna = party->anna;
    ok(device_raises_hand(anna, true));
    ok(device_mutes(anna, BATON_CAMERA, true));
    ok(device_chats(party->bob, "hello"));
    ok(device_pins(anna, "3", NULL));
    ok(device_lays_out(anna, &save_data));
    world_sets_phone(party->world, party->bob, PARTY_ROOM, "+15550001");
    fake_call_rows_write(party->world);
    char *before = fake_call_rows_state(party->world);
    world_crashes(party->world);
    char *after = fake_call_rows_state(party->world);
    assert_string_equal(after, before);
    assert_int_equal(party->world->restored.participants, 2);
    assert_int_equal(party->world->restored.rooms, 1);
    assert_int_equal(party->world->restored.skipped, 0);
    assert_true(logged(party->world, "audit: restarted what=2"));
    fake_invariants_check(party->world);
    free(before);
    free(after);
}

CRASH_TEST(everybody_is_away_and_comes_back_with_the_same_sources)
{
    char source[BATON_ID_SIZE];
    g_strlcpy(source, text_at(party_listed_source(party, "camera"), "source"), sizeof(source));
    write_and_crash(party->world);
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "away");
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_true(is_true_at(party->anna->reply, "resumed"));
    assert_string_equal(text_at(party->anna->reply, "id"), party->anna->id);
    ok(device_resumes(party->bob, PARTY_ROOM));
    device_connects(party->anna, "microphone camera");
    device_connects(party->bob, "microphone camera");
    assert_string_equal(text_at(party_listed_source(party, "camera"), "source"), source);
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "connected");
    device_starts_listening(party->bob);
    party_bob_hears(party, party->anna, party->carl);
    fake_invariants_check(party->world);
}

/* The same sources with another bitrate. */
static void limits_bitrate(struct fake_device *device, uint32_t bitrate)
{
    char *answer = NULL;
    char *offer = g_strdup_printf("audio:0:sends:opus video:1:sends:%s", device->codec);
    const struct baton_publish_request request = {
        .offer = offer, .has_bitrate = true, .bitrate = bitrate};
    json_t *reply = baton_engine_publish(device->world->engine, device->uplink, &request,
        device->world->now, &answer, &device->failure);
    assert_non_null(world_keeps_reply(device->world, reply));
    g_free(answer);
    g_free(offer);
}

CRASH_TEST(the_bitrate_that_an_ice_restart_brings_is_written)
{
    fake_call_rows_write(party->world);
    limits_bitrate(party->anna, 123456);
    fake_call_rows_write(party->world);
    world_crashes(party->world);
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_int_equal(party->anna->uplink->device->bitrate, 123456);
}

/* The call moves from Anna's device for good. Returns the secret with which this device can ask for it again. */
static void moves_for_good(struct party *party, char secret[BATON_TOKEN_SIZE])
{
    party_moves(party);
    party_ends(party);
    g_strlcpy(secret, text_at(party->anna->up->taken, "remember"), BATON_TOKEN_SIZE);
}

CRASH_TEST(a_device_that_had_the_call_before_can_still_ask_for_it)
{
    char secret[BATON_TOKEN_SIZE];
    moves_for_good(party, secret);
    write_and_crash(party->world);
    fake_invariants_check(party->world);
    ok(device_recalls(party->anna, PARTY_ROOM, secret));
    /* Nobody is here who could tell how many slots the device in the call had. */
    const json_t *slots = json_object_get(party->anna->reply, "slots");
    assert_int_equal(number_at(slots, "audio"), 3);
    assert_int_equal(number_at(slots, "video"), 4);
    device_connects(party->anna, "microphone camera");
    world_plays(party->world, 300);
    device_gets(party->anna, "moved");
}

CRASH_TEST(so_can_one_that_was_told_no_secret)
{
    char secret[BATON_TOKEN_SIZE];
    moves_for_good(party, secret);
    write_and_crash(party->world);
    ok(device_recalls(party->anna, PARTY_ROOM, party->anna->resume));
}

CRASH_TEST(a_forgotten_device_stays_forgotten)
{
    char secret[BATON_TOKEN_SIZE];
    moves_for_good(party, secret);
    fake_call_rows_write(party->world);
    ok(device_forgets_devices(party->carl));
    write_and_crash(party->world);
    assert_int_equal(device_recalls(party->anna, PARTY_ROOM, secret), BATON_E_INVALID_RESUME);
}

CRASH_TEST(the_remembered_devices_are_written_again_as_they_were)
{
    char secret[BATON_TOKEN_SIZE];
    moves_for_good(party, secret);
    fake_call_rows_write(party->world);
    char *before = fake_call_rows_state(party->world);
    world_crashes(party->world);
    char *after = fake_call_rows_state(party->world);
    assert_string_equal(after, before);
    assert_non_null(strstr(after, "digests"));
    free(before);
    free(after);
}

CRASH_TEST(a_pinned_source_is_on_its_slot_again)
{
    struct fake_device *bob = party->bob;
    char source[BATON_ID_SIZE];
    g_strlcpy(source, text_at(party_listed_source(party, "camera"), "source"), sizeof(source));
    ok(device_pins(bob, "5", source));
    write_and_crash(party->world);
    ok(device_resumes(bob, PARTY_ROOM));
    ok(device_resumes(party->anna, PARTY_ROOM));
    device_connects(bob, "microphone camera");
    const struct baton_device *device = bob->downlink->device;
    assert_true(device->slots[5].pinned);
    assert_string_equal(device->slots[5].source->id, source);
}

CRASH_TEST(a_pin_without_a_slot_on_the_next_downlink_does_not_come_back)
{
    struct fake_device *bob = party->bob;
    ok(device_pins(bob, "6", NULL));
    device_loses_downlink(bob);
    fake_call_rows_write(party->world);
    ok(device_subscribes(bob, 3, 1));
    fake_call_rows_check(party->world);
    world_crashes(party->world);
    ok(device_resumes(bob, PARTY_ROOM));
    ok(device_subscribes(bob, 3, 4));
    const json_t *slots = json_object_get(bob->reply, "slots");
    assert_false(is_true_at(element_with(slots, "mid", "6"), "pinned"));
}

CRASH_TEST(the_chat_goes_on_with_the_next_number)
{
    ok(device_chats(party->bob, "one"));
    ok(device_chats(party->bob, "two"));
    write_and_crash(party->world);
    ok(device_resumes(party->anna, PARTY_ROOM));
    const json_t *chat = json_object_get(party->anna->reply, "chat");
    assert_int_equal(json_array_size(chat), 2);
    assert_string_equal(text_at(json_array_get(chat, 1), "text"), "two");
    ok(device_chats(party->anna, "three"));
    assert_int_equal(number_at(party->anna->reply, "id"), 3);
}

CRASH_TEST(hold_begins_again_and_then_the_participant_and_the_room_end)
{
    world_waits(party->world, 1000);
    write_and_crash(party->world);
    world_waits(party->world, HOLD * 1000 - 200);
    assert_int_equal(world_status(party->world, "participants"), 2);
    world_waits(party->world, 400);
    assert_int_equal(world_status(party->world, "participants"), 0);
    fake_call_rows_check(party->world);
    assert_int_equal(party->world->memory->participants->len, 0);
}

TEST(a_short_hold_is_30_seconds_after_a_restart)
{
    const struct baton_room_settings brief = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = 1};
    struct party party;
    party_init_with(&party, &brief, "microphone");
    write_and_crash(party.world);
    world_waits(party.world, 29800);
    assert_int_equal(world_status(party.world, "participants"), 2);
    world_waits(party.world, 400);
    assert_int_equal(world_status(party.world, "participants"), 0);
    party_fini(&party);
}

CRASH_TEST(a_participant_who_left_or_was_removed_stays_away)
{
    char secret[BATON_TOKEN_SIZE];
    g_strlcpy(secret, party->bob->resume, sizeof(secret));
    ok(device_leaves(party->bob));
    write_and_crash(party->world);
    assert_int_equal(world_status(party->world, "participants"), 1);
    assert_int_equal(device_resumes_with(party->bob, PARTY_ROOM, secret), BATON_E_INVALID_RESUME);
}

TEST(a_room_without_hold_keeps_nobody)
{
    const struct baton_room_settings plain = {.room = PARTY_ROOM};
    struct party party;
    party_init_with(&party, &plain, "microphone");
    write_and_crash(party.world);
    assert_int_equal(world_status(party.world, "participants"), 0);
    assert_int_equal(world_status(party.world, "rooms"), 0);
    party_fini(&party);
}

CRASH_TEST(a_room_that_gets_hold_0_keeps_nobody_any_more)
{
    const struct baton_authority owner = world_operator(party->world);
    const struct baton_room_settings none = {.room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = 0};
    fake_call_rows_write(party->world);
    assert_int_equal(party->world->memory->participants->len, 2);
    world_keeps_reply(
        party->world, baton_engine_edit(party->world->engine, &none, false, &owner, NULL));
    fake_call_rows_check(party->world);
    assert_int_equal(party->world->memory->participants->len, 0);
}

TEST(participants_of_a_permanent_room_come_back_into_it)
{
    struct fake_world *world = world_new();
    struct fake_device *anna = device_new(world, "Anna");
    const struct baton_room_settings den = {.room = "den", .has = BATON_ROOM_HOLD, .hold = HOLD};
    ok(world_creates_room_with(world, &den, true));
    device_enters(anna, "den", "microphone");
    fake_call_rows_check(world);
    world_crashes(world);
    assert_int_equal(world->memory->call_rooms->len, 0);
    ok(device_resumes(anna, "den"));
    assert_true(is_true_at(anna->reply, "resumed"));
    world_free(world);
}

/* The people of the one room must not get into the other. */
TEST(participants_do_not_come_back_into_another_room_with_the_same_id)
{
    struct fake_world *world = world_new();
    struct fake_device *anna = device_new(world, "Anna");
    const struct baton_room_settings den = {.room = "den", .has = BATON_ROOM_HOLD, .hold = HOLD};
    ok(world_creates_room_with(world, &den, true));
    ok(world_destroys_room(world, "den")); /* not permanently */
    ok(world_creates_room_with(world, &den, false));
    device_enters(anna, "den", "microphone");
    fake_call_rows_check(world);
    world_crashes(world);
    assert_int_equal(world->restored.skipped, 2);
    assert_int_equal(device_resumes(anna, "den"), BATON_E_INVALID_RESUME);
    fake_call_rows_check(world);
    world_free(world);
}

CRASH_TEST(a_room_of_the_settings_file_keeps_its_chat_at_every_crash)
{
    party->world->configured = &used;
    ok(device_chats(party->bob, "one"));
    for (int i = 0; i < 3; i++) {
        write_and_crash(party->world);
        assert_int_equal(party->world->restored.skipped, 0);
        ok(device_resumes(party->anna, PARTY_ROOM));
        assert_int_equal(json_array_size(json_object_get(party->anna->reply, "chat")), 1);
        fake_call_rows_check(party->world);
    }
}

CRASH_TEST(an_empty_room_of_the_settings_file_stays)
{
    party->world->configured = &used;
    ok(device_leaves(party->anna));
    ok(device_leaves(party->bob));
    write_and_crash(party->world);
    write_and_crash(party->world);
    assert_int_equal(world_status(party->world, "rooms"), 1);
    ok(device_joins(party->carl, PARTY_ROOM));
    fake_call_rows_check(party->world);
}

TEST(an_empty_room_does_not_come_back)
{
    struct fake_world *world = world_new();
    struct fake_device *anna = device_new(world, "Anna");
    ok(world_creates_room_with(world, &used, false));
    device_enters(anna, PARTY_ROOM, "microphone");
    ok(device_leaves(anna));
    write_and_crash(world);
    assert_int_equal(world_status(world, "rooms"), 0);
    fake_call_rows_write(world);
    assert_int_equal(world->memory->call_rooms->len, 0);
    world_free(world);
}

/* --- the secrets ------------------------------------------------------------------------------ */

CRASH_TEST(a_secret_that_was_replaced_stays_refused)
{
    char first[BATON_TOKEN_SIZE];
    struct fake_device *anna = party->anna;
    g_strlcpy(first, anna->resume, sizeof(first));
    device_vanishes(anna);
    ok(device_resumes(anna, PARTY_ROOM));
    ok(device_raises_hand(anna, true)); /* shows that the reply has arrived */
    write_and_crash(party->world);
    assert_int_equal(device_resumes_with(anna, PARTY_ROOM, first), BATON_E_INVALID_RESUME);
    assert_non_null(strstr(anna->failure.text, "a later secret has replaced"));
    ok(device_resumes(anna, PARTY_ROOM));
}

/* The crash comes before the row with the newest secret is written: the client has the one before, too. */
CRASH_TEST(if_the_newest_secret_was_not_written_the_one_before_works)
{
    char first[BATON_TOKEN_SIZE], second[BATON_TOKEN_SIZE];
    struct fake_device *anna = party->anna;
    g_strlcpy(first, anna->resume, sizeof(first));
    fake_call_rows_write(party->world);
    device_vanishes(anna);
    ok(device_resumes(anna, PARTY_ROOM));
    g_strlcpy(second, anna->resume, sizeof(second));
    ok(device_raises_hand(anna, true));
    world_crashes(party->world);
    assert_int_equal(device_resumes_with(anna, PARTY_ROOM, second), BATON_E_INVALID_RESUME);
    ok(device_resumes_with(anna, PARTY_ROOM, first));
    assert_false(is_true_at(anna->reply, "hand"));
}

/* The row is written, but the reply with the newest secret is lost: the client has only the one before. */
CRASH_TEST(if_the_newest_secret_did_not_arrive_the_one_before_works)
{
    char first[BATON_TOKEN_SIZE];
    struct fake_device *anna = party->anna;
    g_strlcpy(first, anna->resume, sizeof(first));
    device_vanishes(anna);
    ok(device_resumes(anna, PARTY_ROOM));
    write_and_crash(party->world);
    ok(device_resumes_with(anna, PARTY_ROOM, first));
}

CRASH_TEST(a_secret_is_at_rest_only_as_a_digest)
{
    fake_call_rows_write(party->world);
    for (guint i = 0; i < party->world->memory->participants->len; i++) {
        const struct fake_row *row = g_ptr_array_index(party->world->memory->participants, i);
        assert_null(strstr(row->text, party->anna->resume));
        assert_null(strstr(row->text, party->bob->resume));
        assert_non_null(strstr(row->text, "digest"));
    }
}

/* --- transfers -------------------------------------------------------------------------------- */

/* Does what party_moves does, and keeps Carl's secret. */
static void moves(struct party *party)
{
    struct fake_device *carl = party->carl;
    party_connects(party);
    world_plays(party->world, 200);
    g_strlcpy(carl->resume, text_at(device_gets(carl, "moved"), "resume"), sizeof(carl->resume));
    party_is(party, "standby");
}

CRASH_TEST(before_the_commit_the_old_device_has_the_call)
{
    party_connects(party);
    write_and_crash(party->world);
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_E_CODE_UNKNOWN);
    ok(device_resumes(party->anna, PARTY_ROOM));
    ok(device_shows_code(party->anna));
}

CRASH_TEST(after_the_commit_the_new_device_has_the_call)
{
    char secret[BATON_TOKEN_SIZE];
    g_strlcpy(secret, party->anna->resume, sizeof(secret));
    moves(party);
    write_and_crash(party->world);
    assert_int_equal(device_resumes_with(party->anna, PARTY_ROOM, secret), BATON_E_INVALID_RESUME);
    ok(device_resumes(party->carl, PARTY_ROOM));
    assert_string_equal(text_at(party->carl->reply, "id"), party->anna->id);
}

CRASH_TEST(a_call_that_has_moved_stays_moved)
{
    moves(party);
    party_ends(party);
    write_and_crash(party->world);
    ok(device_resumes(party->carl, PARTY_ROOM));
    assert_int_equal(device_resumes(party->anna, PARTY_ROOM), BATON_E_INVALID_RESUME);
}

/* --- when it is written ----------------------------------------------------------------------- */

/* The clock of the test is exact; the disk of the test needs no time. */
CRASH_TEST(a_participant_is_written_at_most_100_milliseconds_after_the_reply)
{
    world_waits(party->world, 1000);
    ok(device_joins(party->carl, PARTY_ROOM));
    world_waits(party->world, 5); /* nothing was written just before */
    assert_int_equal(party->world->memory->participants->len, 3);
    ok(device_raises_hand(party->carl, true));
    world_waits(party->world, 100);
    world_crashes(party->world);
    ok(device_resumes(party->carl, PARTY_ROOM));
    assert_true(is_true_at(party->carl->reply, "hand"));
}

CRASH_TEST(many_changes_of_one_participant_are_one_row)
{
    world_waits(party->world, 1000);
    unsigned commits = party->world->memory->commits;
    for (int i = 0; i < 50; i++)
        ok(device_raises_hand(party->anna, i % 2));
    world_waits(party->world, 200);
    assert_int_in_range(party->world->memory->commits - commits, 1, 3);
}

CRASH_TEST(nothing_is_written_while_nothing_changes)
{
    world_plays(party->world, 1000);
    unsigned commits = party->world->memory->commits;
    world_plays(party->world, 3000);
    assert_int_equal(party->world->memory->commits, commits);
}

/* A disk that stands still. */
CRASH_TEST(rows_on_their_way_are_limited_and_the_delay_is_said)
{
    party->world->storing_slowly = true;
    for (int i = 0; i < 150; i++) {
        ok(device_chats(party->anna, "more"));
        ok(device_raises_hand(party->anna, i % 2));
        world_waits(party->world, 100);
        device_starts_listening(party->bob);
    }
    assert_true(baton_unsaved_waits(&party->world->engine->unsaved));
    assert_true(logged(party->world, "calls would not outlast a crash now"));
    assert_true(logged(party->world, "audit: calls_unsafe reason=late"));
    party->world->storing_slowly = false;
    fake_call_rows_check(party->world);
    assert_true(logged(party->world, "audit: calls_safe"));
}

TEST(too_many_ends_become_one_change_that_deletes_all)
{
    struct party party;
    begin(&party);
    fake_call_rows_write(party.world);
    for (int i = 0; i <= BATON_UNSAVED_ENDS; i++)
        baton_unsaved_note_end(&party.world->engine->unsaved, "somewhere", "somebody");
    assert_int_equal(party.world->engine->unsaved.ends.length, 0);
    fake_call_rows_check(party.world);
    assert_int_equal(party.world->memory->participants->len, 2);
    party_fini(&party);
}

/* --- a failing disk --------------------------------------------------------------------------- */

static void fail_and_recover(struct party *party, bool *fault)
{
    struct fake_world *world = party->world;
    fake_call_rows_write(world);
    *fault = true;
    ok(device_raises_hand(party->anna, true));
    ok(device_leaves(party->bob));
    ok(device_joins(party->carl, PARTY_ROOM));
    ok(device_chats(party->anna, "still here"));
    world_waits(world, 3000);
    assert_true(logged(world, "calls would not outlast a crash now"));
    assert_true(logged(world, "audit: calls_unsafe reason=store_failed"));
    assert_false(logged(world, "calls_safe"));
    *fault = false;
    world_waits(world, 1200);
    assert_true(logged(world, "calls outlast a crash again"));
    fake_call_rows_check(world);
    world_crashes(world);
    assert_int_equal(world_status(world, "participants"), 2);
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_true(is_true_at(party->anna->reply, "hand"));
    assert_int_equal(json_array_size(json_object_get(party->anna->reply, "chat")), 1);
}

CRASH_TEST(calls_go_on_and_are_written_again_when_the_disk_works)
{
    fail_and_recover(party, &party->world->memory->fails);
}

CRASH_TEST(the_same_if_only_the_commit_fails)
{
    fail_and_recover(party, &party->world->memory->fails_late);
}

TEST(with_keep_calls_off_nothing_is_written_and_old_rows_are_deleted)
{
    struct party party;
    begin(&party);
    fake_call_rows_write(party.world);
    party.world->config.keep_calls = false;
    world_crashes(party.world);
    assert_int_equal(world_status(party.world, "participants"), 0);
    assert_int_equal(party.world->memory->participants->len, 0);
    assert_int_equal(party.world->memory->call_rooms->len, 0);
    world_creates_room(party.world, PARTY_ROOM);
    device_enters(party.anna, PARTY_ROOM, "microphone");
    world_waits(party.world, 500);
    assert_int_equal(party.world->memory->participants->len, 0);
    party_fini(&party);
}

/* --- damaged rows ----------------------------------------------------------------------------- */

static void damage(struct fake_row *row, const char *text)
{
    g_free(row->text);
    row->text = g_strdup(text);
}

CRASH_TEST(a_damaged_participant_is_skipped_logged_and_deleted)
{
    static const char *const texts[] = {"", "no JSON", "[]", "{}", "{\"display\":7}",
        "{\"permanent\":false,\"display\":\"x\",\"metadata\":{},\"phone\":\"\",\"moderator\":false,"
        "\"hand\":false,\"sources\":[],\"device\":{\"id\":\"../../x\",\"bitrate\":0,"
        "\"token\":false,\"pins\":[],\"resume\":[]}}"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        ok(device_joins(party->carl, PARTY_ROOM));
        fake_call_rows_write(party->world);
        damage(g_ptr_array_index(party->world->memory->participants, 2), texts[i]);
        world_crashes(party->world);
        assert_int_equal(party->world->restored.skipped, 1);
        assert_int_equal(party->world->restored.participants, 2);
        assert_true(logged(party->world, "cannot be brought back: its state is damaged"));
        fake_call_rows_check(party->world);
    }
}

CRASH_TEST(a_damaged_room_is_skipped_with_its_participants)
{
    fake_call_rows_write(party->world);
    damage(g_ptr_array_index(party->world->memory->call_rooms, 0),
        "{\"create\":{\"request\":\"create\",\"room\":\"standup\",\"hold\":-1},\"kept\":true}");
    world_crashes(party->world);
    assert_int_equal(party->world->restored.skipped, 3);
    assert_int_equal(world_status(party->world, "rooms"), 0);
    assert_true(logged(party->world, "hold"));
    fake_call_rows_check(party->world);
}

/* --- any order -------------------------------------------------------------------------------- */

/* In the middle of a swap, nobody has the call, and the row is older than the state. */
static bool everybody_has_a_device(const struct fake_world *world)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, world->engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_room *room = value;
        for (guint i = 0; i < room->participants->len; i++)
            if (!((struct baton_participant *)g_ptr_array_index(room->participants, i))->active)
                return false;
    }
    return true;
}

TEST(any_order_of_events_is_written_and_comes_back)
{
    unsigned restored = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct fake_run run;
        print_message("# seed %d\n", (int)seed);
        fake_run_init(&run, seed);
        for (int i = 0; i < 600; i++) {
            fake_run_step(&run);
            if (i % 3 == 0)
                fake_call_rows_check(run.world);
        }
        while (!everybody_has_a_device(run.world))
            fake_run_step(&run);
        fake_call_rows_write(run.world);
        char *before = fake_call_rows_state(run.world);
        world_crashes(run.world);
        char *after = fake_call_rows_state(run.world);
        assert_string_equal(after, before);
        restored += run.world->restored.participants;
        fake_invariants_check(run.world);
        free(before);
        free(after);
        fake_run_fini(&run);
    }
    assert_true(restored > 5);
}
