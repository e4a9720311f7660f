/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * connection owns what the channels of a device mean for its participant's transfer: up, down,
 * gone, or in another network than before.
 */
#ifndef BATON_WORKFLOW_CONNECTION_H
#define BATON_WORKFLOW_CONNECTION_H

#include "workflow/transfer.h"

/* A channel of a device has come up, gone down, or been declared unneeded: the new device may be
 * complete now, or not any more. */
void baton_connection_changed(struct baton_device *device);
/* The PeerConnection of a device's uplink went down. */
void baton_connection_uplink_down(struct baton_device *device);
/* The handle of a device's uplink is about to vanish, or the device leaves. It is out of the call
 * afterwards; its participant may be gone, too. */
void baton_connection_uplink_gone(struct baton_device *device);
/* Warns the device in the call, once, if the two devices seem to be in different networks. */
void baton_connection_compare_networks(struct baton_transfer *transfer);

#endif
