/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions by SMS: responses by ticket or by SMS, and messages that are not delivered. */
#include "engine/asked_party.h"
#include "state/registry.h"

#define ANNA_PHONE "+15550001"

/* --- questions by SMS ------------------------------------------------------------------------- */

static struct fake_device *begin_by_sms(
    struct party *party, const struct baton_policy *policy, const struct baton_channel *fallback)
{
    const struct baton_policy by_sms = on_channel(policy, &baton_channel_sms);
    struct fake_device *dora = gather_with(party, &by_sms, fallback);
    world_sets_phone(party->world, party->anna, PARTY_ROOM, ANNA_PHONE);
    party_shows_code(party);
    return dora;
}

static void check_sms_reply(
    struct party *party, const char *from, const char *text, const char *response)
{
    const json_t *reply = world_receives_sms(party->world, from, text);
    assert_string_equal(text_at(reply, "response"), response);
    assert_true(strlen(text_at(reply, "text")) > 10);
}

/* Dora leaves, so that only Bob is asked. Copies the ticket from his SMS. */
static void ask_bob(struct party *party, struct fake_device *dora, char ticket[64])
{
    ok(device_leaves(dora));
    ok(device_scans(party->carl, party->anna->code));
    assert_string_equal(party->world->host.sms_to, BOB_PHONE);
    g_strlcpy(ticket, world_last_ticket(party->world), 64);
    ticket[strcspn(ticket, " \n")] = '\0';
}

TEST(a_person_responds_to_an_sms_with_its_ticket)
{
    char ticket[64];
    struct party party;
    struct fake_device *dora = begin_by_sms(&party, &any, NULL);
    ask_bob(&party, dora, ticket);
    struct fake_device *phone = device_new(party.world, "Bob's phone");
    ok(device_reads_question(phone, ticket));
    assert_string_equal(text_at(phone->reply, "display"), "Anna");
    assert_string_equal(text_at(phone->reply, "device_name"), "Carl");
    assert_string_equal(text_at(phone->reply, "description"), "Morning round");
    assert_int_equal(json_array_size(json_object_get(phone->reply, "choices")), 3);
    assert_int_equal(device_confirms_by_ticket(phone, ticket, true, 0), BATON_E_MISSING_ELEMENT);
    ok(device_confirms_by_ticket(phone, ticket, true, party.carl->number));
    party_is(&party, "connecting");
    assert_int_equal(device_confirms_by_ticket(phone, ticket, true, party.carl->number),
        BATON_E_ALREADY_RESPONDED);
    ok(device_cancels(party.anna));
    assert_int_equal(device_reads_question(phone, ticket), BATON_E_ALREADY_RESPONDED);
    party_fini(&party);
}

TEST(a_ticket_of_an_ended_transfer_is_refused)
{
    char ticket[64];
    struct party party;
    struct fake_device *dora = begin_by_sms(&party, &any, NULL);
    ask_bob(&party, dora, ticket);
    ok(device_cancels(party.anna));
    assert_int_equal(device_confirms_by_ticket(dora, ticket, true, 10), BATON_E_NO_SUCH_TRANSFER);
    assert_int_equal(device_reads_question(dora, ticket), BATON_E_NO_SUCH_TRANSFER);
    party_fini(&party);
}

TEST(five_wrong_tickets_lock_the_device)
{
    struct party party;
    begin_by_sms(&party, &any, NULL);
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            device_reads_question(party.carl, "AAAAAAAAAAAAAAAAAAAAAA"), BATON_E_CODE_UNKNOWN);
    assert_int_equal(
        device_reads_question(party.carl, "AAAAAAAAAAAAAAAAAAAAAA"), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_TOO_MANY_ATTEMPTS);
    party_fini(&party);
}

TEST(a_person_responds_to_an_sms_by_sms)
{
    char yes[32];
    struct party party;
    struct fake_device *dora = begin_by_sms(&party, &any, NULL);
    check_sms_reply(&party, BOB_PHONE, "yes", "refused");
    ok(device_leaves(dora));
    ok(device_scans(party.carl, party.anna->code));
    check_sms_reply(&party, "+15559999", "yes 10", "refused");
    check_sms_reply(&party, "somebody", "yes 10", "refused");
    check_sms_reply(&party, BOB_PHONE, "what is this?", "refused");
    check_sms_reply(&party, BOB_PHONE, "YES", "refused");
    party_is(&party, "confirming");
    snprintf(yes, sizeof(yes), "YES %d", party.carl->number);
    check_sms_reply(&party, "0015550002", yes, "agreed");
    party_is(&party, "connecting");
    check_sms_reply(&party, BOB_PHONE, "NO", "refused");
    party_is(&party, "connecting");
    ok(device_cancels(party.anna));
    check_sms_reply(&party, BOB_PHONE, yes, "refused");
    party_fini(&party);
}

