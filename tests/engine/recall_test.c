/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of devices that ask for a call that they have had before. Anna's call has moved from her first device, which is
 * `carl` from then on, to another one, which is `anna`. */
#include "engine/held_party.h"

#include <string.h>

#include "guard/remembered.h"

struct memory {
    char secret[BATON_TOKEN_SIZE];
};

/* Carl's device gets the call, and the call can still return. Neither device is told a secret for later. */
static void commit(struct party *party)
{
    party_connects(party);
    world_plays(party->world, 200);
    const json_t *moved = device_gets(party->carl, "moved");
    assert_false(json_is_string(json_object_get(moved, "remember")));
    g_strlcpy(party->carl->resume, text_at(moved, "resume"), sizeof(party->carl->resume));
    assert_null(json_object_get(device_gets(party->anna, "moved"), "remember"));
}

/* Moves the call. Afterwards party->carl is the device that the call has left. Returns its secret; "": it got none. */
static struct memory move(struct party *party)
{
    struct memory memory = {""};
    struct fake_device *left = party->anna;
    commit(party);
    world_plays(party->world, 11000);
    const json_t *ended = device_gets(left, "transfer_ended");
    const char *secret = json_string_value(json_object_get(ended, "remember"));
    if (secret) {
        assert_int_equal(strlen(secret), BATON_TOKEN_CHARACTERS);
        g_strlcpy(memory.secret, secret, sizeof(memory.secret));
    }
    assert_null(json_object_get(device_gets(party->carl, "transfer_ended"), "remember"));
    party->anna = party->carl;
    party->carl = left;
    g_strlcpy(party->anna->id, left->id, sizeof(party->anna->id));
    world_closes_connections(party->world);
    device_starts_listening(party->bob);
    device_starts_listening(party->anna);
    return memory;
}

static struct memory begin_with(struct party *party, const struct baton_room_settings *settings)
{
    party_init_with(party, settings, "microphone camera");
    return move(party);
}

