/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several participants of a room have the same telephone number: they get one SMS, and what it leads to counts for all
 * of them. */
#include "engine/asked_party.h"

/* Bob and Dora share a number, and Emil has another one. Carl's device scans Anna's code. Returns Dora's device. */
static struct fake_device *ask_by_sms(struct party *party, const struct baton_policy *policy,
    const struct baton_channel *fallback, bool with_emil)
{
    const struct baton_policy by_sms = on_channel(policy, &baton_channel_sms);
    struct fake_device *dora = gather_with(party, &by_sms, fallback);
    world_sets_phone(party->world, party->anna, PARTY_ROOM, "+15550001");
    world_sets_phone(party->world, dora, PARTY_ROOM, BOB_PHONE);
    if (with_emil) {
        struct fake_device *emil = device_new(party->world, "Emil");
        device_enters(emil, PARTY_ROOM, "microphone");
        world_sets_phone(party->world, emil, PARTY_ROOM, "+15550005");
    }
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
    g_strlcpy(party->bob->transfer, party->anna->transfer, BATON_ID_SIZE);
    g_strlcpy(dora->transfer, party->anna->transfer, BATON_ID_SIZE);
    return dora;
}

static void check_reply(struct party *party, int number, const char *response)
{
    char text[32] = "NO";
    if (number)
        snprintf(text, sizeof(text), "YES %d", number);
    assert_string_equal(
        text_at(world_receives_sms(party->world, BOB_PHONE, text), "response"), response);
}

static void copy_ticket(const struct party *party, char ticket[64])
{
    g_strlcpy(ticket, world_last_ticket(party->world), 64);
    ticket[strcspn(ticket, " \n")] = '\0';
}

TEST(others_who_share_a_number_get_one_sms_and_one_reply_counts_for_all)
{
    struct party party;
    ask_by_sms(&party, &all, NULL, false);
    assert_int_equal(party.world->host.sms_sent, 1);
    check_reply(&party, party.carl->number, "agreed");
    party_is(&party, "connecting");
    check_reply(&party, 0, "refused");
    party_is(&party, "connecting");
    party_fini(&party);
}

TEST(a_shared_reply_does_not_count_for_another_number)
{
    struct party party;
    ask_by_sms(&party, &all, NULL, true);
    assert_int_equal(party.world->host.sms_sent, 2);
    check_reply(&party, party.carl->number, "agreed");
    party_is(&party, "confirming");
    check_reply(&party, party.carl->number, "refused");
    world_receives_sms(party.world, "+15550005", "NO");
    party_told_end(party.anna, "declined", "said_no");
    party_fini(&party);
}

TEST(a_no_or_a_wrong_number_from_a_shared_number_ends_the_transfer)
{
    for (int wrong = 0; wrong < 2; wrong++) {
        struct party party;
        ask_by_sms(&party, &any, NULL, false);
        check_reply(&party, wrong ? wrong_number(&party) : 0, "declined");
        party_told_end(party.anna, "declined", wrong ? "wrong_number" : "said_no");
        party_fini(&party);
    }
}

TEST(the_ticket_of_a_shared_sms_counts_for_all_and_works_once)
{
    char ticket[64];
    struct party party;
    ask_by_sms(&party, &all, NULL, false);
    struct fake_device *phone = device_new(party.world, "the telephone");
    copy_ticket(&party, ticket);
    ok(device_reads_question(phone, ticket));
    ok(device_confirms_by_ticket(phone, ticket, true, party.carl->number));
    party_is(&party, "connecting");
    assert_int_equal(device_confirms_by_ticket(phone, ticket, true, party.carl->number),
        BATON_E_ALREADY_RESPONDED);
    party_fini(&party);
}

/* One of two people with the same number acts. Then the ticket in their SMS still counts for the other one. */
static void check_ticket_after(void (*act)(struct party *party, struct fake_device *one))
{
    for (int first = 0; first < 2; first++) {
        char ticket[64];
        struct party party;
        struct fake_device *dora = ask_by_sms(&party, &all, NULL, false);
        struct fake_device *phone = device_new(party.world, "the telephone");
        copy_ticket(&party, ticket);
        act(&party, first ? party.bob : dora);
        party_is(&party, "confirming");
        ok(device_confirms_by_ticket(phone, ticket, true, party.carl->number));
        party_is(&party, "connecting");
        party_fini(&party);
    }
}

