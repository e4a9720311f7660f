/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells a participant's transfer when a PeerConnection of the participant's devices comes up, goes down or
 * disappears. Control thread only.
 */
#ifndef BATON_WORKFLOW_CONNECTION_H
#define BATON_WORKFLOW_CONNECTION_H

#include "workflow/transfer.h"

/* Call it after a PeerConnection of a device has come up or gone down, or is not needed any more. Tells the
 * transfer whether the new device is connected now. */
void baton_connection_changed(struct baton_device *device);
/* The PeerConnection of a device's uplink went down. */
void baton_connection_uplink_down(struct baton_device *device);
/* The handle of a device's uplink is about to be freed, or the device leaves. Removes and frees the device.
 * The participant may be freed, too. */
void baton_connection_uplink_gone(struct baton_device *device);

#endif