#define RECALL_TEST(function)                                                                      \
    static void function(struct party *party, const char *secret);                                 \
    static void function##_after_a_move(UNUSED void **state)                                       \
    {                                                                                              \
        struct party party;                                                                        \
        const struct memory memory = begin_with(&party, &held);                                    \
        function(&party, memory.secret);                                                           \
        party_fini(&party);                                                                        \
    }                                                                                              \
    TEST_ADDED(__COUNTER__, .name = #function, .test_func = function##_after_a_move)               \
    static void function(struct party *party, UNUSED const char *secret)

/* The device that got the secret gets the call again. */
static void comes_home(struct party *party)
{
    device_connects(party->carl, party->sends);
    world_plays(party->world, 300);
    device_gets(party->carl, "moved");
}

/* --- questions in vain ------------------------------------------------------------------------ */

static void ask_and_leave(struct party *party, const char *secret)
{
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    ok(device_leaves(party->carl));
    world_closes_connections(party->world);
}

static void ask_and_vanish(struct party *party, const char *secret)
{
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    device_vanishes(party->carl);
    world_closes_connections(party->world);
}

static void ask_and_wait(struct party *party, const char *secret)
{
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    world_plays(party->world, 31000);
    world_closes_connections(party->world);
}

static void (*const vain[])(struct party *, const char *) = {
    ask_and_leave, ask_and_vanish, ask_and_wait};

TEST(a_recall_without_agreement_never_pauses_the_moves_of_the_person_with_the_call)
{
    for (size_t i = 0; i < sizeof(vain) / sizeof(vain[0]); i++) {
        struct party party;
        const struct memory memory = begin_with(&party, &held);
        for (int times = 0; times < 3; times++)
            vain[i](&party, memory.secret);
        assert_false(device_got(party.anna, "warning"));
        ok(device_shows_code(party.anna));
        ok(device_cancels(party.anna));
        party_fini(&party);
    }
}

TEST(a_device_that_recalls_in_vain_three_times_is_forgotten)
{
    for (size_t i = 0; i < sizeof(vain) / sizeof(vain[0]); i++) {
        struct party party;
        const struct memory memory = begin_with(&party, &held);
        for (int times = 0; times < 3; times++)
            vain[i](&party, memory.secret);
        assert_int_equal(
            device_recalls(party.carl, PARTY_ROOM, memory.secret), BATON_E_NOT_IN_CALL);
        party_fini(&party);
    }
}

/* --- the participant is away ------------------------------------------------------------------ */

RECALL_TEST(a_remembered_device_takes_the_call_of_a_dead_one_without_a_question)
{
    char source[BATON_ID_SIZE];
    g_strlcpy(source, text_at(party_listed_source(party, "camera"), "source"), sizeof(source));
    device_vanishes(party->anna);
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    assert_string_equal(text_at(party->carl->reply, "state"), "connecting");
    assert_string_equal(text_at(party->carl->reply, "role"), "new");
    assert_int_equal(number_at(json_object_get(party->carl->reply, "slots"), "video"), 4);
    comes_home(party);
    party_told_end(party->carl, "moved", "none");
    assert_string_equal(text_at(party_listed_source(party, "camera"), "source"), source);
    assert_int_equal(world_status(party->world, "participants"), 2);
    party_bob_hears(party, party->carl, party->anna);
}

RECALL_TEST(the_others_see_one_pause_and_that_a_device_has_recalled_the_call)
{
    device_vanishes(party->anna);
    device_starts_listening(party->bob);
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    comes_home(party);
    const json_t *anna =
        json_object_get(device_gets(party->bob, "participant_changed"), "participant");
    const json_t *change = json_object_get(anna, "device_changed");
    assert_string_equal(text_at(anna, "connection"), "connected");
    assert_string_equal(text_at(change, "how"), "recall");
    assert_true(json_is_null(json_object_get(change, "by")));
    assert_false(device_got(party->bob, "participant_changed"));
    assert_false(device_got(party->bob, "participant_joined"));
    assert_false(device_got(party->bob, "participant_left"));
}

static void others_are_asked(enum baton_transfer_remote remote, bool nobody_forbidden)
{
    struct baton_room_settings settings = held;
    struct party party;
    settings.has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM;
    settings.confirm =
        (struct baton_policy){.old = true, .remote = remote, .form = BATON_FORM_YESNO};
    if (nobody_forbidden)
        settings.has_ways = 1u << BATON_WAY_NOBODY;
    party_init_with(&party, &settings, "microphone");
    party_shows_code(&party);
    ok(device_scans(party.carl, party.anna->code));
    ok(device_confirms(party.anna, true, 0));
    g_strlcpy(party.bob->transfer, party.anna->transfer, BATON_ID_SIZE);
    if (remote != BATON_REMOTE_NONE)
        ok(device_confirms(party.bob, true, 0));
    device_connects(party.carl, "microphone");
    world_plays(party.world, 11500);
    char secret[BATON_TOKEN_SIZE];
    g_strlcpy(
        secret, text_at(device_gets(party.anna, "transfer_ended"), "remember"), sizeof(secret));
    world_closes_connections(party.world);
    device_vanishes(party.carl);
    device_starts_listening(party.bob);
    ok(device_recalls(party.anna, PARTY_ROOM, secret));
    assert_string_equal(text_at(party.anna->reply, "state"), "confirming");
    const json_t *question = device_gets(party.bob, "confirm");
    assert_string_equal(text_at(question, "role"), "remote");
    assert_true(is_true_at(question, "away"));
    assert_true(is_true_at(question, "recalled"));
    g_strlcpy(party.bob->transfer, party.anna->transfer, BATON_ID_SIZE);
    ok(device_confirms(party.bob, true, 0));
    device_gets(party.anna, "admitted");
    party_fini(&party);
}

TEST(the_others_are_asked_if_the_room_says_so)
{
    others_are_asked(BATON_REMOTE_ANY, false);
    others_are_asked(BATON_REMOTE_ALL, false);
}

TEST(one_of_the_others_is_asked_if_somebody_has_to_agree_in_this_room)
{
    others_are_asked(BATON_REMOTE_NONE, true);
}

RECALL_TEST(a_code_for_the_participant_who_is_away_gives_way)
{
    struct fake_world *world = party->world;
    device_vanishes(party->anna);
    world_keeps_reply(
        world, baton_engine_issue(world->engine, PARTY_ROOM, party->anna->id,
                   &(struct baton_transfer_request){.stand_in = party->bob->id}, world->now, NULL));
    world_flushes(world);
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    party_told_end(party->bob, "superseded", "renewed");
    comes_home(party);
}

RECALL_TEST(the_dead_device_comes_back_while_another_one_connects)
{
    device_vanishes(party->anna);
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    ok(device_resumes(party->anna, PARTY_ROOM));
    device_connects(party->anna, party->sends);
    comes_home(party);
    party_is(party, "standby");
    g_strlcpy(party->anna->transfer, party->carl->transfer, BATON_ID_SIZE);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    party_bob_hears(party, party->anna, party->carl);
    assert_true(json_is_null(json_object_get(party_listed_anna(party), "device_changed")));
}

/* --- the call is live ------------------------------------------------------------------------- */

RECALL_TEST(the_device_in_the_call_is_asked)
{
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    const json_t *question = device_gets(party->anna, "confirm");
    assert_string_equal(text_at(question, "role"), "old");
    assert_true(is_true_at(question, "recalled"));
    g_strlcpy(party->anna->transfer, party->carl->transfer, BATON_ID_SIZE);
    ok(device_confirms(party->anna, true, party->carl->number));
    comes_home(party);
    party_is(party, "standby");
    assert_true(json_is_null(json_object_get(party_listed_anna(party), "device_changed")));
    party_bob_hears(party, party->carl, party->anna);
}

TEST(the_device_in_the_call_is_asked_even_if_the_room_asks_nobody)
{
    struct baton_room_settings settings = held;
    struct party party;
    char secret[BATON_TOKEN_SIZE];
    settings.has_confirm = BATON_POLICY_WHO;
    party_init_with(&party, &settings, "microphone");
    party_shows_code(&party);
    ok(device_scans(party.carl, party.anna->code));
    device_connects(party.carl, "microphone");
    world_plays(party.world, 11500);
    g_strlcpy(
        secret, text_at(device_gets(party.anna, "transfer_ended"), "remember"), sizeof(secret));
    world_closes_connections(party.world);
    ok(device_recalls(party.anna, PARTY_ROOM, secret));
    assert_string_equal(text_at(party.anna->reply, "state"), "confirming");
    device_gets(party.carl, "confirm");
    party_fini(&party);
}

RECALL_TEST(a_no_makes_the_device_forgotten)
{
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    g_strlcpy(party->anna->transfer, party->carl->transfer, BATON_ID_SIZE);
    ok(device_confirms(party->anna, false, 0));
    party_told_end(party->carl, "declined", "said_no");
    world_closes_connections(party->world);
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_NOT_IN_CALL);
}

