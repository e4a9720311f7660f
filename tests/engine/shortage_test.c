/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device gets no media and no events before the agreement. A server has no random numbers, or too many codes. */
#include <stdlib.h>
#include <string.h>

#include "engine/party_test.h"

/* --- before the agreement --------------------------------------------------------------------- */

PARTY_TEST(a_device_receives_no_media_or_events_before_the_agreement)
{
    party_scans(party);
    device_connects(party->carl, "microphone camera");
    ok(device_chats(party->bob, "between us"));
    ok(device_raises_hand(party->bob, true));
    struct fake_device *dora = device_new(party->world, "Dora");
    device_enters(dora, PARTY_ROOM, "microphone camera");
    world_plays(party->world, 1000);
    ok(device_leaves(dora));
    assert_int_equal(fake_handle_packets(party->carl->down), 0);
    assert_true(g_queue_is_empty(&party->carl->down->events));
    for (const GList *link = party->carl->up->events.head; link; link = link->next)
        assert_string_equal(text_at(link->data, "baton"), "transfer");
    assert_int_equal(device_pins(party->carl, "0", NULL), BATON_E_WRONG_STATE);
    assert_int_equal(device_chats(party->carl, "hello"), BATON_E_WRONG_STATE);
    assert_int_equal(device_shows_code(party->carl), BATON_E_WRONG_STATE);
    assert_int_equal(device_confirms(party->carl, true, party->carl->number), BATON_E_NOT_ASKED);
    ok(device_confirms(party->anna, false, 0));
    world_plays(party->world, 1000);
    assert_int_equal(fake_handle_packets(party->carl->down), 0);
    party_told_end(party->carl, "declined", "said_no");
    party_call_stayed(party, "declined", "said_no");
}

/* --- no random numbers, and too many live codes ----------------------------------------------- */

/* Repeats a request. First its first random draw fails, then its second draw, and so on. At last no draw fails, and
 * the request must succeed. */
static void fail_at_every_draw(struct party *party, enum baton_error (*request)(struct party *))
{
    for (long draws = 0; draws < 40; draws++) {
        char *before = party_state(party);
        device_starts_listening(party->anna);
        device_starts_listening(party->bob);
        party->world->host.draws_left = draws;
        enum baton_error error = request(party);
        party->world->host.draws_left = -1;
        if (error == BATON_OK) {
            assert_true(draws > 0);
            free(before);
            return;
        }
        assert_int_equal(error, BATON_E_INTERNAL);
        char *after = party_state(party);
        assert_string_equal(after, before);
        assert_true(g_queue_is_empty(&party->anna->up->events));
        assert_true(g_queue_is_empty(&party->bob->up->events));
        free(before);
        free(after);
    }
    fail_msg("the request must succeed when 39 random draws succeed");
}

static enum baton_error ask_for_a_code(struct party *party)
{
    return device_shows_code(party->anna);
}

static enum baton_error scan_the_code(struct party *party)
{
    return device_scans(party->carl, party->anna->code);
}

static enum baton_error join_with_third_device(struct party *party)
{
    return device_joins(party->carl, PARTY_ROOM);
}

static enum baton_error share_a_screen(struct party *party)
{
    return device_publishes(party->anna, "microphone camera screen");
}

static enum baton_error ask_for_a_code_on_the_new_device(struct party *party)
{
    return device_shows_code(party->carl);
}

/* Attaches Carl's handle while random numbers are available. */
static void attach_third_handle(struct party *party)
{
    assert_int_equal(device_leaves(party->carl), BATON_E_NOT_IN_CALL);
}

