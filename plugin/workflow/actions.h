/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * actions owns the effect of each action of the machine: on media, on PeerConnections, and on the
 * two devices. No action steps a transfer; see workflow/stepping.h. Control thread only.
 */
#ifndef BATON_WORKFLOW_ACTIONS_H
#define BATON_WORKFLOW_ACTIONS_H

#include "workflow/transfer.h"

/* Performs one action. It may be the last one of the transfer. */
void baton_actions_perform(struct baton_transfer *transfer, enum baton_transfer_action action);
/* Releases the transfer's gate after it has fired or was disarmed. Does nothing if there is no
 * gate. */
void baton_actions_settle(struct baton_transfer *transfer);

#endif
