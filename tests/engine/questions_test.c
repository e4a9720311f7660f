/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions as pop-ups and in the chat: who may respond, and which responses end the transfer. */
#include "engine/asked_party.h"

static struct fake_device *gather(struct party *party, const struct baton_policy *policy)
{
    return gather_with(party, policy, NULL);
}

/* Carl's device scans Anna's code, and everyone is asked. Returns Dora's device. */
static struct fake_device *ask_everyone(struct party *party, const struct baton_policy *policy)
{
    struct fake_device *dora = gather(party, policy);
    party_shows_code(party);
    ok(device_scans(party->carl, party->anna->code));
    party_is(party, "confirming");
    g_strlcpy(party->bob->transfer, party->anna->transfer, BATON_ID_SIZE);
    g_strlcpy(dora->transfer, party->anna->transfer, BATON_ID_SIZE);
    return dora;
}

static void check_ended(
    struct party *party, struct fake_device *dora, const char *outcome, const char *reason)
{
    party_told_end(party->anna, outcome, reason);
    party_told_end(party->carl, outcome, reason);
    assert_string_equal(text_at(device_gets(party->bob, "confirm_ended"), "outcome"), outcome);
    assert_string_equal(text_at(device_gets(dora, "confirm_ended"), "outcome"), outcome);
    assert_int_equal(world_status(party->world, "codes"), 0);
    party_bob_hears(party, party->anna, party->carl);
}

/* --- responses -------------------------------------------------------------------------------- */

TEST(a_no_from_anybody_ends_the_transfer)
{
    const struct baton_policy *const policies[] = {&any, &all, &both};
    for (size_t i = 0; i < 3; i++) {
        struct party party;
        struct fake_device *dora = ask_everyone(&party, policies[i]);
        ok(device_confirms(dora, false, 0));
        check_ended(&party, dora, "declined", "said_no");
        party_fini(&party);
    }
}

TEST(a_wrong_number_from_anybody_ends_the_transfer)
{
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    assert_int_equal(device_confirms(dora, true, wrong_number(&party)), BATON_E_WRONG_NUMBER);
    check_ended(&party, dora, "declined", "wrong_number");
    party_fini(&party);
}

TEST(a_no_ends_the_transfer_even_after_a_sufficient_yes)
{
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &both);
    ok(device_confirms(party.bob, true, party.carl->number));
    device_gets(dora, "confirm_ended");
    party_is(&party, "confirming");
    ok(device_confirms(dora, false, 0));
    party_told_end(party.anna, "declined", "said_no");
    party_fini(&party);
}

TEST(the_transfer_expires_if_a_response_is_missing)
{
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    world_plays(party.world, 30100);
    check_ended(&party, dora, "expired", "no_response");
    assert_int_equal(device_confirms(dora, true, party.carl->number), BATON_E_NO_SUCH_TRANSFER);
    party_fini(&party);
}

TEST(a_second_response_is_refused)
{
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    assert_int_equal(device_confirms(party.bob, false, 0), BATON_E_ALREADY_RESPONDED);
    party_is(&party, "confirming");
    ok(device_confirms(dora, true, party.carl->number));
    assert_int_equal(device_confirms(dora, false, 0), BATON_E_ALREADY_RESPONDED);
    party_is(&party, "connecting");
    party_fini(&party);
}

TEST(a_participant_who_was_not_asked_can_not_respond)
{
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &any);
    struct fake_device *late = device_new(party.world, "Emil");
    device_enters(late, PARTY_ROOM, "microphone");
    g_strlcpy(late->transfer, party.anna->transfer, BATON_ID_SIZE);
    assert_int_equal(device_confirms(late, true, party.carl->number), BATON_E_NOT_ASKED);
    assert_int_equal(device_confirms(party.anna, true, party.carl->number), BATON_E_NOT_ASKED);
    assert_int_equal(device_confirms(party.carl, true, party.carl->number), BATON_E_NOT_ASKED);
    world_creates_room(party.world, "elsewhere");
    struct fake_device *far = device_new(party.world, "Finn");
    device_enters(far, "elsewhere", "microphone");
    g_strlcpy(far->transfer, party.anna->transfer, BATON_ID_SIZE);
    assert_int_equal(device_confirms(far, true, party.carl->number), BATON_E_NO_SUCH_TRANSFER);
    ok(device_confirms(dora, true, party.carl->number));
    party_fini(&party);
}

