/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests of the request `sync`. The reader of each fake client (fake/reader.h) checks in all engine tests that no number
 * of an event comes twice, goes back, or is left out.
 */
#include "party_test.h"

#include <string.h>

#include "fake/schema.h"
#include "state/device.h"
#include "state/latest_events.h"
#include "state/participant.h"

static const struct baton_room_settings held = {
    .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = 60};

static void begin(struct party *party)
{
    party_init_with(party, &held, "microphone camera");
}

#define SYNC_TEST(function) PARTY_TEST_AFTER_BEGIN(function, begin)

/* What the client of this device knows: the number of the last event that it has read. */
static uint64_t known(const struct fake_device *device)
{
    return device->up->reader.seq;
}

static const json_t *synced(struct fake_device *device, uint64_t since)
{
    ok(device_syncs(device, since));
    assert_string_equal(text_at(device->reply, "baton"), "synced");
    return device->reply;
}

static const json_t *missed_by(const json_t *reply)
{
    const json_t *missed = json_object_get(reply, "missed");
    assert_true(json_is_array(missed));
    return missed;
}

static bool has_seq(const json_t *event)
{
    return json_object_get(event, "seq") != NULL;
}

/* Each missed event is an event of the API. */
static void check_missed(struct party *party, const json_t *reply)
{
    const json_t *missed = missed_by(reply);
    for (size_t i = 0; i < json_array_size(missed); i++)
        fake_schema_check(&party->world->host, json_array_get(missed, i), true);
}

static void expect_name(const json_t *missed, size_t index, const char *name)
{
    assert_string_equal(text_at(json_array_get(missed, index), "baton"), name);
}

static void chat_often(struct fake_device *device, int count)
{
    char text[32];
    for (int i = 0; i < count; i++) {
        snprintf(text, sizeof(text), "message %d", i);
        ok(device_chats(device, text));
    }
}

/* --- what was missed -------------------------------------------------------------------------- */

SYNC_TEST(a_client_that_has_missed_nothing_gets_the_state_only)
{
    const json_t *reply = synced(party->bob, known(party->bob));
    assert_int_equal(json_array_size(missed_by(reply)), 0);
    assert_true(is_true_at(reply, "complete"));
    assert_int_equal(number_at(reply, "seq"), known(party->bob));
    assert_string_equal(text_at(reply, "role"), "active");
    assert_string_equal(text_at(reply, "connection"), "connected");
    assert_string_equal(text_at(reply, "id"), party->bob->id);
    assert_int_equal(json_array_size(json_object_get(reply, "sources")), 2);
    assert_int_equal(json_array_size(json_object_get(reply, "participants")), 1);
    assert_int_equal(json_array_size(json_object_get(reply, "slots")), 7);
    assert_non_null(json_object_get(reply, "resume"));
    assert_null(json_object_get(reply, "transfer"));
}

/* Whatever Bob gets, `sync` returns it in the same order with the same content. */
SYNC_TEST(missed_events_are_those_that_others_have_read)
{
    const uint64_t since = known(party->bob);
    fake_handle_forget(party->bob->up);
    ok(device_chats(party->anna, "one"));
    ok(device_raises_hand(party->anna, true)); /* participant_changed has no number */
    struct fake_device *dora = device_new(party->world, "dora");
    device_enters(dora, PARTY_ROOM, "microphone");
    ok(device_chats(dora, "two"));
    ok(device_leaves(dora));
    const json_t *missed = missed_by(synced(party->bob, since));
    size_t index = 0;
    for (const GList *link = party->bob->up->events.head; link; link = link->next) {
        if (!has_seq(link->data)) {
            assert_string_equal(text_at(link->data, "baton"), "participant_changed");
            continue;
        }
        assert_true(json_equal(link->data, json_array_get(missed, index)));
        index++;
    }
    assert_int_equal(index, 4);
    assert_int_equal(json_array_size(missed), 4);
    expect_name(missed, 1, "participant_joined");
    expect_name(missed, 3, "participant_left");
}

SYNC_TEST(events_are_numbered_and_kept_while_the_participant_is_away)
{
    const uint64_t since = known(party->anna);
    device_vanishes(party->anna);
    chat_often(party->bob, 3);
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_int_equal(number_at(party->anna->reply, "seq"), since + 3);
    const json_t *reply = synced(party->anna, since);
    assert_int_equal(json_array_size(missed_by(reply)), 3);
    assert_true(is_true_at(reply, "complete"));
    chat_often(party->bob, 1);
    assert_int_equal(known(party->anna), since + 4);
}

