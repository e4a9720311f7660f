/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reactions before the agreement: those of the states SHOWING, MATCHING and CONFIRMING. */
#ifndef BATON_TRANSFER_AGREEMENT_H
#define BATON_TRANSFER_AGREEMENT_H

#include "transfer/step.h"

baton_reaction baton_showing_scan, baton_showing_renew, baton_showing_deadline;
baton_reaction baton_matching_scan, baton_matching_mismatch, baton_matching_deadline;
baton_reaction baton_confirming_confirm, baton_confirming_remote_left,
    baton_confirming_not_delivered, baton_confirming_disqualified, baton_confirming_deadline;

#endif
