/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of channels, and the message that each channel makes from a question. */
#include <stdio.h>
#include <string.h>

#include "confirm/channel.h"
#include "confirm/gsm.h"
#include "confirm/phone.h"
#include "confirm/response.h"
#include "test.h"

/* The last message that a channel sent. */
static struct {
    void *person;
    json_t *json; /* event or question */
    char text[2048];
    char number[BATON_PHONE_SIZE];
    int calls;
    enum baton_error result;
} seen;

static void event(void *context, void *person, json_t *body)
{
    assert_ptr_equal(context, &seen);
    seen.person = person;
    json_decref(seen.json);
    seen.json = json_deep_copy(body);
    seen.calls++;
}

static void chat(void *context, void *person, const char *text, json_t *question)
{
    event(context, person, question);
    snprintf(seen.text, sizeof(seen.text), "%s", text);
}

static enum baton_error sms(void *context, void *person, const char *number, const char *text,
    struct baton_failure *failure)
{
    assert_ptr_equal(context, &seen);
    seen.person = person;
    seen.calls++;
    snprintf(seen.number, sizeof(seen.number), "%s", number);
    snprintf(seen.text, sizeof(seen.text), "%s", text);
    if (seen.result)
        baton_failure_set(failure, seen.result, "refused");
    return seen.result;
}

static struct baton_channel_host host = {&seen, event, chat, sms};
static int somebody;
static const struct baton_asked asked = {&somebody, "+491761234567"};

static struct baton_question question(void)
{
    return (struct baton_question){
        .transfer = "T1",
        .form = BATON_FORM_NUMBER,
        .choices = {12, 57, 88},
        .word = 42,
        .participant = "p1",
        .display = "Anna",
        .room = "Stand-up",
        .device_name = "Anna's iPhone",
        .expires_in = 30000,
        .ticket = "aBcDeFgHiJkLmNoPqRsT-_",
    };
}

static int forget(UNUSED void **state)
{
    json_decref(seen.json);
    memset(&seen, 0, sizeof(seen));
    return 0;
}

#define CHANNEL_TEST(name) TEST(name, .teardown_func = forget)

static void ask(const char *name, const struct baton_question *what)
{
    struct baton_failure failure;

    assert_int_equal(baton_channel_find(name)->ask(&host, what, &asked, &failure), BATON_OK);
    assert_ptr_equal(seen.person, &somebody);
    assert_int_equal(seen.calls, 1);
    seen.calls = 0;
}

static void assert_json(const char *expected)
{
    json_t *json = json_loads(expected, 0, NULL);

    if (!json || !json_equal(json, seen.json)) {
        json_dumpf(seen.json, stderr, JSON_INDENT(4));
        fail_msg("expected %s", expected);
    }
    json_decref(json);
}

CHANNEL_TEST(channels_are_found_by_name_and_sorted_from_the_weakest)
{
    int strength = 0;
    size_t count = 0;

    for (const struct baton_channel *c; (c = baton_channel_at(count)); count++) {
        assert_ptr_equal(baton_channel_find(c->name), c);
        assert_true(c->strength >= strength);
        strength = c->strength;
    }
    assert_int_equal(count, 3);
    assert_string_equal(baton_channel_default()->name, "popup");
    assert_null(baton_channel_find("carrier pigeon"));
    assert_null(baton_channel_find(NULL));
    assert_true(baton_channel_sms.needs_ticket);
    assert_true(baton_channel_sms.strength > baton_channel_chat.strength);
    assert_int_equal(baton_channel_chat.strength, baton_channel_popup.strength);
}