RECALL_TEST(a_recall_that_nobody_answers_can_be_repeated_until_the_device_is_forgotten)
{
    for (int i = 0; i < 3; i++) {
        ok(device_recalls(party->carl, PARTY_ROOM, secret));
        world_plays(party->world, 31000);
        party_told_end(party->carl, "expired", "no_response");
        world_closes_connections(party->world);
    }
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_NOT_IN_CALL);
}

RECALL_TEST(a_transfer_under_way_goes_on)
{
    struct fake_device *dora = device_new(party->world, "Dora");
    ok(device_shows_code(party->anna));
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_TRANSFER_IN_PROGRESS);
    ok(device_scans(dora, party->anna->code));
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_TRANSFER_IN_PROGRESS);
}

/* --- secrets ---------------------------------------------------------------------------------- */

RECALL_TEST(a_secret_is_used_once_and_a_copy_is_noticed)
{
    struct fake_device *thief = device_new(party->world, "Thief");
    device_vanishes(party->anna);
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    comes_home(party);
    assert_int_equal(device_recalls(thief, PARTY_ROOM, secret), BATON_E_INVALID_RESUME);
    assert_string_equal(text_at(device_gets(party->carl, "warning"), "kind"), "recall_copied");
}

RECALL_TEST(a_secret_stays_valid_if_the_device_is_cut_before_it_has_the_call)
{
    device_vanishes(party->anna);
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    device_vanishes(party->carl);
    party_is(party, "ended");
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    comes_home(party);
}

