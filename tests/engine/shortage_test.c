/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shortage: what a stranger learns, and what a server without chance or room does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "fake/party.h"

/* --- what a stranger learns ------------------------------------------------------------------- */

static void a_device_sees_nothing_before_it_is_agreed_to(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    party_scans(&party);
    device_connects(party.carl, "microphone camera");
    ok(device_says(party.bob, "between us"));
    ok(device_raises(party.bob, true));
    struct fake_device *dora = device_new(party.world, "Dora");
    device_enters(dora, PARTY_ROOM, "microphone camera");
    world_plays(party.world, 1000);
    ok(device_leaves(dora));
    assert_int_equal(fake_handle_packets(party.carl->down), 0);
    assert_true(g_queue_is_empty(&party.carl->down->events));
    for (const GList *link = party.carl->up->events.head; link; link = link->next)
        assert_string_equal(text_at(link->data, "baton"), "transfer");
    assert_int_equal(device_pins(party.carl, "0", NULL), BATON_E_WRONG_STATE);
    assert_int_equal(device_says(party.carl, "hello"), BATON_E_WRONG_STATE);
    assert_int_equal(device_transfers(party.carl), BATON_E_WRONG_STATE);
    assert_int_equal(device_confirms(party.carl, true, party.carl->number), BATON_E_NOT_ASKED);
    ok(device_confirms(party.anna, false, 0));
    world_plays(party.world, 1000);
    assert_int_equal(fake_handle_packets(party.carl->down), 0);
    party_told(party.carl, "declined", "said_no");
    party_stayed(&party, "declined", "said_no");
    party_fini(&party);
}

/* --- a server without chance, a disk that is full --------------------------------------------- */

static char *state_of(struct party *party)
{
    static const struct baton_authority admin = {.admin = true};
    struct baton_engine *engine = party->world->engine;
    json_t *all = json_array();
    json_array_append_new(all, baton_engine_status(engine, party->world->now));
    json_array_append_new(all, baton_engine_devices(engine, PARTY_ROOM, NULL, NULL));
    json_array_append_new(all, baton_engine_participants(engine, PARTY_ROOM, &admin, NULL));
    json_array_append_new(all, baton_engine_transfers(engine, NULL, party->world->now, NULL));
    char *text = json_dumps(all, JSON_SORT_KEYS);
    json_decref(all);
    return text;
}

/* A request that draws may be hit at each of its draws; in the end it goes through. */
static void fail_at_every_draw(struct party *party, enum baton_error (*request)(struct party *))
{
    for (long draws = 0; draws < 40; draws++) {
        char *before = state_of(party);
        device_listens(party->anna);
        device_listens(party->bob);
        party->world->host.chance_left = draws;
        enum baton_error error = request(party);
        party->world->host.chance_left = -1;
        if (error == BATON_OK) {
            assert_true(draws > 0);
            free(before);
            return;
        }
        assert_int_equal(error, BATON_E_INTERNAL);
        char *after = state_of(party);
        assert_string_equal(after, before);
        assert_true(g_queue_is_empty(&party->anna->up->events));
        assert_true(g_queue_is_empty(&party->bob->up->events));
        free(before);
        free(after);
    }
    fail_msg("it never went through");
}

static enum baton_error ask_for_a_code(struct party *party)
{
    return device_transfers(party->anna);
}

static enum baton_error scan_it(struct party *party)
{
    return device_scans(party->carl, party->anna->code);
}

static enum baton_error join_too(struct party *party)
{
    return device_joins(party->carl, PARTY_ROOM);
}

static enum baton_error share_a_screen(struct party *party)
{
    return device_publishes(party->anna, "microphone camera screen");
}

static enum baton_error ask_again_from_the_new_one(struct party *party)
{
    return device_transfers(party->carl);
}

/* Carl's handle is attached before chance fails. */
static void warm_up(struct party *party)
{
    assert_int_equal(device_leaves(party->carl), BATON_E_NOT_IN_CALL);
}

static void without_randomness_nothing_changes(void **state)
{
    struct party party;
    (void)state;
    party_init(&party);
    warm_up(&party);
    fail_at_every_draw(&party, share_a_screen);
    fail_at_every_draw(&party, ask_for_a_code);
    fail_at_every_draw(&party, ask_for_a_code);
    fail_at_every_draw(&party, scan_it);
    party_fini(&party);

    party_init(&party);
    warm_up(&party);
    fail_at_every_draw(&party, join_too);
    party_fini(&party);

    party_init(&party);
    party_moves(&party);
    fail_at_every_draw(&party, ask_again_from_the_new_one);
    party_told(party.anna, "moved", "renewed");
    party_fini(&party);
}