CHANNEL_TEST(a_popup_question_is_an_event)
{
    struct baton_question what = question();

    ask("popup", &what);
    assert_json("{\"baton\":\"confirm\",\"transfer\":\"T1\",\"role\":\"remote\","
                "\"participant\":\"p1\",\"display\":\"Anna\",\"form\":\"number\","
                "\"choices\":[12,57,88],\"device_name\":\"Anna's iPhone\",\"expires_in\":30000,"
                "\"how\":\"popup\"}");
    what.self = true;
    what.form = BATON_FORM_YESNO;
    ask("popup", &what);
    assert_json("{\"baton\":\"confirm\",\"transfer\":\"T1\",\"role\":\"old\","
                "\"participant\":\"p1\",\"display\":\"Anna\",\"form\":\"yesno\","
                "\"device_name\":\"Anna's iPhone\",\"expires_in\":30000,\"how\":\"popup\"}");
}

CHANNEL_TEST(a_chat_question_has_text_and_fields)
{
    struct baton_question what = question();

    ask("chat", &what);
    assert_string_equal(seen.text,
        "\"Anna\" wants to go on from another device that calls itself \"Anna's iPhone\". Is that "
        "right? Write \"yes\" with the number that the new device shows (12, 57 or 88), or "
        "\"no\".");
    assert_json("{\"transfer\":\"T1\",\"display\":\"Anna\",\"form\":\"number\","
                "\"choices\":[12,57,88],\"device_name\":\"Anna's iPhone\",\"expires_in\":30000}");
    what.self = true;
    what.form = BATON_FORM_YESNO;
    what.device_name = "";
    ask("chat", &what);
    assert_string_equal(seen.text, "Move your call to another device? Write \"yes 42\" or \"no\".");
    what.self = false;
    what.display = "";
    ask("chat", &what);
    assert_string_equal(seen.text, "Somebody in this call wants to go on from another device. Is "
                                   "that right? Write \"yes 42\" or \"no\".");
}

CHANNEL_TEST(the_longest_names_fit_into_a_chat_question)
{
    struct baton_question what = question();
    char name[4 * 128 + 1] = "";

    for (size_t i = 0; i < 128; i++)
        strcat(name, "\xF0\x9F\x93\xB1");
    what.display = what.device_name = name;
    ask("chat", &what);
    assert_non_null(strstr(seen.text, "(12, 57 or 88), or \"no\"."));
}

CHANNEL_TEST(every_channel_sends_an_event_when_a_question_ends)
{
    struct baton_question what = question();

    for (size_t i = 0; baton_channel_at(i); i++) {
        baton_channel_at(i)->withdraw(&host, &what, &asked, "agreed", "Somebody else agreed.");
        assert_json("{\"baton\":\"confirm_ended\",\"transfer\":\"T1\",\"role\":\"remote\","
                    "\"outcome\":\"agreed\",\"text\":\"Somebody else agreed.\"}");
        assert_int_equal(seen.calls, (int)i + 1);
    }
}

CHANNEL_TEST(an_sms_contains_the_question_and_how_to_reply)
{
    struct baton_question what = question();

    ask("sms", &what);
    assert_string_equal(seen.number, "+491761234567");
    assert_string_equal(seen.text, "\"Anna\" wants to move the call \"Stand-up\" to \"Anna's "
                                   "iPhone\". Reply YES 12, 57 or 88 (shown there) or NO.");
    what.self = true;
    what.form = BATON_FORM_YESNO;
    ask("sms", &what);
    assert_string_equal(
        seen.text, "Move your call \"Stand-up\" to \"Anna's iPhone\"? Reply YES or NO.");
}

CHANNEL_TEST(an_sms_can_be_written_without_names)
{
    struct baton_question what = question();

    what.display = "Анна";
    what.room = "";
    what.device_name = "://";
    ask("sms", &what);
    assert_string_equal(seen.text, "Someone wants to move the call to another device. Reply YES "
                                   "12, 57 or 88 (shown there) or NO.");
}

/* An attacker can choose display and device_name, and could try to add false instructions to our message. */
CHANNEL_TEST(names_in_an_sms_contain_no_link_no_quote_and_no_long_number)
{
    struct baton_question what = question();

    what.display = "http://evil.example/login";
    what.device_name = "x\". Call +1 900 555 1234\nYES";
    ask("sms", &what);
    assert_string_equal(seen.text,
        "\"http evil example lo\" wants to move the call \"Stand-up\" to "
        "\"x . Call 1 900 YES\". Reply YES 12, 57 or 88 (shown there) or NO.");
}

