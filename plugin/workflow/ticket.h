/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ticket owns the secrets by which a person responds without being connected: one for each question
 * sent by SMS. The ledger stores the digest of a ticket like that of a code, and counts wrong
 * tickets like wrong codes. Control thread only.
 */
#ifndef BATON_WORKFLOW_TICKET_H
#define BATON_WORKFLOW_TICKET_H

#include "workflow/transfer.h"

struct baton_respondent; /* workflow/confirmation.h */

/* Makes a ticket for the respondent with this id. It is valid as long as the question. False with
 * `failure` set. The caller must wipe `ticket` after use. */
bool baton_ticket_new(struct baton_transfer *transfer, const char *respondent,
    char ticket[BATON_ID_SIZE], struct baton_failure *failure);
/* Kills a respondent's ticket. `as`: the error for later uses, code_used after a response,
 * otherwise code_expired. */
void baton_ticket_kill(
    struct baton_transfer *transfer, const char *respondent, enum baton_error as);
/* Returns the respondent to whom the ticket was sent. NULL with `failure` set: code_unknown,
 * already_responded, no_such_transfer (it has ended) or too_many_attempts. */
struct baton_respondent *baton_ticket_find(struct baton_engine *engine,
    const struct baton_handle *handle, const char *ticket, struct baton_failure *failure);

#endif
