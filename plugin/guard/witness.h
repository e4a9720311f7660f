/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells whether a participant seems to be the person with the new device. This person must not agree to their own
 * attempt. Control thread only. */
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

#endif
