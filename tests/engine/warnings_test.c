/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Warnings about guessed codes and about other networks, and codes that contain a Janus token. */
#include <stdio.h>
#include <string.h>

#include "engine/party_test.h"

static const struct baton_transfer_request letters = {.kind = BATON_CODE_SHORT};

/* Scans a wrong code of letters in the right format. Each number gives a different code. */
static enum baton_error guess(struct fake_device *device, const char *room, unsigned number)
{
    static const char alphabet[] = "BCDFGHJKLMNPQRSTVWXZ";
    char code[10] = "BBBB-BBBB";
    code[8] = alphabet[number % 20];
    code[7] = alphabet[number / 20 % 20];
    return device_scans_in_room(device, code, room);
}

/* --- guesses ---------------------------------------------------------------------------------- */

PARTY_TEST(the_sixth_guess_is_refused_even_if_new_codes_are_issued)
{
    for (unsigned i = 0; i < 5; i++) {
        ok(device_shows_code_with(party->anna, &letters));
        assert_int_equal(guess(party->carl, NULL, i), BATON_E_CODE_UNKNOWN);
    }
    assert_string_equal(text_at(device_gets(party->anna, "warning"), "kind"), "many_misses");
    ok(device_shows_code_with(party->anna, &letters));
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_E_TOO_MANY_ATTEMPTS);
    assert_false(device_got(party->anna, "warning"));
}

PARTY_TEST(a_locked_session_stays_locked_with_a_new_handle)
{
    party->carl->session = "123";
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(guess(party->carl, NULL, i), BATON_E_CODE_UNKNOWN);
    device_vanishes(party->carl);
    party_shows_code(party);
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_E_TOO_MANY_ATTEMPTS);
    struct fake_device *dora = device_new(party->world, "Dora");
    dora->session = "124";
    ok(device_scans(dora, party->anna->code));
}

PARTY_TEST(guesses_of_many_devices_lock_the_room_for_letters_only)
{
    world_creates_room(party->world, "elsewhere");
    ok(device_shows_code_with(party->anna, &letters));
    for (unsigned i = 0; i < 20; i++) {
        struct fake_device *dora = i % 4 ? party->carl : device_new(party->world, "Dora");
        party->carl = dora;
        assert_int_equal(guess(dora, PARTY_ROOM, i), BATON_E_CODE_UNKNOWN);
    }
    assert_string_equal(text_at(device_gets(party->anna, "warning"), "kind"), "many_misses");
    party->carl = device_new(party->world, "Carl");
    assert_int_equal(device_scans_in_room(party->carl, party->anna->code, PARTY_ROOM),
        BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(guess(party->carl, "elsewhere", 0), BATON_E_CODE_UNKNOWN);
    party_shows_code(party);
    ok(device_scans_in_room(party->carl, party->anna->code, PARTY_ROOM));
}

TEST(guesses_that_name_no_room_count_against_the_server)
{
    static const struct baton_room_settings default_settings = {.room = PARTY_ROOM};
    struct baton_config config;
    struct party party;
    baton_config_init(&config);
    config.max_all_misses = 7;
    party_init_in(&party, world_new_with(1, &config), &default_settings, "microphone");
    ok(device_shows_code_with(party.anna, &letters));
    for (unsigned i = 0; i < 7; i++) {
        party.carl = i % 3 ? party.carl : device_new(party.world, "Dora");
        assert_int_equal(guess(party.carl, NULL, i), BATON_E_CODE_UNKNOWN);
    }
    assert_string_equal(text_at(device_gets(party.anna, "warning"), "kind"), "many_misses");
    party.carl = device_new(party.world, "Carl");
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_TOO_MANY_ATTEMPTS);
    world_jumps(party.world, 300000);
    ok(device_shows_code_with(party.anna, &letters));
    ok(device_scans(party.carl, party.anna->code));
    party_fini(&party);
}