static void agree(struct party *party, struct fake_device *one)
{
    ok(device_confirms(one, true, party->carl->number));
}

static void leave(UNUSED struct party *party, struct fake_device *one)
{
    ok(device_leaves(one));
}

/* Somebody who names the number of another participant must not be able to agree for this participant. */
TEST(a_response_from_a_device_counts_for_its_participant_only)
{
    check_ticket_after(agree);
}

TEST(a_shared_sms_stays_valid_if_one_of_its_people_leaves)
{
    check_ticket_after(leave);
}

TEST(a_shared_sms_that_fails_fails_for_all)
{
    struct party party;
    ask_by_sms(&party, &any, NULL, false);
    world_fails_last_sms(party.world);
    device_gets(party.anna, "delivery_failed");
    device_gets(party.anna, "delivery_failed");
    party_told_end(party.anna, "failed", "not_delivered");
    party_fini(&party);

    struct fake_device *dora = ask_by_sms(&party, &all, &baton_channel_popup, false);
    world_fails_last_sms(party.world);
    device_gets(party.bob, "confirm");
    device_gets(dora, "confirm");
    ok(device_confirms(party.bob, true, party.carl->number));
    party_is(&party, "confirming");
    ok(device_confirms(dora, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

/* Two SMS have the same number. A reply to it counts only after `one` has responded on the device. */
static void check_two_decisions(struct party *party, struct fake_device *one)
{
    assert_int_equal(party->world->host.sms_sent, 2);
    check_reply(party, party->carl->number, "refused");
    party_is(party, "confirming");
    ok(device_confirms(one, true, party->carl->number));
    party_is(party, "confirming");
    check_reply(party, party->carl->number, "agreed");
    party_is(party, "connecting");
}

/* `both_all` demands two decisions, so one reply is not enough. */
TEST(the_person_whose_call_moves_shares_no_sms_with_the_others)
{
    const struct baton_policy policy = {.old = true, .remote = BATON_REMOTE_ALL};
    const struct baton_policy by_sms = on_channel(&policy, &baton_channel_sms);
    struct party party;
    struct fake_device *dora = gather_with(&party, &by_sms, NULL);
    ok(device_leaves(dora));
    world_sets_phone(party.world, party.anna, PARTY_ROOM, BOB_PHONE);
    party_shows_code(&party);
    ok(device_scans(party.carl, party.anna->code));
    check_two_decisions(&party, party.anna);
    party_fini(&party);
}

TEST(a_stand_in_shares_no_sms_with_the_others)
{
    const struct baton_policy policy = {.old = true, .remote = BATON_REMOTE_ALL};
    const struct baton_policy by_sms = on_channel(&policy, &baton_channel_sms);
    const struct baton_room_settings settings = {.room = PARTY_ROOM,
        .has = BATON_ROOM_HOLD | BATON_ROOM_STAND_IN,
        .hold = 20,
        .stand_in = BATON_STAND_IN_ANYBODY};
    struct party party;
    struct fake_device *dora = gather_with(&party, &by_sms, NULL);
    const struct baton_authority owner = world_operator(party.world);
    world_keeps_reply(
        party.world, baton_engine_edit(party.world->engine, &settings, false, &owner, NULL));
    world_sets_phone(party.world, dora, PARTY_ROOM, BOB_PHONE);
    device_vanishes(party.anna);
    ok(device_shows_code_with(
        party.bob, &(struct baton_transfer_request){.participant = party.anna->id}));
    ok(device_scans(party.carl, party.bob->code));
    check_two_decisions(&party, party.bob);
    party_fini(&party);
}

TEST(an_sms_is_no_response_while_questions_about_two_calls_are_open)
{
    struct party party;
    struct fake_device *dora = ask_by_sms(&party, &any, NULL, false);
    struct fake_device *emil = device_new(party.world, "Emil");
    ok(device_shows_code(dora));
    ok(device_scans(emil, dora->code));
    check_reply(&party, 0, "refused");
    party_is(&party, "confirming");
    party_fini(&party);
}
