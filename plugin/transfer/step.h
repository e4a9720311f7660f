/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One step of the state machine, and the operations that reactions use. Only machine.c, agreement.c and swap.c include
 * this header: machine.c has the table of reactions, the other two have the reactions.
 */
#ifndef BATON_TRANSFER_STEP_H
#define BATON_TRANSFER_STEP_H

#include "base/error.h"
#include "transfer/lifecycle.h"

struct baton_step {
    struct baton_machine *machine;
    const struct baton_transfer_event *event;
    baton_time now;
    struct baton_transfer_actions *actions;
};

/* The reaction of a state to an event. Returns BATON_OK, or the error with which it refuses a request. */
typedef enum baton_error baton_reaction(struct baton_step *step);

/* --- operations ------------------------------------------------------------------------------- */

void baton_step_act(struct baton_step *step, enum baton_transfer_action action);
void baton_step_enter(
    struct baton_step *step, enum baton_transfer_state state, baton_time duration);
void baton_step_end(struct baton_step *step, enum baton_transfer_outcome outcome,
    enum baton_transfer_reason reason);
/* Releases what the state uses outside of the machine: the live code, the open questions or the armed gate. */
void baton_step_release(struct baton_step *step);
/* Before the commit: ends the transfer. The call stays on the old device, if that device is not gone. */
enum baton_error baton_step_stay(struct baton_step *step, enum baton_transfer_outcome outcome,
    enum baton_transfer_reason reason);
/* baton_step_stay with the outcome `failed`. */
enum baton_error baton_step_fail(struct baton_step *step, enum baton_transfer_reason reason);
/* People have agreed: admits the new device. If the PeerConnections of this device are up, also arms the gate. */
void baton_step_admit(struct baton_step *step);
/* The new device's PeerConnections are up: arms the gate, and enters COMMITTING. */
void baton_step_arm_new(struct baton_step *step);

/*
 * These functions are about the side that sent the event. They return whether it takes part in the transfer, whether it
 * acts for the device that has the call, and the reason that names this side.
 */
bool baton_step_takes_part(const struct baton_step *step);
bool baton_step_speaks_for_call(const struct baton_step *step);
enum baton_transfer_reason baton_step_asker(const struct baton_step *step);

/* --- reactions that several states share ------------------------------------------------------ */

baton_reaction baton_react_wrong_state, baton_react_no_standby, baton_react_in_progress,
    baton_react_ended, baton_react_claim, baton_react_cancel;
baton_reaction baton_react_new_up, baton_react_new_down, baton_react_new_gone,
    baton_react_old_gone, baton_react_old_back; /* these only note the fact */
baton_reaction baton_react_fail_new_gone, baton_react_fail_new_changed, baton_react_fail_new_unfit,
    baton_react_fail_old_gone, baton_react_fail_old_back, baton_react_fail_stand_in_gone,
    baton_react_room_gone, baton_react_removed;

#endif
