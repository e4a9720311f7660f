/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reactions after the agreement: those of the states CONNECTING, COMMITTING, STANDBY and RETURNING. */
#ifndef BATON_TRANSFER_SWAP_H
#define BATON_TRANSFER_SWAP_H

#include "transfer/step.h"

baton_reaction baton_agreed_disqualified, baton_standby_disqualified;
baton_reaction baton_connecting_new_up, baton_connecting_deadline;
baton_reaction baton_committing_committed, baton_committing_new_down, baton_committing_deadline;
baton_reaction baton_standby_return, baton_standby_renew, baton_standby_new_down,
    baton_standby_new_gone, baton_standby_old_gone, baton_standby_over;
baton_reaction baton_returning_committed, baton_returning_old_down, baton_returning_old_gone,
    baton_returning_deadline;

#endif
