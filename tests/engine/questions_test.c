/* SPDX-License-Identifier: GPL-3.0-or-later */
/* questions: who may answer, by which way, how often; and what becomes of those nobody answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake/party.h"

#define ok(error) assert_int_equal(error, BATON_OK)

#define ANNA_PHONE "+15550001"
#define BOB_PHONE "+15550002"

static const struct baton_policy any = {.remote = BATON_REMOTE_ANY};
static const struct baton_policy all = {.remote = BATON_REMOTE_ALL};
static const struct baton_policy both = {.old = true, .remote = BATON_REMOTE_ANY};

/* A party in a room of this policy, with Dora in it too. */
static struct fake_device *gather_with(struct party *party, const struct baton_policy *policy,
                                       const struct baton_channel *fallback)
{
    const struct baton_room_settings settings = {
        .room = PARTY_ROOM,
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
    world_knows(party->world, party->bob, PARTY_ROOM, BOB_PHONE);
    device_listens(party->bob);
    return dora;
}

static struct fake_device *gather(struct party *party, const struct baton_policy *policy)
{
    return gather_with(party, policy, NULL);
}

/* Anna's call is scanned, and everyone is asked. */
static struct fake_device *asks(struct party *party, const struct baton_policy *policy)
{
    struct fake_device *dora = gather(party, policy);
    party_offers(party);
    ok(device_scans(party->carl, party->anna->code));
    party_is(party, "confirming");
    g_strlcpy(party->bob->transfer, party->anna->transfer, BATON_ID_SIZE);
    g_strlcpy(dora->transfer, party->anna->transfer, BATON_ID_SIZE);
    return dora;
}

static struct baton_policy by(const struct baton_policy *policy, const struct baton_channel *how)
{
    struct baton_policy changed = *policy;
    changed.how = how;
    return changed;
}

static int wrong_number(const struct party *party)
{
    return party->carl->number == 10 ? 11 : 10;
}

static void check_ended(struct party *party, struct fake_device *dora, const char *outcome,
                        const char *reason)
{
    party_told(party->anna, outcome, reason);
    party_told(party->carl, outcome, reason);
    assert_string_equal(text_at(device_gets(party->bob, "confirm_ended"), "outcome"), outcome);
    assert_string_equal(text_at(device_gets(dora, "confirm_ended"), "outcome"), outcome);
    assert_int_equal(world_status(party->world, "codes"), 0);
    party_heard(party, party->anna, party->carl);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void anybodys_no_is_a_no(void **state)
{
    const struct baton_policy *const policies[] = {&any, &all, &both};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        struct fake_device *dora = asks(&party, policies[i]);
        ok(device_confirms(dora, false, 0));
        check_ended(&party, dora, "declined", "said_no");
        party_fini(&party);
    }
}

static void anybodys_wrong_number_ends_it(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    assert_int_equal(device_confirms(dora, true, wrong_number(&party)), BATON_E_WRONG_NUMBER);
    check_ended(&party, dora, "declined", "wrong_number");
    party_fini(&party);
}

static void a_no_counts_even_when_another_yes_was_enough(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &both);
    ok(device_confirms(party.bob, true, party.carl->number));
    device_gets(dora, "confirm_ended");
    party_is(&party, "confirming");
    ok(device_confirms(dora, false, 0));
    party_told(party.anna, "declined", "said_no");
    party_fini(&party);
}

static void silence_is_no_consent(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    world_plays(party.world, 30100);
    check_ended(&party, dora, "expired", "not_answered");
    assert_int_equal(device_confirms(dora, true, party.carl->number), BATON_E_NO_SUCH_TRANSFER);
    party_fini(&party);
}

static void nobody_answers_twice(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    assert_int_equal(device_confirms(party.bob, false, 0), BATON_E_ALREADY_ANSWERED);
    party_is(&party, "confirming");
    ok(device_confirms(dora, true, party.carl->number));
    assert_int_equal(device_confirms(dora, false, 0), BATON_E_ALREADY_ANSWERED);
    party_is(&party, "connecting");
    party_fini(&party);
}

