/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket owns the secrets by which somebody responds from outside of the call: one for each
 * question that a channel takes there. The ledger knows them by digest, as it knows codes, and
 * counts wrong tickets as it counts wrong codes.
 */
#ifndef BATON_WORKFLOW_TICKET_H
#define BATON_WORKFLOW_TICKET_H

#include "workflow/transfer.h"

struct baton_respondent; /* workflow/confirmation.h */

/* Makes a ticket for a respondent of the transfer, by his id. It is good as long as the question.
 * False with `failure` set. Wipe it after use. */
bool baton_ticket_new(struct baton_transfer *transfer, const char *respondent,
    char ticket[BATON_ID_SIZE], struct baton_failure *failure);
/* A respondent's ticket is dead: code_used (he has responded) or code_expired. */
void baton_ticket_kill(
    struct baton_transfer *transfer, const char *respondent, enum baton_error as);
/* Who has this ticket; NULL with `failure` set: code_unknown, already_responded, no_such_transfer
 * (it is over), too_many_attempts. */
struct baton_respondent *baton_ticket_find(struct baton_engine *engine,
    const struct baton_handle *handle, const char *ticket, struct baton_failure *failure);

#endif