TEST(a_locked_server_still_accepts_qr_codes)
{
    static const struct baton_room_settings default_settings = {.room = PARTY_ROOM};
    struct baton_config config;
    struct party party;
    baton_config_init(&config);
    config.max_all_misses = 1;
    party_init_in(&party, world_new_with(1, &config), &default_settings, "microphone");
    assert_int_equal(guess(party.carl, NULL, 0), BATON_E_CODE_UNKNOWN);
    assert_int_equal(guess(party.carl, NULL, 1), BATON_E_TOO_MANY_ATTEMPTS);
    party_shows_code(&party);
    ok(device_scans(party.carl, party.anna->code));
    party_fini(&party);
}

PARTY_TEST(only_devices_that_show_letters_in_the_guessed_room_are_warned)
{
    world_creates_room(party->world, "elsewhere");
    struct fake_device *emil = device_new(party->world, "Emil");
    device_enters(emil, "elsewhere", "microphone");
    ok(device_shows_code_with(emil, &letters));
    ok(device_shows_code_with(party->anna, &letters));
    party_shows_code(party);
    ok(device_shows_code_with(party->bob, &letters));
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(guess(party->carl, PARTY_ROOM, i), BATON_E_CODE_UNKNOWN);
    assert_true(device_got(party->bob, "warning"));
    assert_false(device_got(party->anna, "warning"));
    assert_false(device_got(emil, "warning"));
}

PARTY_TEST(the_letters_of_a_bar_code_can_be_typed_in_small_letters)
{
    static const struct baton_transfer_request bars = {.kind = BATON_CODE_CODE128};
    ok(device_shows_code_with(party->anna, &bars));
    char *lower = g_ascii_strdown(party->anna->code, -1);
    ok(device_scans(party->carl, lower));
    g_free(lower);
    party_is(party, "confirming");
}

PARTY_TEST(a_link_is_allowed_with_a_qr_code_only)
{
    static const struct baton_transfer_request linked = {
        .kind = BATON_CODE_SHORT, .link = "https://call.example/x"};
    assert_int_equal(device_shows_code_with(party->anna, &linked), BATON_E_INVALID_ELEMENT);
    party_is(party, "ended");
}

void __real_baton_confirmation_check_witnesses(const struct baton_room *room);
void __wrap_baton_confirmation_check_witnesses(const struct baton_room *room);

static int witness_checks;

void __wrap_baton_confirmation_check_witnesses(const struct baton_room *room)
{
    witness_checks++;
    __real_baton_confirmation_check_witnesses(room);
}

/* --- networks --------------------------------------------------------------------------------- */

static void warned(struct fake_device *device, const char *kind, const char *network)
{
    const json_t *warning = device_gets(device, "warning");
    const char *named = json_string_value(json_object_get(warning, "network"));
    assert_string_equal(text_at(warning, "kind"), kind);
    if (network)
        assert_string_equal(named, network);
    else
        assert_null(named);
}

/* Anna's network is known, and Carl has scanned. */
static void scans_with_known_network(struct party *party, const char *address)
{
    party_shows_code(party);
    world_reports_network(party->world, party->anna, address);
    ok(device_scans(party->carl, party->anna->code));
}

PARTY_TEST(a_question_waits_for_the_network_of_the_new_device)
{
    scans_with_known_network(party, "192.0.2.7");
    party_is(party, "confirming");
    assert_false(device_got(party->anna, "confirm"));
    assert_int_equal(device_confirms(party->anna, true, party->carl->number), BATON_E_NOT_ASKED);
    world_reports_network(party->world, party->carl, "192.0.2.8");
    assert_false(device_got(party->anna, "warning"));
    device_gets(party->anna, "confirm");
    ok(device_confirms(party->anna, true, party->carl->number));
    party_is(party, "connecting");
}