static void who_was_not_asked_does_not_answer(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &any);
    struct fake_device *late = device_new(party.world, "Emil");
    device_enters(late, PARTY_ROOM, "microphone");
    g_strlcpy(late->transfer, party.anna->transfer, BATON_ID_SIZE);
    assert_int_equal(device_confirms(late, true, party.carl->number), BATON_E_NOT_ASKED);
    assert_int_equal(device_confirms(party.anna, true, party.carl->number), BATON_E_NOT_ASKED);
    assert_int_equal(device_confirms(party.carl, true, party.carl->number), BATON_E_NOT_ASKED);
    world_opens(party.world, "elsewhere");
    struct fake_device *far = device_new(party.world, "Finn");
    device_enters(far, "elsewhere", "microphone");
    g_strlcpy(far->transfer, party.anna->transfer, BATON_ID_SIZE);
    assert_int_equal(device_confirms(far, true, party.carl->number), BATON_E_NO_SUCH_TRANSFER);
    ok(device_confirms(dora, true, party.carl->number));
    party_fini(&party);
}

static void a_yes_without_the_number_is_asked_again(void **state)
{
    struct party party;
    (void)state;
    asks(&party, &any);
    assert_int_equal(device_confirms(party.bob, true, 0), BATON_E_MISSING_ELEMENT);
    party_is(&party, "confirming");
    ok(device_confirms(party.bob, true, party.carl->number));
    party_fini(&party);
}

static void the_device_in_the_call_hears_when_the_others_have_decided(void **state)
{
    struct party party;
    (void)state;
    asks(&party, &both);
    ok(device_confirms(party.anna, true, party.carl->number));
    assert_false(device_got(party.anna, "confirm_ended"));
    ok(device_confirms(party.bob, true, party.carl->number));
    json_t *ended = device_gets(party.anna, "confirm_ended");
    assert_string_equal(text_at(ended, "role"), "old");
    assert_string_equal(text_at(ended, "outcome"), "agreed");
    party_fini(&party);
}

