/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mutual transfers: the old and the new device scan the code of each other. */
#include <string.h>

#include "engine/party_test.h"

static const struct baton_transfer_request mutual = {.mutual = true};

/* Anna shows a code. Carl has scanned it and shows a code as well. */
static void begin_scanned_by_new(struct party *party)
{
    party_init(party);
    ok(device_shows_code_with(party->anna, &mutual));
    ok(device_scans(party->carl, party->anna->code));
    party_is(party, "matching");
}

/* Carl shows a code. Anna has scanned it and shows a code as well. */
static void begin_scanned_by_old(struct party *party)
{
    party_init(party);
    ok(device_presents(party->carl, true));
    ok(device_scans(party->anna, party->carl->code));
    assert_null(json_object_get(device_gets(party->carl, "scanned"), "form"));
    party_is(party, "matching");
}

static void check_call_stayed(struct party *party, const char *outcome, const char *reason)
{
    party_told_end(party->anna, outcome, reason);
    party_is(party, "ended");
    assert_int_equal(world_status(party->world, "codes"), 0);
    party_bob_hears(party, party->anna, party->carl);
}

TEST(no_question_is_asked_before_both_codes_match)
{
    struct party party;
    begin_scanned_by_new(&party);
    assert_int_equal(party.carl->number, 0);
    assert_false(device_got(party.anna, "confirm"));
    assert_false(device_got(party.carl, "admitted"));
    assert_int_equal(device_confirms(party.anna, true, 10), BATON_E_WRONG_STATE);
    ok(device_scans(party.anna, party.carl->code));
    const json_t *scanned = device_gets(party.carl, "scanned");
    assert_string_equal(text_at(scanned, "form"), "number");
    assert_true(number_at(scanned, "number") >= 10);
    device_gets(party.anna, "confirm");
    party_fini(&party);
}

/* The code in the `scanned` of `sync`, or NULL. */
static const char *synced_code(struct fake_device *device, uint64_t since)
{
    ok(device_syncs(device, since));
    const json_t *scanned = json_object_get(device->reply, "scanned");
    assert_non_null(scanned);
    return json_string_value(json_object_get(json_object_get(scanned, "code"), "text"));
}

/* The reply to Carl's scan was lost, so he does not know the code that he must show. */
TEST(sync_brings_another_second_code_which_supersedes_the_first)
{
    char first[FAKE_CODE], second[FAKE_CODE];
    struct party party;
    begin_scanned_by_new(&party);
    g_strlcpy(first, party.carl->code, sizeof(first));
    g_strlcpy(second, synced_code(party.carl, 0), sizeof(second));
    assert_string_not_equal(second, first);
    assert_int_equal(world_status(party.world, "codes"), 1);
    ok(device_scans(party.anna, second));
    device_gets(party.anna, "confirm");
    assert_null(synced_code(party.carl, 0));
    party_fini(&party);
}

TEST(a_second_code_that_sync_has_superseded_is_refused)
{
    char first[FAKE_CODE];
    struct party party;
    begin_scanned_by_new(&party);
    g_strlcpy(first, party.carl->code, sizeof(first));
    assert_non_null(synced_code(party.carl, 0));
    assert_int_equal(device_scans(party.anna, first), BATON_E_CODE_SUPERSEDED);
    party_is(&party, "matching");
    party_fini(&party);
}

TEST(sync_brings_eight_second_codes_at_most_and_the_last_one_stays_valid)
{
    char last[FAKE_CODE];
    struct party party;
    begin_scanned_by_new(&party);
    for (int i = 0; i < 8; i++)
        g_strlcpy(last, synced_code(party.carl, 0), sizeof(last));
    assert_null(synced_code(party.carl, 0));
    ok(device_scans(party.anna, last));
    party_fini(&party);
}

TEST(sync_brings_no_second_code_to_a_device_that_presents)
{
    struct party party;
    begin_scanned_by_old(&party);
    ok(device_syncs(party.carl, 0));
    assert_null(json_object_get(json_object_get(party.carl->reply, "scanned"), "code"));
    party_fini(&party);
}

TEST(a_scan_by_the_new_device_alone_is_not_enough)
{
    struct party party;
    begin_scanned_by_new(&party);
    device_connects(party.carl, "microphone camera");
    world_plays(party.world, 60100);
    party_told_end(party.carl, "expired", "not_matched");
    check_call_stayed(&party, "expired", "not_matched");
    party_fini(&party);
}

TEST(a_scan_by_the_old_device_alone_is_not_enough)
{
    char code[FAKE_CODE];
    struct party party;
    begin_scanned_by_old(&party);
    g_strlcpy(code, party.anna->code, sizeof(code));
    world_plays(party.world, 60100);
    assert_int_equal(device_scans(party.carl, code), BATON_E_CODE_EXPIRED);
    check_call_stayed(&party, "expired", "not_matched");
    party_fini(&party);
}

TEST(a_second_scan_at_the_deadline_is_too_late)
{
    struct party party;
    begin_scanned_by_new(&party);
    world_jumps(party.world, 60000);
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_CODE_EXPIRED);
    check_call_stayed(&party, "expired", "not_matched");
    party_fini(&party);
}

PARTY_TEST(the_first_code_stays_valid_until_the_second_scan)
{
    ok(device_shows_code_with(party->anna, &mutual));
    world_plays(party->world, 50000);
    ok(device_presents(party->carl, false));
    ok(device_scans(party->anna, party->carl->code));
    world_plays(party->world, 50000);
    ok(device_scans(party->carl, party->anna->code));
    party_is(party, "confirming");
}

