/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action owns what the machine's actions come to. Private to a move. */
#ifndef BATON_APP_ACTION_H
#define BATON_APP_ACTION_H

#include "app/move.h"

/* Performs one, which may be the transfer's last. */
void baton_action_perform(struct baton_move *move, enum baton_transfer_action action);
/* Puts away a gate that has fired or was disarmed; nothing to do if there is none. */
void baton_action_settle(struct baton_move *move);

#endif