TEST(after_a_yes_without_the_number_the_question_stays_open)
{
    struct party party;
    ask_everyone(&party, &any);
    assert_int_equal(device_confirms(party.bob, true, 0), BATON_E_MISSING_ELEMENT);
    party_is(&party, "confirming");
    ok(device_confirms(party.bob, true, party.carl->number));
    party_fini(&party);
}

TEST(the_old_device_is_told_when_the_others_have_agreed)
{
    struct party party;
    ask_everyone(&party, &both);
    ok(device_confirms(party.anna, true, party.carl->number));
    assert_false(device_got(party.anna, "confirm_ended"));
    ok(device_confirms(party.bob, true, party.carl->number));
    json_t *ended = device_gets(party.anna, "confirm_ended");
    assert_string_equal(text_at(ended, "role"), "old");
    assert_string_equal(text_at(ended, "outcome"), "agreed");
    party_fini(&party);
}

TEST(a_request_may_ask_more_people_but_not_fewer)
{
    const struct baton_transfer_request more = {
        .confirm = {.old = true, .remote = BATON_REMOTE_ALL}, .has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_request fewer = {
        .confirm = {.old = true}, .has_confirm = BATON_POLICY_WHO};
    const struct baton_transfer_request weaker = {
        .confirm = {.how = &baton_channel_chat}, .has_confirm = BATON_POLICY_HOW};
    const struct baton_policy by_sms = on_channel(&any, &baton_channel_sms);
    struct party party;
    gather(&party, &by_sms);
    assert_int_equal(device_shows_code_with(party.anna, &fewer), BATON_E_INVALID_ELEMENT);
    assert_int_equal(device_shows_code_with(party.anna, &weaker), BATON_E_INVALID_ELEMENT);
    ok(device_shows_code_with(party.anna, &more));
    const json_t *confirm = json_object_get(party.anna->reply, "confirm");
    assert_string_equal(text_at(confirm, "who"), "both_all");
    assert_string_equal(text_at(confirm, "how"), "sms");
    party_fini(&party);
}

/* --- participants who leave ------------------------------------------------------------------- */

TEST(the_transfer_does_not_wait_for_a_participant_who_has_left)
{
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &all);
    ok(device_leaves(dora));
    party_is(&party, "confirming");
    ok(device_confirms(party.bob, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

TEST(a_yes_still_counts_after_the_participant_has_left)
{
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &all);
    ok(device_confirms(party.bob, true, party.carl->number));
    ok(device_leaves(party.bob));
    party_is(&party, "confirming");
    ok(device_confirms(dora, true, party.carl->number));
    party_is(&party, "connecting");
    party_fini(&party);
}

TEST(the_transfer_ends_when_all_other_respondents_have_left)
{
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &both);
    ok(device_leaves(dora));
    device_vanishes(party.bob);
    party_told_end(party.anna, "failed", "nobody_to_ask");
    party_told_end(party.carl, "failed", "nobody_to_ask");
    party_is(&party, "ended");
    party_fini(&party);
}

TEST(a_scan_is_refused_if_there_is_nobody_to_ask)
{
    struct party party;
    struct fake_device *dora = gather(&party, &any);
    ok(device_leaves(dora));
    ok(device_leaves(party.bob));
    party_shows_code(&party);
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    party_told_end(party.anna, "failed", "nobody_to_ask");
    assert_non_null(strstr(party.carl->failure.text, "nobody else"));
    ok(device_presents(party.carl, false));
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_WRONG_STATE);
    party_is(&party, "ended");
    assert_int_equal(world_status(party.world, "presentations"), 1);
    party_shows_code(&party);
    assert_int_equal(device_scans(party.anna, party.carl->code), BATON_E_WRONG_STATE);
    party_told_end(party.anna, "failed", "nobody_to_ask");
    ok(device_presents(party.carl, true));
    ok(device_scans(party.anna, party.carl->code));
    assert_int_equal(device_scans(party.carl, party.anna->code), BATON_E_WRONG_STATE);
    party_told_end(party.anna, "failed", "nobody_to_ask");
    party_fini(&party);
}

