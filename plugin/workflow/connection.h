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
/* Does the same for a device that is connected, but the transfer learns it after the current event. */
void baton_connection_announce(const struct baton_device *device);
/* The PeerConnection of a device's uplink went down. */
void baton_connection_uplink_down(struct baton_device *device);
/* The handle of a device's uplink is about to be freed. Frees the device, and the participant if this was the last
 * device; but if the room keeps participants who are away, the last device stays without handles. */
void baton_connection_uplink_gone(struct baton_device *device);
/* The device leaves. Does the same, but nobody becomes away. */
void baton_connection_leave(struct baton_device *device);
/* Another connection takes the place of the active device's handles, which become fresh. The participant becomes away,
 * in any room. The caller gives the device handles (baton_device_equip) and then calls baton_connection_back. Returns
 * false if the call has moved to another device at this moment: then the device is freed. */
bool baton_connection_replace(struct baton_device *device);
/* The device of a participant who is away has got handles again. */
void baton_connection_back(struct baton_device *device);

#endif