/* Dora is to be asked by SMS and has no telephone. The device that has scanned gets an event before the transfer ends,
 * and its scan is refused. */
static void is_refused_to_scan(struct party *party, struct fake_device *device)
{
    const struct baton_transfer_request wish = {
        .confirm = {.how = &baton_channel_sms}, .has_confirm = BATON_POLICY_HOW};
    struct fake_device *dora = device_new(party->world, "dora");
    world_creates_room(party->world, "other");
    device_enters(dora, "other", "microphone");
    ok(device_shows_code_with(dora, &wish));
    fake_handle_forget(device->up);
    assert_int_equal(device_scans(device, dora->code), BATON_E_WRONG_STATE);
    assert_int_equal(number_at(device_gets(device, "transfer"), "seq"), 1);
}

SYNC_TEST(another_call_on_the_handle_has_numbers_of_its_own)
{
    chat_often(party->bob, 3);
    device_vanishes(party->anna);
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_true(number_at(party->anna->reply, "seq") >= 3);
    ok(device_leaves(party->anna));
    is_refused_to_scan(party, party->anna);
}

SYNC_TEST(so_has_another_call_on_the_handle_of_a_new_device_that_did_not_get_the_call)
{
    party_scans(party);
    assert_true(number_at(synced(party->carl, 0), "seq") > 0);
    ok(device_cancels(party->anna));
    party_told_end(party->carl, "cancelled", "by_old");
    is_refused_to_scan(party, party->carl);
}

/* Carl's uplink is lost, so the call returns. The time for this is over when he scans. */
SYNC_TEST(the_last_events_of_a_call_do_not_come_to_the_next_device_on_the_handle)
{
    struct fake_device *dora = device_new(party->world, "dora");
    device_enters(dora, PARTY_ROOM, "microphone");
    ok(device_shows_code(dora));
    party_moves(party);
    device_uplink_goes_down(party->carl);
    party_is(party, "returning");
    party->world->now += BATON_SECONDS(6);
    assert_int_equal(device_scans(party->carl, dora->code), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->carl->failure.reason, "returned");
    device_gets(party->carl, "returned");
    ok(device_scans(party->carl, dora->code));
    assert_int_equal(number_at(party->carl->reply, "seq"), 0);
}

SYNC_TEST(if_too_much_was_missed_the_reply_says_so_and_has_the_latest)
{
    const uint64_t since = known(party->anna);
    chat_often(party->bob, BATON_LATEST_EVENTS + 1);
    const json_t *reply = synced(party->anna, since);
    assert_false(is_true_at(reply, "complete"));
    assert_int_equal(json_array_size(missed_by(reply)), BATON_LATEST_EVENTS);
    const json_t *chat = json_object_get(reply, "chat");
    const json_t *last = json_array_get(chat, json_array_size(chat) - 1);
    assert_string_equal(text_at(last, "text"), "message 64");
    reply = synced(party->anna, since + 1);
    assert_true(is_true_at(reply, "complete"));
}

SYNC_TEST(a_room_shares_the_bodies_of_its_events)
{
    const struct baton_device *anna = party->anna->uplink->device,
                              *bob = party->bob->uplink->device;
    ok(device_chats(party->bob, "hello"));
    const struct baton_latest_events *hers = &anna->events, *his = &bob->events;
    assert_ptr_equal(hers->ring[(hers->first + hers->count - 1) % BATON_LATEST_EVENTS].body,
        his->ring[(his->first + his->count - 1) % BATON_LATEST_EVENTS].body);
}

/* --- errors ----------------------------------------------------------------------------------- */

SYNC_TEST(a_number_that_has_not_come_yet_is_refused)
{
    const uint64_t next = known(party->bob) + 1;
    assert_int_equal(device_syncs(party->bob, next), BATON_E_INVALID_ELEMENT);
    assert_non_null(strstr(party->bob->failure.text, "since: expected at most"));
    ok(device_chats(party->anna, "now it has"));
    ok(device_syncs(party->bob, next));
}

SYNC_TEST(a_handle_in_no_call_has_nothing_to_synchronise)
{
    assert_int_equal(device_syncs(party->carl, 0), BATON_E_NOT_IN_CALL);
    ok(device_leaves(party->bob));
    assert_int_equal(device_syncs(party->bob, 0), BATON_E_NOT_IN_CALL);
}