RECALL_TEST(forged_secrets_are_counted)
{
    char forged[BATON_TOKEN_SIZE];
    g_strlcpy(forged, secret, sizeof(forged));
    forged[0] = forged[0] == 'A' ? 'B' : 'A';
    for (int i = 0; i < 5; i++)
        assert_int_equal(device_recalls(party->carl, PARTY_ROOM, i % 2 ? "short" : forged),
            BATON_E_INVALID_RESUME);
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_TOO_MANY_ATTEMPTS);
}

RECALL_TEST(a_secret_of_another_room_is_unknown)
{
    world_creates_room(party->world, "other");
    assert_int_equal(device_recalls(party->carl, "other", secret), BATON_E_INVALID_RESUME);
    assert_int_equal(device_recalls(party->carl, "no-such-room", secret), BATON_E_INVALID_RESUME);
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
}

RECALL_TEST(a_resume_secret_of_the_device_in_the_call_is_no_such_secret)
{
    assert_int_equal(
        device_recalls(party->carl, PARTY_ROOM, party->anna->resume), BATON_E_INVALID_RESUME);
}

RECALL_TEST(nobody_recalls_a_participant_who_was_removed)
{
    struct fake_world *world = party->world;
    world_keeps_reply(
        world, baton_engine_remove(world->engine, PARTY_ROOM, party->anna->id, world->now, NULL));
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_NOT_IN_CALL);
}

RECALL_TEST(nobody_recalls_a_participant_who_has_left)
{
    ok(device_leaves(party->anna));
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_NOT_IN_CALL);
    ok(world_destroys_room(party->world, PARTY_ROOM));
    world_creates_room(party->world, PARTY_ROOM);
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_NOT_IN_CALL);
}

RECALL_TEST(forgotten_devices_cannot_recall)
{
    ok(device_forgets_devices(party->anna));
    assert_string_equal(text_at(party->anna->reply, "baton"), "forgotten");
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_NOT_IN_CALL);
}

RECALL_TEST(only_the_device_in_the_call_forgets_and_not_during_standby)
{
    assert_int_equal(device_forgets_devices(party->carl), BATON_E_NOT_IN_CALL);
    party->carl = device_new(party->world, "Dora");
    party_moves(party);
    assert_int_equal(device_forgets_devices(party->carl), BATON_E_WRONG_STATE);
    assert_true(party->carl->failure.retry_after > 0);
    assert_int_equal(device_forgets_devices(party->anna), BATON_E_WRONG_STATE);
}

/* A thief's device that had the call for a moment must not be able to ask for it later. */
RECALL_TEST(a_device_from_which_the_call_has_returned_gets_no_secret)
{
    party->carl = device_new(party->world, "Thief");
    commit(party);
    ok(device_returns(party->carl));
    world_plays(party->world, 300);
    assert_null(json_object_get(device_gets(party->carl, "returned"), "remember"));
    assert_null(json_object_get(device_gets(party->carl, "transfer_ended"), "remember"));
    device_vanishes(party->anna);
    world_closes_connections(party->world);
    assert_int_equal(
        device_recalls(party->carl, PARTY_ROOM, party->carl->resume), BATON_E_INVALID_RESUME);
}

