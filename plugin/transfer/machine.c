/* SPDX-License-Identifier: GPL-3.0-or-later */
/* machine owns what a transfer does at each event: one table, one small function per reaction. */
#include "transfer/machine.h"

#include <assert.h>

enum { STATES = BATON_TRANSFER_ENDED + 1, EVENTS = BATON_TRANSFER_TICK + 1 };

struct step {
    struct baton_transfer *transfer;
    const struct baton_transfer_event *event;
    baton_time now;
    struct baton_transfer_actions *actions;
};

typedef enum baton_error reaction(struct step *step);

/* Building blocks. */

static void act(struct step *step, enum baton_transfer_action action)
{
    assert(step->actions->count < BATON_TRANSFER_MAX_ACTIONS);
    step->actions->list[step->actions->count++] = action;
}

static void enter(struct step *step, enum baton_transfer_state state, baton_time duration)
{
    step->transfer->state = state;
    step->transfer->deadline = step->now + duration;
    act(step, BATON_DO_NOTIFY);
}

static void end(
    struct step *step, enum baton_transfer_outcome outcome, enum baton_transfer_reason reason)
{
    struct baton_transfer *transfer = step->transfer;
    transfer->state = BATON_TRANSFER_ENDED;
    transfer->deadline = BATON_NEVER;
    transfer->outcome = outcome;
    transfer->reason = reason;
    act(step, BATON_DO_END);
}

/* Takes back what this state holds outside of the machine: the live code, or the armed gate. */
static void let_go(struct step *step)
{
    enum baton_transfer_state state = step->transfer->state;
    if (state == BATON_TRANSFER_OFFERED)
        act(step, BATON_DO_KILL_CODE);
    if (state == BATON_TRANSFER_COMMITTING || state == BATON_TRANSFER_RETURNING)
        act(step, BATON_DO_DISARM);
}

/* Before the swap: the call stays on the old device, if that is there still. */
static enum baton_error stay(
    struct step *step, enum baton_transfer_outcome outcome, enum baton_transfer_reason reason)
{
    let_go(step);
    if (step->transfer->new_alive)
        act(step, BATON_DO_CLOSE_NEW);
    end(step, outcome, reason);
    if (!step->transfer->old_alive)
        act(step, BATON_DO_LEAVE);
    return BATON_OK;
}

static enum baton_error fail(struct step *step, enum baton_transfer_reason reason)
{
    return stay(step, BATON_OUTCOME_FAILED, reason);
}

/* After the swap: the call stays on the new device. */
static enum baton_error keep(struct step *step, enum baton_transfer_reason reason)
{
    let_go(step);
    if (step->transfer->old_alive)
        act(step, BATON_DO_CLOSE_OLD);
    end(step, BATON_OUTCOME_MOVED, reason);
    return BATON_OK;
}

/* Media is on the old device again. */
static enum baton_error come_back(struct step *step)
{
    act(step, BATON_DO_PROMOTE_OLD);
    if (step->transfer->new_alive)
        act(step, BATON_DO_CLOSE_NEW);
    end(step, BATON_OUTCOME_RETURNED, step->transfer->returning);
    return BATON_OK;
}

static enum baton_error force_back(struct step *step)
{
    act(step, BATON_DO_FORCE_OLD);
    return come_back(step);
}

static enum baton_error go_back(struct step *step, enum baton_transfer_reason reason)
{
    step->transfer->returning = reason;
    act(step, BATON_DO_ARM_OLD);
    enter(step, BATON_TRANSFER_RETURNING, step->transfer->policy.return_timeout);
    return BATON_OK;
}

static void commit(struct step *step)
{
    act(step, BATON_DO_ARM_NEW);
    enter(step, BATON_TRANSFER_COMMITTING, step->transfer->policy.commit_timeout);
}

static void admit(struct step *step)
{
    act(step, BATON_DO_ADMIT_NEW);
    if (step->transfer->new_up)
        commit(step);
    else
        enter(step, BATON_TRANSFER_CONNECTING, step->transfer->policy.connect_timeout);
}

/* Who asks. */

static bool takes_part(const struct step *step)
{
    switch (step->event->by) {
    case BATON_SIDE_OLD:
        return step->transfer->old_alive;
    case BATON_SIDE_NEW:
        return step->transfer->new_alive;
    case BATON_SIDE_OPERATOR:
        return true;
    default:
        return false;
    }
}