/* --- acknowledgements ------------------------------------------------------------------------- */

SYNC_TEST(both_handles_are_asked_again_for_an_acknowledgement)
{
    synced(party->bob, 0);
    assert_int_equal(party->bob->up->asked_again, 1);
    assert_int_equal(party->bob->down->asked_again, 1);
    assert_int_equal(party->anna->up->asked_again, 0);
}

/* --- secrets ---------------------------------------------------------------------------------- */

/* The replies of `sync` may all be lost, and the client knows only its first secret. */
SYNC_TEST(no_sync_makes_an_earlier_resume_secret_old)
{
    char first[BATON_TOKEN_SIZE];
    g_strlcpy(first, party->anna->resume, sizeof(first));
    for (int i = 0; i < 10; i++)
        synced(party->anna, known(party->anna));
    ok(device_raises_hand(party->anna, true));
    device_vanishes(party->anna);
    ok(device_resumes_with(party->anna, PARTY_ROOM, first));
}

SYNC_TEST(the_secret_of_a_sync_brings_the_participant_back)
{
    char first[BATON_TOKEN_SIZE];
    g_strlcpy(first, party->anna->resume, sizeof(first));
    synced(party->anna, known(party->anna));
    assert_string_not_equal(party->anna->resume, first);
    device_vanishes(party->anna);
    ok(device_resumes(party->anna, PARTY_ROOM));
}

/* The reply `joined` of a resume is lost, and the client claims its session. Then `sync` must not show that the client
 * has read `joined`. */
SYNC_TEST(a_sync_does_not_show_that_the_reply_before_was_read)
{
    char used[BATON_TOKEN_SIZE];
    g_strlcpy(used, party->anna->resume, sizeof(used));
    device_vanishes(party->anna);
    ok(device_resumes(party->anna, PARTY_ROOM));
    synced(party->anna, 0);
    device_vanishes(party->anna);
    ok(device_resumes_with(party->anna, PARTY_ROOM, used));
}

/* --- transfers -------------------------------------------------------------------------------- */

static const json_t *progress_of(const json_t *reply, const char *role, const char *state)
{
    const json_t *transfer = json_object_get(reply, "transfer");
    assert_string_equal(text_at(transfer, "role"), role);
    assert_string_equal(text_at(transfer, "state"), state);
    return transfer;
}

SYNC_TEST(a_new_device_gets_what_the_reply_to_its_scan_said)
{
    party_scans(party);
    int number = party->carl->number;
    const json_t *reply = synced(party->carl, 0);
    assert_string_equal(text_at(reply, "role"), "candidate");
    progress_of(reply, "new", "confirming");
    const json_t *scanned = json_object_get(reply, "scanned");
    assert_int_equal(number_at(scanned, "number"), number);
    assert_string_equal(text_at(scanned, "private_id"), party->carl->private_id);
    assert_null(json_object_get(reply, "participants"));
    assert_null(json_object_get(reply, "resume"));
    reply = synced(party->anna, known(party->anna));
    progress_of(reply, "old", "confirming");
    assert_null(json_object_get(reply, "scanned"));
}

SYNC_TEST(a_device_that_shows_a_code_gets_its_presentation)
{
    ok(device_presents(party->carl, false));
    const json_t *reply = synced(party->carl, 0);
    assert_string_equal(text_at(reply, "role"), "candidate");
    assert_string_equal(text_at(reply, "presentation"), party->carl->presentation);
    assert_null(json_object_get(reply, "transfer"));
}

SYNC_TEST(a_new_device_to_which_people_have_agreed_gets_the_call)
{
    party_agrees(party);
    const json_t *reply = synced(party->carl, 0);
    check_missed(party, reply);
    assert_string_equal(text_at(reply, "role"), "candidate");
    progress_of(reply, "new", "connecting");
    assert_int_equal(json_array_size(json_object_get(reply, "participants")), 1);
    assert_null(json_object_get(reply, "resume"));
}

