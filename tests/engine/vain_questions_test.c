/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People are asked about one call again and again, and do not agree. After three such questions, nobody is asked about
 * this call for a while. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/asked_party.h"

static const struct baton_policy nobody = {.remote = BATON_REMOTE_NONE};

/* A stranger scans Anna's code, so that people are asked. Returns the stranger's device. */
static struct fake_device *stranger_scans(struct party *party)
{
    struct fake_device *stranger = device_new(party->world, "Stranger");
    ok(device_shows_code(party->anna));
    ok(device_scans(stranger, party->anna->code));
    g_strlcpy(party->bob->transfer, party->anna->transfer, BATON_ID_SIZE);
    return stranger;
}

static void anna_says_no(struct party *party)
{
    stranger_scans(party);
    ok(device_confirms(party->anna, false, 0));
}

static void anna_is_silent(struct party *party)
{
    stranger_scans(party);
    world_waits(party->world, 30100);
}

static void stranger_cancels(struct party *party)
{
    ok(device_cancels(stranger_scans(party)));
}

static void stranger_vanishes(struct party *party)
{
    device_vanishes(stranger_scans(party));
}

static void stranger_lacks_the_codec(struct party *party)
{
    struct fake_device *stranger = stranger_scans(party);
    stranger->codec = "h264";
    device_publishes(stranger, "microphone camera");
    party_told_end(stranger, "failed", "codec_refused");
}

static void anna_cancels(struct party *party)
{
    stranger_scans(party);
    ok(device_cancels(party->anna));
}

static void anna_says_yes_and_cancels(struct party *party)
{
    const struct fake_device *stranger = stranger_scans(party);
    ok(device_confirms(party->anna, true, stranger->number));
    ok(device_cancels(party->anna));
}

static void code_expires(struct party *party)
{
    ok(device_shows_code(party->anna));
    world_waits(party->world, 60100);
}

static void bob_says_no(struct party *party)
{
    stranger_scans(party);
    ok(device_confirms(party->bob, false, 0));
}

static void repeat(struct party *party, void (*act)(struct party *party), int times)
{
    for (int i = 0; i < times; i++) {
        act(party);
        party_is(party, "ended");
        world_closes_connections(party->world);
    }
}

/* Checks that people are not asked about Anna's call for this many milliseconds. The tests lose a few seconds between
 * the last question and this check. */
static void assert_paused(struct party *party, int64_t milliseconds)
{
    assert_int_equal(device_shows_code(party->anna), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_in_range(party->anna->failure.retry_after, milliseconds - 5000, milliseconds);
}

static void assert_not_paused(struct party *party)
{
    ok(device_shows_code(party->anna));
    ok(device_cancels(party->anna));
}

/* --- what counts ------------------------------------------------------------------------------ */

/* In a room in which Anna herself is asked. */
static void (*const vain[])(struct party *) = {
    anna_says_no, anna_is_silent, stranger_cancels, stranger_vanishes, stranger_lacks_the_codec};

TEST(the_third_question_without_agreement_pauses_and_warns)
{
    for (size_t i = 0; i < sizeof(vain) / sizeof(vain[0]); i++) {
        struct party party;
        party_init(&party);
        repeat(&party, vain[i], 2);
        assert_false(device_got(party.anna, "warning"));
        assert_not_paused(&party);
        repeat(&party, vain[i], 1);
        assert_string_equal(text_at(device_gets(party.anna, "warning"), "kind"), "many_questions");
        assert_paused(&party, 60000);
        party_bob_hears(&party, party.anna, party.carl);
        party_fini(&party);
    }
}

static void (*const harmless[])(struct party *) = {
    anna_cancels, anna_says_yes_and_cancels, code_expires};

TEST(a_yes_or_an_own_cancel_or_an_unscanned_code_does_not_count)
{
    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
        struct party party;
        party_init(&party);
        repeat(&party, harmless[i], 6);
        assert_not_paused(&party);
        assert_false(device_got(party.anna, "warning"));
        party_fini(&party);
    }
}

PARTY_TEST(a_yes_forgives_no_earlier_no)
{
    repeat(party, anna_says_no, 2);
    repeat(party, anna_says_yes_and_cancels, 1);
    repeat(party, anna_says_no, 1);
    assert_paused(party, 60000);
}

PARTY_TEST(a_wrong_number_counts_as_a_number_only)
{
    repeat(party, anna_says_no, 2);
    const struct fake_device *stranger = stranger_scans(party);
    const int wrong = stranger->number == 10 ? 11 : 10;
    assert_int_equal(device_confirms(party->anna, true, wrong), BATON_E_WRONG_NUMBER);
    assert_not_paused(party);
}

