/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The transfer state machine: one attempt to move a participant from its device ("old") to
 * another ("new").
 *
 * Pure: no clock, no randomness, no allocation, no I/O. Whoever owns the transfer feeds it events
 * with the time they happened and performs, in order, the actions it answers with. Every event is
 * legal in every state; an event that makes no sense in a state is refused (requests) or ignored
 * (facts), and leaves the transfer unchanged.
 *
 * Two rules decide what is not obvious: deny, silence and error leave the call exactly as it was;
 * and a move that was agreed to survives the old device's death.
 *
 * The gate fires on another thread than the one that steps, so an event can arrive when media has
 * swapped already and only the news of it is late. A transfer that ended then would close the
 * device that carries the call. Hence the owner's duty while a gate is armed (COMMITTING and
 * RETURNING): before it steps an event for which baton_machine_drops_gate is true, it disarms the
 * gate, and if that was too late it steps COMMITTED first and then the event.
 *
 * Thread: none of its own; a transfer belongs to the thread that steps it.
 */
#ifndef BATON_TRANSFER_MACHINE_H
#define BATON_TRANSFER_MACHINE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"
#include "transfer/lifecycle.h"

/* Starts in OFFERED at `now`. `number` is 10..99 (asserted). Nothing needs to be freed. */
void baton_machine_init(struct baton_machine *machine, const struct baton_transfer_policy *policy,
    int number, baton_time now);

/*
 * Takes one event. A deadline at or before `now` is honoured before a request, so a late timer
 * can never let an expired code in, but after a fact, so that it finds the world as it is: media
 * that has swapped counts, and nobody is left with a device that is gone. `now` must not go back
 * (asserted).
 * `actions` is always set (count 0 when nothing is to do). Returns BATON_OK, or for a refused
 * request why: code_used, code_expired, code_mismatch, wrong_state, wrong_number, not_asked,
 * already_responded, no_standby, transfer_in_progress, not_in_call (RENEW by a device that has not
 * got the call; CANCEL, RETURN and MISMATCH by a side that takes no part), no_such_transfer
 * (ended). Some requests are refused *and* end the transfer: a wrong number, a mismatch, a SCAN
 * when there is nobody to ask (wrong_state); and a second SCAN is refused *and* warns. So perform
 * the actions in either case.
 */
enum baton_error baton_machine_step(struct baton_machine *machine,
    const struct baton_transfer_event *event, baton_time now,
    struct baton_transfer_actions *actions);

/*
 * Whether stepping this event now would take the armed gate away (DISARM or FORCE_OLD among the
 * actions). Changes nothing.
 */
bool baton_machine_drops_gate(
    const struct baton_machine *machine, const struct baton_transfer_event *event, baton_time now);

#endif
