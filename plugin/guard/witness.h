/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells whose yes cannot count for a transfer: the participant seems to be the person with the new device, who must not
 * agree to their own attempt, or the participant cannot be compared with that person. Control thread only. */
#ifndef BATON_GUARD_WITNESS_H
#define BATON_GUARD_WITNESS_H

#include "state/participant.h"

/*
 * Whether a device of the participant and the new device have the same Janus session, or send from the same network
 * address. `uplink` is the new device's uplink, which may have no device yet. Returns false if sessions and addresses
 * are not known.
 */
bool baton_witness_is_own(
    const struct baton_participant *participant, const struct baton_handle *uplink);
/* Does the same, but compares only the sessions. */
bool baton_witness_has_session(
    const struct baton_participant *participant, const struct baton_handle *uplink);

/*
 * Whether the participant cannot be compared with anybody: the addresses of devices are reported, and no PeerConnection
 * of the participant's device is up, so none will be reported for it. Without this check, a person could stay in the
 * room without media, and agree to the move to their own second device. A device behind a relay (TURN) is not hidden.
 */
bool baton_witness_is_hidden(const struct baton_participant *participant);

#endif