TEST(a_wrong_number_or_a_no_by_sms_ends_the_transfer)
{
    static const char *const reasons[] = {"said_no", "wrong_number"};
    for (int i = 0; i < 2; i++) {
        char text[32] = "No.";
        struct party party;
        begin_by_sms(&party, &both, NULL);
        world_sets_phone(party.world, party.bob, PARTY_ROOM, BOB_PHONE);
        ok(device_leaves(g_ptr_array_index(party.world->devices, 3)));
        ok(device_scans(party.carl, party.anna->code));
        if (i == 1)
            snprintf(text, sizeof(text), "YES %d", wrong_number(&party));
        check_sms_reply(&party, BOB_PHONE, text, "declined");
        party_told_end(party.anna, "declined", reasons[i]);
        party_fini(&party);
    }
}

TEST(an_sms_at_the_deadline_is_too_late)
{
    struct party party;
    struct fake_device *dora = begin_by_sms(&party, &any, NULL);
    ok(device_leaves(dora));
    ok(device_scans(party.carl, party.anna->code));
    world_jumps(party.world, 30000);
    check_sms_reply(&party, BOB_PHONE, "no", "refused");
    party_told_end(party.anna, "expired", "no_response");
    party_fini(&party);
}

/* The room has sent as many messages as it may send in this hour. */
TEST(an_sms_beyond_the_budget_of_the_room_is_not_sent)
{
    struct party party;
    struct fake_device *dora = begin_by_sms(&party, &any, NULL);
    const struct baton_sms_cause other = {.room = PARTY_ROOM};
    const struct baton_engine *engine = party.world->engine;
    while (baton_sms_budget_take(engine->sms_budget, &other, engine->now, NULL) == BATON_OK)
        ;
    ok(device_leaves(dora));
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    assert_int_equal(party.world->host.sms_sent, 0);
    assert_non_null(
        strstr(text_at(device_gets(party.anna, "delivery_failed"), "text"), "this room"));
    party_told_end(party.anna, "failed", "not_delivered");
    party_fini(&party);
}

TEST(each_sms_counts_for_its_participant_and_room)
{
    struct party party;
    struct fake_device *dora = begin_by_sms(&party, &any, NULL);
    const struct baton_engine *engine = party.world->engine;
    const struct baton_sms_cause room = {.room = PARTY_ROOM},
                                 anna = {.participant = party.anna->id};
    ok(device_leaves(dora));
    ok(device_scans(party.carl, party.anna->code));
    int left = 0;
    while (baton_sms_budget_take(engine->sms_budget, &anna, engine->now, NULL) == BATON_OK)
        left++;
    assert_int_equal(left, 59);
    for (left = 0; baton_sms_budget_take(engine->sms_budget, &room, engine->now, NULL) == BATON_OK;)
        left++;
    assert_int_equal(left, 119);
    party_fini(&party);
}

TEST(clients_can_be_kept_from_naming_numbers)
{
    struct party party;
    begin_by_sms(&party, &any, NULL);
    party.world->engine->config.sms_client_numbers = false;
    struct fake_device *eve = device_new(party.world, "Eve");
    assert_int_equal(device_joins_as(eve,
                         &(struct baton_join_request){.room = PARTY_ROOM, .phone = "+15550009"}),
        BATON_E_INVALID_ELEMENT);
    ok(device_joins_as(eve, &(struct baton_join_request){.room = PARTY_ROOM}));
    world_sets_phone(party.world, eve, PARTY_ROOM, "+15550009"); /* the operator can still set it */
    party_fini(&party);
}

TEST(a_participant_without_a_number_can_not_be_asked_by_sms)
{
    struct party party;
    struct fake_device *dora = begin_by_sms(&party, &all, NULL);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    json_t *failed = device_gets(party.anna, "delivery_failed");
    assert_string_equal(text_at(failed, "participant"), dora->id);
    assert_true(json_is_null(json_object_get(failed, "fallback")));
    party_told_end(party.anna, "failed", "not_delivered");
    party_told_end(party.carl, "failed", "not_delivered");
    party_fini(&party);
}

