/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The respondents of a transfer and their responses. */
#include "workflow/confirmation.h"

#include <openssl/crypto.h>
#include <string.h>

#include "guard/attempt.h"
#include "guard/remembered.h"
#include "guard/witness.h"
#include "workflow/network.h"
#include "workflow/ticket.h"

/* --- asking ----------------------------------------------------------------------------------- */

/* Whether the participant seems to be the person who shows the code. A stand-in acts for somebody else, so its address
 * counts as that of the new device does. If the device in the call shows the code, only its session counts: its person
 * may move the call in any case, and the people around this person are good witnesses. */
static bool is_shower(
    const struct baton_transfer *transfer, const struct baton_participant *participant)
{
    const struct baton_handle *shower = baton_transfer_shower(transfer);
    return transfer->origin.by[0] ? baton_witness_is_own(participant, shower)
                                  : baton_witness_has_session(participant, shower);
}

bool baton_confirmation_involves(const struct baton_transfer *transfer,
    const struct baton_participant *participant, const struct baton_handle *new_uplink)
{
    return is_shower(transfer, participant) || baton_witness_is_own(participant, new_uplink);
}

/* Whether the person who acts for the one who is away can be compared with nobody. */
static bool has_hidden_stand_in(const struct baton_transfer *transfer)
{
    const struct baton_participant *stand_in = baton_transfer_stand_in(transfer);
    return stand_in && baton_witness_is_hidden(stand_in);
}

/* The stand-in responds for the person who is away, so the same person cannot count as one of the others, also if this
 * person has joined a second time. */
static bool can_be_asked(const struct baton_transfer *transfer,
    const struct baton_participant *participant, const struct baton_handle *new_uplink)
{
    return participant != transfer->participant && participant->active &&
           participant->active->uplink && strcmp(participant->id, transfer->origin.by) != 0 &&
           !baton_confirmation_involves(transfer, participant, new_uplink) &&
           !baton_witness_is_hidden(participant) && !has_hidden_stand_in(transfer);
}

int baton_confirmation_remotes(
    const struct baton_transfer *transfer, const struct baton_handle *new_uplink)
{
    const GPtrArray *participants = transfer->participant->room->participants;
    int count = 0;
    for (guint i = 0; i < participants->len; i++)
        count += can_be_asked(transfer, g_ptr_array_index(participants, i), new_uplink);
    return count;
}

/* Notes which event of the device asks the respondent. */
static void note_event(struct baton_respondent *respondent)
{
    const struct baton_participant *participant = baton_respondent_participant(respondent);
    const struct baton_device *device = respondent->self ? respondent->transfer->old_device
                                        : participant    ? participant->active
                                                         : NULL;
    respondent->seq = device ? device->events.last : 0;
}

/* Sends the question on the respondent's channel. */
static bool send_question(struct baton_respondent *respondent, struct baton_failure *failure)
{
    const struct baton_channel_host host = baton_respondent_host(respondent);
    const struct baton_asked asked = baton_respondent_asked(respondent);
    struct baton_question question = baton_respondent_question(respondent);
    char ticket[BATON_ID_SIZE];
    if (respondent->how->needs_ticket && question.link) {
        if (!baton_ticket_new(respondent->transfer, respondent->id, ticket, failure))
            return false;
        question.ticket = ticket;
    }
    bool was_asked = respondent->how->ask(&host, &question, &asked, failure) == BATON_OK;
    OPENSSL_cleanse(ticket, sizeof(ticket));
    note_event(respondent);
    return was_asked;
}

static bool ask(struct baton_respondent *respondent, struct baton_failure *failure)
{
    bool was_asked = send_question(respondent, failure);
    if (was_asked)
        baton_respondent_note(respondent, BATON_AUDIT_ASKED, respondent->how->name, NULL);
    return was_asked;
}