TEST(a_participant_who_moves_is_asked_again_on_the_new_device)
{
    const struct baton_room_settings trusting = {
        .room = PARTY_ROOM, .has_confirm = BATON_POLICY_WHO};
    const struct baton_authority admin = {.admin = true};
    struct party party;
    ask_everyone(&party, &all);
    struct fake_device *phone = device_new(party.world, "Bob's phone");
    world_keeps_reply(
        party.world, baton_engine_edit(party.world->engine, &trusting, false, &admin, NULL));
    ok(device_shows_code(party.bob));
    ok(device_scans(phone, party.bob->code));
    device_connects(phone, "microphone camera");
    world_plays(party.world, 200);
    device_gets(phone, "moved");
    json_t *question = device_gets(phone, "confirm");
    assert_string_equal(text_at(question, "transfer"), party.anna->transfer);
    ok(device_confirms(phone, false, 0));
    party_told_end(party.anna, "declined", "said_no");
    party_fini(&party);
}

/* --- the chat --------------------------------------------------------------------------------- */

TEST(a_response_in_the_chat_is_not_sent_to_others)
{
    const struct baton_policy chat = on_channel(&all, &baton_channel_chat);
    char text[32];
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &chat);
    device_starts_listening(dora);
    assert_int_equal(device_chats(party.bob, "yes"), BATON_E_MISSING_ELEMENT);
    ok(device_chats(party.bob, "no problem, who is it?"));
    device_gets(dora, "chat");
    snprintf(text, sizeof(text), "yes %d", party.carl->number);
    ok(device_chats(party.bob, text));
    assert_false(device_got(dora, "chat"));
    ok(device_chats(party.bob, text));
    device_gets(dora, "chat");
    ok(device_chats(dora, "no"));
    assert_string_equal(text_at(dora->reply, "response"), "declined");
    party_told_end(party.anna, "declined", "said_no");
    party_fini(&party);
}

TEST(a_wrong_number_in_the_chat_ends_the_transfer)
{
    const struct baton_policy chat = on_channel(&any, &baton_channel_chat);
    char text[32];
    struct party party;
    ask_everyone(&party, &chat);
    snprintf(text, sizeof(text), "yes %d", wrong_number(&party));
    assert_int_equal(device_chats(party.bob, text), BATON_E_WRONG_NUMBER);
    party_told_end(party.anna, "declined", "wrong_number");
    party_fini(&party);
}

TEST(a_chat_text_is_no_response_while_two_questions_are_open)
{
    const struct baton_policy chat = on_channel(&any, &baton_channel_chat);
    struct party party;
    struct fake_device *dora = ask_everyone(&party, &chat);
    struct fake_device *emil = device_new(party.world, "Emil");
    ok(device_shows_code(dora));
    ok(device_scans(emil, dora->code));
    assert_int_equal(device_chats(party.bob, "no"), BATON_E_INVALID_ELEMENT);
    party_is(&party, "confirming");
    ok(device_confirms(party.bob, false, 0));
    ok(device_chats(party.bob, "no"));
    assert_string_equal(text_at(party.bob->reply, "response"), "declined");
    party_fini(&party);
}