static bool new_has_call(const struct baton_transfer *transfer)
{
    return transfer->state == BATON_TRANSFER_STANDBY ||
           transfer->state == BATON_TRANSFER_RETURNING || transfer->outcome == BATON_OUTCOME_MOVED;
}

static bool speaks_for_call(const struct step *step)
{
    enum baton_transfer_side side = new_has_call(step->transfer) ? BATON_SIDE_NEW : BATON_SIDE_OLD;
    return step->event->by == side || step->event->by == BATON_SIDE_OPERATOR;
}

static enum baton_transfer_reason asker(const struct step *step)
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

/* Reactions that several states share. */

static enum baton_error refuse_wrong_state(struct step *step)
{
    (void)step;
    return BATON_E_WRONG_STATE;
}

static enum baton_error refuse_no_standby(struct step *step)
{
    (void)step;
    return BATON_E_NO_STANDBY;
}

static enum baton_error refuse_in_progress(struct step *step)
{
    (void)step;
    return BATON_E_TRANSFER_IN_PROGRESS;
}

static enum baton_error refuse_ended(struct step *step)
{
    (void)step;
    return BATON_E_NO_SUCH_TRANSFER;
}

static enum baton_error refuse_claim(struct step *step)
{
    act(step, BATON_DO_WARN_CLAIM);
    return BATON_E_CODE_USED;
}

static enum baton_error cancel(struct step *step)
{
    if (!takes_part(step))
        return BATON_E_NOT_IN_CALL;
    return stay(step, BATON_OUTCOME_CANCELLED, asker(step));
}

static enum baton_error note_new_up(struct step *step)
{
    step->transfer->new_up = step->transfer->new_alive;
    return BATON_OK;
}

static enum baton_error note_new_down(struct step *step)
{
    step->transfer->new_up = false;
    return BATON_OK;
}

static enum baton_error note_new_gone(struct step *step)
{
    step->transfer->new_up = false;
    step->transfer->new_alive = false;
    return BATON_OK;
}

static enum baton_error note_old_gone(struct step *step)
{
    step->transfer->old_alive = false;
    return BATON_OK;
}

static enum baton_error fail_new_gone(struct step *step)
{
    note_new_gone(step);
    return fail(step, BATON_REASON_NEW_GONE);
}

static enum baton_error fail_new_changed(struct step *step)
{
    return fail(step, BATON_REASON_FINGERPRINT_CHANGED);
}

static enum baton_error fail_new_unfit(struct step *step)
{
    return fail(step, BATON_REASON_CODEC_REFUSED);
}

static enum baton_error fail_old_gone(struct step *step)
{
    note_old_gone(step);
    return fail(step, BATON_REASON_OLD_GONE);
}

static enum baton_error stop_room_gone(struct step *step)
{
    let_go(step);
    end(step, BATON_OUTCOME_FAILED, BATON_REASON_ROOM_GONE);
    return BATON_OK;
}

static enum baton_error stop_removed(struct step *step)
{
    let_go(step);
    end(step, BATON_OUTCOME_FAILED, BATON_REASON_REMOVED);
    return BATON_OK;
}

/* OFFERED */

static enum baton_error offered_scan(struct step *step)
{
    struct baton_transfer *transfer = step->transfer;
    transfer->new_alive = true;
    act(step, BATON_DO_KILL_CODE);
    act(step, BATON_DO_BIND_NEW);
    if (!transfer->policy.old && transfer->policy.remote == BATON_REMOTE_NONE) {
        admit(step);
        return BATON_OK;
    }
    act(step, BATON_DO_ASK);
    enter(step, BATON_TRANSFER_CONFIRMING, transfer->policy.confirm_timeout);
    return BATON_OK;
}

static enum baton_error offered_renew(struct step *step)
{
    if (!speaks_for_call(step))
        return BATON_E_NOT_IN_CALL;
    return stay(step, BATON_OUTCOME_SUPERSEDED, BATON_REASON_RENEWED);
}

static enum baton_error offered_deadline(struct step *step)
{
    return stay(step, BATON_OUTCOME_EXPIRED, BATON_REASON_CODE_EXPIRED);
}

/* CONFIRMING */

