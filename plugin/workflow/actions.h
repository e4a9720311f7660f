/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action owns what the machine's actions come to. Private to a transfer. */
#ifndef BATON_WORKFLOW_ACTIONS_H
#define BATON_WORKFLOW_ACTIONS_H

#include "workflow/transfer.h"

/* Performs one, which may be the transfer's last. */
void baton_actions_perform(struct baton_transfer *transfer, enum baton_transfer_action action);
/* Puts away a gate that has fired or was disarmed; nothing to do if there is none. */
void baton_actions_settle(struct baton_transfer *transfer);

#endif
