/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells whether a participant seems to be the person with the new device, or could be without Baton noticing it. This
 * person must not agree to their own attempt. Control thread only. */
#ifndef BATON_WORKFLOW_WITNESS_H
#define BATON_WORKFLOW_WITNESS_H

#include "state/participant.h"

/*
 * Whether a device of the participant and the new device have the same Janus session, or send from the same network
 * address. `uplink` is the new device's uplink, which may have no device yet. Returns false if sessions and addresses
 * are not known.
 */
bool baton_witness_is_own(
    const struct baton_participant *participant, const struct baton_handle *uplink);
/* Whether one of these addresses of a participant is an address of the new device. Remains true of a participant who
 * has left since. */
bool baton_witness_was_at(
    const struct baton_addresses *addresses, const struct baton_handle *uplink);
/* Whether the device in the participant's call can be compared with a new device. False only while addresses are
 * reported and none is known of this device: it has not connected, or only through a relay. */
bool baton_witness_is_comparable(const struct baton_participant *participant);

#endif