SYNC_TEST(both_devices_get_what_they_need_after_the_commit)
{
    const uint64_t since = known(party->anna);
    party_moves(party);
    char disown[BATON_TOKEN_SIZE];
    const json_t *reply = synced(party->anna, since);
    check_missed(party, reply);
    assert_string_equal(text_at(reply, "role"), "standby");
    const json_t *transfer = progress_of(reply, "old", "standby");
    assert_true(number_at(transfer, "expires_in") > 0);
    g_strlcpy(disown, text_at(transfer, "disown"), sizeof(disown));
    assert_null(json_object_get(reply, "participants"));
    reply = synced(party->carl, 0);
    check_missed(party, reply);
    assert_string_equal(text_at(reply, "role"), "active");
    transfer = progress_of(reply, "new", "standby");
    assert_null(json_object_get(transfer, "disown"));
    assert_non_null(json_object_get(reply, "resume"));
    party_ends(party);
    ok(device_disowns(party->anna, disown));
}

/* The secret that came with `moved` stays valid. */
SYNC_TEST(an_old_device_that_has_read_moved_gets_no_other_secret)
{
    char disown[BATON_TOKEN_SIZE];
    party_moves(party);
    g_strlcpy(disown, text_at(party->anna->up->taken, "disown"), sizeof(disown));
    const json_t *reply = synced(party->anna, known(party->anna));
    const json_t *transfer = progress_of(reply, "old", "standby");
    assert_null(json_object_get(transfer, "disown"));
    party_ends(party);
    ok(device_disowns(party->anna, disown));
}

SYNC_TEST(kept_events_have_no_secrets)
{
    party_moves(party);
    assert_non_null(json_object_get(party->carl->up->taken, "resume"));
    const json_t *missed = missed_by(synced(party->carl, 0));
    const json_t *moved = element_with(missed, "baton", "moved");
    assert_non_null(moved);
    assert_null(json_object_get(moved, "resume"));
    missed = missed_by(synced(party->anna, 0));
    moved = element_with(missed, "baton", "moved");
    assert_null(json_object_get(moved, "disown"));
}

SYNC_TEST(an_old_device_that_is_away_misses_the_transfer_and_gets_it_later)
{
    party_agrees(party);
    const uint64_t since = known(party->anna);
    device_vanishes(party->anna);
    chat_often(party->bob, 1);
    ok(device_resumes(party->anna, PARTY_ROOM));
    const json_t *reply = synced(party->anna, since);
    expect_name(missed_by(reply), 0, "chat");
    progress_of(reply, "old", "connecting");
}

SYNC_TEST(a_question_that_is_not_kept_is_asked_again)
{
    const struct baton_transfer_request wish = {
        .confirm = {.old = true, .remote = BATON_REMOTE_ALL, .form = BATON_FORM_NUMBER},
        .has_confirm = ~0u};
    const uint64_t since = known(party->bob);
    ok(device_shows_code_with(party->anna, &wish));
    ok(device_scans(party->carl, party->anna->code));
    device_gets(party->bob, "confirm");
    synced(party->bob, since);
    assert_false(device_got(party->bob, "confirm")); /* it is in `missed` */
    assert_non_null(element_with(missed_by(party->bob->reply), "baton", "confirm"));
    chat_often(party->anna, BATON_LATEST_EVENTS);
    synced(party->bob, since);
    device_gets(party->bob, "confirm");
}

static guint count_questions(const struct party *party)
{
    guint count = 0;
    for (guint i = 0; i < party->world->host.lines->len; i++)
        count += strstr(g_ptr_array_index(party->world->host.lines, i), "audit: asked") != NULL;
    return count;
}

/* Otherwise one client could fill the log and the audit trail. */
SYNC_TEST(a_question_that_is_asked_again_is_in_missed_from_then_on_and_leaves_no_entry)
{
    const struct baton_transfer_request wish = {
        .confirm = {.old = true, .remote = BATON_REMOTE_ALL, .form = BATON_FORM_NUMBER},
        .has_confirm = ~0u};
    const uint64_t since = known(party->bob);
    ok(device_shows_code_with(party->anna, &wish));
    ok(device_scans(party->carl, party->anna->code));
    chat_often(party->anna, BATON_LATEST_EVENTS);
    synced(party->bob, since);
    device_starts_listening(party->bob);
    for (int i = 0; i < 3; i++) {
        const json_t *reply = synced(party->bob, since);
        assert_false(is_true_at(reply, "complete"));
        assert_non_null(element_with(missed_by(reply), "baton", "confirm"));
        assert_false(device_got(party->bob, "confirm"));
    }
    assert_int_equal(count_questions(party), 2); /* Anna and Bob */
}