TEST(one_reachable_participant_is_enough_if_any_may_agree)
{
    struct party party;
    begin_by_sms(&party, &any, NULL);
    ok(device_scans(party.carl, party.anna->code));
    device_gets(party.anna, "delivery_failed");
    party_is(&party, "confirming");
    world_fails_last_sms(party.world);
    device_gets(party.anna, "delivery_failed");
    party_told_end(party.anna, "failed", "not_delivered");
    world_fails_last_sms(party.world);
    party_fini(&party);
}

TEST(the_fallback_channel_asks_if_an_sms_fails)
{
    struct party party;
    struct fake_device *dora = begin_by_sms(&party, &all, &baton_channel_popup);
    ok(device_scans(party.carl, party.anna->code));
    json_t *failed = device_gets(party.anna, "delivery_failed");
    assert_string_equal(text_at(failed, "fallback"), "popup");
    device_gets(dora, "confirm");
    ok(device_confirms(dora, true, party.carl->number));
    world_fails_last_sms(party.world);
    device_gets(party.anna, "delivery_failed");
    device_gets(party.bob, "confirm");
    check_sms_reply(&party, BOB_PHONE, "no", "refused");
    world_fails_last_sms(party.world);
    assert_false(device_got(party.anna, "delivery_failed"));
    ok(device_confirms(party.bob, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

TEST(the_participant_who_moves_can_be_asked_on_the_fallback_channel)
{
    static const struct baton_policy old = {.old = true};
    struct party party;
    begin_by_sms(&party, &old, NULL);
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(party.world->host.sms_to, ANNA_PHONE);
    world_fails_last_sms(party.world);
    party_told_end(party.anna, "failed", "not_delivered");
    party_fini(&party);
    begin_by_sms(&party, &old, &baton_channel_chat);
    party.world->host.sms_fails = true;
    ok(device_scans(party.carl, party.anna->code));
    assert_non_null(
        json_object_get(json_object_get(device_gets(party.anna, "chat"), "message"), "question"));
    ok(device_confirms(party.anna, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

TEST(without_an_sms_gateway_the_transfer_ends)
{
    struct party party;
    begin_by_sms(&party, &any, NULL);
    party.world->host.host.send_sms = NULL;
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    party_told_end(party.anna, "failed", "not_delivered");
    party_fini(&party);
}

/* The default limit is ten messages in an hour. Without this limit, any participant could send a flood of messages to
 * any number. */
TEST(messages_to_one_number_are_limited)
{
    static const struct baton_policy old = {.old = true};
    struct party party;
    begin_by_sms(&party, &old, NULL);
    for (int i = 0; i < 10; i++) {
        ok(device_scans(party.carl, party.anna->code));
        ok(device_cancels(party.anna));
        party_told_end(party.anna, "cancelled", "by_old");
        ok(device_shows_code(party.anna));
    }
    party.world->host.sms_to[0] = '\0';
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    assert_string_equal(party.world->host.sms_to, "");
    party_told_end(party.anna, "failed", "not_delivered");
    world_waits(party.world, 3600 * 1000);
    ok(device_shows_code(party.anna));
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(party.world->host.sms_to, ANNA_PHONE);
    party_fini(&party);
}

TEST(without_random_numbers_for_a_ticket_the_transfer_ends)
{
    struct party party;
    begin_by_sms(&party, &any, NULL);
    ok(device_presents(party.carl, false));
    party.world->host.draws_left = 0;
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    party.world->host.draws_left = -1;
    party_told_end(party.anna, "failed", "not_delivered");
    party_fini(&party);
}

TEST(a_telephone_number_moves_with_the_call_and_is_not_shown_to_others)
{
    const struct baton_join_request join = {
        .room = PARTY_ROOM, .display = "Gus", .phone = "+15550009"};
    static const struct baton_policy old = {.old = true};
    const struct baton_policy by_sms = on_channel(&old, &baton_channel_sms);
    struct party party;
    gather_with(&party, &by_sms, NULL);
    struct fake_device *gus = device_new(party.world, "Gus");
    ok(device_joins_as(gus, &join));
    ok(device_shows_code(gus));
    ok(device_scans(party.carl, gus->code));
    assert_string_equal(party.world->host.sms_to, "+15550009");
    world_sets_phone(party.world, gus, PARTY_ROOM, NULL);
    party.anna = gus;
    char *text = json_dumps(party_listed_anna(&party), 0);
    assert_null(strstr(text, "5550009"));
    free(text);
    struct baton_failure failure;
    assert_null(baton_engine_phone(party.world->engine, PARTY_ROOM, "none", NULL, &failure));
    assert_int_equal(failure.error, BATON_E_NO_SUCH_PARTICIPANT);
    party_fini(&party);
}
