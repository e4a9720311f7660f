/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirmation owns the respondents of a transfer: who was asked to agree, on which channel, and
 * each response. The machine decides what follows from the responses; the channel decides how a
 * question is presented. No function here steps a transfer. Events for the machine are posted
 * (baton_transfer_post), except a response, which the caller steps. Control thread only.
 */
#ifndef BATON_WORKFLOW_CONFIRMATION_H
#define BATON_WORKFLOW_CONFIRMATION_H

#include "workflow/transfer.h"

/* A participant who was asked. Lives as long as the transfer. */
struct baton_respondent {
    char id[BATON_ID_SIZE]; /* not secret: names the SMS, and owns the ticket */
    struct baton_transfer *transfer;
    char participant[BATON_ID_SIZE]; /* id of the participant, who may have left since */
    bool self; /* the participant who moves, asked on the device in the call */
    bool responded;
    bool withdrawn; /* was told that the question is over */
    bool dropped;   /* not waited for: no channel worked, or the participant has left */
    const struct baton_channel *how;
    char phone[BATON_PHONE_SIZE]; /* number to which an SMS is sent; "": none */
};

/* Returns the number of other participants in the room who could be asked now. */
int baton_confirmation_remotes(const struct baton_participant *moving);

/* The machine's actions ASK and WITHDRAW: ask every respondent, and tell them that the question is
 * over. */
void baton_confirmation_ask(struct baton_transfer *transfer);
void baton_confirmation_withdraw(struct baton_transfer *transfer);
/* The transfer has ended: kills all tickets and removes the respondents from the registry. */
void baton_confirmation_close(struct baton_transfer *transfer);

/* A question could not be delivered. Tells the device in the call, and asks on the fallback channel
 * if there is one. `reason` is shown to people; NULL: not known. */
void baton_confirmation_undelivered(struct baton_respondent *respondent, const char *reason);

/* Returns the participant's respondent in a transfer. NULL: the participant was not asked. */
struct baton_respondent *baton_confirmation_respondent(
    const struct baton_transfer *transfer, const struct baton_participant *participant);
/* Whether a response is awaited: the transfer is in the state confirming, and this respondent has
 * neither responded nor been dropped. */
bool baton_confirmation_is_open(const struct baton_respondent *respondent);
/*
 * Records a response and sets `*event`, with which the caller must step the transfer. Refuses the
 * response with already_responded, not_asked, or missing_element (a yes without the number); then
 * nothing changes.
 */
enum baton_error baton_confirmation_respond(struct baton_respondent *respondent, bool yes,
    int number, struct baton_transfer_event *event, struct baton_failure *failure);

/* A participant has left: their response is not awaited any more. `id`: the participant's id. */
void baton_confirmation_left(struct baton_engine *engine, const char *id);
/* A participant has changed to another device: open questions are shown on that device too. */
void baton_confirmation_repeat(struct baton_participant *participant);

#endif
