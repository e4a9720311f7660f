/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reactions to scans come first, then the reactions to responses. */
#include "transfer/agreement.h"

/* --- scanning --------------------------------------------------------------------------------- */

static bool asks_nobody(const struct baton_machine *machine)
{
    return !machine->policy.old && machine->policy.remote == BATON_REMOTE_NONE;
}

/* All codes that must be scanned have been scanned. */
static enum baton_error proceed(struct baton_step *step)
{
    struct baton_machine *machine = step->machine;
    if (asks_nobody(machine)) {
        baton_step_admit(step);
        return BATON_OK;
    }
    machine->remote_waiting = machine->policy.remote ? step->event->remotes : 0;
    baton_step_act(step, BATON_DO_ASK);
    baton_step_enter(step, BATON_TRANSFER_CONFIRMING, machine->policy.confirm_timeout);
    return BATON_OK;
}

static bool lacks_remotes(const struct baton_step *step)
{
    return step->machine->policy.remote != BATON_REMOTE_NONE && step->event->remotes == 0;
}

static enum baton_error fail_nobody_to_ask(struct baton_step *step)
{
    baton_step_fail(step, BATON_REASON_NOBODY_TO_ASK);
    return BATON_E_WRONG_STATE;
}

static void note_half(struct baton_step *step)
{
    bool by_new = step->event->by == BATON_SIDE_NEW;
    *(by_new ? &step->machine->scanned_by_new : &step->machine->scanned_by_old) = true;
    if (!by_new)
        baton_step_act(step, BATON_DO_TELL_NEW);
}

/* SHOWING */

enum baton_error baton_showing_scan(struct baton_step *step)
{
    struct baton_machine *machine = step->machine;
    bool by_new = step->event->by == BATON_SIDE_NEW;
    bool mutual = machine->policy.mutual || step->event->mutual;
    if (!by_new && step->event->by != BATON_SIDE_OLD)
        return BATON_E_WRONG_STATE;
    if (!mutual && lacks_remotes(step))
        return fail_nobody_to_ask(step);
    machine->policy.mutual = mutual;
    machine->new_alive = true;
    if (by_new || !mutual)
        baton_step_act(step, BATON_DO_KILL_CODE);
    baton_step_act(step, BATON_DO_BIND_NEW);
    note_half(step);
    if (!mutual)
        return proceed(step);
    baton_step_enter(step, BATON_TRANSFER_MATCHING, machine->policy.match_timeout);
    return BATON_OK;
}

enum baton_error baton_showing_renew(struct baton_step *step)
{
    if (!baton_step_speaks_for_call(step))
        return BATON_E_NOT_IN_CALL;
    return baton_step_stay(step, BATON_OUTCOME_SUPERSEDED, BATON_REASON_RENEWED);
}

enum baton_error baton_showing_deadline(struct baton_step *step)
{
    return baton_step_stay(step, BATON_OUTCOME_EXPIRED, BATON_REASON_CODE_EXPIRED);
}

/* MATCHING */

enum baton_error baton_matching_scan(struct baton_step *step)
{
    const struct baton_machine *machine = step->machine;
    bool by_new = step->event->by == BATON_SIDE_NEW;
    if (step->event->by == BATON_SIDE_OLD && machine->scanned_by_old)
        return BATON_E_CODE_USED;
    if ((!by_new && step->event->by != BATON_SIDE_OLD) || (by_new && machine->scanned_by_new))
        return baton_react_claim(step);
    if (lacks_remotes(step))
        return fail_nobody_to_ask(step);
    if (by_new)
        baton_step_act(step, BATON_DO_KILL_CODE);
    note_half(step);
    return proceed(step);
}

enum baton_error baton_matching_mismatch(struct baton_step *step)
{
    if (!baton_step_takes_part(step))
        return BATON_E_NOT_IN_CALL;
    baton_step_fail(step, BATON_REASON_MISMATCH);
    return BATON_E_CODE_MISMATCH;
}

enum baton_error baton_matching_deadline(struct baton_step *step)
{
    return baton_step_stay(step, BATON_OUTCOME_EXPIRED, BATON_REASON_NOT_MATCHED);
}

/* --- responses -------------------------------------------------------------------------------- */

/* CONFIRMING */