/* Returns the channel to use after the first channel has failed, or NULL. */
static const struct baton_channel *fallback_for(const struct baton_respondent *respondent)
{
    const struct baton_channel *fallback = respondent->transfer->engine->config.sms_fallback;
    return respondent->how == respondent->transfer->confirm.how && fallback != respondent->how
               ? fallback
               : NULL;
}

/* No channel reaches the respondent. Tells the machine not to wait for the response. */
static void drop_unreachable(struct baton_respondent *respondent)
{
    respondent->dropped = true;
    baton_transfer_post(
        respondent->transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_NOT_DELIVERED,
                                  .by = baton_respondent_side(respondent)});
}

void baton_confirmation_undelivered(struct baton_respondent *respondent, const char *reason)
{
    const struct baton_channel *fallback = fallback_for(respondent);
    baton_transfer_tell_old_side(respondent->transfer,
        json_pack("{s:s, s:s, s:s?, s:s, s:s?}", "baton", "delivery_failed", "how",
            respondent->how->name, "participant",
            baton_respondent_participant(respondent) ? respondent->participant : NULL, "text",
            reason, "fallback", fallback ? fallback->name : NULL));
    baton_respondent_note(respondent, BATON_AUDIT_NOT_DELIVERED, respondent->how->name, NULL);
    if (fallback)
        respondent->how = fallback;
    if (!fallback || !ask(respondent, NULL))
        drop_unreachable(respondent);
}

static bool is_asked_by_sms(const struct baton_respondent *respondent)
{
    return respondent->asked && respondent->how == &baton_channel_sms;
}

/* Whether one SMS asks both respondents of a transfer. The person whose call moves (or the stand-in) and the others
 * have to agree separately, so they share no SMS. */
static bool shares_sms(const struct baton_respondent *one, const struct baton_respondent *other)
{
    return is_asked_by_sms(one) && is_asked_by_sms(other) &&
           baton_respondent_is_of_call(one) == baton_respondent_is_of_call(other) &&
           strcmp(one->phone, other->phone) == 0;
}

/* Whether an SMS that asks the respondent too has been sent already. */
static bool has_sms(const struct baton_respondent *respondent)
{
    const GPtrArray *all = respondent->transfer->respondents;
    for (guint i = 0; i < all->len; i++) {
        const struct baton_respondent *other = g_ptr_array_index(all, i);
        if (other != respondent && !other->dropped && shares_sms(respondent, other))
            return true;
    }
    return false;
}

void baton_confirmation_sms_failed(const struct baton_respondent *respondent, const char *reason)
{
    const struct baton_respondent asked = *respondent; /* the first step may change its channel */
    struct baton_respondent *next;
    while ((next = baton_confirmation_next_of_sms(&asked)))
        baton_confirmation_undelivered(next, reason);
}

static void ask_respondent(struct baton_respondent *respondent)
{
    struct baton_failure failure;
    respondent->asked = true;
    if (has_sms(respondent))
        baton_respondent_note(respondent, BATON_AUDIT_ASKED, respondent->how->name, NULL);
    else if (!ask(respondent, &failure))
        baton_confirmation_undelivered(respondent, failure.text);
}

static void add_respondent(
    struct baton_transfer *transfer, const struct baton_participant *participant)
{
    struct baton_respondent *respondent = g_new0(struct baton_respondent, 1);
    respondent->transfer = transfer;
    g_strlcpy(respondent->participant, participant->id, sizeof(respondent->participant));
    respondent->self = participant == transfer->participant;
    respondent->stand_in = strcmp(participant->id, transfer->origin.by) == 0;
    respondent->how = transfer->confirm.how;
    g_strlcpy(respondent->phone, participant->phone, sizeof(respondent->phone));
    g_ptr_array_add(transfer->respondents, respondent);
    g_snprintf(
        respondent->id, sizeof(respondent->id), "asked-%016" PRIx64, ++transfer->engine->asked);
    g_hash_table_insert(transfer->engine->respondents, respondent->id, respondent);
}