static enum baton_error confirming_confirm(struct step *step)
{
    const struct baton_transfer *transfer = step->transfer;
    if (step->event->by != BATON_SIDE_OLD)
        return BATON_E_NOT_ASKED;
    if (!step->event->yes)
        return stay(step, BATON_OUTCOME_DECLINED, BATON_REASON_SAID_NO);
    if (transfer->policy.form == BATON_FORM_NUMBER && step->event->number != transfer->number) {
        stay(step, BATON_OUTCOME_DECLINED, BATON_REASON_WRONG_NUMBER);
        return BATON_E_WRONG_NUMBER;
    }
    admit(step);
    return BATON_OK;
}

static enum baton_error confirming_deadline(struct step *step)
{
    return stay(step, BATON_OUTCOME_EXPIRED, BATON_REASON_NOT_ANSWERED);
}

/* CONNECTING */

static enum baton_error connecting_new_up(struct step *step)
{
    note_new_up(step);
    commit(step);
    return BATON_OK;
}

static enum baton_error connecting_deadline(struct step *step)
{
    return fail(step, BATON_REASON_CONNECT_TIMEOUT);
}

/* COMMITTING */

static enum baton_error committing_committed(struct step *step)
{
    act(step, BATON_DO_PROMOTE_NEW);
    if (step->transfer->old_alive)
        enter(step, BATON_TRANSFER_STANDBY, step->transfer->policy.grace);
    else
        end(step, BATON_OUTCOME_MOVED, BATON_REASON_NONE);
    return BATON_OK;
}

static enum baton_error committing_new_down(struct step *step)
{
    return fail(step, BATON_REASON_CONNECTION_LOST);
}

static enum baton_error committing_deadline(struct step *step)
{
    return fail(step, BATON_REASON_NO_MEDIA);
}

/* STANDBY: both devices are there; the first that fails leaves the call to the other. */

static enum baton_error standby_return(struct step *step)
{
    if (!takes_part(step))
        return BATON_E_NOT_IN_CALL;
    return go_back(step, asker(step));
}

static enum baton_error standby_renew(struct step *step)
{
    if (!speaks_for_call(step))
        return BATON_E_NOT_IN_CALL;
    return keep(step, BATON_REASON_RENEWED);
}

static enum baton_error standby_new_down(struct step *step)
{
    note_new_down(step);
    return go_back(step, BATON_REASON_CONNECTION_LOST);
}

static enum baton_error standby_new_gone(struct step *step)
{
    note_new_gone(step);
    return go_back(step, BATON_REASON_NEW_GONE);
}

static enum baton_error standby_old_gone(struct step *step)
{
    note_old_gone(step);
    return keep(step, BATON_REASON_NONE);
}

/* For the deadline, and for an old device which has no channels left to return to. */
static enum baton_error standby_over(struct step *step)
{
    return keep(step, BATON_REASON_NONE);
}

/* RETURNING: the old device is there, and gets the call back unless the new one is better off. */

/* A device without channels can open new ones; a participant without a device cannot. */
static enum baton_error returning_old_down(struct step *step)
{
    if (step->transfer->new_alive)
        return keep(step, BATON_REASON_RETURN_FAILED);
    return force_back(step);
}

static enum baton_error returning_old_gone(struct step *step)
{
    note_old_gone(step);
    if (step->transfer->new_alive)
        return keep(step, BATON_REASON_RETURN_FAILED);
    return fail(step, BATON_REASON_NEW_GONE);
}

static enum baton_error returning_deadline(struct step *step)
{
    if (step->transfer->new_up)
        return keep(step, BATON_REASON_RETURN_FAILED);
    return force_back(step);
}

