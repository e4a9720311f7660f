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

/* --- networks --------------------------------------------------------------------------------- */

PARTY_TEST(a_new_device_in_another_network_causes_one_warning)
{
    world_reports_network(party->world, party->anna, "192.0.2.7");
    party_scans(party);
    world_reports_network(party->world, party->carl, "198.51.100.7");
    json_t *warning = device_gets(party->anna, "warning");
    assert_string_equal(text_at(warning, "kind"), "other_network");
    assert_string_equal(text_at(warning, "network"), "198.51.100.7");
    world_reports_network(party->world, party->carl, "198.51.100.7");
    assert_false(device_got(party->anna, "warning"));
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
    ok(device_scans(party->carl, party->anna->code));
    assert_true(g_str_has_suffix(text_at(party->carl->reply, "token"), party->anna->id));
    assert_true(g_str_has_prefix(text_at(party->carl->reply, "token"), "brief "));
    ok(device_confirms(party->anna, true, party->carl->number));
    device_connects(party->carl, "microphone camera");
    world_plays(party->world, 200);
    const char *token = text_at(device_gets(party->carl, "moved"), "token");
    assert_true(g_str_has_prefix(token, "lasting ") && g_str_has_suffix(token, party->anna->id));
    assert_null(json_object_get(device_gets(party->anna, "moved"), "token"));
    g_free(auth);
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