static void ask_all(struct baton_transfer *transfer)
{
    transfer->ask_at = BATON_NEVER;
    baton_network_conclude(transfer);
    for (guint i = 0; i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        if (!respondent->dropped)
            ask_respondent(respondent);
    }
}

void baton_confirmation_ask(struct baton_transfer *transfer)
{
    const GPtrArray *participants = transfer->participant->room->participants;
    transfer->respondents = g_ptr_array_new_with_free_func(g_free);
    const struct baton_participant *stand_in = baton_transfer_stand_in(transfer);
    if (transfer->confirm.old && (stand_in || transfer->old_device))
        add_respondent(transfer, stand_in ? stand_in : transfer->participant);
    else if (transfer->old_device)
        baton_transfer_warn(transfer, "others_asked", NULL);
    for (guint i = 0; transfer->confirm.remote != BATON_REMOTE_NONE && i < participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(participants, i);
        if (can_be_asked(transfer, participant, transfer->new_uplink))
            add_respondent(transfer, participant);
    }
    baton_network_compare(transfer);
    if (baton_network_is_awaited(transfer))
        transfer->ask_at = transfer->engine->now +
                           MIN(BATON_NETWORK_WAIT, transfer->engine->config.confirm_timeout / 3);
    else
        ask_all(transfer);
}

void baton_confirmation_deliver(struct baton_transfer *transfer)
{
    bool waits = transfer->ask_at != BATON_NEVER;
    if (waits && (transfer->ask_at <= transfer->engine->now || !baton_network_is_awaited(transfer)))
        ask_all(transfer);
}

/* --- withdrawing questions -------------------------------------------------------------------- */

/* Whether the respondent has to be told that the question is over. The person whose call moves knows how a
 * pop-up on the old device ended. This person does not know what the others decided, or how a question on
 * another channel ended. */
static bool needs_withdrawal(const struct baton_respondent *respondent)
{
    const struct baton_transfer *transfer = respondent->transfer;
    if (respondent->withdrawn || !respondent->asked || !baton_respondent_participant(respondent))
        return false;
    if (!baton_respondent_is_of_call(respondent))
        return true;
    return transfer->machine.state != BATON_TRANSFER_CONFIRMING &&
           (transfer->confirm.remote != BATON_REMOTE_NONE ||
               respondent->how != &baton_channel_popup);
}

static void withdraw(struct baton_respondent *respondent)
{
    const struct baton_machine *machine = &respondent->transfer->machine;
    const struct baton_channel_host host = baton_respondent_host(respondent);
    const struct baton_question question = baton_respondent_question(respondent);
    const struct baton_asked asked = baton_respondent_asked(respondent);
    bool over = machine->state == BATON_TRANSFER_ENDED;
    respondent->withdrawn = true;
    respondent->how->withdraw(&host, &question, &asked,
        over ? baton_transfer_outcome_name(machine->outcome) : "agreed",
        over ? baton_transfer_reason_text(machine->reason) : "People have agreed to the move.");
}

void baton_confirmation_withdraw(struct baton_transfer *transfer)
{
    if (transfer->machine.state != BATON_TRANSFER_CONFIRMING)
        transfer->ask_at = BATON_NEVER;
    transfer->asked_in_vain = transfer->machine.state == BATON_TRANSFER_ENDED;
    for (guint i = 0; i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        if (needs_withdrawal(respondent))
            withdraw(respondent);
    }
}

/* Whether the respondent was asked and did not agree. The person whose call moves does not count if they cancel the
 * transfer themselves. */
static bool was_bothered(const struct baton_respondent *respondent)
{
    enum baton_transfer_reason reason = respondent->transfer->machine.reason;
    bool took_back = reason == BATON_REASON_BY_OLD || reason == BATON_REASON_BY_OPERATOR;
    return respondent->asked && !respondent->agreed && !respondent->dropped && !respondent->own &&
           !(baton_respondent_is_of_call(respondent) && took_back);
}

