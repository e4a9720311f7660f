/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests of confirm/sms_budget: the number of text messages that a session, a participant, a room and all clients can
 * cause.
 */
#include <stdio.h>
#include <string.h>

#include "confirm/sms_budget.h"
#include "test.h"

static struct baton_sms_budget *budget;

static int open_budget(UNUSED void **state)
{
    budget = baton_sms_budget_new(&baton_sms_limits_default);
    return 0;
}

static int close_budget(UNUSED void **state)
{
    baton_sms_budget_free(budget);
    return 0;
}

#define BUDGET_TEST(name) TEST(name, .setup_func = open_budget, .teardown_func = close_budget)

/* Sends up to 10,000 messages, each to another number; `vary` lists the other causes that differ. */
static int flood(const char *vary, baton_time now, const char **refusal)
{
    static struct baton_failure failure;
    int sent = 0;

    failure.text[0] = '\0';
    for (int i = 0; i < 10000; i++) {
        char number[32], other[32];
        snprintf(number, sizeof(number), "+49%07d", i);
        snprintf(other, sizeof(other), "%d", i);
        sent += baton_sms_budget_take(budget,
                    &(struct baton_sms_cause){
                        .number = number,
                        .sessions = {strchr(vary, 's') ? other : "session", "new"},
                        .participant = strchr(vary, 'p') ? other : "participant",
                        .room = strchr(vary, 'r') ? other : "room",
                    },
                    now, &failure) == BATON_OK;
    }
    *refusal = failure.text;
    return sent;
}

BUDGET_TEST(one_session_cannot_send_ten_thousand_messages)
{
    const char *refusal;

    assert_int_equal(flood("pr", 0, &refusal), 60);
    assert_non_null(strstr(refusal, "for this device"));
}

/* All transfers have the same new device, so the messages count for its session. */
BUDGET_TEST(the_session_of_the_new_device_counts_too)
{
    const char *refusal;

    assert_int_equal(flood("spr", 0, &refusal), 60);
}

BUDGET_TEST(a_participant_a_room_and_the_server_are_limited_too)
{
    static const struct {
        struct baton_sms_cause cause;
        int most;
        const char *refusal;
    } rows[] = {
        {{.participant = "p"}, 60, "for this participant"},
        {{.room = "r"}, 120, "for this room"},
        {{.number = "+491761234567"}, 10, "to this number"},
        {{.number = NULL}, 600, "by this server"},
    };

    for (size_t row = 0; row < COUNT(rows); row++) {
        struct baton_failure failure = {.text = ""};
        int sent = 0;
        close_budget(NULL);
        open_budget(NULL);
        while (baton_sms_budget_take(budget, &rows[row].cause, 0, &failure) == BATON_OK)
            sent++;
        assert_int_equal(sent, rows[row].most);
        assert_non_null(strstr(failure.text, rows[row].refusal));
    }
}

BUDGET_TEST(a_refused_message_is_counted_nowhere)
{
    const struct baton_sms_cause one = {.number = "+491761234567", .room = "room"};
    const struct baton_sms_cause other = {.room = "room"};
    int sent = 0;

    for (int i = 0; i < 1000; i++)
        sent += baton_sms_budget_take(budget, &one, 0, NULL) == BATON_OK;
    assert_int_equal(sent, 10);
    while (baton_sms_budget_take(budget, &other, 0, NULL) == BATON_OK)
        sent++;
    assert_int_equal(sent, 120);
}

BUDGET_TEST(after_an_hour_messages_are_sent_again)
{
    const char *refusal;

    flood("", 0, &refusal);
    assert_int_equal(flood("", BATON_SECONDS(3599), &refusal), 0);
    assert_int_equal(flood("", BATON_SECONDS(3600), &refusal), 60);
}

BUDGET_TEST(two_devices_of_one_session_count_once)
{
    const struct baton_sms_cause cause = {.sessions = {"same", "same"}};
    int sent = 0;

    while (baton_sms_budget_take(budget, &cause, 0, NULL) == BATON_OK)
        sent++;
    assert_int_equal(sent, 60);
}
