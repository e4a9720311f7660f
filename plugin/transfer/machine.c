/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of reactions for all states and events, and the function that steps the machine. */
#include "transfer/machine.h"

#include <assert.h>

#include "transfer/agreement.h"
#include "transfer/step.h"
#include "transfer/swap.h"

enum { STATES = BATON_TRANSFER_ENDED + 1, EVENTS = BATON_TRANSFER_TICK + 1 };

/* The reaction of each state to each event. A fact that is not listed is ignored. */
static baton_reaction *const reactions[STATES][EVENTS] = {
    [BATON_TRANSFER_SHOWING] =
        {
            [BATON_TRANSFER_SCAN] = baton_showing_scan,
            [BATON_TRANSFER_CONFIRM] = baton_react_wrong_state,
            [BATON_TRANSFER_OLD_GONE] = baton_react_fail_old_gone,
            [BATON_TRANSFER_OLD_BACK] = baton_react_fail_old_back,
            [BATON_TRANSFER_STAND_IN_GONE] = baton_react_fail_stand_in_gone,
            [BATON_TRANSFER_RETURN] = baton_react_no_standby,
            [BATON_TRANSFER_CANCEL] = baton_react_cancel,
            [BATON_TRANSFER_RENEW] = baton_showing_renew,
            [BATON_TRANSFER_MISMATCH] = baton_react_wrong_state,
            [BATON_TRANSFER_ROOM_GONE] = baton_react_room_gone,
            [BATON_TRANSFER_REMOVED] = baton_react_removed,
        },
    [BATON_TRANSFER_MATCHING] =
        {
            [BATON_TRANSFER_SCAN] = baton_matching_scan,
            [BATON_TRANSFER_MISMATCH] = baton_matching_mismatch,
            [BATON_TRANSFER_CONFIRM] = baton_react_wrong_state,
            [BATON_TRANSFER_NEW_UP] = baton_react_new_up,
            [BATON_TRANSFER_NEW_DOWN] = baton_react_new_down,
            [BATON_TRANSFER_NEW_GONE] = baton_react_fail_new_gone,
            [BATON_TRANSFER_NEW_CHANGED] = baton_react_fail_new_changed,
            [BATON_TRANSFER_NEW_UNFIT] = baton_react_fail_new_unfit,
            [BATON_TRANSFER_OLD_GONE] = baton_react_fail_old_gone,
            [BATON_TRANSFER_OLD_BACK] = baton_react_fail_old_back,
            [BATON_TRANSFER_STAND_IN_GONE] = baton_react_fail_stand_in_gone,
            [BATON_TRANSFER_RETURN] = baton_react_no_standby,
            [BATON_TRANSFER_CANCEL] = baton_react_cancel,
            [BATON_TRANSFER_RENEW] = baton_react_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = baton_react_room_gone,
            [BATON_TRANSFER_REMOVED] = baton_react_removed,
        },
    [BATON_TRANSFER_CONFIRMING] =
        {
            [BATON_TRANSFER_REMOTE_LEFT] = baton_confirming_remote_left,
            [BATON_TRANSFER_NOT_DELIVERED] = baton_confirming_not_delivered,
            [BATON_TRANSFER_DISQUALIFIED] = baton_confirming_disqualified,
            [BATON_TRANSFER_MISMATCH] = baton_react_wrong_state,
            [BATON_TRANSFER_SCAN] = baton_react_claim,
            [BATON_TRANSFER_CONFIRM] = baton_confirming_confirm,
            [BATON_TRANSFER_NEW_UP] = baton_react_new_up,
            [BATON_TRANSFER_NEW_DOWN] = baton_react_new_down,
            [BATON_TRANSFER_NEW_GONE] = baton_react_fail_new_gone,
            [BATON_TRANSFER_NEW_CHANGED] = baton_react_fail_new_changed,
            [BATON_TRANSFER_NEW_UNFIT] = baton_react_fail_new_unfit,
            [BATON_TRANSFER_OLD_GONE] = baton_react_fail_old_gone,
            [BATON_TRANSFER_OLD_BACK] = baton_react_fail_old_back,
            [BATON_TRANSFER_STAND_IN_GONE] = baton_react_fail_stand_in_gone,
            [BATON_TRANSFER_RETURN] = baton_react_no_standby,
            [BATON_TRANSFER_CANCEL] = baton_react_cancel,
            [BATON_TRANSFER_RENEW] = baton_react_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = baton_react_room_gone,
            [BATON_TRANSFER_REMOVED] = baton_react_removed,
        },
    [BATON_TRANSFER_CONNECTING] =
        {
            [BATON_TRANSFER_MISMATCH] = baton_react_wrong_state,
            [BATON_TRANSFER_SCAN] = baton_react_claim,
            [BATON_TRANSFER_CONFIRM] = baton_react_wrong_state,
            [BATON_TRANSFER_DISQUALIFIED] = baton_agreed_disqualified,
            [BATON_TRANSFER_NEW_UP] = baton_connecting_new_up,
            [BATON_TRANSFER_NEW_GONE] = baton_react_fail_new_gone,
            [BATON_TRANSFER_NEW_CHANGED] = baton_react_fail_new_changed,
            [BATON_TRANSFER_NEW_UNFIT] = baton_react_fail_new_unfit,
            [BATON_TRANSFER_OLD_GONE] = baton_react_old_gone,
            [BATON_TRANSFER_OLD_BACK] = baton_react_old_back,
            [BATON_TRANSFER_RETURN] = baton_react_no_standby,
            [BATON_TRANSFER_CANCEL] = baton_react_cancel,
            [BATON_TRANSFER_RENEW] = baton_react_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = baton_react_room_gone,
            [BATON_TRANSFER_REMOVED] = baton_react_removed,
        },
    [BATON_TRANSFER_COMMITTING] =
        {
            [BATON_TRANSFER_MISMATCH] = baton_react_wrong_state,
            [BATON_TRANSFER_SCAN] = baton_react_claim,
            [BATON_TRANSFER_CONFIRM] = baton_react_wrong_state,
            [BATON_TRANSFER_DISQUALIFIED] = baton_agreed_disqualified,
            [BATON_TRANSFER_NEW_DOWN] = baton_committing_new_down,
            [BATON_TRANSFER_NEW_GONE] = baton_react_fail_new_gone,
            [BATON_TRANSFER_NEW_CHANGED] = baton_react_fail_new_changed,
            [BATON_TRANSFER_NEW_UNFIT] = baton_react_fail_new_unfit,
            [BATON_TRANSFER_OLD_GONE] = baton_react_old_gone,
            [BATON_TRANSFER_OLD_BACK] = baton_react_old_back,
            [BATON_TRANSFER_COMMITTED] = baton_committing_committed,
            [BATON_TRANSFER_RETURN] = baton_react_no_standby,
            [BATON_TRANSFER_CANCEL] = baton_react_cancel,
            [BATON_TRANSFER_RENEW] = baton_react_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = baton_react_room_gone,
            [BATON_TRANSFER_REMOVED] = baton_react_removed,
        },
    /* The new device now belongs to the participant, and may reconnect with another key or codec. */
    [BATON_TRANSFER_STANDBY] =
        {
            [BATON_TRANSFER_MISMATCH] = baton_react_wrong_state,
            [BATON_TRANSFER_SCAN] = baton_react_claim,
            [BATON_TRANSFER_CONFIRM] = baton_react_wrong_state,
            [BATON_TRANSFER_DISQUALIFIED] = baton_standby_disqualified,
            [BATON_TRANSFER_NEW_DOWN] = baton_standby_new_down,
            [BATON_TRANSFER_NEW_GONE] = baton_standby_new_gone,
            [BATON_TRANSFER_OLD_DOWN] = baton_standby_over,
            [BATON_TRANSFER_OLD_GONE] = baton_standby_old_gone,
            [BATON_TRANSFER_RETURN] = baton_standby_return,
            [BATON_TRANSFER_CANCEL] = baton_react_wrong_state,
            [BATON_TRANSFER_RENEW] = baton_standby_renew,
            [BATON_TRANSFER_ROOM_GONE] = baton_react_room_gone,
            [BATON_TRANSFER_REMOVED] = baton_react_removed,
        },
    [BATON_TRANSFER_RETURNING] =
        {
            [BATON_TRANSFER_MISMATCH] = baton_react_wrong_state,
            [BATON_TRANSFER_SCAN] = baton_react_claim,
            [BATON_TRANSFER_CONFIRM] = baton_react_wrong_state,
            [BATON_TRANSFER_NEW_UP] = baton_react_new_up,
            [BATON_TRANSFER_NEW_DOWN] = baton_react_new_down,
            [BATON_TRANSFER_NEW_GONE] = baton_react_new_gone,
            [BATON_TRANSFER_OLD_DOWN] = baton_returning_old_down,
            [BATON_TRANSFER_OLD_GONE] = baton_returning_old_gone,
            [BATON_TRANSFER_COMMITTED] = baton_returning_committed,
            [BATON_TRANSFER_RETURN] = baton_react_wrong_state,
            [BATON_TRANSFER_CANCEL] = baton_react_wrong_state,
            [BATON_TRANSFER_RENEW] = baton_react_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = baton_react_room_gone,
            [BATON_TRANSFER_REMOVED] = baton_react_removed,
        },
    [BATON_TRANSFER_ENDED] =
        {
            [BATON_TRANSFER_MISMATCH] = baton_react_ended,
            [BATON_TRANSFER_SCAN] = baton_react_ended,
            [BATON_TRANSFER_CONFIRM] = baton_react_ended,
            [BATON_TRANSFER_RETURN] = baton_react_ended,
            [BATON_TRANSFER_CANCEL] = baton_react_ended,
            [BATON_TRANSFER_RENEW] = baton_react_ended,
        },
};