/* A wrong number is not counted here, because it counts as a number. A device that asks for a call again needs no code
 * that somebody shows now. Otherwise whoever has one such device could pause all other moves of the call. */
static void count_question(const struct baton_transfer *transfer)
{
    bool bothered = false;
    if (!transfer->asked_in_vain || transfer->machine.reason == BATON_REASON_WRONG_NUMBER)
        return;
    if (transfer->recalled[0]) {
        baton_remembered_asked_in_vain(transfer->participant, transfer->recalled);
        return;
    }
    for (guint i = 0; i < transfer->respondents->len; i++)
        bothered |= was_bothered(g_ptr_array_index(transfer->respondents, i));
    if (bothered)
        baton_attempt_vain_question(
            transfer->participant, transfer->id, transfer->machine.policy.old_away);
}

void baton_confirmation_close(struct baton_transfer *transfer)
{
    count_question(transfer);
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        baton_ticket_kill(respondent->transfer, respondent->id, BATON_E_CODE_EXPIRED);
        g_hash_table_remove(transfer->engine->respondents, respondent->id);
    }
}

/* --- responses -------------------------------------------------------------------------------- */

struct baton_respondent *baton_confirmation_respondent(
    const struct baton_transfer *transfer, const struct baton_participant *participant)
{
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        if (strcmp(respondent->participant, participant->id) == 0)
            return respondent;
    }
    return NULL;
}

/* Whether the transfer waits for the response. The respondent may not have been asked yet. */
static bool is_awaited(const struct baton_respondent *respondent)
{
    return !respondent->responded && !respondent->dropped &&
           respondent->transfer->machine.state == BATON_TRANSFER_CONFIRMING;
}

bool baton_confirmation_is_open(const struct baton_respondent *respondent)
{
    return respondent->asked && is_awaited(respondent);
}

struct baton_respondent *baton_confirmation_next_of_sms(const struct baton_respondent *respondent)
{
    const GPtrArray *all = respondent->transfer->respondents;
    for (guint i = 0; i < all->len; i++) {
        struct baton_respondent *other = g_ptr_array_index(all, i);
        if (shares_sms(respondent, other) && baton_confirmation_is_open(other))
            return other;
    }
    return NULL;
}

/* Kills the ticket of the SMS that asked the respondent, unless it asks somebody else who can still respond. */
static void kill_used_ticket(const struct baton_respondent *respondent)
{
    const GPtrArray *all = respondent->transfer->respondents;
    if (baton_confirmation_next_of_sms(respondent))
        return;
    for (guint i = 0; i < all->len; i++) {
        const struct baton_respondent *other = g_ptr_array_index(all, i);
        if (other == respondent || shares_sms(respondent, other))
            baton_ticket_kill(respondent->transfer, other->id, BATON_E_CODE_USED);
    }
}

/* A yes without a number is refused. It does not count as a wrong number, which would end the transfer. */
static enum baton_error check_response(
    const struct baton_respondent *respondent, bool yes, int number, struct baton_failure *failure)
{
    if (respondent->responded)
        return baton_failure_set(
            failure, BATON_E_ALREADY_RESPONDED, "you have responded to this question already");
    if (respondent->own)
        return baton_failure_set(failure, BATON_E_NOT_ASKED,
            "a device of this transfer has your own session or address, so your response does not count");
    if (respondent->dropped)
        return baton_failure_set(failure, BATON_E_NOT_ASKED, "this question is not asked any more");
    if (!respondent->asked)
        return baton_failure_set(failure, BATON_E_NOT_ASKED, "this question is not asked yet");
    if (yes && number == 0 && baton_confirmation_is_open(respondent) &&
        respondent->transfer->machine.policy.form == BATON_FORM_NUMBER)
        return baton_failure_set(failure, BATON_E_MISSING_ELEMENT,
            "number: missing; expected the number that the new device shows");
    return BATON_OK;
}

