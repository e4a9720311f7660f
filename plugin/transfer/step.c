/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations, and the reactions that several states share. */
#include "transfer/step.h"

#include <assert.h>

/* --- operations ------------------------------------------------------------------------------- */

void baton_step_act(struct baton_step *step, enum baton_transfer_action action)
{
    assert(step->actions->count < BATON_TRANSFER_MAX_ACTIONS);
    step->actions->list[step->actions->count++] = action;
}

static void notify(struct baton_step *step)
{
    step->actions->news[step->actions->count] =
        (struct baton_transfer_news){step->machine->state, step->machine->deadline};
    baton_step_act(step, BATON_DO_NOTIFY);
}

void baton_step_enter(struct baton_step *step, enum baton_transfer_state state, baton_time duration)
{
    step->machine->state = state;
    step->machine->deadline = step->now + duration;
    notify(step);
}

void baton_step_end(
    struct baton_step *step, enum baton_transfer_outcome outcome, enum baton_transfer_reason reason)
{
    struct baton_machine *machine = step->machine;
    machine->state = BATON_TRANSFER_ENDED;
    machine->deadline = BATON_NEVER;
    machine->outcome = outcome;
    machine->reason = reason;
    baton_step_act(step, BATON_DO_END);
}

void baton_step_release(struct baton_step *step)
{
    const struct baton_machine *machine = step->machine;
    enum baton_transfer_state state = machine->state;
    if (state == BATON_TRANSFER_SHOWING ||
        (state == BATON_TRANSFER_MATCHING && !machine->scanned_by_new))
        baton_step_act(step, BATON_DO_KILL_CODE);
    if (state == BATON_TRANSFER_CONFIRMING)
        baton_step_act(step, BATON_DO_WITHDRAW);
    if (state == BATON_TRANSFER_COMMITTING || state == BATON_TRANSFER_RETURNING)
        baton_step_act(step, BATON_DO_DISARM);
}

enum baton_error baton_step_stay(
    struct baton_step *step, enum baton_transfer_outcome outcome, enum baton_transfer_reason reason)
{
    baton_step_release(step);
    if (step->machine->new_alive)
        baton_step_act(step, BATON_DO_CLOSE_NEW);
    baton_step_end(step, outcome, reason);
    if (!step->machine->old_alive)
        baton_step_act(step, BATON_DO_LEAVE);
    return BATON_OK;
}

enum baton_error baton_step_fail(struct baton_step *step, enum baton_transfer_reason reason)
{
    return baton_step_stay(step, BATON_OUTCOME_FAILED, reason);
}

void baton_step_arm_new(struct baton_step *step)
{
    baton_step_act(step, BATON_DO_ARM_NEW);
    baton_step_enter(step, BATON_TRANSFER_COMMITTING, step->machine->policy.commit_timeout);
}

void baton_step_admit(struct baton_step *step)
{
    baton_step_act(step, BATON_DO_ADMIT_NEW);
    if (step->machine->new_up)
        baton_step_arm_new(step);
    else
        baton_step_enter(step, BATON_TRANSFER_CONNECTING, step->machine->policy.connect_timeout);
}

/* --- the side that sent the event ------------------------------------------------------------- */

bool baton_step_takes_part(const struct baton_step *step)
{
    switch (step->event->by) {
    case BATON_SIDE_OLD:
        return step->machine->old_alive || step->machine->policy.old_away;
    case BATON_SIDE_NEW:
        return step->machine->new_alive;
    case BATON_SIDE_OPERATOR:
        return true;
    default:
        return false;
    }
}

static bool new_has_call(const struct baton_machine *machine)
{
    return machine->state == BATON_TRANSFER_STANDBY ||
           machine->state == BATON_TRANSFER_RETURNING || machine->outcome == BATON_OUTCOME_MOVED;
}

bool baton_step_speaks_for_call(const struct baton_step *step)
{
    enum baton_transfer_side side = new_has_call(step->machine) ? BATON_SIDE_NEW : BATON_SIDE_OLD;
    return step->event->by == side || step->event->by == BATON_SIDE_OPERATOR;
}

