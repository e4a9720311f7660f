/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells whose yes cannot count for a transfer: the participant seems to be the person with the new device, or the
 * person who shows a code for somebody else. Nobody must agree to their own attempt. The same holds if the participant
 * cannot be compared with these people. Control thread only. */
#ifndef BATON_GUARD_WITNESS_H
#define BATON_GUARD_WITNESS_H

#include "state/participant.h"

/*
 * Whether a device of the participant and another device have the same Janus session, or send from the same network
 * address. `uplink` is the uplink of the other device, that is the new one or that of the stand-in, and may have no
 * device yet. Returns false if sessions and addresses are not known.
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
