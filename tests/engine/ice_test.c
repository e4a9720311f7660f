/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ICE servers that devices get, and their credentials for TURN servers. */
#include <stdlib.h>
#include <string.h>

#include "code/turn_credential.h"
#include "engine/party_test.h"

/* The secret cannot be a part of another text by chance. */
#define SECRET "shared-with-coturn"

enum { LIFETIME = 600 }; /* seconds */

static const struct baton_room_settings standup = {.room = PARTY_ROOM};

static struct fake_world *world_with(const char *const *servers, const char *secret)
{
    struct baton_config config;

    baton_config_init(&config);
    config.ice_servers = g_strdupv((char **)(uintptr_t)servers);
    config.turn_secret = g_strdup(secret);
    config.turn_time = BATON_SECONDS(LIFETIME);
    return world_new_with(1, &config);
}

static struct fake_world *world_with_turn(void)
{
    static const char *const servers[] = {"turn:a.example", "stun:b.example:3478",
        "turns:[2001:db8::1]:443?transport=tcp", "stuns:c.example", NULL};

    return world_with(servers, SECRET);
}

static void check_urls(const json_t *server, const char *first, const char *second)
{
    const json_t *urls = json_object_get(server, "urls");

    assert_int_equal(json_array_size(urls), 2);
    assert_string_equal(json_string_value(json_array_get(urls, 0)), first);
    assert_string_equal(json_string_value(json_array_get(urls, 1)), second);
}

/* The user name states when the credential expires. Only the fake clock of the host can have moved by some milliseconds
 * since 2026-01-01. */
static void check_credential(const json_t *server, const char *device)
{
    struct baton_turn_credential expected;

    baton_turn_credential_make(SECRET, 1767225600 + LIFETIME, device, &expected);
    assert_string_equal(text_at(server, "username"), expected.username);
    assert_string_equal(text_at(server, "credential"), expected.password);
}

static void check_servers(const json_t *message, const char *device)
{
    const json_t *servers = json_object_get(message, "ice_servers");
    const json_t *stun = json_array_get(servers, 0), *turn = json_array_get(servers, 1);

    assert_int_equal(json_array_size(servers), 2);
    check_urls(stun, "stun:b.example:3478", "stuns:c.example");
    assert_null(json_object_get(stun, "username"));
    assert_null(json_object_get(stun, "credential"));
    check_urls(turn, "turn:a.example", "turns:[2001:db8::1]:443?transport=tcp");
    check_credential(turn, device);
    assert_int_equal(number_at(message, "ice_expires"), LIFETIME);
}

static void check_no_servers(const json_t *message)
{
    assert_true(json_is_array(json_object_get(message, "ice_servers")));
    assert_int_equal(json_array_size(json_object_get(message, "ice_servers")), 0);
    assert_null(json_object_get(message, "ice_expires"));
}

/* --- where the servers come ------------------------------------------------------------------- */

TEST(a_device_that_joins_gets_the_servers_and_a_credential)
{
    struct fake_world *world = world_with_turn();
    struct fake_device *anna = device_new(world, "Anna");

    world_creates_room(world, PARTY_ROOM);
    ok(device_joins(anna, PARTY_ROOM));
    check_servers(anna->reply, anna->device);
    world_free(world);
}

TEST(a_new_device_gets_them_with_the_scan)
{
    struct party party;

    party_init_in(&party, world_with_turn(), &standup, "microphone");
    party_scans(&party);
    check_servers(party.carl->reply, party.carl->device);
    party_fini(&party);
}

TEST(a_new_device_gets_them_with_the_agreement_and_with_the_call)
{
    struct party party;

    party_init_in(&party, world_with_turn(), &standup, "microphone");
    party_scans(&party);
    ok(device_confirms(party.anna, true, party.carl->number));
    check_servers(device_gets(party.carl, "admitted"), party.carl->device);
    device_connects(party.carl, "microphone");
    world_plays(party.world, 200);
    check_servers(device_gets(party.carl, "moved"), party.carl->device);
    assert_null(json_object_get(device_gets(party.anna, "moved"), "ice_servers"));
    party_fini(&party);
}