PARTY_TEST(a_new_device_in_another_network_causes_one_warning_before_the_question)
{
    scans_with_known_network(party, "192.0.2.7");
    world_reports_network(party->world, party->carl, "198.51.100.7");
    warned(party->anna, "other_network", "198.51.100.7");
    device_gets(party->anna, "confirm");
    world_reports_network(party->world, party->carl, "198.51.100.7");
    assert_false(device_got(party->anna, "warning"));
}

PARTY_TEST(if_the_new_device_does_not_connect_the_warning_says_that_nothing_could_be_compared)
{
    scans_with_known_network(party, "192.0.2.7");
    world_plays(party->world, 1900);
    assert_false(device_got(party->anna, "confirm"));
    world_plays(party->world, 200);
    warned(party->anna, "unknown_network", NULL);
    assert_true(number_at(device_gets(party->anna, "confirm"), "expires_in") < 28100);
    /* The device connects only now, from elsewhere. */
    world_reports_network(party->world, party->carl, "198.51.100.7");
    warned(party->anna, "other_network", "198.51.100.7");
}

TEST(a_question_waits_for_a_third_of_the_time_for_responses_at_most)
{
    static const struct baton_room_settings default_settings = {.room = PARTY_ROOM};
    struct baton_config config;
    struct party party;
    baton_config_init(&config);
    config.confirm_timeout = BATON_SECONDS(1);
    party_init_in(&party, world_new_with(1, &config), &default_settings, "microphone");
    scans_with_known_network(&party, "192.0.2.7");
    world_plays(party.world, 300);
    assert_false(device_got(party.anna, "confirm"));
    world_plays(party.world, 100);
    warned(party.anna, "unknown_network", NULL);
    device_gets(party.anna, "confirm");
    ok(device_confirms(party.anna, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

PARTY_TEST(no_question_waits_if_no_address_is_ever_reported)
{
    party_scans(party);
    assert_false(device_got(party->anna, "warning"));
}

PARTY_TEST(no_question_waits_if_the_network_of_the_old_device_is_not_known)
{
    world_reports_network(party->world, party->bob, "192.0.2.7");
    party_scans(party);
    warned(party->anna, "unknown_network", NULL);
}

PARTY_TEST(devices_of_two_families_are_compared_by_the_candidates_of_the_old_device)
{
    world_reports_candidate(party->world, party->anna, "2001:db8:1:200::1");
    scans_with_known_network(party, "192.0.2.7");
    world_reports_network(party->world, party->carl, "2001:db8:1:200::9");
    assert_false(device_got(party->anna, "warning"));
    device_gets(party->anna, "confirm");
}

PARTY_TEST(devices_of_two_families_in_different_networks_cause_a_warning)
{
    world_reports_candidate(party->world, party->anna, "2001:db8:1:200::1");
    scans_with_known_network(party, "192.0.2.7");
    world_reports_network(party->world, party->carl, "2001:db8:9::9");
    warned(party->anna, "other_network", "2001:db8:9::9");
}

PARTY_TEST(devices_of_two_families_without_candidates_cannot_be_compared)
{
    scans_with_known_network(party, "192.0.2.7");
    world_reports_network(party->world, party->carl, "2001:db8:9::9");
    warned(party->anna, "unknown_network", NULL);
    device_gets(party->anna, "confirm");
}

PARTY_TEST(a_candidate_of_the_new_device_is_no_proof_of_the_same_network)
{
    scans_with_known_network(party, "192.0.2.7");
    world_reports_candidate(party->world, party->carl, "192.0.2.9");
    assert_false(device_got(party->anna, "confirm"));
    world_plays(party->world, 2100);
    warned(party->anna, "unknown_network", NULL);
}

PARTY_TEST(candidates_cause_no_search_for_witnesses)
{
    scans_with_known_network(party, "192.0.2.7");
    witness_checks = 0;
    for (int i = 0; i < 32; i++)
        world_reports_candidate(party->world, party->carl, "192.0.2.9");
    assert_int_equal(witness_checks, 0);
    world_reports_network(party->world, party->carl, "192.0.2.9");
    assert_int_equal(witness_checks, 1);
}

PARTY_TEST(a_candidate_of_the_new_device_in_another_network_causes_a_warning)
{
    scans_with_known_network(party, "192.0.2.7");
    world_reports_candidate(party->world, party->carl, "198.51.100.9");
    assert_false(device_got(party->anna, "warning"));
    world_plays(party->world, 2100);
    warned(party->anna, "other_network", "198.51.100.9");
    device_gets(party->anna, "confirm");
}

PARTY_TEST(a_connected_device_in_another_network_causes_a_warning_at_the_scan)
{
    world_reports_network(party->world, party->anna, "192.0.2.7");
    ok(device_presents(party->carl, false));
    device_connects(party->carl, "microphone");
    world_reports_network(party->world, party->carl, "198.51.100.7");
    assert_false(device_got(party->anna, "warning"));
    ok(device_scans(party->anna, party->carl->code));
    assert_string_equal(text_at(device_gets(party->anna, "warning"), "kind"), "other_network");
    device_gets(party->anna, "confirm");
}

PARTY_TEST(a_transfer_that_ends_while_its_question_waits_asks_nobody)
{
    scans_with_known_network(party, "192.0.2.7");
    assert_int_equal(device_leaves(party->carl), BATON_OK);
    party_is(party, "ended");
    world_plays(party->world, 3000);
    assert_false(device_got(party->anna, "confirm"));
    assert_false(device_got(party->anna, "confirm_ended"));
    assert_false(device_got(party->anna, "warning"));
}

TEST(people_who_leave_before_they_are_asked_are_not_waited_for)
{
    static const struct baton_room_settings others = {.room = PARTY_ROOM,
        .has_confirm = BATON_POLICY_WHO,
        .confirm = {.remote = BATON_REMOTE_ALL}};
    struct party party;
    party_init_with(&party, &others, "microphone");
    scans_with_known_network(&party, "192.0.2.7");
    warned(party.anna, "others_asked", NULL);
    assert_false(device_got(party.bob, "confirm"));
    ok(device_leaves(party.bob));
    party_told_end(party.anna, "failed", "nobody_to_ask");
    party_fini(&party);
}

PARTY_TEST(the_same_network_causes_no_warning)
{
    party_scans(party);
    world_reports_network(party->world, party->carl, "192.0.2.8");
    world_reports_network(party->world, party->anna, "192.0.2.7");
    assert_int_equal(device_leaves(party->carl), BATON_OK);
    world_reports_network(party->world, party->carl, "198.51.100.7");
    assert_false(device_got(party->anna, "warning"));
}

/* --- tokens ----------------------------------------------------------------------------------- */

PARTY_TEST(a_code_contains_a_token_if_janus_demands_tokens)
{
    party->world->host.demands_tokens = true;
    party_shows_code(party);
    char *auth = g_strdup_printf("99.%s.hmac", party->anna->transfer);
    assert_true(g_str_has_suffix(party->anna->code, auth));
    g_free(auth);
}

PARTY_TEST(the_token_in_a_code_lasts_until_people_have_agreed)
{
    static const struct baton_transfer_request mutual = {.mutual = true};
    party->world->host.demands_tokens = true;
    party_shows_code(party);
    assert_int_equal(party->world->host.auth_lifetime, BATON_SECONDS(60 + 30));
    ok(device_shows_code_with(party->anna, &mutual));
    assert_int_equal(party->world->host.auth_lifetime, BATON_SECONDS(60 + 60 + 30));
}

/* Time passes, and the engine ticks at its end. */
static void passes(struct fake_world *world, int milliseconds)
{
    world_jumps(world, milliseconds);
    world_ticks(world);
}

/* Carl's device scans, people agree, and the device is admitted. Returns its first token. */
static const char *token_of_admitted(struct party *party)
{
    party->world->host.demands_tokens = true;
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
    assert_null(json_object_get(party->carl->reply, "token"));
    ok(device_confirms(party->anna, true, party->carl->number));
    return text_at(device_gets(party->carl, "admitted"), "token");
}

PARTY_TEST(a_device_gets_no_token_before_people_have_agreed)
{
    const char *token = token_of_admitted(party);
    char *expected = g_strdup_printf("token 1 of %s for 600 s", party->carl->device);
    assert_string_equal(token, expected);
    assert_null(strstr(token, party->anna->id));
    g_free(expected);
}

PARTY_TEST(a_device_whose_transfer_is_declined_gets_no_token)
{
    party->world->host.demands_tokens = true;
    party_scans(party);
    ok(device_confirms(party->anna, false, 0));
    assert_int_equal(party->world->host.minted, 0);
}

PARTY_TEST(a_token_is_renewed_after_half_of_its_time_as_long_as_the_device_is_in_the_call)
{
    token_of_admitted(party);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 200);
    assert_null(json_object_get(device_gets(party->carl, "moved"), "token"));
    passes(party->world, 299000);
    assert_false(device_got(party->carl, "token"));
    for (int renewed = 0; renewed < 3; renewed++) {
        passes(party->world, 1000);
        assert_non_null(text_at(device_gets(party->carl, "token"), "token"));
        passes(party->world, 299000);
        assert_false(device_got(party->carl, "token"));
    }
    assert_int_equal(party->world->host.minted, 4);
    assert_false(device_got(party->anna, "token"));
    assert_false(device_got(party->bob, "token"));
}

PARTY_TEST(a_token_is_revoked_when_its_device_leaves)
{
    const struct baton_engine *engine = party->world->engine;
    token_of_admitted(party);
    char *device = g_strdup(party->carl->device);
    assert_true(baton_engine_has_token(engine, device));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 200);
    passes(party->world, 11000);
    assert_true(baton_engine_has_token(engine, device));
    ok(device_leaves(party->carl));
    assert_false(baton_engine_has_token(engine, device));
    passes(party->world, 600000);
    assert_false(device_got(party->carl, "token"));
    g_free(device);
}

PARTY_TEST(a_token_is_revoked_when_the_call_goes_back_or_the_transfer_fails)
{
    const struct baton_engine *engine = party->world->engine;
    token_of_admitted(party);
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 200);
    ok(device_returns(party->anna));
    world_plays(party->world, 200);
    party_is(party, "ended");
    assert_false(baton_engine_has_token(engine, party->carl->device));
    party->carl = device_new(party->world, "Carl");
    token_of_admitted(party);
    assert_true(baton_engine_has_token(engine, party->carl->device));
    passes(party->world, 20000); /* the device does not connect in time */
    party_is(party, "ended");
    assert_false(baton_engine_has_token(engine, party->carl->device));
}

PARTY_TEST(a_token_is_revoked_when_the_participant_is_removed)
{
    token_of_admitted(party);
    ok(device_leaves(party->anna));
    assert_false(baton_engine_has_token(party->world->engine, party->carl->device));
}

static enum baton_error scan_with_token(
    struct fake_device *device, const char *code, const char *token)
{
    struct baton_failure failure;
    const struct baton_scan_request request = {.text = code, .token_transfer = token};
    json_t *reply = baton_engine_scan(
        device->world->engine, device->uplink, &request, device->world->now, &failure);
    if (!reply)
        return failure.error;
    json_decref(reply);
    world_flushes(device->world);
    return BATON_OK;
}

PARTY_TEST(a_token_is_valid_for_one_transfer_only)
{
    party_shows_code(party);
    ok(device_shows_code(party->bob));
    assert_int_equal(device_leaves(party->carl), BATON_E_NOT_IN_CALL);
    assert_int_equal(scan_with_token(party->carl, party->bob->code, party->anna->transfer),
        BATON_E_TOKEN_REFUSED);
    ok(scan_with_token(party->carl, party->anna->code, party->anna->transfer));
}
