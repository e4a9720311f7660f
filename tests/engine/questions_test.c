/* SPDX-License-Identifier: GPL-3.0-or-later */
/* questions: who may answer, in the call and in the chat; and what becomes of what nobody answers. */
#include "engine/asking.h"

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
    check_ended(&party, dora, "expired", "no_response");
    assert_int_equal(device_confirms(dora, true, party.carl->number), BATON_E_NO_SUCH_TRANSFER);
    party_fini(&party);
}

static void nobody_answers_twice(void **state)
{
    struct party party;
    (void)state;
    struct fake_device *dora = asks(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    assert_int_equal(device_confirms(party.bob, false, 0), BATON_E_ALREADY_RESPONDED);
    party_is(&party, "confirming");
    ok(device_confirms(dora, true, party.carl->number));
    assert_int_equal(device_confirms(dora, false, 0), BATON_E_ALREADY_RESPONDED);
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
    const struct baton_transfer_request more = {
        .confirm = {.old = true, .remote = BATON_REMOTE_ALL}, .has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_request fewer = {
        .confirm = {.old = true}, .has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_request weaker = {
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
    assert_non_null(strstr(party.carl->failure.text, "nobody else"));
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
    assert_string_equal(text_at(dora->reply, "response"), "declined");
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
    assert_string_equal(text_at(party.bob->reply, "response"), "declined");
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
    };
    return cmocka_run_group_tests_name("questions", tests, NULL, NULL);
}
