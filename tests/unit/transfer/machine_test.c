/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In each situation, each event must have the result that its row of the table says. An event without a row fails. */
#include <stdio.h>
#include <string.h>

#include "test.h"
#include "unit/transfer/table.h"

static const char *const action_names[] = {
    [BATON_DO_KILL_CODE] = "kill_code",
    [BATON_DO_BIND_NEW] = "bind_new",
    [BATON_DO_TELL_NEW] = "tell_new",
    [BATON_DO_WITHDRAW] = "withdraw",
    [BATON_DO_WARN_CLAIM] = "warn_claim",
    [BATON_DO_ASK] = "ask",
    [BATON_DO_ADMIT_NEW] = "admit_new",
    [BATON_DO_ARM_NEW] = "arm_new",
    [BATON_DO_ARM_OLD] = "arm_old",
    [BATON_DO_DISARM] = "disarm",
    [BATON_DO_FORCE_OLD] = "force_old",
    [BATON_DO_PROMOTE_NEW] = "promote_new",
    [BATON_DO_PROMOTE_OLD] = "promote_old",
    [BATON_DO_CLOSE_OLD] = "close_old",
    [BATON_DO_CLOSE_NEW] = "close_new",
    [BATON_DO_NOTIFY] = "notify",
    [BATON_DO_END] = "end",
    [BATON_DO_LEAVE] = "leave",
};

static void write_actions(const struct baton_transfer_actions *actions, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < actions->count; i++)
        used += (size_t)snprintf(
            out + used, size - used, "%s%s", i ? " " : "", action_names[actions->list[i]]);
}

static baton_time duration(enum baton_transfer_state state)
{
    switch (state) {
    case BATON_TRANSFER_SHOWING:
        return number_policy.code_lifetime;
    case BATON_TRANSFER_MATCHING:
        return number_policy.match_timeout;
    case BATON_TRANSFER_CONFIRMING:
        return number_policy.confirm_timeout;
    case BATON_TRANSFER_CONNECTING:
        return number_policy.connect_timeout;
    case BATON_TRANSFER_COMMITTING:
        return number_policy.commit_timeout;
    case BATON_TRANSFER_STANDBY:
        return number_policy.grace;
    default:
        return number_policy.return_timeout;
    }
}

static struct baton_machine make(enum given given)
{
    struct baton_transfer_policy policy = number_policy;
    struct baton_machine transfer;
    struct baton_transfer_actions actions;
    policy.old = givens[given].old;
    policy.remote = givens[given].remote;
    policy.mutual = givens[given].mutual;
    policy.form = givens[given].form;
    policy.old_away = givens[given].away;
    if (given >= TOO_LATE_UP && given <= TOO_LATE_GONE)
        policy.grace = BATON_SECONDS(1);
    baton_machine_init(&transfer, &policy, NUMBER, START);
    for (size_t i = 0; i < givens[given].steps; i++)
        assert_int_equal(baton_machine_step(&transfer, &cues[givens[given].path[i]].event,
                             transfer.stepped + 1, &actions),
            BATON_OK);
    return transfer;
}

/*
 * Returns the row for an event in a situation. A situation without this row uses the row of a similar situation, which
 * the table names. Returns NULL if there is no row.
 */
static const struct cell *row_of(int given, enum cue cue)
{
    for (; given != ITSELF; given = givens[given].like)
        for (size_t i = 0; i < COUNT(cells); i++)
            if ((int)cells[i].given == given && (cells[i].cues & C(cue)))
                return &cells[i];
    return NULL;
}

static enum given given_after(enum given given, const struct result *result)
{
    switch (result->kind) {
    case GIVEN_THERE:
        return (enum given)result->given;
    case SHIFTED:
        return (enum given)((int)given + result->given);
    default:
        return given;
    }
}

/* Returns the machine that is expected after a step of `before` in the situation `given`. */
static struct baton_machine expect(const struct baton_machine *before, enum given given,
    const struct result *result, baton_time now)
{
    struct baton_machine expected = make(given_after(given, result));
    expected.new_up = expected.new_up || result->kind == UP;
    expected.remote_waiting -= result->kind == FEWER || result->kind == SAID_YES;
    expected.remote_agreed += (result->kind == SAID_YES) - (result->kind == UNSAID);
    expected.old_agreed |= result->kind == OLD_TOO;
    expected.stepped = now;
    if (expected.state == before->state)
        expected.deadline = before->deadline;
    else if (expected.state == BATON_TRANSFER_STANDBY && before->state == BATON_TRANSFER_RETURNING)
        expected.deadline = before->standby_until;
    else
        expected.deadline = now + duration(expected.state);
    if (result->kind != OVER)
        return expected;
    expected.state = BATON_TRANSFER_ENDED;
    expected.deadline = BATON_NEVER;
    expected.outcome = result->outcome;
    expected.reason = result->reason == REASON_OF_RETURN ? (int)before->returning : result->reason;
    return expected;
}

