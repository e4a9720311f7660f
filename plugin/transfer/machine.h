/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine owns the state machine of a transfer: one attempt to move a participant from its device ("old") to another
 * ("new").
 *
 * Pure: no clock, no randomness, no allocation, no I/O. The owner of a transfer steps each event with its time, and
 * performs the actions that the step returns, in order. Every event is legal in every state. An event that makes no
 * sense in a state is refused (a request) or ignored (a fact), and changes nothing.
 *
 * Two rules decide the other cases. Deny, silence and error leave the call exactly as it was. A transfer that was
 * agreed to survives the loss of the old device.
 *
 * The gate fires on a packet thread, so media can have swapped before the owner learns of it. If the transfer ended
 * then, it would close the device that carries the call. While a gate is armed (COMMITTING and RETURNING), the owner
 * therefore checks each event with baton_machine_drops_gate. If that is true, the owner first disarms the gate; if the
 * gate had already fired, the owner steps COMMITTED before the event.
 *
 * Thread: the one that steps the transfer.
 */
#ifndef BATON_TRANSFER_MACHINE_H
#define BATON_TRANSFER_MACHINE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"
#include "transfer/lifecycle.h"

/* Starts in SHOWING at `now`. `number` is 10..99 (asserted). Nothing needs to be freed. */
void baton_machine_init(struct baton_machine *machine, const struct baton_transfer_policy *policy,
    int number, baton_time now);

/*
 * Steps one event. `now` must not go back (asserted).
 *
 * A deadline at or before `now` counts before a request, so a late timer never lets an expired code in. It counts
 * after a fact: media that has swapped counts as swapped, and no participant is left with a device that is gone.
 *
 * Always sets `actions`, with count 0 if there is nothing to do. Returns BATON_OK, or the reason why it refused a
 * request: code_used, code_expired, code_mismatch, wrong_state, wrong_number, not_asked, already_responded,
 * no_standby, transfer_in_progress, no_such_transfer (in ENDED), and not_in_call: RENEW by a device that does not have
 * the call, or CANCEL, RETURN and MISMATCH by a side that takes no part.
 *
 * Perform the actions also after a refusal. Some refused requests end the transfer: a wrong number, a mismatch, a SCAN
 * when there is nobody to ask (wrong_state). A second SCAN is refused and warns the person in the call.
 */
enum baton_error baton_machine_step(struct baton_machine *machine,
    const struct baton_transfer_event *event, baton_time now,
    struct baton_transfer_actions *actions);

/*
 * Whether this event, stepped now, would disarm the gate: DISARM or FORCE_OLD would be among the actions. Changes
 * nothing.
 */
bool baton_machine_drops_gate(
    const struct baton_machine *machine, const struct baton_transfer_event *event, baton_time now);

#endif