/* What each state does with each event; facts that are not listed are ignored. */
static reaction *const reactions[STATES][EVENTS] = {
    [BATON_TRANSFER_OFFERED] =
        {
            [BATON_TRANSFER_SCAN] = offered_scan,
            [BATON_TRANSFER_CONFIRM] = refuse_wrong_state,
            [BATON_TRANSFER_OLD_GONE] = fail_old_gone,
            [BATON_TRANSFER_RETURN] = refuse_no_standby,
            [BATON_TRANSFER_CANCEL] = cancel,
            [BATON_TRANSFER_RENEW] = offered_renew,
            [BATON_TRANSFER_ROOM_GONE] = stop_room_gone,
            [BATON_TRANSFER_REMOVED] = stop_removed,
        },
    [BATON_TRANSFER_CONFIRMING] =
        {
            [BATON_TRANSFER_SCAN] = refuse_claim,
            [BATON_TRANSFER_CONFIRM] = confirming_confirm,
            [BATON_TRANSFER_NEW_UP] = note_new_up,
            [BATON_TRANSFER_NEW_DOWN] = note_new_down,
            [BATON_TRANSFER_NEW_GONE] = fail_new_gone,
            [BATON_TRANSFER_NEW_CHANGED] = fail_new_changed,
            [BATON_TRANSFER_NEW_UNFIT] = fail_new_unfit,
            [BATON_TRANSFER_OLD_GONE] = fail_old_gone,
            [BATON_TRANSFER_RETURN] = refuse_no_standby,
            [BATON_TRANSFER_CANCEL] = cancel,
            [BATON_TRANSFER_RENEW] = refuse_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = stop_room_gone,
            [BATON_TRANSFER_REMOVED] = stop_removed,
        },
    [BATON_TRANSFER_CONNECTING] =
        {
            [BATON_TRANSFER_SCAN] = refuse_claim,
            [BATON_TRANSFER_CONFIRM] = refuse_wrong_state,
            [BATON_TRANSFER_NEW_UP] = connecting_new_up,
            [BATON_TRANSFER_NEW_GONE] = fail_new_gone,
            [BATON_TRANSFER_NEW_CHANGED] = fail_new_changed,
            [BATON_TRANSFER_NEW_UNFIT] = fail_new_unfit,
            [BATON_TRANSFER_OLD_GONE] = note_old_gone,
            [BATON_TRANSFER_RETURN] = refuse_no_standby,
            [BATON_TRANSFER_CANCEL] = cancel,
            [BATON_TRANSFER_RENEW] = refuse_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = stop_room_gone,
            [BATON_TRANSFER_REMOVED] = stop_removed,
        },
    [BATON_TRANSFER_COMMITTING] =
        {
            [BATON_TRANSFER_SCAN] = refuse_claim,
            [BATON_TRANSFER_CONFIRM] = refuse_wrong_state,
            [BATON_TRANSFER_NEW_DOWN] = committing_new_down,
            [BATON_TRANSFER_NEW_GONE] = fail_new_gone,
            [BATON_TRANSFER_NEW_CHANGED] = fail_new_changed,
            [BATON_TRANSFER_NEW_UNFIT] = fail_new_unfit,
            [BATON_TRANSFER_OLD_GONE] = note_old_gone,
            [BATON_TRANSFER_COMMITTED] = committing_committed,
            [BATON_TRANSFER_RETURN] = refuse_no_standby,
            [BATON_TRANSFER_CANCEL] = cancel,
            [BATON_TRANSFER_RENEW] = refuse_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = stop_room_gone,
            [BATON_TRANSFER_REMOVED] = stop_removed,
        },
    /* The new device is the participant's now, free to reconnect with another key or codec. */
    [BATON_TRANSFER_STANDBY] =
        {
            [BATON_TRANSFER_SCAN] = refuse_claim,
            [BATON_TRANSFER_CONFIRM] = refuse_wrong_state,
            [BATON_TRANSFER_NEW_DOWN] = standby_new_down,
            [BATON_TRANSFER_NEW_GONE] = standby_new_gone,
            [BATON_TRANSFER_OLD_DOWN] = standby_over,
            [BATON_TRANSFER_OLD_GONE] = standby_old_gone,
            [BATON_TRANSFER_RETURN] = standby_return,
            [BATON_TRANSFER_CANCEL] = refuse_wrong_state,
            [BATON_TRANSFER_RENEW] = standby_renew,
            [BATON_TRANSFER_ROOM_GONE] = stop_room_gone,
            [BATON_TRANSFER_REMOVED] = stop_removed,
        },
    [BATON_TRANSFER_RETURNING] =
        {
            [BATON_TRANSFER_SCAN] = refuse_claim,
            [BATON_TRANSFER_CONFIRM] = refuse_wrong_state,
            [BATON_TRANSFER_NEW_UP] = note_new_up,
            [BATON_TRANSFER_NEW_DOWN] = note_new_down,
            [BATON_TRANSFER_NEW_GONE] = note_new_gone,
            [BATON_TRANSFER_OLD_DOWN] = returning_old_down,
            [BATON_TRANSFER_OLD_GONE] = returning_old_gone,
            [BATON_TRANSFER_COMMITTED] = come_back,
            [BATON_TRANSFER_RETURN] = refuse_wrong_state,
            [BATON_TRANSFER_CANCEL] = refuse_wrong_state,
            [BATON_TRANSFER_RENEW] = refuse_in_progress,
            [BATON_TRANSFER_ROOM_GONE] = stop_room_gone,
            [BATON_TRANSFER_REMOVED] = stop_removed,
        },
    [BATON_TRANSFER_ENDED] =
        {
            [BATON_TRANSFER_SCAN] = refuse_ended,
            [BATON_TRANSFER_CONFIRM] = refuse_ended,
            [BATON_TRANSFER_RETURN] = refuse_ended,
            [BATON_TRANSFER_CANCEL] = refuse_ended,
            [BATON_TRANSFER_RENEW] = refuse_ended,
        },
};

