/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person who was asked to agree to a transfer, and what the channels need to ask. Control thread only. */
#ifndef BATON_WORKFLOW_RESPONDENT_H
#define BATON_WORKFLOW_RESPONDENT_H

#include "confirm/channel.h"
#include "workflow/transfer.h"

/* A participant who was asked. Lives as long as the transfer. */
struct baton_respondent {
    char id[BATON_ID_SIZE]; /* not secret; key of the SMS, and owner of the ticket in the ledger */
    struct baton_transfer *transfer;
    char participant[BATON_ID_SIZE]; /* id of the participant, who may have left since */
    bool self;     /* this is the participant whose call moves; events go to the old device */
    bool stand_in; /* this participant responds for the one whose call moves, who is away */
    bool asked;    /* the question was sent */
    bool responded;
    bool agreed;    /* the response was a yes */
    bool withdrawn; /* the respondent was told that the question is over */
    bool
        own; /* this seems to be a person with a device of the transfer, and the yes does not count */
    bool dropped; /* the transfer does not wait: no channel worked, or the participant has left */
    uint64_t seq; /* number of the event that asked last, among those of the device; 0: none */
    const struct baton_channel *how;
    char phone[BATON_PHONE_SIZE]; /* number to which an SMS is sent; "": no number */
};

/* Whether the response is that of the person whose call moves, perhaps through the stand-in. */
static inline bool baton_respondent_is_of_call(const struct baton_respondent *respondent)
{
    return respondent->self || respondent->stand_in;
}

/* Returns NULL if the participant has left. */
struct baton_participant *baton_respondent_participant(const struct baton_respondent *respondent);
/* Returns the side of the machine's events about this person. */
enum baton_transfer_side baton_respondent_side(const struct baton_respondent *respondent);

/* For the functions of a channel. All pointers are borrowed, and valid until the transfer changes. */
struct baton_channel_host baton_respondent_host(const struct baton_respondent *respondent);
struct baton_question baton_respondent_question(const struct baton_respondent *respondent);
struct baton_asked baton_respondent_asked(struct baton_respondent *respondent);

/* Notes an entry about this person in the audit trail. `what` and `reason` may be NULL. */
void baton_respondent_note(const struct baton_respondent *respondent, enum baton_audit_kind kind,
    const char *what, const char *reason);

#endif