static void a_request_may_ask_more_people_never_fewer(void **state)
{
    const struct baton_transfer_wish more = {
        .confirm = {.old = true, .remote = BATON_REMOTE_ALL}, .has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_wish fewer = {
        .confirm = {.old = true}, .has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_wish weaker = {
        .confirm = {.how = &baton_channel_chat}, .has_confirm = BATON_POLICY_HOW};
    const struct baton_policy by_sms = by(&any, &baton_channel_sms);
    struct party party;
    (void)state;
    gather(&party, &by_sms);
    assert_int_equal(device_transfers_with(party.anna, &fewer), BATON_E_INVALID_ELEMENT);
    assert_int_equal(device_transfers_with(party.anna, &weaker), BATON_E_INVALID_ELEMENT);
    ok(device_transfers_with(party.anna, &more));
    const json_t *confirm = json_object_get(party.anna->reply, "confirm");
    assert_string_equal(text_at(confirm, "who"), "both_all");
    assert_string_equal(text_at(confirm, "how"), "sms");
    party_fini(&party);
}

/* --- people who leave ------------------------------------------------------------------------- */

static void who_leaves_is_not_waited_for(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &all);
    ok(device_leaves(dora));
    party_is(&party, "confirming");
    ok(device_confirms(party.bob, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

static void who_said_yes_and_left_has_said_yes(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    ok(device_leaves(party.bob));
    party_is(&party, "confirming");
    ok(device_confirms(dora, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

static void when_everybody_has_left_nobody_can_agree(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &both);
    ok(device_leaves(dora));
    device_dies(party.bob);
    party_told(party.anna, "failed", "nobody_to_ask");
    party_told(party.carl, "failed", "nobody_to_ask");
    party_is(&party, "ended");
    party_fini(&party);
}

static void where_nobody_is_there_to_ask_the_scan_is_refused(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = gather(&party, &any);
    ok(device_leaves(dora));
    ok(device_leaves(party.bob));
    party_offers(&party);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    party_told(party.anna, "failed", "nobody_to_ask");
    ok(device_presents(party.carl, false));
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_WRONG_STATE);
    party_is(&party, "ended");
    assert_int_equal(world_status(party.world, "presentations"), 1);
    party_offers(&party);
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_WRONG_STATE);
    party_told(party.anna, "failed", "nobody_to_ask");
    ok(device_presents(party.carl, true));
    ok(device_scans(party.anna, party.carl->code));
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    party_told(party.anna, "failed", "nobody_to_ask");
    party_fini(&party);
}

static void who_moves_while_being_asked_is_asked_on_the_new_device(void **state)
{
    const struct baton_room_settings trusting = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    const struct baton_authority admin = {.admin = true};
    struct party party;
    (void)state;
    asks(&party, &all);
    struct fake_device *phone = device_new(party.world, "Bob's phone");
    world_reads(party.world,
                baton_engine_edit(party.world->engine, &trusting, false, &admin, NULL));
    ok(device_transfers(party.bob));
    ok(device_scans(phone, party.bob->code));
    device_connects(phone, "microphone camera");
    world_plays(party.world, 200);
    device_gets(phone, "moved");
    json_t *question = device_gets(phone, "confirm");
    assert_string_equal(text_at(question, "transfer"), party.anna->transfer);
    ok(device_confirms(phone, false, 0));
    party_told(party.anna, "declined", "said_no");
    party_fini(&party);
}

/* --- the chat --------------------------------------------------------------------------------- */

static void an_answer_in_the_chat_goes_to_nobody(void **state)
{
    const struct baton_policy chat = by(&all, &baton_channel_chat);
    char text[32];
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &chat);
    device_listens(dora);
    assert_int_equal(device_says(party.bob, "yes"), BATON_E_MISSING_ELEMENT);
    ok(device_says(party.bob, "no problem, who is it?"));
    device_gets(dora, "chat");
    snprintf(text, sizeof(text), "yes %d", party.carl->number);
    ok(device_says(party.bob, text));
    assert_false(device_got(dora, "chat"));
    ok(device_says(party.bob, text));
    device_gets(dora, "chat");
    ok(device_says(dora, "no"));
    assert_string_equal(text_at(dora->reply, "answer"), "declined");
    party_told(party.anna, "declined", "said_no");
    party_fini(&party);
}

static void a_wrong_number_in_the_chat_ends_it(void **state)
{
    const struct baton_policy chat = by(&any, &baton_channel_chat);
    char text[32];
    struct party party;
    (void)state;
    asks(&party, &chat);
    snprintf(text, sizeof(text), "yes %d", wrong_number(&party));
    assert_int_equal(device_says(party.bob, text), BATON_E_WRONG_NUMBER);
    party_told(party.anna, "declined", "wrong_number");
    party_fini(&party);
}

static void two_questions_in_the_chat_are_answered_by_their_buttons(void **state)
{
    const struct baton_policy chat = by(&any, &baton_channel_chat);
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &chat);
    struct fake_device *emil = device_new(party.world, "Emil");
    ok(device_transfers(dora));
    ok(device_scans(emil, dora->code));
    assert_int_equal(device_says(party.bob, "no"), BATON_E_INVALID_ELEMENT);
    party_is(&party, "confirming");
    ok(device_confirms(party.bob, false, 0));
    ok(device_says(party.bob, "no"));
    assert_string_equal(text_at(party.bob->reply, "answer"), "declined");
    party_fini(&party);
}

/* --- text messages ---------------------------------------------------------------------------- */

static struct fake_device *texts(struct party *party, const struct baton_policy *policy,
                                 const struct baton_channel *fallback)
{
    const struct baton_policy by_sms = by(policy, &baton_channel_sms);
    struct fake_device *dora = gather_with(party, &by_sms, fallback);
    world_knows(party->world, party->anna, PARTY_ROOM, ANNA_PHONE);
    party_offers(party);
    return dora;
}

static void hears(struct party *party, const char *from, const char *text, const char *answer)
{
    const json_t *reply = world_hears(party->world, from, text);
    assert_string_equal(text_at(reply, "answer"), answer);
    assert_true(strlen(text_at(reply, "text")) > 10);
}

static void a_text_message_is_answered_by_its_ticket(void **state)
{
    char ticket[64];
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &any, NULL);
    ok(device_leaves(dora));
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(party.world->host.sms_to, BOB_PHONE);
    g_strlcpy(ticket, world_ticket(party.world), sizeof(ticket));
    ticket[strcspn(ticket, " \n")] = '\0';
    struct fake_device *phone = device_new(party.world, "Bob's phone");
    ok(device_looks(phone, ticket));
    assert_string_equal(text_at(phone->reply, "display"), "Anna");
    assert_string_equal(text_at(phone->reply, "device_name"), "Carl");
    assert_string_equal(text_at(phone->reply, "description"), "Morning round");
    assert_int_equal(json_array_size(json_object_get(phone->reply, "choices")), 3);
    assert_int_equal(device_confirms_by(phone, ticket, true, 0), BATON_E_MISSING_ELEMENT);
    ok(device_confirms_by(phone, ticket, true, party.carl->number));
    party_is(&party, "connecting");
    assert_int_equal(device_confirms_by(phone, ticket, true, party.carl->number),
                     BATON_E_ALREADY_ANSWERED);
    ok(device_cancels(party.anna));
    assert_int_equal(device_looks(phone, ticket), BATON_E_ALREADY_ANSWERED);
    party_fini(&party);
}

static void a_ticket_of_what_is_over_is_worth_nothing(void **state)
{
    char ticket[64];
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &any, NULL);
    ok(device_leaves(dora));
    ok(device_scans(party.carl, party.anna->code));
    g_strlcpy(ticket, world_ticket(party.world), sizeof(ticket));
    ticket[strcspn(ticket, " \n")] = '\0';
    ok(device_cancels(party.anna));
    assert_int_equal(device_confirms_by(dora, ticket, true, 10), BATON_E_NO_SUCH_TRANSFER);
    assert_int_equal(device_looks(dora, ticket), BATON_E_NO_SUCH_TRANSFER);
    party_fini(&party);
}

