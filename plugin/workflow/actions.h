/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * actions owns what the actions of the machine do: to media, to channels, and to what both sides
 * are told. Nothing here steps a transfer; see workflow/stepping.h.
 */
#ifndef BATON_WORKFLOW_ACTIONS_H
#define BATON_WORKFLOW_ACTIONS_H

#include "workflow/transfer.h"

/* Performs one, which may be the transfer's last. */
void baton_actions_perform(struct baton_transfer *transfer, enum baton_transfer_action action);
/* Puts away a gate that has fired or was disarmed; nothing to do if there is none. */
void baton_actions_settle(struct baton_transfer *transfer);

#endif