/* The reaction of each state to its deadline. It ends the transfer, or leads from RETURNING back to STANDBY. */
static baton_reaction *const deadlines[STATES] = {
    [BATON_TRANSFER_SHOWING] = baton_showing_deadline,
    [BATON_TRANSFER_MATCHING] = baton_matching_deadline,
    [BATON_TRANSFER_CONFIRMING] = baton_confirming_deadline,
    [BATON_TRANSFER_CONNECTING] = baton_connecting_deadline,
    [BATON_TRANSFER_COMMITTING] = baton_committing_deadline,
    [BATON_TRANSFER_STANDBY] = baton_standby_over,
    [BATON_TRANSFER_RETURNING] = baton_returning_deadline,
};

static bool is_request(enum baton_transfer_event_type type)
{
    return reactions[BATON_TRANSFER_ENDED][type] == baton_react_ended;
}

/* Handles a request that comes after the deadline, but before the timer has stepped TICK. Reacts to the deadline first.
 * If this ends the transfer, returns the error that the request would have got from a timer that is on time: the
 * transfer would not exist any more, but the ledger would still know its code. */
static enum baton_error react_late(struct baton_step *step)
{
    enum baton_transfer_state before = step->machine->state;
    deadlines[before](step);
    if (step->machine->state != BATON_TRANSFER_ENDED)
        return reactions[step->machine->state][step->event->type](step);
    switch (step->event->type) {
    case BATON_TRANSFER_SCAN:
        return before <= BATON_TRANSFER_MATCHING ? BATON_E_CODE_EXPIRED : BATON_E_CODE_USED;
    case BATON_TRANSFER_RENEW:
        return baton_step_speaks_for_call(step) ? BATON_OK : BATON_E_NOT_IN_CALL;
    default:
        return BATON_E_NO_SUCH_TRANSFER;
    }
}