static void without_randomness_no_handle_is_attached(void **state)
{
    struct fake_world *world = world_new();
    struct fake_handle *handle = fake_handle_new(&world->host);
    (void)state;
    world->host.chance_left = 0;
    assert_null(baton_engine_attach(world->engine, handle, "", 0));
    world_free(world);
}

static void a_kind_that_can_not_begin_for_lack_of_randomness_is_left_out_of_the_move(void **state)
{
    struct party party;
    (void)state;
    party_init_with(&party, &(struct baton_room_settings){.room = PARTY_ROOM}, "microphone");
    party_agrees(&party);
    device_connects(party.carl, "microphone camera");
    party.world->host.chance_left = 0;
    world_plays(party.world, 200);
    party.world->host.chance_left = -1;
    party_is(&party, "standby");
    assert_null(party_source(&party, "camera"));
    party_heard(&party, party.carl, party.anna);
    party_fini(&party);
}

static void too_many_live_codes_leave_an_earlier_move_as_it_is(void **state)
{
    struct baton_config config;
    struct party party = {.sends = "microphone camera"};
    (void)state;
    baton_config_init(&config);
    config.max_codes = 1;
    party.world = world_new_with(1, &config);
    world_opens(party.world, PARTY_ROOM);
    party.anna = device_new(party.world, "Anna");
    party.bob = device_new(party.world, "Bob");
    party.carl = device_new(party.world, "Carl");
    device_enters(party.anna, PARTY_ROOM, "microphone camera");
    device_enters(party.bob, PARTY_ROOM, "microphone camera");
    party_moves(&party);
    ok(device_transfers(party.bob));
    char *before = state_of(&party);
    assert_int_equal(device_transfers(party.carl), BATON_E_LIMIT_REACHED);
    char *after = state_of(&party);
    assert_string_equal(after, before);
    party_is(&party, "standby");
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

static void too_many_live_codes_leave_a_presenting_device_as_it_is(void **state)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM};
    struct party party = full_party(1, &settings);
    (void)state;
    ok(device_presents(party.carl, true));
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_LIMIT_REACHED);
    assert_int_equal(world_status(party.world, "presentations"), 1);
    party_is(&party, "ended");
    party_fini(&party);
}

static void too_many_live_codes_leave_nobody_presenting(void **state)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM};
    struct party party = full_party(1, &settings);
    (void)state;
    party_offers(&party);
    assert_int_equal(device_presents(party.carl, false), BATON_E_LIMIT_REACHED);
    assert_int_equal(world_status(party.world, "presentations"), 0);
    party_fini(&party);
}

static void a_ticket_too_many_is_a_message_that_is_not_sent(void **state)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM,
        .confirm = {.remote = BATON_REMOTE_ALL, .how = &baton_channel_sms},
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_HOW};
    struct party party = full_party(1, &settings);
    (void)state;
    struct fake_device *dora = device_new(party.world, "Dora");
    device_enters(dora, PARTY_ROOM, "microphone");
    world_knows(party.world, party.bob, PARTY_ROOM, "+15550002");
    world_knows(party.world, dora, PARTY_ROOM, "+15550003");
    party_offers(&party);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    device_gets(party.anna, "delivery_failed");
    party_told(party.anna, "failed", "not_delivered");
    party_fini(&party);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_sees_nothing_before_it_is_agreed_to),
        cmocka_unit_test(without_randomness_nothing_changes),
        cmocka_unit_test(without_randomness_no_handle_is_attached),
        cmocka_unit_test(
            a_kind_that_can_not_begin_for_lack_of_randomness_is_left_out_of_the_move),
        cmocka_unit_test(too_many_live_codes_leave_an_earlier_move_as_it_is),
        cmocka_unit_test(too_many_live_codes_leave_a_presenting_device_as_it_is),
        cmocka_unit_test(too_many_live_codes_leave_nobody_presenting),
        cmocka_unit_test(a_ticket_too_many_is_a_message_that_is_not_sent),
    };
    return cmocka_run_group_tests_name("shortage", tests, NULL, NULL);
}