SYNC_TEST(a_question_that_was_read_is_not_asked_again)
{
    const uint64_t since = known(party->anna);
    party_scans(party);
    const uint64_t asked = known(party->anna);
    chat_often(party->bob, BATON_LATEST_EVENTS + 2);
    device_starts_listening(party->anna);
    synced(party->anna, asked);
    assert_false(device_got(party->anna, "confirm"));
    synced(party->anna, since);
    device_gets(party->anna, "confirm"); /* about the own call */
}

/* --- codes that the operator asks for --------------------------------------------------------- */

/* The operator asks Anna's device for a code. Returns its text. */
static const char *issued(struct party *party, char text[FAKE_CODE])
{
    struct fake_world *world = party->world;
    world_keeps_reply(world,
        baton_engine_issue(world->engine, PARTY_ROOM, party->anna->id,
            &(struct baton_transfer_request){.link = "https://example.org/"}, world->now, NULL));
    world_flushes(world);
    g_strlcpy(text, text_at(device_gets(party->anna, "code"), "text"), FAKE_CODE);
    device_starts_listening(party->anna);
    return text;
}

SYNC_TEST(a_code_of_the_operator_that_was_lost_is_replaced_by_another_one)
{
    char first[FAKE_CODE], second[FAKE_CODE];
    const uint64_t since = known(party->anna);
    issued(party, first);
    const json_t *reply = synced(party->anna, since);
    assert_true(is_true_at(reply, "complete"));
    const json_t *code = device_gets(party->anna, "code");
    assert_string_equal(text_at(code, "role"), "old");
    assert_string_equal(
        text_at(code, "transfer"), text_at(progress_of(reply, "old", "showing"), "transfer"));
    g_strlcpy(second, text_at(code, "text"), sizeof(second));
    assert_string_not_equal(second, first);
    assert_true(g_str_has_prefix(second, "https://example.org/#baton="));
    assert_int_equal(device_scans(party->carl, first), BATON_E_CODE_SUPERSEDED);
    ok(device_scans(party->carl, second));
}

SYNC_TEST(a_code_of_the_operator_that_was_read_stays)
{
    char code[FAKE_CODE];
    issued(party, code);
    synced(party->anna, known(party->anna));
    assert_false(device_got(party->anna, "code"));
    ok(device_scans(party->carl, code));
}

SYNC_TEST(a_code_that_is_not_shown_any_more_does_not_come_again)
{
    char code[FAKE_CODE];
    const uint64_t since = known(party->anna);
    issued(party, code);
    ok(device_scans(party->carl, code));
    synced(party->anna, since);
    assert_false(device_got(party->anna, "code"));
}

SYNC_TEST(no_client_makes_the_server_draw_codes_without_end)
{
    char code[FAKE_CODE];
    unsigned codes = 0;
    const uint64_t since = known(party->anna);
    issued(party, code);
    for (int i = 0; i < 20; i++) {
        device_starts_listening(party->anna);
        synced(party->anna, since);
        codes += device_got(party->anna, "code");
    }
    assert_int_equal(codes, 8);
}

/* The device is released, and only its handle is left. */
SYNC_TEST(the_end_of_a_transfer_has_no_number_for_a_device_that_is_released)
{
    party_moves(party);
    party_ends(party);
    assert_string_equal(text_at(party->anna->up->taken, "baton"), "transfer_ended");
    assert_false(has_seq(party->anna->up->taken));
    assert_string_equal(text_at(party->carl->up->taken, "baton"), "transfer_ended");
    assert_true(has_seq(party->carl->up->taken));
    assert_int_equal(device_syncs(party->anna, 0), BATON_E_NOT_IN_CALL);
}

/* The numbers belong to the device, not to the handle or the role. */
SYNC_TEST(numbers_go_on_when_a_device_gets_the_call_and_when_it_resumes)
{
    party_moves(party);
    g_strlcpy(party->carl->resume, text_at(party->carl->up->taken, "resume"),
        sizeof(party->carl->resume));
    const uint64_t moved = known(party->carl);
    assert_true(moved > 0);
    party_ends(party);
    const uint64_t before = known(party->carl);
    assert_true(before > moved);
    device_vanishes(party->carl);
    chat_often(party->bob, 2);
    ok(device_resumes(party->carl, PARTY_ROOM));
    assert_int_equal(number_at(party->carl->reply, "seq"), before + 2);
}