RECALL_TEST(a_device_that_was_away_when_the_call_moved_recalls_with_its_resume_secret)
{
    char resume[BATON_TOKEN_SIZE];
    struct fake_device *dead = party->anna;
    g_strlcpy(resume, dead->resume, sizeof(resume));
    device_vanishes(dead);
    ok(device_recalls(party->carl, PARTY_ROOM, secret));
    comes_home(party);
    assert_int_equal(device_resumes_with(dead, PARTY_ROOM, resume), BATON_E_NOT_IN_CALL);
    ok(device_recalls(dead, PARTY_ROOM, resume));
    device_gets(party->carl, "confirm");
}

/* --- a device that has lost its network ------------------------------------------------------- */

/* Its handles are still there, but the events with the secrets are lost. */
RECALL_TEST(a_device_without_network_recalls_with_its_resume_secret_after_the_standby)
{
    struct fake_device *old = party->anna;
    party->carl = device_new(party->world, "Dora");
    commit(party);
    world_plays(party->world, 11000);
    world_closes_connections(party->world);
    assert_int_equal(device_syncs(old, 0), BATON_E_NOT_IN_CALL);
    assert_string_equal(old->failure.reason, "moved");
    ok(device_recalls(old, PARTY_ROOM, old->resume));
    device_gets(party->carl, "confirm");
}

RECALL_TEST(a_device_that_vanishes_on_standby_recalls_with_its_resume_secret)
{
    struct fake_device *old = party->anna;
    party->carl = device_new(party->world, "Dora");
    commit(party);
    device_vanishes(old);
    party_is(party, "ended");
    assert_int_equal(device_resumes(old, PARTY_ROOM), BATON_E_NOT_IN_CALL);
    assert_string_equal(old->failure.reason, "moved");
    ok(device_recalls(old, PARTY_ROOM, old->resume));
    device_gets(party->carl, "confirm");
}

/* Otherwise a secret that somebody has copied could be used later. */
RECALL_TEST(all_secrets_of_a_device_are_used_up_together)
{
    char resume[BATON_TOKEN_SIZE];
    struct fake_device *old = party->anna, *thief = device_new(party->world, "Thief");
    g_strlcpy(resume, old->resume, sizeof(resume));
    party->carl = device_new(party->world, "Dora");
    const struct memory memory = move(party);
    device_vanishes(party->anna);
    ok(device_recalls(old, PARTY_ROOM, memory.secret));
    comes_home(party);
    assert_int_equal(device_recalls(thief, PARTY_ROOM, resume), BATON_E_INVALID_RESUME);
    assert_string_equal(text_at(device_gets(old, "warning"), "kind"), "recall_copied");
}

RECALL_TEST(a_resume_secret_is_none_for_recall_before_the_standby_is_over)
{
    char resume[BATON_TOKEN_SIZE];
    struct fake_device *old = party->anna;
    g_strlcpy(resume, old->resume, sizeof(resume));
    party->carl = device_new(party->world, "Dora");
    commit(party);
    assert_int_equal(device_recalls(device_new(party->world, "copy"), PARTY_ROOM, resume),
        BATON_E_INVALID_RESUME);
}

/* --- limits ----------------------------------------------------------------------------------- */

TEST(a_room_that_does_not_remember_gives_no_secret)
{
    struct baton_room_settings settings = held;
    struct party party;
    settings.has |= BATON_ROOM_REMEMBER;
    settings.remember = false;
    assert_string_equal(begin_with(&party, &settings).secret, "");
    party_fini(&party);
}

