/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state machine of a transfer: one attempt to move a participant from one device ("old") to another ("new").
 *
 * Pure: no clock, no randomness, no allocation, no I/O. The owner of a transfer steps the machine with each event and
 * its time, and performs the returned actions in order. Every event is allowed in every state. If an event makes
 * no sense in the present state, a request is refused and a fact is ignored, and nothing changes.
 *
 * If `old_away` is true, the transfer begins without the old device. A person may act for it, with events by OLD.
 *
 * Two rules hold for all events. Before the agreement, a no, silence or an error leaves the call exactly as it
 * was. After the agreement, the transfer survives the loss of the old device.
 *
 * The gate fires on a packet thread, so the media can have changed to the new device before the owner knows it. If the
 * transfer then ended, it would close the device that has the call. To prevent that, while a gate is armed (COMMITTING
 * and RETURNING) the owner checks each event with baton_machine_drops_gate. If that function returns true, the owner
 * first disarms the gate; if the gate has already fired, the owner steps COMMITTED before the event.
 *
 * Thread: the control thread.
 */
#ifndef BATON_TRANSFER_MACHINE_H
#define BATON_TRANSFER_MACHINE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"
#include "transfer/lifecycle.h"

/* Starts the machine in SHOWING at `now`. `number` is 10..99 (asserted). Nothing needs to be freed. */
void baton_machine_init(struct baton_machine *machine, const struct baton_transfer_policy *policy,
    int number, baton_time now);

/*
 * Steps the machine with one event. `now` must not go back (asserted).
 *
 * If the deadline has passed at `now`, the deadline takes effect before a request, so that an expired code is refused
 * even if the timer is late. The deadline takes effect after a fact, so that media that has swapped counts as swapped,
 * and no participant is left with a device that is gone.
 *
 * Always sets `actions`, with count 0 if there is nothing to do. Returns BATON_OK, or the reason why it refused a
 * request: code_used, code_expired, code_mismatch, wrong_state, wrong_number, not_asked, already_responded, no_standby,
 * transfer_in_progress, no_such_transfer (in ENDED), or not_in_call. The error not_in_call is for RENEW by a device
 * that does not have the call, and for CANCEL, RETURN and MISMATCH by a side that takes no part.
 *
 * Perform the actions also after a refusal. Some refused requests end the transfer: a wrong number, a mismatch, and a
 * SCAN if there is nobody to ask (wrong_state). A second SCAN, also refused, warns the person in the call.
 */
enum baton_error baton_machine_step(struct baton_machine *machine,
    const struct baton_transfer_event *event, baton_time now,
    struct baton_transfer_actions *actions);

/*
 * Whether this event, if stepped now, would disarm the gate: DISARM or FORCE_OLD would be among the actions. Changes
 * nothing.
 */
bool baton_machine_drops_gate(
    const struct baton_machine *machine, const struct baton_transfer_event *event, baton_time now);

#endif
