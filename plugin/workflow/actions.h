/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Performs the actions of the machine: what each does to media, to PeerConnections and to the two devices.
 * No action steps a transfer (see workflow/stepping.h). Control thread only.
 */
#ifndef BATON_WORKFLOW_ACTIONS_H
#define BATON_WORKFLOW_ACTIONS_H

#include "workflow/transfer.h"

/* Performs the actions of one step in order. The last one may be the last action of the transfer. */
void baton_actions_perform(
    struct baton_transfer *transfer, const struct baton_transfer_actions *actions);
/* Releases the transfer's gate after the gate has fired or was disarmed. Does nothing if there is no gate. */
void baton_actions_settle(struct baton_transfer *transfer);

#endif