/* Each of these ends the transfer. */
static reaction *const deadlines[STATES] = {
    [BATON_TRANSFER_OFFERED] = offered_deadline,
    [BATON_TRANSFER_CONFIRMING] = confirming_deadline,
    [BATON_TRANSFER_CONNECTING] = connecting_deadline,
    [BATON_TRANSFER_COMMITTING] = committing_deadline,
    [BATON_TRANSFER_STANDBY] = standby_over,
    [BATON_TRANSFER_RETURNING] = returning_deadline,
};

static bool is_request(enum baton_transfer_event_type type)
{
    return reactions[BATON_TRANSFER_ENDED][type] == refuse_ended;
}

/* A request after the deadline gets the answer that it would have got had a timer been on time,
 * when the transfer was no more but its code still known. */
static enum baton_error react_late(struct step *step)
{
    enum baton_transfer_state before = step->transfer->state;
    deadlines[before](step);
    switch (step->event->type) {
    case BATON_TRANSFER_SCAN:
        return before == BATON_TRANSFER_OFFERED ? BATON_E_CODE_EXPIRED : BATON_E_CODE_USED;
    case BATON_TRANSFER_RENEW:
        return speaks_for_call(step) ? BATON_OK : BATON_E_NOT_IN_CALL;
    default:
        return BATON_E_NO_SUCH_TRANSFER;
    }
}

void baton_transfer_init(struct baton_transfer *transfer,
    const struct baton_transfer_policy *policy, int number, baton_time now)
{
    assert(number >= 10 && number <= 99);
    assert(policy->code_lifetime > 0 && policy->confirm_timeout > 0);
    assert(policy->connect_timeout > 0 && policy->commit_timeout > 0);
    assert(policy->grace > 0 && policy->return_timeout > 0);
    *transfer = (struct baton_transfer){
        .state = BATON_TRANSFER_OFFERED,
        .policy = *policy,
        .number = number,
        .deadline = now + policy->code_lifetime,
        .old_alive = true,
        .stepped = now,
    };
}

enum baton_error baton_transfer_step(struct baton_transfer *transfer,
    const struct baton_transfer_event *event, baton_time now,
    struct baton_transfer_actions *actions)
{
    struct step step = {transfer, event, now, actions};
    assert(event->type <= BATON_TRANSFER_TICK);
    assert(now >= transfer->stepped);
    transfer->stepped = now;
    actions->count = 0;
    if (now >= transfer->deadline && is_request(event->type))
        return react_late(&step);
    reaction *react = reactions[transfer->state][event->type];
    enum baton_error error = react ? react(&step) : BATON_OK;
    if (now >= transfer->deadline)
        deadlines[transfer->state](&step);
    return error;
}

bool baton_transfer_drops_gate(
    const struct baton_transfer *transfer, const struct baton_transfer_event *event, baton_time now)
{
    struct baton_transfer trial = *transfer;
    struct baton_transfer_actions actions;
    baton_transfer_step(&trial, event, now, &actions);
    for (size_t i = 0; i < actions.count; i++)
        if (actions.list[i] == BATON_DO_DISARM || actions.list[i] == BATON_DO_FORCE_OLD)
            return true;
    return false;
}
