/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirmation owns who was asked to agree to a transfer, by which channel, and the response of
 * each. The machine decides what the responses lead to; the channel decides how a question looks.
 * Nothing here steps a transfer: what the machine must hear is posted (baton_transfer_post), except
 * a response, which the caller steps.
 */
#ifndef BATON_WORKFLOW_CONFIRMATION_H
#define BATON_WORKFLOW_CONFIRMATION_H

#include "workflow/transfer.h"

/* Somebody who was asked. Lives as long as the transfer. */
struct baton_respondent {
    char id[BATON_ID_SIZE]; /* no secret: his name towards the SMS gateway, and a ticket's owner */
    struct baton_transfer *transfer;
    char participant[BATON_ID_SIZE]; /* id; that participant may have left */
    bool self;                       /* the person who moves, on the device in the call */
    bool responded;
    bool withdrawn; /* told that no response is needed any more */
    bool dropped;   /* reached by no channel, or has left: he is not waited for */
    const struct baton_channel *how;
    char phone[BATON_PHONE_SIZE]; /* to which he was written; "": to none */
};

/* How many others in the room could be asked about this participant's call now. */
int baton_confirmation_remotes(const struct baton_participant *mover);

/* Actions of the machine: asks everyone, and takes the questions back that are settled. */
void baton_confirmation_ask(struct baton_transfer *transfer);
void baton_confirmation_withdraw(struct baton_transfer *transfer);
/* The transfer is over: tickets are dead, and responses find nobody any more. */
void baton_confirmation_close(struct baton_transfer *transfer);

/* A question could not be delivered: the device in the call is told, and the channel that stands
 * in, if there is one, asks instead. */
void baton_confirmation_undelivered(struct baton_respondent *respondent, const char *words);

/* The respondent that a participant is in a transfer; NULL: he was not asked. */
struct baton_respondent *baton_confirmation_respondent(
    const struct baton_transfer *transfer, const struct baton_participant *participant);
/* A response is waited for: not given, not dropped, and the transfer is being confirmed. */
bool baton_confirmation_is_open(const struct baton_respondent *respondent);
/*
 * Notes a response and sets `*event` to what the transfer is to be stepped with. Refuses it
 * (already_responded, not_asked, or missing_element for a yes without the number) and then changes
 * nothing.
 */
enum baton_error baton_confirmation_respond(struct baton_respondent *respondent, bool yes,
    int number, struct baton_transfer_event *event, struct baton_failure *failure);

/* A participant has left: nobody waits for his response any more. `id` is his. */
void baton_confirmation_left(struct baton_engine *engine, const char *id);
/* A participant has another device now, which is shown the questions that are open. */
void baton_confirmation_repeat(struct baton_participant *participant);

#endif