enum baton_transfer_reason baton_step_asker(const struct baton_step *step)
{
    switch (step->event->by) {
    case BATON_SIDE_OLD:
        return BATON_REASON_BY_OLD;
    case BATON_SIDE_NEW:
        return BATON_REASON_BY_NEW;
    default:
        return BATON_REASON_BY_OPERATOR;
    }
}

/* --- refusals --------------------------------------------------------------------------------- */

enum baton_error baton_react_wrong_state(struct baton_step *step)
{
    (void)step;
    return BATON_E_WRONG_STATE;
}

enum baton_error baton_react_no_standby(struct baton_step *step)
{
    (void)step;
    return BATON_E_NO_STANDBY;
}

enum baton_error baton_react_in_progress(struct baton_step *step)
{
    (void)step;
    return BATON_E_TRANSFER_IN_PROGRESS;
}

enum baton_error baton_react_ended(struct baton_step *step)
{
    (void)step;
    return BATON_E_NO_SUCH_TRANSFER;
}

enum baton_error baton_react_claim(struct baton_step *step)
{
    baton_step_act(step, BATON_DO_WARN_CLAIM);
    return BATON_E_CODE_USED;
}

enum baton_error baton_react_cancel(struct baton_step *step)
{
    if (!baton_step_takes_part(step))
        return BATON_E_NOT_IN_CALL;
    return baton_step_stay(step, BATON_OUTCOME_CANCELLED, baton_step_asker(step));
}

/* --- facts ------------------------------------------------------------------------------------ */

enum baton_error baton_react_new_up(struct baton_step *step)
{
    step->machine->new_up = step->machine->new_alive;
    return BATON_OK;
}

enum baton_error baton_react_new_down(struct baton_step *step)
{
    step->machine->new_up = false;
    return BATON_OK;
}

enum baton_error baton_react_new_gone(struct baton_step *step)
{
    step->machine->new_up = false;
    step->machine->new_alive = false;
    return BATON_OK;
}

enum baton_error baton_react_old_gone(struct baton_step *step)
{
    step->machine->old_alive = false;
    return BATON_OK;
}

enum baton_error baton_react_old_back(struct baton_step *step)
{
    step->machine->old_alive = true;
    return BATON_OK;
}

enum baton_error baton_react_fail_new_gone(struct baton_step *step)
{
    baton_react_new_gone(step);
    return baton_step_fail(step, BATON_REASON_NEW_GONE);
}

enum baton_error baton_react_fail_new_changed(struct baton_step *step)
{
    return baton_step_fail(step, BATON_REASON_FINGERPRINT_CHANGED);
}

enum baton_error baton_react_fail_new_unfit(struct baton_step *step)
{
    return baton_step_fail(step, BATON_REASON_CODEC_REFUSED);
}

enum baton_error baton_react_fail_old_gone(struct baton_step *step)
{
    baton_react_old_gone(step);
    return baton_step_fail(step, BATON_REASON_OLD_GONE);
}

/* The old device was away. It can answer for itself now, and no other device is needed. */
enum baton_error baton_react_fail_old_back(struct baton_step *step)
{
    if (step->machine->old_alive)
        return BATON_OK;
    baton_react_old_back(step);
    return baton_step_fail(step, BATON_REASON_OLD_BACK);
}

enum baton_error baton_react_fail_stand_in_gone(struct baton_step *step)
{
    return step->machine->policy.old_away ? baton_step_fail(step, BATON_REASON_STAND_IN_GONE)
                                          : BATON_OK;
}

enum baton_error baton_react_room_gone(struct baton_step *step)
{
    baton_step_release(step);
    baton_step_end(step, BATON_OUTCOME_FAILED, BATON_REASON_ROOM_GONE);
    return BATON_OK;
}

enum baton_error baton_react_removed(struct baton_step *step)
{
    baton_step_release(step);
    baton_step_end(step, BATON_OUTCOME_FAILED, BATON_REASON_REMOVED);
    return BATON_OK;
}
