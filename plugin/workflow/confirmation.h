/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * poll owns who was asked to agree to a transfer, by which channel, and what each of them said.
 * What the answers come to is the machine's business; how a question looks is the channel's.
 */
#ifndef BATON_WORKFLOW_CONFIRMATION_H
#define BATON_WORKFLOW_CONFIRMATION_H

#include "confirm/phone.h"
#include "workflow/transfer.h"

/* Somebody who was asked. */
struct baton_respondent {
    char id[BATON_ID_SIZE]; /* no secret: names him towards the SMS gateway, and as a ticket's owner
                             */
    struct baton_transfer *transfer;
    struct baton_participant *participant; /* NULL: has left */
    bool self;                             /* the mover himself, on the device in the call */
    bool answered;
    bool withdrawn;   /* told that no answer is needed any more */
    bool unreachable; /* by no channel; the machine is still to hear of it */
    bool dropped;     /* it has */
    const struct baton_channel *how;
    char phone[BATON_PHONE_SIZE]; /* to which he was written; "": to none */
};

/* How many others in the room could be asked about this participant's call now. */
int baton_confirmation_remotes(const struct baton_participant *mover);

/* Actions of the machine: asks everyone, and takes the questions back that are settled. */
void baton_confirmation_ask(struct baton_transfer *transfer);
void baton_confirmation_withdraw(struct baton_transfer *transfer);
/* The transfer is over: tickets die, and replies find nobody any more. */
void baton_confirmation_close(struct baton_transfer *transfer);
void baton_confirmation_free(struct baton_transfer *transfer);

/* After a step: tells the machine whom no channel reaches. The transfer may end. */
void baton_confirmation_settle(struct baton_transfer *transfer);

/* A question could not be delivered: the person in the call is told, and it is asked by the channel
 * that stands in, if one does. Settle afterwards. */
void baton_confirmation_undelivered(struct baton_respondent *respondent, const char *words);

/* What a participant was asked about a transfer; NULL: he was not, or has left. */
struct baton_respondent *baton_confirmation_respondent(
    const struct baton_transfer *transfer, const struct baton_participant *participant);
/* Who waits for an answer: not given, not dropped, and the transfer is being confirmed. */
bool baton_confirmation_is_open(const struct baton_respondent *respondent);
/* Takes an answer, or refuses it: already_responded, missing_element (a yes without the number), or
 * what the machine says. The transfer may end. */
enum baton_error baton_confirmation_respond(
    struct baton_respondent *respondent, bool yes, int number, struct baton_failure *failure);

/* A participant leaves the room: he is not waited for any more. Others' transfers may end. */
void baton_confirmation_left(struct baton_participant *participant, const struct baton_room *room);
/* A participant has another device now, which is shown the questions that are open. */
void baton_confirmation_repeat(struct baton_participant *participant);

#endif