CHANNEL_TEST(names_are_shortened_so_that_the_link_fits)
{
    struct baton_question what = question();

    what.link = "https://call.example.org/confirm/";
    what.device_name = "Mobile telephone of Anna";
    ask("sms", &what);
    assert_string_equal(seen.text, "\"Anna\" wants to move the call \"Stand-u\" to \"Mobile\". "
                                   "Reply YES 12, 57 or 88 (shown there) or NO. Or "
                                   "https://call.example.org/confirm/#ask=aBcDeFgHiJkLmNoPqRsT-_");
    assert_true(baton_gsm_length(seen.text) <= BATON_GSM_ONE);
}

CHANNEL_TEST(an_sms_has_a_link_only_if_both_page_and_ticket_are_given)
{
    struct baton_question what = question();

    ask("sms", &what);
    assert_null(strstr(seen.text, what.ticket));
    what.ticket = NULL;
    what.link = "https://call.example.org/";
    ask("sms", &what);
    assert_null(strstr(seen.text, "https"));
}

CHANNEL_TEST(a_long_link_is_not_cut_but_needs_two_messages)
{
    struct baton_question what = question();
    char link[160] = "https://call.example.org/";

    memset(link + strlen(link), 'a', 80);
    what.link = link;
    ask("sms", &what);
    assert_non_null(strstr(seen.text, "\"Anna's iPhone\""));
    assert_non_null(strstr(seen.text, "aaa#ask=aBcDeFgHiJkLmNoPqRsT-_"));
    assert_true(baton_gsm_length(seen.text) <= BATON_GSM_TWO);
}

/* With every length of the names, the text fits into one message and contains all responses that are possible. */
CHANNEL_TEST(names_of_every_length_fit_into_one_message)
{
    struct baton_question what = question();
    char name[] = "ÄnnaÄnnaÄnnaÄnnaÄnnaÄnnaÄnna";

    for (size_t cut = 0; cut < sizeof(name); cut++) {
        what.display = what.room = what.device_name = name + (sizeof(name) - 1 - cut);
        what.link = cut % 2 ? "https://c.example/" : NULL;
        ask("sms", &what);
        assert_true(baton_gsm_length(seen.text) <= BATON_GSM_ONE);
        assert_non_null(strstr(seen.text, "Reply YES 12, 57 or 88 (shown there) or NO."));
    }
}

CHANNEL_TEST(the_responses_that_a_question_proposes_are_understood)
{
    assert_int_equal(baton_response_parse_reply("YES 57", 6, BATON_FORM_NUMBER).number, 57);
    assert_true(baton_response_parse_reply("YES", 3, BATON_FORM_YESNO).yes);
    assert_true(baton_response_parse_reply("NO", 2, BATON_FORM_YESNO).understood);
    assert_int_equal(baton_response_parse("yes 12", 6, BATON_FORM_NUMBER).number, 12);
}

CHANNEL_TEST(the_error_says_why_an_sms_cannot_be_sent)
{
    struct baton_question what = question();
    struct baton_channel_host bare = host;
    struct baton_asked unknown = {&somebody, NULL};
    struct baton_failure failure;

    assert_int_equal(
        baton_channel_sms.ask(&host, &what, &unknown, &failure), BATON_E_MISSING_ELEMENT);
    assert_string_equal(failure.text, "phone: the telephone number of this person is not known");
    bare.sms = NULL;
    assert_int_equal(baton_channel_sms.ask(&bare, &what, &asked, &failure), BATON_E_WRONG_STATE);
    assert_string_equal(failure.text, "no SMS gateway is set up on this server");
    seen.result = BATON_E_LIMIT_REACHED;
    assert_int_equal(baton_channel_sms.ask(&host, &what, &asked, &failure), BATON_E_LIMIT_REACHED);
    assert_string_equal(failure.text, "refused");
}
