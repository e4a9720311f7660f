/* SPDX-License-Identifier: GPL-3.0-or-later */
/* messages: questions by SMS, answered by a ticket or a reply, or never delivered. */
#include "engine/asking.h"

#define ANNA_PHONE "+15550001"

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
    assert_string_equal(text_at(reply, "response"), answer);
    assert_true(strlen(text_at(reply, "text")) > 10);
}

/* Bob alone can be asked, and has been: the ticket of his message. */
static void bob_is_asked(struct party *party, struct fake_device *dora, char ticket[64])
{
    ok(device_leaves(dora));
    ok(device_scans(party->carl, party->anna->code));
    assert_string_equal(party->world->host.sms_to, BOB_PHONE);
    g_strlcpy(ticket, world_ticket(party->world), 64);
    ticket[strcspn(ticket, " \n")] = '\0';
}

static void a_text_message_is_answered_by_its_ticket(void **state)
{
    char ticket[64];
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &any, NULL);
    bob_is_asked(&party, dora, ticket);
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
                     BATON_E_ALREADY_RESPONDED);
    ok(device_cancels(party.anna));
    assert_int_equal(device_looks(phone, ticket), BATON_E_ALREADY_RESPONDED);
    party_fini(&party);
}

static void a_ticket_of_what_is_over_is_worth_nothing(void **state)
{
    char ticket[64];
    struct party party;
    (void)state;
    struct fake_device *dora = texts(&party, &any, NULL);
    bob_is_asked(&party, dora, ticket);
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
    party_told(party.anna, "expired", "no_response");
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

/* Ten in an hour, unless the operator says otherwise: whoever joins can name any number. */
static void one_telephone_is_not_flooded(void **state)
{
    static const struct baton_policy old = {.old = true};
    struct party party;
    (void)state;
    texts(&party, &old, NULL);
    for (int i = 0; i < 10; i++) {
        ok(device_scans(party.carl, party.anna->code));
        ok(device_cancels(party.anna));
        party_told(party.anna, "cancelled", "by_old");
        ok(device_transfers(party.anna));
    }
    party.world->host.sms_to[0] = '\0';
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    assert_string_equal(party.world->host.sms_to, "");
    party_told(party.anna, "failed", "not_delivered");
    world_waits(party.world, 3600 * 1000);
    ok(device_transfers(party.anna));
    ok(device_scans(party.carl, party.anna->code));
    assert_string_equal(party.world->host.sms_to, ANNA_PHONE);
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
    const struct baton_join_request join = {.room = PARTY_ROOM, .display = "Gus", .phone = "+15550009"};
    static const struct baton_policy old = {.old = true};
    const struct baton_policy by_sms = by(&old, &baton_channel_sms);
    struct party party;
    (void)state;
    gather_with(&party, &by_sms, NULL);
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
        cmocka_unit_test(one_telephone_is_not_flooded),
        cmocka_unit_test(a_ticket_that_can_not_be_drawn_is_a_message_that_can_not_be_sent),
        cmocka_unit_test(numbers_come_with_the_person_and_are_told_to_nobody),
    };
    return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