static void (*const vain_for_others[])(struct party *) = {
    bob_says_no, anna_cancels, anna_is_silent};

TEST(a_question_to_others_counts_also_if_the_person_in_the_call_takes_it_back)
{
    static const struct baton_channel *const channels[] = {
        &baton_channel_popup, &baton_channel_chat, &baton_channel_sms};
    for (size_t i = 0; i < sizeof(vain_for_others) / sizeof(vain_for_others[0]); i++) {
        struct party party;
        const struct baton_policy policy = on_channel(&any, channels[i]);
        gather_with(&party, &policy, NULL);
        repeat(&party, vain_for_others[i], 3);
        assert_paused(&party, 60000);
        party_fini(&party);
    }
}

TEST(a_question_that_reached_nobody_does_not_count)
{
    struct party party;
    const struct baton_policy by_sms = {.old = true, .how = &baton_channel_sms};
    gather_with(&party, &by_sms, NULL);
    for (int i = 0; i < 6; i++) {
        struct fake_device *stranger = device_new(party.world, "Stranger");
        ok(device_shows_code(party.anna));
        device_scans(stranger, party.anna->code);
        party_told_end(party.anna, "failed", "not_delivered");
        world_closes_connections(party.world);
    }
    assert_not_paused(&party);
    party_fini(&party);
}

/* --- what the pause refuses ------------------------------------------------------------------- */

PARTY_TEST(during_the_pause_nobody_is_asked_about_this_call_in_any_way)
{
    repeat(party, anna_says_no, 3);
    device_starts_listening(party->anna);
    ok(device_presents(party->carl, false));
    assert_int_equal(device_scans(party->anna, party->carl->code), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_in_range(party->anna->failure.retry_after, 1, 60000);
    const struct baton_transfer_request wish = {.kind = BATON_CODE_QR};
    struct baton_failure failure;
    assert_null(baton_engine_issue(
        party->world->engine, PARTY_ROOM, party->anna->id, &wish, party->world->now, &failure));
    assert_int_equal(failure.error, BATON_E_TOO_MANY_ATTEMPTS);
    assert_false(device_got(party->anna, "confirm"));
}

PARTY_TEST(the_pause_is_over_after_its_time_and_the_next_one_is_twice_as_long)
{
    repeat(party, anna_says_no, 3);
    world_waits(party->world, 61000);
    repeat(party, anna_says_no, 1);
    assert_paused(party, 120000);
    world_waits(party->world, 121000);
    device_starts_listening(party->anna);
    party_moves(party);
}

PARTY_TEST(a_pause_hurts_no_other_participant)
{
    repeat(party, anna_says_no, 3);
    struct fake_device *phone = device_new(party->world, "Phone");
    ok(device_shows_code(party->bob));
    ok(device_scans(phone, party->bob->code));
    ok(device_confirms(party->bob, true, phone->number));
    json_t *status = world_keeps_reply(
        party->world, baton_engine_status(party->world->engine, party->world->now));
    const json_t *locked = json_object_get(status, "locked_targets");
    assert_int_equal(json_array_size(locked), 1);
    assert_string_equal(text_at(json_array_get(locked, 0), "guessed"), "question");
    assert_string_equal(text_at(json_array_get(locked, 0), "id"), party->anna->id);
}

TEST(a_transfer_about_which_nobody_is_asked_is_not_refused)
{
    struct party party;
    gather_with(&party, &nobody, NULL);
    const struct baton_transfer_request asks_bob = {
        .confirm = any, .has_confirm = BATON_POLICY_WHO};
    for (int i = 0; i < 3; i++) {
        struct fake_device *stranger = device_new(party.world, "Stranger");
        ok(device_shows_code_with(party.anna, &asks_bob));
        ok(device_scans(stranger, party.anna->code));
        g_strlcpy(party.bob->transfer, party.anna->transfer, BATON_ID_SIZE);
        ok(device_confirms(party.bob, false, 0));
        world_closes_connections(party.world);
    }
    assert_int_equal(device_shows_code_with(party.anna, &asks_bob), BATON_E_TOO_MANY_ATTEMPTS);
    ok(device_presents(party.carl, false));
    ok(device_scans(party.anna, party.carl->code));
    ok(device_cancels(party.anna));
    world_closes_connections(party.world);
    ok(device_shows_code(party.anna));
    ok(device_scans(device_new(party.world, "Phone"), party.anna->code));
    party_is(&party, "connecting");
    party_fini(&party);
}

PARTY_TEST(a_person_who_moves_to_another_device_does_not_lose_the_count)
{
    repeat(party, anna_says_no, 2);
    device_starts_listening(party->anna);
    party_moves_for_good(party);
    repeat(party, anna_says_no, 1);
    assert_paused(party, 60000);
}