enum baton_error baton_confirmation_respond(struct baton_respondent *respondent, bool yes,
    int number, struct baton_transfer_event *event, struct baton_failure *failure)
{
    enum baton_error error = check_response(respondent, yes, number, failure);
    if (error)
        return error;
    respondent->responded = baton_confirmation_is_open(respondent);
    respondent->agreed = respondent->responded && yes;
    baton_respondent_note(respondent, BATON_AUDIT_RESPONDED, yes ? "yes" : "no", NULL);
    kill_used_ticket(respondent);
    *event = (struct baton_transfer_event){.type = BATON_TRANSFER_CONFIRM,
        .by = baton_respondent_side(respondent),
        .yes = yes,
        .number = number};
    return BATON_OK;
}

/* --- respondents who turn out to be the person with the new device ---------------------------- */

static void disqualify(struct baton_respondent *respondent)
{
    bool counts = respondent->agreed || is_awaited(respondent);
    if (respondent->own)
        return;
    respondent->own = true;
    baton_respondent_note(respondent, BATON_AUDIT_NOT_COUNTED, respondent->agreed ? "yes" : NULL,
        baton_transfer_reason_name(BATON_REASON_OWN_WITNESS));
    respondent->dropped |= !respondent->responded;
    if (counts)
        baton_transfer_post(
            respondent->transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_DISQUALIFIED,
                                      .yes = respondent->agreed});
}

static void check_witnesses(const struct baton_transfer *transfer)
{
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        const struct baton_participant *participant = baton_respondent_participant(respondent);
        if (!baton_respondent_is_of_call(respondent) && participant &&
            baton_confirmation_involves(transfer, participant, transfer->new_uplink))
            disqualify(respondent);
    }
}

void baton_confirmation_check_witnesses(const struct baton_room *room)
{
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *moving = g_ptr_array_index(room->participants, i);
        if (moving->transfer)
            check_witnesses(moving->transfer);
    }
}

/* --- participants who leave or change their device -------------------------------------------- */

void baton_confirmation_left(struct baton_engine *engine, const char *id)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->respondents);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct baton_respondent *respondent = value;
        if (baton_respondent_is_of_call(respondent) || strcmp(respondent->participant, id) != 0 ||
            !is_awaited(respondent))
            continue;
        respondent->dropped = true;
        baton_transfer_post(respondent->transfer,
            (struct baton_transfer_event){.type = BATON_TRANSFER_REMOTE_LEFT});
    }
}

/* Whether the device has not read the event with the question, and `sync` cannot return this event. If `since` is
 * higher, the client has read it. If the event is kept, it is among the missed events. */
static bool is_lost(
    const struct baton_respondent *respondent, const struct baton_device *device, uint64_t since)
{
    return since < respondent->seq && respondent->seq <= device->events.forgotten;
}

/* Asks the open questions of a participant again: all, or only those that are lost for this device. An SMS is not
 * repeated. The person was asked before, so the audit trail gets no further entry. */
static void repeat(
    struct baton_participant *participant, const struct baton_device *device, uint64_t since)
{
    const GPtrArray *participants = participant->room->participants;
    for (guint i = 0; i < participants->len; i++) {
        const struct baton_participant *moving = g_ptr_array_index(participants, i);
        struct baton_respondent *respondent =
            moving->transfer ? baton_confirmation_respondent(moving->transfer, participant) : NULL;
        if (respondent && baton_confirmation_is_open(respondent) &&
            !respondent->how->needs_ticket && (!device || is_lost(respondent, device, since)))
            send_question(respondent, NULL);
    }
}

void baton_confirmation_repeat(struct baton_participant *participant)
{
    repeat(participant, NULL, 0);
}

void baton_confirmation_repeat_lost(const struct baton_device *device, uint64_t since)
{
    repeat(device->participant, device, since);
}