static bool remote_side_agreed(const struct baton_machine *machine)
{
    switch (machine->policy.remote) {
    case BATON_REMOTE_NONE:
        return true;
    case BATON_REMOTE_ANY:
        return machine->remote_agreed > 0;
    default:
        return machine->remote_agreed > 0 && machine->remote_waiting == 0;
    }
}

/* Called after a response, and when the transfer does not wait for a person any longer. */
static void settle(struct baton_step *step, bool remote_had_agreed)
{
    const struct baton_machine *machine = step->machine;
    if (!remote_side_agreed(machine))
        return;
    if (!machine->policy.old || machine->old_agreed) {
        baton_step_act(step, BATON_DO_WITHDRAW);
        baton_step_admit(step);
    } else if (!remote_had_agreed) {
        baton_step_act(step, BATON_DO_WITHDRAW);
    }
}

static enum baton_error check_asked(const struct baton_step *step)
{
    const struct baton_machine *machine = step->machine;
    if (step->event->by == BATON_SIDE_REMOTE)
        return machine->remote_waiting > 0 ? BATON_OK : BATON_E_NOT_ASKED;
    if (step->event->by != BATON_SIDE_OLD || !machine->policy.old)
        return BATON_E_NOT_ASKED;
    return machine->old_agreed ? BATON_E_ALREADY_RESPONDED : BATON_OK;
}

enum baton_error baton_confirming_confirm(struct baton_step *step)
{
    struct baton_machine *machine = step->machine;
    bool had = machine->policy.remote != BATON_REMOTE_NONE && remote_side_agreed(machine);
    enum baton_error error = check_asked(step);
    if (error)
        return error;
    if (!step->event->yes)
        return baton_step_stay(step, BATON_OUTCOME_DECLINED, BATON_REASON_SAID_NO);
    if (machine->policy.form == BATON_FORM_NUMBER && step->event->number != machine->number) {
        baton_step_stay(step, BATON_OUTCOME_DECLINED, BATON_REASON_WRONG_NUMBER);
        return BATON_E_WRONG_NUMBER;
    }
    if (step->event->by == BATON_SIDE_OLD) {
        machine->old_agreed = true;
    } else {
        machine->remote_waiting--;
        machine->remote_agreed++;
    }
    settle(step, had);
    return BATON_OK;
}

/* The transfer does not wait for one of the remote people any longer. */
static enum baton_error drop_remote(struct baton_step *step, enum baton_transfer_reason reason)
{
    struct baton_machine *machine = step->machine;
    bool had = remote_side_agreed(machine);
    if (machine->remote_waiting == 0)
        return BATON_OK;
    machine->remote_waiting--;
    if (machine->remote_waiting == 0 && machine->remote_agreed == 0)
        return baton_step_fail(step, reason);
    settle(step, had);
    return BATON_OK;
}

enum baton_error baton_confirming_remote_left(struct baton_step *step)
{
    return drop_remote(step, BATON_REASON_NOBODY_TO_ASK);
}

enum baton_error baton_confirming_not_delivered(struct baton_step *step)
{
    const struct baton_machine *machine = step->machine;
    bool old = step->event->by == BATON_SIDE_OLD && machine->policy.old && !machine->old_agreed;
    bool all = step->event->by == BATON_SIDE_REMOTE && machine->remote_waiting > 0 &&
               machine->policy.remote == BATON_REMOTE_ALL;
    if (old || all)
        return baton_step_fail(step, BATON_REASON_NOT_DELIVERED);
    if (step->event->by == BATON_SIDE_REMOTE)
        return drop_remote(step, BATON_REASON_NOT_DELIVERED);
    return BATON_OK;
}

enum baton_error baton_confirming_disqualified(struct baton_step *step)
{
    struct baton_machine *machine = step->machine;
    if (!step->event->yes)
        return drop_remote(step, BATON_REASON_OWN_WITNESS);
    if (machine->remote_agreed == 0)
        return BATON_OK;
    machine->remote_agreed--;
    if (machine->remote_agreed == 0 && machine->remote_waiting == 0)
        return baton_step_fail(step, BATON_REASON_OWN_WITNESS);
    return BATON_OK;
}

enum baton_error baton_confirming_deadline(struct baton_step *step)
{
    return baton_step_stay(step, BATON_OUTCOME_EXPIRED, BATON_REASON_NO_RESPONSE);
}