TEST(scanning_the_code_of_a_third_device_ends_the_transfer)
{
    struct party party;
    begin_scanned_by_new(&party);
    struct fake_device *dora = device_new(party.world, "Dora");
    ok(device_presents(dora, false));
    assert_int_equal(device_scans(party.anna, dora->code), BATON_E_CODE_MISMATCH);
    party_told_end(party.carl, "failed", "mismatch");
    party_told_end(party.anna, "failed", "mismatch");
    assert_int_equal(world_status(party.world, "presentations"), 1);
    party_fini(&party);
}

TEST(scanning_the_code_of_another_call_ends_the_transfer)
{
    struct party party;
    begin_scanned_by_old(&party);
    ok(device_shows_code(party.bob));
    assert_int_equal(device_scans(party.carl, party.bob->code), BATON_E_CODE_MISMATCH);
    party_told_end(party.carl, "failed", "mismatch");
    party_told_end(party.anna, "failed", "mismatch");
    party_fini(&party);
}

TEST(scanning_an_unknown_code_does_not_end_the_transfer)
{
    static const char unknown[] = "baton:1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    struct party party;
    begin_scanned_by_new(&party);
    assert_int_equal(device_scans(party.anna, unknown), BATON_E_CODE_UNKNOWN);
    assert_int_equal(device_scans(party.carl, unknown), BATON_E_CODE_UNKNOWN);
    party_is(&party, "matching");
    ok(device_scans(party.anna, party.carl->code));
    party_fini(&party);
}

TEST(a_device_can_not_scan_its_own_code)
{
    struct party party;
    begin_scanned_by_new(&party);
    assert_int_equal(device_scans(party.carl, party.carl->code), BATON_E_ALREADY_IN_CALL);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_CODE_USED);
    assert_false(device_got(party.anna, "warning"));
    party_is(&party, "matching");
    party_fini(&party);
    begin_scanned_by_old(&party);
    assert_int_equal(device_scans(party.anna, party.anna->code), BATON_E_ALREADY_IN_CALL);
    party_is(&party, "matching");
    party_fini(&party);
}

TEST(a_third_device_can_use_neither_code)
{
    struct party party;
    begin_scanned_by_old(&party);
    struct fake_device *dora = device_new(party.world, "Dora");
    assert_int_equal(device_scans(dora, party.anna->code), BATON_E_CODE_USED);
    assert_string_equal(text_at(device_gets(party.anna, "warning"), "kind"), "second_claim");
    party_is(&party, "matching");
    ok(device_scans(party.carl, party.anna->code));
    party_fini(&party);
    begin_scanned_by_new(&party);
    assert_int_equal(device_scans(party.bob, party.carl->code), BATON_E_CODE_USED);
    assert_string_equal(text_at(device_gets(party.anna, "warning"), "kind"), "second_claim");
    dora = device_new(party.world, "Dora");
    assert_int_equal(device_scans(dora, party.carl->code), BATON_E_CODE_USED);
    party_is(&party, "matching");
    party_fini(&party);
}

TEST(each_device_can_cancel_before_both_codes_match)
{
    struct party party;
    begin_scanned_by_new(&party);
    ok(device_cancels(party.carl));
    check_call_stayed(&party, "cancelled", "by_new");
    party_fini(&party);
    begin_scanned_by_old(&party);
    ok(device_cancels(party.anna));
    party_told_end(party.carl, "cancelled", "by_old");
    check_call_stayed(&party, "cancelled", "by_old");
    party_fini(&party);
}

TEST(the_transfer_ends_if_a_device_vanishes_before_both_codes_match)
{
    struct party party;
    begin_scanned_by_new(&party);
    device_vanishes(party.carl);
    check_call_stayed(&party, "failed", "new_gone");
    party_fini(&party);
    begin_scanned_by_old(&party);
    device_vanishes(party.anna);
    party_told_end(party.carl, "failed", "old_gone");
    assert_int_equal(world_status(party.world, "codes"), 0);
    party_fini(&party);
}

TEST(a_second_transfer_is_refused_in_state_matching)
{
    struct party party;
    begin_scanned_by_new(&party);
    assert_int_equal(device_shows_code(party.anna), BATON_E_TRANSFER_IN_PROGRESS);
    party_fini(&party);
}

PARTY_TEST(without_random_numbers_a_mutual_scan_changes_nothing)
{
    ok(device_shows_code_with(party->anna, &mutual));
    assert_int_equal(device_leaves(party->carl), BATON_E_NOT_IN_CALL);
    for (long draws = 0;; draws++) {
        party->world->host.draws_left = draws;
        enum baton_error error = device_scans(party->carl, party->anna->code);
        party->world->host.draws_left = -1;
        party_is(party, error ? "showing" : "matching");
        if (error == BATON_OK)
            break;
        assert_int_equal(error, BATON_E_INTERNAL);
    }
}

PARTY_TEST(without_random_numbers_a_presenting_device_does_not_join)
{
    ok(device_presents(party->carl, true));
    for (long draws = 0;; draws++) {
        party->world->host.draws_left = draws;
        enum baton_error error = device_scans(party->anna, party->carl->code);
        party->world->host.draws_left = -1;
        party_is(party, error ? "ended" : "matching");
        if (error == BATON_OK)
            break;
        assert_int_equal(error, BATON_E_INTERNAL);
        assert_int_equal(world_status(party->world, "presentations"), 1);
    }
}