/* Writes a step and its results as one line, so that a failure message shows all of them. After the end the line does
 * not say which devices are there. */
static void write_step(char *out, size_t size, const char *where, enum baton_error error,
    const char *actions, const struct baton_machine *transfer)
{
    bool over = transfer->state == BATON_TRANSFER_ENDED;
    bool asks = transfer->state == BATON_TRANSFER_CONFIRMING;
    bool matches = transfer->state == BATON_TRANSFER_MATCHING;
    snprintf(out, size,
        "%s: %s, does [%s], is %s until %lld, %s %s, number %d, asks %d%d%d, scanned %d%d,%s%s%s "
        "returns %s",
        where, baton_error_name(error), actions, baton_transfer_state_name(transfer->state),
        (long long)transfer->deadline, baton_transfer_outcome_name(transfer->outcome),
        baton_transfer_reason_name(transfer->reason), transfer->number,
        asks && transfer->old_agreed, asks ? transfer->remote_waiting : 0,
        asks ? transfer->remote_agreed : 0, matches && transfer->scanned_by_old,
        matches && transfer->scanned_by_new, !over && transfer->new_up ? " new up," : "",
        !over && transfer->new_alive ? " new," : "", !over && transfer->old_alive ? " old," : "",
        baton_transfer_reason_name(transfer->returning));
}

static void check_step(enum given given, enum cue cue, baton_time now, enum baton_error error,
    const char *actions, const struct result *result)
{
    struct baton_machine transfer = make(given), before = transfer;
    struct baton_machine expected = expect(&before, given, result, now);
    struct baton_transfer_actions done;
    char where[128], names[256], want[896], got[896];
    bool drops = baton_machine_drops_gate(&transfer, &cues[cue].event, now);

    enum baton_error returned = baton_machine_step(&transfer, &cues[cue].event, now, &done);
    write_actions(&done, names, sizeof(names));
    snprintf(where, sizeof(where), "%s, %s", givens[given].name, cues[cue].name);
    write_step(want, sizeof(want), where, error, actions, &expected);
    write_step(got, sizeof(got), where, returned, names, &transfer);
    assert_string_equal(got, want);
    assert_int_equal(drops, strstr(names, "disarm") || strstr(names, "force_old"));
    assert_int_equal(transfer.stepped, now);
    before.policy.mutual |=
        transfer.state == BATON_TRANSFER_MATCHING; /* a scan may make the transfer mutual */
    assert_memory_equal(&transfer.policy, &before.policy, sizeof(before.policy));
}

static baton_time time_of(const struct baton_machine *transfer, enum cue cue)
{
    if (transfer->deadline == BATON_NEVER)
        return transfer->stepped + BATON_SECONDS(1);
    return cue == LATE ? transfer->deadline : transfer->deadline - 1;
}

static void each_event_does_what_its_row_says(void **state)
{
    enum given given = *(const enum given *)*state;
    struct baton_machine transfer = make(given);
    for (int cue = 0; cue < CUES; cue++) {
        const struct cell *row = row_of(given, cue);
        assert_non_null(row);
        check_step(given, cue, time_of(&transfer, cue), row->error, row->actions, &row->result);
    }
}

/* Returns the error of a request that comes after the deadline and before the tick. */
static enum baton_error late_error(enum given given, enum cue cue, bool moved)
{
    enum baton_transfer_state state = known[given].state;
    if (C(cue) & SCANS)
        return state == BATON_TRANSFER_SHOWING || state == BATON_TRANSFER_MATCHING
                   ? BATON_E_CODE_EXPIRED
                   : BATON_E_CODE_USED;
    if (!(C(cue) & RENEW))
        return BATON_E_NO_SUCH_TRANSFER;
    if (cue == RENEW_BY_OPERATOR || cue == (moved ? RENEW_BY_NEW : RENEW_BY_OLD))
        return BATON_OK;
    return BATON_E_NOT_IN_CALL;
}

static void the_deadline_takes_effect_before_a_late_request(void **state)
{
    enum given given = *(const enum given *)*state;
    struct baton_machine transfer = make(given);
    const struct cell *over = row_of(given, LATE);
    for (int cue = 0; over->result.kind == OVER && cue < CUES; cue++)
        if (C(cue) & REQUESTS)
            check_step(given, cue, transfer.deadline,
                late_error(given, cue, over->result.outcome == BATON_OUTCOME_MOVED), over->actions,
                &over->result);
}

