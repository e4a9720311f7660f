/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The respondents of a transfer: who was asked to agree, on which channel, and each response. The machine decides what
 * follows from the responses. The channel decides how a question is presented.
 *
 * No function here steps a transfer. The functions post events for the machine (baton_transfer_post), except the event
 * of a response: the caller steps that event. Control thread only.
 */
#ifndef BATON_WORKFLOW_CONFIRMATION_H
#define BATON_WORKFLOW_CONFIRMATION_H

#include "workflow/respondent.h"
#include "workflow/transfer.h"

/* Whether the participant seems to be the person who shows the code, or the person with the new device, whose uplink is
 * `new_uplink` (guard/witness.h). */
bool baton_confirmation_involves(const struct baton_transfer *transfer,
    const struct baton_participant *participant, const struct baton_handle *new_uplink);
/* Returns how many other participants in the room could be asked now. A participant who seems to be the person with the
 * new device or the one who shows the code, or who cannot be compared with the first, is not counted (guard/witness.h).
 * `new_uplink` is the uplink of the new device. */
int baton_confirmation_remotes(
    const struct baton_transfer *transfer, const struct baton_handle *new_uplink);

/* The machine's actions ASK and WITHDRAW. The first asks every respondent, perhaps a little later: see
 * baton_confirmation_deliver. The second tells every respondent that the question is over. */
void baton_confirmation_ask(struct baton_transfer *transfer);
void baton_confirmation_withdraw(struct baton_transfer *transfer);
/* Asks the respondents whose question has waited for the network of the new device, if it need not wait any longer.
 * Otherwise does nothing. */
void baton_confirmation_deliver(struct baton_transfer *transfer);
/* The transfer has ended: kills all tickets, removes the respondents from the registry, and counts the question if
 * people did not agree to it. */
void baton_confirmation_close(struct baton_transfer *transfer);

/* A question could not be delivered. Tells the old device, and asks on the fallback channel if there is one.
 * `reason` is shown to people; NULL: not known. */
void baton_confirmation_undelivered(struct baton_respondent *respondent, const char *reason);
/* The SMS that asks the respondent could not be delivered. Does the same for everybody whom this SMS asks and who can
 * still respond. */
void baton_confirmation_sms_failed(const struct baton_respondent *respondent, const char *reason);

/* Finds the respondent of the transfer who is this participant. Returns NULL if the participant was not asked. */
struct baton_respondent *baton_confirmation_respondent(
    const struct baton_transfer *transfer, const struct baton_participant *participant);
/* Whether the respondent can respond now: the transfer is in the state confirming, and the respondent was asked and
 * has neither responded nor been dropped. */
bool baton_confirmation_is_open(const struct baton_respondent *respondent);
/*
 * One SMS asks all others of a transfer who have the same telephone number. Returns one of them who can respond now,
 * perhaps the respondent itself, or NULL. Returns NULL as well if the respondent was not asked by SMS.
 */
struct baton_respondent *baton_confirmation_next_of_sms(const struct baton_respondent *respondent);
/*
 * Stores a response and sets `*event`; the caller must step the transfer with this event. If the response is refused,
 * changes nothing and returns already_responded, not_asked, or missing_element (a yes without the number).
 */
enum baton_error baton_confirmation_respond(struct baton_respondent *respondent, bool yes,
    int number, struct baton_transfer_event *event, struct baton_failure *failure);

/* The participant with this id has left. No transfer waits for this participant's response any more. */
void baton_confirmation_left(struct baton_engine *engine, const char *id);
/* A session or an address of somebody in the room has become known. If a respondent now turns out to be the person with
 * the new device, this respondent's yes does not count any more. */
void baton_confirmation_check_witnesses(const struct baton_room *room);
/* A participant's call has moved to another device, or its device is back. Asks the participant's open questions on
 * that device again. */
void baton_confirmation_repeat(struct baton_participant *participant);
/*
 * The client of the device in a call has read its events up to the number `since`. Asks the open questions again whose
 * events it has missed and which are not kept any more. A question that was asked again is kept, so it is not asked a
 * third time before as many other events have pushed it out.
 */
void baton_confirmation_repeat_lost(const struct baton_device *device, uint64_t since);

#endif