TEST(without_random_numbers_a_request_changes_nothing)
{
    struct party party;
    party_init(&party);
    attach_third_handle(&party);
    fail_at_every_draw(&party, share_a_screen);
    fail_at_every_draw(&party, ask_for_a_code);
    fail_at_every_draw(&party, ask_for_a_code);
    fail_at_every_draw(&party, scan_the_code);
    party_fini(&party);

    party_init(&party);
    attach_third_handle(&party);
    fail_at_every_draw(&party, join_with_third_device);
    party_fini(&party);

    party_init(&party);
    party_moves(&party);
    party_ends(&party);
    fail_at_every_draw(&party, ask_for_a_code_on_the_new_device);
    party_fini(&party);
}

TEST(without_random_numbers_no_handle_is_attached)
{
    struct fake_world *world = world_new();
    struct fake_handle *handle = fake_handle_new(&world->host);
    world->host.draws_left = 0;
    assert_null(baton_engine_attach(world->engine, handle, "", 0));
    world_free(world);
}

TEST(without_random_numbers_a_transfer_adds_no_new_source)
{
    struct party party;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone");
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    party.world->host.draws_left = 0;
    world_plays(party.world, 200);
    party.world->host.draws_left = -1;
    party_is(&party, "standby");
    assert_null(party_listed_source(&party, "camera"));
    party_bob_hears(&party, party.carl, party.anna);
    party_fini(&party);
}

TEST(too_many_live_codes_leave_the_call_unchanged)
{
    struct baton_config config;
    struct party party = {.sends = "microphone camera"};
    baton_config_init(&config);
    config.max_codes = 1; /* the ledger forgets the used code when its transfer has ended */
    party.world = world_new_with(1, &config);
    world_creates_room(party.world, PARTY_ROOM);
    party.anna = device_new(party.world, "Anna");
    party.bob = device_new(party.world, "Bob");
    party.carl = device_new(party.world, "Carl");
    device_enters(party.anna, PARTY_ROOM, "microphone camera");
    device_enters(party.bob, PARTY_ROOM, "microphone camera");
    party_moves(&party);
    party_ends(&party);
    ok(device_shows_code(party.bob));
    char *before = party_state(&party);
    assert_int_equal(device_shows_code(party.carl), BATON_E_LIMIT_REACHED);
    char *after = party_state(&party);
    assert_string_equal(after, before);
    party_is(&party, "ended");
    free(before);
    free(after);
    party_fini(&party);
}

static struct party full_party(size_t codes, const struct baton_room_settings *settings)
{
    struct baton_config config;
    struct party party;
    baton_config_init(&config);
    config.max_codes = codes;
    config.confirm_link = g_strdup("https://call.example/agree");
    party_init_in(&party, world_new_with(1, &config), settings, "microphone camera");
    return party;
}

TEST(a_refused_code_beyond_the_limit_leaves_the_presentation_unchanged)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM};
    struct party party = full_party(1, &settings);
    ok(device_presents(party.carl, true));
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_LIMIT_REACHED);
    assert_int_equal(world_status(party.world, "presentations"), 1);
    party_is(&party, "ended");
    party_fini(&party);
}

TEST(no_presentation_begins_if_there_are_too_many_live_codes)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM};
    struct party party = full_party(1, &settings);
    party_shows_code(&party);
    assert_int_equal(device_presents(party.carl, false), BATON_E_LIMIT_REACHED);
    assert_int_equal(world_status(party.world, "presentations"), 0);
    party_fini(&party);
}

TEST(the_transfer_ends_if_the_ledger_is_too_full_for_a_ticket)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM,
        .confirm = {.remote = BATON_REMOTE_ALL, .how = &baton_channel_sms},
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_HOW};
    struct party party = full_party(1, &settings);
    struct fake_device *dora = device_new(party.world, "Dora");
    device_enters(dora, PARTY_ROOM, "microphone");
    world_sets_phone(party.world, party.bob, PARTY_ROOM, "+15550002");
    world_sets_phone(party.world, dora, PARTY_ROOM, "+15550003");
    party_shows_code(&party);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    device_gets(party.anna, "delivery_failed");
    party_told_end(party.anna, "failed", "not_delivered");
    party_fini(&party);
}