static void tickets_are_not_guessed(void **state)
{
    struct party party;
    (void)state;
    texts(&party, &any, NULL);
    for (int i = 0; i < 5; i++)
        assert_int_equal(device_looks(party.carl, "AAAAAAAAAAAAAAAAAAAAAA"), BATON_E_CODE_UNKNOWN);
    assert_int_equal(device_looks(party.carl, "AAAAAAAAAAAAAAAAAAAAAA"),
                     BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_TOO_MANY_ATTEMPTS);
    party_fini(&party);
}

static void a_text_message_is_answered_by_another(void **state)
{
    char yes[32];
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &any, NULL);
    hears(&party, BOB_PHONE, "yes", "refused");
    ok(device_leaves(dora));
    ok(device_scans(party.carl, party.anna->code));
    hears(&party, "+15559999", "yes 10", "refused");
    hears(&party, "somebody", "yes 10", "refused");
    hears(&party, BOB_PHONE, "what is this?", "refused");
    hears(&party, BOB_PHONE, "YES", "refused");
    party_is(&party, "confirming");
    snprintf(yes, sizeof(yes), "YES %d", party.carl->number);
    hears(&party, "0015550002", yes, "agreed");
    party_is(&party, "connecting");
    hears(&party, BOB_PHONE, "NO", "refused");
    party_is(&party, "connecting");
    ok(device_cancels(party.anna));
    hears(&party, BOB_PHONE, yes, "refused");
    party_fini(&party);
}

