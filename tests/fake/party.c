/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call of most engine tests. */
#include "fake/party.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static const struct baton_authority admin = {.admin = true};
static const struct baton_page_request first_page = {.limit = BATON_PAGE_MAX};

void party_init_with(
    struct party *party, const struct baton_room_settings *settings, const char *sends)
{
    party_init_in(party, world_new(), settings, sends);
}

void party_init_in(struct party *party, struct fake_world *world,
    const struct baton_room_settings *settings, const char *sends)
{
    party->world = world;
    party->sends = sends;
    assert_int_equal(world_creates_room_with(party->world, settings, false), BATON_OK);
    party->anna = device_new(party->world, "Anna");
    party->bob = device_new(party->world, "Bob");
    party->carl = device_new(party->world, "Carl");
    if (settings->has & BATON_ROOM_VIDEOCODEC)
        party->anna->codec = party->bob->codec = party->carl->codec =
            baton_codec_name(settings->video_codec);
    device_enters(party->anna, settings->room, sends);
    device_enters(party->bob, settings->room, "microphone camera");
    world_plays(party->world, 500);
}

void party_init(struct party *party)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM};
    party_init_with(party, &settings, "microphone camera");
}

void party_fini(struct party *party)
{
    world_free(party->world);
}

void party_shows_code(struct party *party)
{
    assert_int_equal(device_shows_code(party->anna), BATON_OK);
}

void party_scans(struct party *party)
{
    party_shows_code(party);
    assert_int_equal(device_scans(party->carl, party->anna->code), BATON_OK);
    device_gets(party->anna, "confirm");
}

void party_agrees(struct party *party)
{
    party_scans(party);
    assert_int_equal(device_confirms(party->anna, true, party->carl->number), BATON_OK);
    device_gets(party->carl, "admitted");
}

void party_connects(struct party *party)
{
    party_agrees(party);
    device_connects(party->carl, party->sends);
    party_is(party, "committing");
}

void party_moves(struct party *party)
{
    party_connects(party);
    world_plays(party->world, 200);
    device_gets(party->anna, "moved");
    device_gets(party->carl, "moved");
    party_is(party, "standby");
}

void party_takes(struct party *party, enum party_step step)
{
    static void (*const steps[])(struct party *) = {
        party_shows_code, party_scans, party_agrees, party_connects, party_moves};
    steps[step](party);
}

void party_ends(struct party *party)
{
    world_plays(party->world, 11000);
    party_told_end(party->anna, "moved", "none");
    party_told_end(party->carl, "moved", "none");
    party_is(party, "ended");
}

void party_moves_for_good(struct party *party)
{
    struct fake_device *anna = party->anna;
    party_moves(party);
    party_ends(party);
    party->anna = party->carl;
    party->carl = anna;
    device_starts_listening(party->anna);
    device_starts_listening(party->carl);
}

/* --- checks ----------------------------------------------------------------------------------- */

void party_is(struct party *party, const char *state)
{
    struct fake_world *world = party->world;
    json_t *transfers = json_object_get(
        world_keeps_reply(world, baton_engine_transfers(world->engine, NULL, world->now, NULL)),
        "transfers");
    json_t *transfer = element_with(transfers, "participant", party->anna->id);
    assert_string_equal(transfer ? text_at(transfer, "state") : "ended", state);
}

void party_told_end(struct fake_device *device, const char *outcome, const char *reason)
{
    json_t *ended = device_gets(device, "transfer_ended");
    assert_string_equal(text_at(ended, "outcome"), outcome);
    assert_string_equal(text_at(ended, "reason"), reason);
    assert_true(strlen(text_at(ended, "text")) > 10);
}

void party_bob_hears(struct party *party, struct fake_device *heard, struct fake_device *other)
{
    device_starts_listening(party->bob);
    world_plays(party->world, 500);
    assert_true(device_hears(party->bob, heard) > 20);
    assert_int_equal(device_hears(party->bob, other), 0);
}

char *party_state(struct party *party)
{
    struct baton_engine *engine = party->world->engine;
    json_t *all = json_array();
    json_array_append_new(all, baton_engine_status(engine, party->world->now));
    json_array_append_new(all, baton_engine_devices(engine, PARTY_ROOM, NULL, NULL));
    json_array_append_new(
        all, baton_engine_participants(engine, NULL, PARTY_ROOM, &admin, &first_page, NULL));
    json_array_append_new(all, baton_engine_transfers(engine, NULL, party->world->now, NULL));
    char *text = json_dumps(all, JSON_SORT_KEYS);
    json_decref(all);
    return text;
}

json_t *party_listed_anna(struct party *party)
{
    struct fake_world *world = party->world;
    json_t *participants = json_object_get(
        world_keeps_reply(world,
            baton_engine_participants(world->engine, NULL, PARTY_ROOM, &admin, &first_page, NULL)),
        "participants");
    json_t *anna = element_with(participants, "id", party->anna->id);
    assert_non_null(anna);
    return anna;
}

json_t *party_listed_source(struct party *party, const char *kind)
{
    return element_with(json_object_get(party_listed_anna(party), "sources"), "kind", kind);
}

void party_call_stayed(struct party *party, const char *outcome, const char *reason)
{
    party_told_end(party->anna, outcome, reason);
    party_is(party, "ended");
    assert_int_equal(party->anna->up->closed, 0);
    assert_int_equal(world_status(party->world, "devices"), 2);
    party_bob_hears(party, party->anna, party->carl);
    device_starts_listening(party->anna);
    party->carl = device_new(party->world, "Dora");
    party_moves(party);
}