/* The timer of a return is late. The call is on standby again before the request is handled. */
TEST(a_request_after_a_failed_return_is_one_of_standby)
{
    for (int cue = 0; cue < CUES; cue++) {
        struct baton_machine transfer = make(BY_NEW_UP);
        baton_time until = transfer.standby_until;
        const struct cell *row = row_of(STANDBY, cue);
        struct baton_transfer_actions actions;
        char names[256], want[256];
        if (!(C(cue) & REQUESTS))
            continue;
        enum baton_error error =
            baton_machine_step(&transfer, &cues[cue].event, transfer.deadline, &actions);
        write_actions(&actions, names, sizeof(names));
        snprintf(want, sizeof(want), "disarm notify%s%s", row->actions[0] ? " " : "", row->actions);
        assert_string_equal(names, want);
        assert_int_equal(error, row->error);
        assert_int_equal(transfer.standby_until, until);
    }
}

/* One step changes the state twice. Each of both messages has its own state: no state is told twice. */
TEST(a_late_timer_and_a_request_to_return_tell_both_states)
{
    struct baton_machine transfer = make(BY_NEW_UP);
    struct baton_transfer_actions actions;
    baton_time now = transfer.deadline;
    assert_int_equal(
        baton_machine_step(&transfer, &cues[RETURN_BY_OLD].event, now, &actions), BATON_OK);
    assert_int_equal(actions.list[1], BATON_DO_NOTIFY);
    assert_int_equal(actions.news[1].state, BATON_TRANSFER_STANDBY);
    assert_int_equal(actions.news[1].deadline, transfer.standby_until);
    assert_int_equal(actions.list[actions.count - 1], BATON_DO_NOTIFY);
    assert_int_equal(actions.news[actions.count - 1].state, BATON_TRANSFER_RETURNING);
    assert_int_equal(actions.news[actions.count - 1].deadline, transfer.deadline);
}

/* The new device cannot change the end of the grace, however often it asks for a return. */
TEST(returns_that_fail_do_not_change_the_end_of_the_grace)
{
    struct baton_machine transfer = make(STANDBY);
    struct baton_transfer_actions actions;
    baton_time until = transfer.deadline;
    while (transfer.state == BATON_TRANSFER_STANDBY && transfer.stepped < until - 1) {
        assert_int_equal(baton_machine_step(
                             &transfer, &cues[RETURN_BY_NEW].event, transfer.stepped + 1, &actions),
            BATON_OK);
        baton_machine_step(&transfer, &cues[TICK].event, transfer.deadline, &actions);
        assert_true(transfer.state == BATON_TRANSFER_STANDBY ? transfer.deadline == until
                                                             : transfer.stepped >= until);
    }
    assert_int_equal(transfer.reason, BATON_REASON_RETURN_FAILED);
}

/* If a late fact changes the state, the deadline of the earlier state has no effect. Otherwise the fact is noted, and
 * then the deadline takes effect. */
static void a_late_fact_takes_effect_before_the_deadline(void **state)
{
    enum given given = *(const enum given *)*state;
    struct baton_machine transfer = make(given);
    for (int cue = 0; cue < CUES; cue++) {
        const struct cell *row = row_of(given, cue);
        if (C(cue) & REQUESTS)
            continue;
        enum given then = given_after(given, &row->result);
        char actions[256];
        snprintf(actions, sizeof(actions), "%s", row->actions);
        if (row->result.kind != OVER && make(then).state == transfer.state) {
            row = row_of(then, LATE);
            snprintf(actions + strlen(actions), sizeof(actions) - strlen(actions), "%s%s",
                actions[0] && row->actions[0] ? " " : "", row->actions);
        }
        check_step(given, cue, transfer.deadline, BATON_OK, actions, &row->result);
    }
}

TEST(every_situation_has_one_row_for_each_event)
{
    for (int given = 0; given < GIVENS; given++)
        for (int cue = 0; cue < CUES; cue++) {
            int rows = 0;
            for (size_t i = 0; i < COUNT(cells); i++)
                rows += (int)cells[i].given == given && (cells[i].cues & C(cue));
            if (rows > 1 || !row_of(given, cue))
                fail_msg(
                    "%s, %s: expected one row, got %d", givens[given].name, cues[cue].name, rows);
        }
}

