/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms in which the others must agree to a transfer. questions_test and messages_test use them. */
#ifndef BATON_TESTS_ENGINE_ASKED_PARTY_H
#define BATON_TESTS_ENGINE_ASKED_PARTY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/party_test.h"

#define BOB_PHONE "+15550002"

static const struct baton_policy any = {.remote = BATON_REMOTE_ANY};
static const struct baton_policy all = {.remote = BATON_REMOTE_ALL};
static const struct baton_policy both = {.old = true, .remote = BATON_REMOTE_ANY};

/* Makes a party in a room with this policy. Adds Dora to the room and returns her device. */
static inline struct fake_device *gather_with(
    struct party *party, const struct baton_policy *policy, const struct baton_channel *fallback)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM,
        .has = BATON_ROOM_DESCRIPTION,
        .description = "Morning round",
        .confirm = *policy,
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_HOW | BATON_POLICY_FORM};
    struct baton_config config;
    baton_config_init(&config);
    config.confirm_link = g_strdup("https://call.example/agree");
    config.sms_fallback = fallback;
    party_init_in(party, world_new_with(1, &config), &settings, "microphone camera");
    struct fake_device *dora = device_new(party->world, "Dora");
    device_enters(dora, PARTY_ROOM, "microphone");
    world_sets_phone(party->world, party->bob, PARTY_ROOM, BOB_PHONE);
    device_starts_listening(party->bob);
    return dora;
}

static inline struct baton_policy on_channel(
    const struct baton_policy *policy, const struct baton_channel *how)
{
    struct baton_policy changed = *policy;
    changed.how = how;
    return changed;
}

static inline int wrong_number(const struct party *party)
{
    return party->carl->number == 10 ? 11 : 10;
}

#endif