void baton_machine_init(struct baton_machine *machine, const struct baton_transfer_policy *policy,
    int number, baton_time now)
{
    assert(number >= 10 && number <= 99);
    assert(policy->code_lifetime > 0 && policy->match_timeout > 0 && policy->confirm_timeout > 0);
    assert(policy->connect_timeout > 0 && policy->commit_timeout > 0);
    assert(policy->grace > 0 && policy->return_timeout > 0);
    *machine = (struct baton_machine){
        .state = BATON_TRANSFER_SHOWING,
        .policy = *policy,
        .number = number,
        .deadline = now + policy->code_lifetime,
        .old_alive = !policy->old_away,
        .stepped = now,
    };
}

enum baton_error baton_machine_step(struct baton_machine *machine,
    const struct baton_transfer_event *event, baton_time now,
    struct baton_transfer_actions *actions)
{
    struct baton_step step = {machine, event, now, actions};
    assert(event->type <= BATON_TRANSFER_TICK);
    assert(now >= machine->stepped);
    machine->stepped = now;
    actions->count = 0;
    if (now >= machine->deadline && is_request(event->type))
        return react_late(&step);
    baton_reaction *react = reactions[machine->state][event->type];
    enum baton_error error = react ? react(&step) : BATON_OK;
    if (now >= machine->deadline)
        deadlines[machine->state](&step);
    return error;
}

bool baton_machine_drops_gate(
    const struct baton_machine *machine, const struct baton_transfer_event *event, baton_time now)
{
    struct baton_machine trial = *machine;
    struct baton_transfer_actions actions;
    baton_machine_step(&trial, event, now, &actions);
    for (size_t i = 0; i < actions.count; i++)
        if (actions.list[i] == BATON_DO_DISARM || actions.list[i] == BATON_DO_FORCE_OLD)
            return true;
    return false;
}