static void a_wrong_number_or_a_no_by_text_message_ends_it(void **state)
{
    static const char *const reasons[] = {"said_no", "wrong_number"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        char text[32] = "No.";
        struct party party;
        texts(&party, &both, NULL);
        world_knows(party.world, party.bob, PARTY_ROOM, BOB_PHONE);
        ok(device_leaves(g_ptr_array_index(party.world->devices, 3)));
        ok(device_scans(party.carl, party.anna->code));
        if (i == 1)
            snprintf(text, sizeof(text), "YES %d", wrong_number(&party));
        hears(&party, BOB_PHONE, text, "declined");
        party_told(party.anna, "declined", reasons[i]);
        party_fini(&party);
    }
}

static void a_reply_at_the_deadline_is_too_late(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &any, NULL);
    ok(device_leaves(dora));
    ok(device_scans(party.carl, party.anna->code));
    world_jumps(party.world, 30000);
    hears(&party, BOB_PHONE, "no", "refused");
    party_told(party.anna, "expired", "not_answered");
    party_fini(&party);
}

static void two_questions_for_one_number_are_answered_by_their_links(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &all, NULL);
    world_knows(party.world, dora, PARTY_ROOM, BOB_PHONE);
    ok(device_scans(party.carl, party.anna->code));
    hears(&party, BOB_PHONE, "no", "refused");
    party_is(&party, "confirming");
    party_fini(&party);
}

static void who_has_no_number_can_not_be_reached(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &all, NULL);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    json_t *failed = device_gets(party.anna, "delivery_failed");
    assert_string_equal(text_at(failed, "participant"), dora->id);
    assert_true(json_is_null(json_object_get(failed, "fallback")));
    party_told(party.anna, "failed", "not_delivered");
    party_told(party.carl, "failed", "not_delivered");
    party_fini(&party);
}

static void one_who_is_reached_is_enough_where_any_is(void **state)
{
    struct party party;
    (void)state;
    texts(&party, &any, NULL);
    ok(device_scans(party.carl, party.anna->code));
    device_gets(party.anna, "delivery_failed");
    party_is(&party, "confirming");
    world_bounces(party.world);
    device_gets(party.anna, "delivery_failed");
    party_told(party.anna, "failed", "not_delivered");
    world_bounces(party.world);
    party_fini(&party);
}

