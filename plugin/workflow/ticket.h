/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tickets: secrets with which a person can respond from outside of the call. Each question that is sent by SMS has
 * a ticket. The ledger stores the digest of a ticket like the digest of a code. A wrong ticket is a miss, like a wrong
 * code (guard/attempt.h). Control thread only.
 */
#ifndef BATON_WORKFLOW_TICKET_H
#define BATON_WORKFLOW_TICKET_H

#include "workflow/transfer.h"

struct baton_respondent; /* workflow/confirmation.h */

/* Makes a ticket for the respondent with this id. The ticket is valid as long as the question. The caller must
 * wipe `ticket` after use. Returns false with `failure` set. */
bool baton_ticket_new(struct baton_transfer *transfer, const char *respondent,
    char ticket[BATON_ID_SIZE], struct baton_failure *failure);
/* Kills a respondent's ticket. `as` is the error for later uses of the ticket: code_used after a response, otherwise
 * code_expired. */
void baton_ticket_kill(
    struct baton_transfer *transfer, const char *respondent, enum baton_error as);
/* Returns the respondent to whom the ticket was sent. Otherwise returns NULL with `failure` set to code_unknown,
 * already_responded, no_such_transfer (the transfer has ended) or too_many_attempts. */
struct baton_respondent *baton_ticket_find(struct baton_engine *engine,
    const struct baton_handle *handle, const char *ticket, struct baton_failure *failure);

#endif