TEST(a_device_that_shows_a_code_gets_them_with_the_code_and_with_the_scan)
{
    struct party party;

    party_init_in(&party, world_with_turn(), &standup, "microphone");
    ok(device_presents(party.carl, false));
    check_servers(party.carl->reply, text_at(party.carl->reply, "device"));
    ok(device_scans(party.anna, party.carl->code));
    check_servers(device_gets(party.carl, "scanned"), party.carl->device);
    party_fini(&party);
}

TEST(nobody_else_learns_a_credential)
{
    struct party party;

    party_init_in(&party, world_with_turn(), &standup, "microphone");
    party_moves(&party);
    assert_null(json_object_get(device_gets(party.anna, "participant_joined"), "ice_servers"));
    assert_null(json_object_get(device_gets(party.anna, "participant_changed"), "ice_servers"));
    char *operator_sees = party_state(&party);
    assert_null(strstr(operator_sees, "turn"));
    free(operator_sees);
    party_fini(&party);
}

/* --- ice -------------------------------------------------------------------------------------- */

TEST(a_participant_renews_the_credential_on_the_uplink_or_the_downlink)
{
    struct party party;

    party_init_in(&party, world_with_turn(), &standup, "microphone");
    ok(device_asks_for_ice(party.anna));
    assert_string_equal(text_at(party.anna->reply, "baton"), "ice");
    check_servers(party.anna->reply, party.anna->device);
    ok(device_asks_for_ice_on_downlink(party.anna));
    check_servers(party.anna->reply, party.anna->device);
    party_fini(&party);
}

TEST(a_renewed_credential_expires_later)
{
    struct fake_world *world = world_with_turn();
    struct fake_device *anna = device_new(world, "Anna");
    struct baton_turn_credential expected;

    world_creates_room(world, PARTY_ROOM);
    ok(device_joins(anna, PARTY_ROOM));
    world->host.wall_ms += 60000;
    ok(device_asks_for_ice(anna));
    baton_turn_credential_make(SECRET, 1767225660 + LIFETIME, anna->device, &expected);
    const json_t *turn = json_array_get(json_object_get(anna->reply, "ice_servers"), 1);
    assert_string_equal(text_at(turn, "username"), expected.username);
    assert_string_equal(text_at(turn, "credential"), expected.password);
    assert_int_equal(number_at(anna->reply, "ice_expires"), LIFETIME);
    world_free(world);
}

TEST(a_device_that_shows_a_code_and_a_candidate_may_ask)
{
    struct party party;

    party_init_in(&party, world_with_turn(), &standup, "microphone");
    ok(device_presents(party.carl, false));
    ok(device_asks_for_ice(party.carl));
    ok(device_scans(party.anna, party.carl->code));
    device_gets(party.carl, "scanned");
    ok(device_asks_for_ice(party.carl));
    check_servers(party.carl->reply, party.carl->device);
    party_fini(&party);
}

PARTY_TEST(a_handle_of_no_device_gets_nothing)
{
    assert_int_equal(device_asks_for_ice(party->carl), BATON_E_NOT_IN_CALL);
    assert_string_equal(party->carl->failure.text,
        "this handle is in no call and shows no code; join, scan or present first");
    ok(device_leaves(party->bob));
    assert_int_equal(device_asks_for_ice(party->bob), BATON_E_NOT_IN_CALL);
}

/* --- other settings --------------------------------------------------------------------------- */

TEST(stun_servers_alone_have_no_credential_and_never_expire)
{
    static const char *const servers[] = {"stun:a.example", "stun:b.example", NULL};
    struct fake_world *world = world_with(servers, NULL);
    struct fake_device *anna = device_new(world, "Anna");

    world_creates_room(world, PARTY_ROOM);
    ok(device_joins(anna, PARTY_ROOM));
    const json_t *list = json_object_get(anna->reply, "ice_servers");
    assert_int_equal(json_array_size(list), 1);
    check_urls(json_array_get(list, 0), "stun:a.example", "stun:b.example");
    assert_null(json_object_get(json_array_get(list, 0), "username"));
    assert_null(json_object_get(anna->reply, "ice_expires"));
    world_free(world);
}

PARTY_TEST(without_servers_the_list_is_empty)
{
    ok(device_asks_for_ice(party->anna));
    check_no_servers(party->anna->reply);
    party_scans(party);
    check_no_servers(party->carl->reply);
}
