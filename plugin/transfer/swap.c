/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reactions of the swap to the new device come first, then those of the swap back. */
#include "transfer/swap.h"

/* After the commit: ends the transfer. The call stays on the new device. */
static enum baton_error keep(struct baton_step *step, enum baton_transfer_reason reason)
{
    baton_step_release(step);
    if (step->machine->old_alive)
        baton_step_act(step, BATON_DO_CLOSE_OLD);
    baton_step_end(step, BATON_OUTCOME_MOVED, reason);
    return BATON_OK;
}

/* The old device feeds the sources again. */
enum baton_error baton_returning_committed(struct baton_step *step)
{
    baton_step_act(step, BATON_DO_PROMOTE_OLD);
    if (step->machine->new_alive)
        baton_step_act(step, BATON_DO_CLOSE_NEW);
    baton_step_end(step, BATON_OUTCOME_RETURNED, step->machine->returning);
    return BATON_OK;
}

static enum baton_error force_back(struct baton_step *step)
{
    baton_step_act(step, BATON_DO_FORCE_OLD);
    return baton_returning_committed(step);
}

static enum baton_error go_back(struct baton_step *step, enum baton_transfer_reason reason)
{
    step->machine->returning = reason;
    baton_step_act(step, BATON_DO_ARM_OLD);
    baton_step_enter(step, BATON_TRANSFER_RETURNING, step->machine->policy.return_timeout);
    return BATON_OK;
}

/* A remote person who had agreed is disqualified, so this yes does not count any more. Returns whether no yes of a
 * remote person is left. */
static bool loses_last_yes(struct baton_step *step)
{
    struct baton_machine *machine = step->machine;
    if (!step->event->yes || machine->remote_agreed == 0)
        return false;
    return --machine->remote_agreed == 0;
}

/* CONNECTING and COMMITTING */

enum baton_error baton_agreed_disqualified(struct baton_step *step)
{
    return loses_last_yes(step) ? baton_step_fail(step, BATON_REASON_OWN_WITNESS) : BATON_OK;
}

/* CONNECTING */

enum baton_error baton_connecting_new_up(struct baton_step *step)
{
    baton_react_new_up(step);
    baton_step_arm_new(step);
    return BATON_OK;
}

enum baton_error baton_connecting_deadline(struct baton_step *step)
{
    return baton_step_fail(step, BATON_REASON_CONNECT_TIMEOUT);
}

/* COMMITTING */

enum baton_error baton_committing_committed(struct baton_step *step)
{
    struct baton_machine *machine = step->machine;
    baton_step_act(step, BATON_DO_PROMOTE_NEW);
    machine->standby_until = step->now + machine->policy.grace;
    if (machine->old_alive)
        baton_step_enter(step, BATON_TRANSFER_STANDBY, machine->policy.grace);
    else
        baton_step_end(step, BATON_OUTCOME_MOVED, BATON_REASON_NONE);
    return BATON_OK;
}

enum baton_error baton_committing_new_down(struct baton_step *step)
{
    return baton_step_fail(step, BATON_REASON_CONNECTION_LOST);
}

enum baton_error baton_committing_deadline(struct baton_step *step)
{
    return baton_step_fail(step, BATON_REASON_NO_MEDIA);
}

/*
 * STANDBY: both devices are connected. If one device is lost, the other one gets or keeps the call. The new device may
 * be a thief, so no request of the new device can end the standby.
 */

enum baton_error baton_standby_return(struct baton_step *step)
{
    if (!baton_step_takes_part(step))
        return BATON_E_NOT_IN_CALL;
    return go_back(step, baton_step_asker(step));
}

enum baton_error baton_standby_renew(struct baton_step *step)
{
    if (!baton_step_speaks_for_call(step))
        return BATON_E_NOT_IN_CALL;
    return BATON_E_WRONG_STATE;
}

enum baton_error baton_standby_new_down(struct baton_step *step)
{
    baton_react_new_down(step);
    return go_back(step, BATON_REASON_CONNECTION_LOST);
}

enum baton_error baton_standby_new_gone(struct baton_step *step)
{
    baton_react_new_gone(step);
    return go_back(step, BATON_REASON_NEW_GONE);
}

enum baton_error baton_standby_disqualified(struct baton_step *step)
{
    return loses_last_yes(step) ? go_back(step, BATON_REASON_OWN_WITNESS) : BATON_OK;
}

enum baton_error baton_standby_old_gone(struct baton_step *step)
{
    baton_react_old_gone(step);
    return keep(step, BATON_REASON_NONE);
}

/* The deadline has passed, or the old device has lost the PeerConnections to which the call could return. */
enum baton_error baton_standby_over(struct baton_step *step)
{
    return keep(step, BATON_REASON_NONE);
}

/*
 * RETURNING: the old device gets the call back, unless only the new device can carry it. A device that has lost its
 * PeerConnections can open new ones, so it can still get the call if there is no other device.
 */
enum baton_error baton_returning_old_down(struct baton_step *step)
{
    if (step->machine->new_alive)
        return keep(step, BATON_REASON_RETURN_FAILED);
    return force_back(step);
}

enum baton_error baton_returning_old_gone(struct baton_step *step)
{
    baton_react_old_gone(step);
    if (step->machine->new_alive)
        return keep(step, BATON_REASON_RETURN_FAILED);
    return baton_step_fail(step, BATON_REASON_NEW_GONE);
}

/* If the return fails, the rest of the grace goes on, so that the old device can try again. Otherwise a thief with the
 * new device could end the grace by asking for a return that fails. */
enum baton_error baton_returning_deadline(struct baton_step *step)
{
    struct baton_machine *machine = step->machine;
    if (!machine->new_up)
        return force_back(step);
    if (step->now >= machine->standby_until)
        return keep(step, BATON_REASON_RETURN_FAILED);
    machine->returning = BATON_REASON_NONE;
    baton_step_act(step, BATON_DO_DISARM);
    baton_step_enter(step, BATON_TRANSFER_STANDBY, machine->standby_until - step->now);
    return BATON_OK;
}
