/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * step owns one step of a transfer while it is taken, and the moves that reactions are made of.
 * Private to the state machine: machine.c has the table, agreement.c and swap.c the reactions.
 */
#ifndef BATON_TRANSFER_STEP_H
#define BATON_TRANSFER_STEP_H

#include "transfer/machine.h"

struct baton_step {
    struct baton_machine *transfer;
    const struct baton_transfer_event *event;
    baton_time now;
    struct baton_transfer_actions *actions;
};

/* What a state does with an event: the answer to a request, BATON_OK to a fact. */
typedef enum baton_error baton_reaction(struct baton_step *step);

/* --- building blocks -------------------------------------------------------------------------- */

void baton_step_act(struct baton_step *step, enum baton_transfer_action action);
void baton_step_enter(
    struct baton_step *step, enum baton_transfer_state state, baton_time duration);
void baton_step_end(struct baton_step *step, enum baton_transfer_outcome outcome,
    enum baton_transfer_reason reason);
/* Takes back what this state holds outside of the machine: the live code, the questions, the gate.
 */
void baton_step_let_go(struct baton_step *step);
/* Before the swap: over, and the call stays on the old device, if that is there still. */
enum baton_error baton_step_stay(struct baton_step *step, enum baton_transfer_outcome outcome,
    enum baton_transfer_reason reason);
/* The same, as failed. */
enum baton_error baton_step_fail(struct baton_step *step, enum baton_transfer_reason reason);
/* Agreed: the new device is let in, and the gate armed if it is up. */
void baton_step_admit(struct baton_step *step);
/* The new device's channels are up: the gate is armed. */
void baton_step_commit(struct baton_step *step);

/* Whether whoever asks takes part in the transfer; whether he speaks for the call; who it is. */
bool baton_step_takes_part(const struct baton_step *step);
bool baton_step_speaks_for_call(const struct baton_step *step);
enum baton_transfer_reason baton_step_asker(const struct baton_step *step);

/* --- reactions that several states share ------------------------------------------------------ */

baton_reaction baton_react_wrong_state, baton_react_no_standby, baton_react_in_progress,
    baton_react_ended, baton_react_claim, baton_react_cancel;
baton_reaction baton_react_new_up, baton_react_new_down, baton_react_new_gone,
    baton_react_old_gone; /* noted, no more */
baton_reaction baton_react_fail_new_gone, baton_react_fail_new_changed, baton_react_fail_new_unfit,
    baton_react_fail_old_gone, baton_react_room_gone, baton_react_removed;

/* --- reactions of one state ------------------------------------------------------------------- */

baton_reaction baton_showing_scan, baton_showing_renew, baton_showing_deadline;
baton_reaction baton_matching_scan, baton_matching_mismatch, baton_matching_deadline;
baton_reaction baton_confirming_confirm, baton_confirming_remote_left,
    baton_confirming_not_delivered, baton_confirming_deadline;
baton_reaction baton_connecting_new_up, baton_connecting_deadline;
baton_reaction baton_committing_committed, baton_committing_new_down, baton_committing_deadline;
baton_reaction baton_standby_return, baton_standby_renew, baton_standby_new_down,
    baton_standby_new_gone, baton_standby_old_gone, baton_standby_over;
baton_reaction baton_returning_committed, baton_returning_old_down, baton_returning_old_gone,
    baton_returning_deadline;

#endif