RECALL_TEST(a_room_that_stops_remembering_refuses_the_secrets_it_gave)
{
    const struct baton_authority owner = world_operator(party->world);
    const struct baton_room_settings none = {
        .room = PARTY_ROOM, .has = BATON_ROOM_REMEMBER, .remember = false};
    world_keeps_reply(
        party->world, baton_engine_edit(party->world->engine, &none, false, &owner, NULL));
    device_vanishes(party->anna);
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, secret), BATON_E_WAY_FORBIDDEN);
    party_is(party, "ended");
}

/* Otherwise one transfer after another would keep the participant for ever. */
TEST(nobody_recalls_a_participant_whose_time_is_over)
{
    struct baton_room_settings settings = held;
    struct party party;
    settings.has |= BATON_ROOM_STAND_IN;
    settings.stand_in = BATON_STAND_IN_ANYBODY;
    const struct memory memory = begin_with(&party, &settings);
    device_vanishes(party.anna);
    ok(device_shows_code_with(
        party.bob, &(struct baton_transfer_request){.participant = party.anna->id}));
    world_plays(party.world, HOLD * 1000 + 500);
    assert_int_equal(world_status(party.world, "participants"), 2);
    assert_int_equal(device_recalls(party.carl, PARTY_ROOM, memory.secret), BATON_E_WRONG_STATE);
    party_is(&party, "showing");
    ok(device_cancels(party.bob));
    world_plays(party.world, 1200);
    assert_int_equal(world_status(party.world, "participants"), 1);
    party_fini(&party);
}

RECALL_TEST(the_oldest_device_gives_way_to_the_ninth)
{
    char first[BATON_TOKEN_SIZE], second[BATON_TOKEN_SIZE];
    g_strlcpy(first, secret, sizeof(first));
    struct fake_device *outsider = party->carl;
    for (int i = 0; i < BATON_REMEMBERED_DEVICES; i++) {
        party->carl = device_new(party->world, "another");
        const struct memory memory = move(party);
        assert_string_not_equal(memory.secret, "");
        if (i == 0)
            g_strlcpy(second, memory.secret, sizeof(second));
    }
    assert_int_equal(device_recalls(outsider, PARTY_ROOM, first), BATON_E_NOT_IN_CALL);
    ok(device_recalls(outsider, PARTY_ROOM, second));
}

/* The participant has lost its call on this device, which had this Janus session. Returns the secret. */
static struct memory remember(
    struct baton_participant *participant, unsigned device, const char *session)
{
    struct memory memory = {""};
    char id[BATON_ID_SIZE];
    json_t *message = json_object();
    snprintf(id, sizeof(id), "device-%u", device);
    baton_remembered_add(participant, id, session, message);
    g_strlcpy(memory.secret, text_at(message, "remember"), sizeof(memory.secret));
    json_decref(message);
    return memory;
}

RECALL_TEST(a_session_with_many_secrets_loses_its_own_oldest_ones)
{
    struct baton_participant *victim = party->bob->uplink->device->participant;
    const struct memory other = remember(victim, 0, "victim");
    const struct memory first = remember(victim, 1, "hostile");
    struct memory last = first;
    unsigned device = 2;
    while (device < 2 * BATON_SESSION_SECRETS) {
        struct fake_device *guest = device_new(party->world, "guest");
        ok(device_joins(guest, PARTY_ROOM));
        for (int i = 0; i < BATON_REMEMBERED_DEVICES; i++)
            last = remember(guest->uplink->device->participant, device++, "hostile");
    }
    assert_int_equal(
        baton_ledger_held(party->world->engine->memories, "hostile", party->world->now),
        BATON_SESSION_SECRETS);
    assert_int_equal(device_recalls(party->carl, PARTY_ROOM, first.secret), BATON_E_NOT_IN_CALL);
    ok(device_recalls(party->carl, PARTY_ROOM, last.secret));
    ok(device_recalls(device_new(party->world, "Bob's first telephone"), PARTY_ROOM, other.secret));
}