static void another_channel_stands_in(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &all, &baton_channel_popup);
    ok(device_scans(party.carl, party.anna->code));
    json_t *failed = device_gets(party.anna, "delivery_failed");
    assert_string_equal(text_at(failed, "fallback"), "popup");
    device_gets(dora, "confirm");
    ok(device_confirms(dora, true, party.carl->number));
    world_bounces(party.world);
    device_gets(party.anna, "delivery_failed");
    device_gets(party.bob, "confirm");
    hears(&party, BOB_PHONE, "no", "refused");
    world_bounces(party.world);
    assert_false(device_got(party.anna, "delivery_failed"));
    ok(device_confirms(party.bob, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

static void the_mover_is_reached_by_another_way_too(void **state)
{
    static const struct baton_policy old = {.old = true};
    struct party party;
    (void)state;
    texts(&party, &old, NULL);
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(party.world->host.sms_to, ANNA_PHONE);
    world_bounces(party.world);
    party_told(party.anna, "failed", "not_delivered");
    party_fini(&party);
    texts(&party, &old, &baton_channel_chat);
    party.world->host.sms_fails = true;
    ok(device_scans(party.carl, party.anna->code));
    assert_non_null(
        json_object_get(json_object_get(device_gets(party.anna, "chat"), "message"), "question"));
    ok(device_confirms(party.anna, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

static void without_a_gateway_nobody_is_reached(void **state)
{
    struct party party;
    (void)state;
    texts(&party, &any, NULL);
    party.world->host.host.send_sms = NULL;
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    party_told(party.anna, "failed", "not_delivered");
    party_fini(&party);
}

static void a_ticket_that_can_not_be_drawn_is_a_message_that_can_not_be_sent(void **state)
{
    struct party party;
    (void)state;
    texts(&party, &any, NULL);
    ok(device_presents(party.carl, false));
    party.world->host.chance_left = 0;
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    party.world->host.chance_left = -1;
    party_told(party.anna, "failed", "not_delivered");
    party_fini(&party);
}

static void numbers_come_with_the_person_and_are_told_to_nobody(void **state)
{
    const struct baton_join join = {.room = PARTY_ROOM, .display = "Gus", .phone = "+15550009"};
    static const struct baton_policy old = {.old = true};
    const struct baton_policy by_sms = by(&old, &baton_channel_sms);
    struct party party;
    (void)state;
    gather(&party, &by_sms);
    struct fake_device *gus = device_new(party.world, "Gus");
    ok(device_joins_as(gus, &join));
    ok(device_transfers(gus));
    ok(device_scans(party.carl, gus->code));
    assert_string_equal(party.world->host.sms_to, "+15550009");
    world_knows(party.world, gus, PARTY_ROOM, NULL);
    party.anna = gus;
    char *text = json_dumps(party_anna(&party), 0);
    assert_null(strstr(text, "5550009"));
    free(text);
    struct baton_failure failure;
    assert_null(baton_engine_phone(party.world->engine, PARTY_ROOM, "none", NULL, &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_PARTICIPANT);
    party_fini(&party);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anybodys_no_is_a_no),
        cmocka_unit_test(anybodys_wrong_number_ends_it),
        cmocka_unit_test(a_no_counts_even_when_another_yes_was_enough),
        cmocka_unit_test(silence_is_no_consent),
        cmocka_unit_test(nobody_answers_twice),
        cmocka_unit_test(who_was_not_asked_does_not_answer),
        cmocka_unit_test(a_yes_without_the_number_is_asked_again),
        cmocka_unit_test(the_device_in_the_call_hears_when_the_others_have_decided),
        cmocka_unit_test(a_request_may_ask_more_people_never_fewer),
        cmocka_unit_test(who_leaves_is_not_waited_for),
        cmocka_unit_test(who_said_yes_and_left_has_said_yes),
        cmocka_unit_test(when_everybody_has_left_nobody_can_agree),
        cmocka_unit_test(where_nobody_is_there_to_ask_the_scan_is_refused),
        cmocka_unit_test(who_moves_while_being_asked_is_asked_on_the_new_device),
        cmocka_unit_test(an_answer_in_the_chat_goes_to_nobody),
        cmocka_unit_test(a_wrong_number_in_the_chat_ends_it),
        cmocka_unit_test(two_questions_in_the_chat_are_answered_by_their_buttons),
        cmocka_unit_test(a_text_message_is_answered_by_its_ticket),
        cmocka_unit_test(a_ticket_of_what_is_over_is_worth_nothing),
        cmocka_unit_test(tickets_are_not_guessed),
        cmocka_unit_test(a_text_message_is_answered_by_another),
        cmocka_unit_test(a_wrong_number_or_a_no_by_text_message_ends_it),
        cmocka_unit_test(a_reply_at_the_deadline_is_too_late),
        cmocka_unit_test(two_questions_for_one_number_are_answered_by_their_links),
        cmocka_unit_test(who_has_no_number_can_not_be_reached),
        cmocka_unit_test(one_who_is_reached_is_enough_where_any_is),
        cmocka_unit_test(another_channel_stands_in),
        cmocka_unit_test(the_mover_is_reached_by_another_way_too),
        cmocka_unit_test(without_a_gateway_nobody_is_reached),
        cmocka_unit_test(a_ticket_that_can_not_be_drawn_is_a_message_that_can_not_be_sent),
        cmocka_unit_test(numbers_come_with_the_person_and_are_told_to_nobody),
    };
    return cmocka_run_group_tests_name("questions", tests, NULL, NULL);
}