TEST(every_state_and_every_event_is_in_the_table)
{
    bool states[BATON_TRANSFER_ENDED + 1] = {false}, events[BATON_TRANSFER_TICK + 1] = {false};
    for (int given = 0; given < GIVENS; given++)
        states[make(given).state] = true;
    for (int cue = 0; cue < CUES; cue++)
        events[cues[cue].event.type] = true;
    for (size_t i = 0; i < COUNT(states); i++)
        assert_true(states[i]);
    for (size_t i = 0; i < COUNT(events); i++)
        assert_true(events[i]);
}

TEST(each_situation_is_reached_by_its_path)
{
    for (int given = 0; given < GIVENS; given++) {
        struct baton_machine transfer = make(given);
        if (transfer.state != known[given].state || transfer.new_up != known[given].new_up ||
            transfer.new_alive != known[given].new_alive ||
            transfer.old_alive != known[given].old_alive ||
            transfer.returning != known[given].returning)
            fail_msg("%s: the path leads to another state than `known` says", givens[given].name);
    }
}

TEST(a_transfer_starts_showing)
{
    struct baton_machine transfer;
    baton_machine_init(&transfer, &number_policy, 10, START);
    assert_int_equal(transfer.state, BATON_TRANSFER_SHOWING);
    assert_int_equal(transfer.number, 10);
    assert_int_equal(transfer.deadline, START + number_policy.code_lifetime);
    assert_true(transfer.old_alive);
    assert_false(transfer.new_alive || transfer.new_up);
    assert_int_equal(transfer.outcome, BATON_OUTCOME_NONE);
    assert_int_equal(transfer.reason, BATON_REASON_NONE);
}

#define EACH_EVENT(cells)                                                                          \
    TEST_ROW(each_event_does_what_its_row_says, #cells ": each event", (enum given)cells)
#define CELLS(cells)                                                                               \
    EACH_EVENT(cells)                                                                              \
    TEST_ROW(the_deadline_takes_effect_before_a_late_request, #cells ": late requests",            \
        (enum given)cells)                                                                         \
    TEST_ROW(a_late_fact_takes_effect_before_the_deadline, #cells ": late facts", (enum given)cells)

/* clang-format off */
CELLS(SHOWING) CELLS(SHOWING_NOBODY) CELLS(SHOWING_MUTUAL) CELLS(SHOWING_ANY)
CELLS(MATCHING) CELLS(MATCHING_ANY) CELLS(MATCHING_BACK) CELLS(MATCHING_BACK_ANY)
CELLS(MATCHING_BACK_NOBODY)
CELLS(ANY) CELLS(ANY_ONE) CELLS(ALL) CELLS(ALL_ONE) CELLS(ALL_YES)
CELLS(BOTH_ANY) CELLS(BOTH_ANY_OLD) CELLS(BOTH_ANY_YES) CELLS(BOTH_ANY_SETTLED)
CELLS(BOTH_ALL) CELLS(BOTH_ALL_OLD) CELLS(BOTH_ALL_YES) CELLS(BOTH_ALL_SETTLED)
CELLS(CONFIRMING) CELLS(CONFIRMING_UP) CELLS(CONFIRMING_YESNO)
CELLS(CONFIRMING_YESNO_UP)
CELLS(CONNECTING) CELLS(CONNECTING_OLD_GONE) CELLS(CONNECTING_NOBODY)
CELLS(CONNECTING_YESNO)
CELLS(COMMITTING) CELLS(COMMITTING_OLD_GONE) CELLS(COMMITTING_YESNO)
CELLS(STANDBY)
CELLS(BY_OLD_UP) CELLS(BY_OLD_LOST) CELLS(BY_OLD_GONE)
CELLS(BY_NEW_UP) CELLS(BY_NEW_LOST) CELLS(BY_NEW_GONE)
CELLS(BY_OPERATOR_UP) CELLS(BY_OPERATOR_LOST) CELLS(BY_OPERATOR_GONE)
CELLS(CONNECTING_ANY) CELLS(COMMITTING_ANY) CELLS(STANDBY_ANY)
CELLS(UNFIT_UP) CELLS(UNFIT_LOST) CELLS(UNFIT_GONE)
CELLS(TOO_LATE_UP) CELLS(TOO_LATE_LOST) CELLS(TOO_LATE_GONE)
CELLS(LOST_UP) CELLS(LOST_LOST) CELLS(LOST_GONE) CELLS(GONE_GONE)
CELLS(SHOWING_AWAY) CELLS(MATCHING_AWAY) CELLS(MATCHING_BACK_AWAY) CELLS(CONFIRMING_AWAY)
CELLS(CONNECTING_AWAY) CELLS(CONNECTING_AWAY_BACK) CELLS(COMMITTING_AWAY) CELLS(COMMITTING_AWAY_BACK)
EACH_EVENT(ENDED)
