/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles people's responses: by request, with a ticket, in the chat and by SMS. */
#include "requests/confirm_requests.h"

#include <string.h>

#include "confirm/response.h"
#include "guard/attempt.h"
#include "guard/witness.h"
#include "requests/requests.h"
#include "workflow/stepping.h"
#include "workflow/ticket.h"

/* Counts a picked number as wrong or as right. A right number is counted once for each transfer. */
static void count_number(struct baton_transfer *transfer, const struct baton_handle *from,
    const struct baton_picked_number *picked, enum baton_error error)
{
    if (error == BATON_E_WRONG_NUMBER)
        baton_attempt_wrong_number(transfer->engine, from, picked);
    else if (!error && !transfer->has_right_number)
        baton_attempt_right_number(transfer->engine, picked);
    transfer->has_right_number |= !error;
}

/* Steps the transfer with a yes that has a number, and counts the number. */
static enum baton_error step_number(struct baton_transfer *transfer,
    const struct baton_handle *from, struct baton_transfer_event event,
    struct baton_failure *failure)
{
    struct baton_picked_number picked;
    g_strlcpy(picked.room, transfer->participant->room->id, sizeof(picked.room));
    g_strlcpy(picked.participant, transfer->participant->id, sizeof(picked.participant));
    g_strlcpy(picked.transfer, transfer->id, sizeof(picked.transfer));
    baton_transfer_ref(transfer);
    enum baton_error error = baton_stepping_take(transfer, event, failure);
    count_number(transfer, from, &picked, error);
    baton_transfer_unref(transfer);
    return error;
}

/* Applies a response that came on the handle `from` (NULL: not known). Somebody who has guessed too often cannot pick a
 * number, but can still say no. Afterwards the transfer may have ended, and the respondent may be freed. */
static enum baton_error respond(struct baton_respondent *respondent,
    const struct baton_handle *from, bool yes, int number, struct baton_failure *failure)
{
    struct baton_transfer *transfer = respondent->transfer;
    bool picks = yes && transfer->machine.policy.form == BATON_FORM_NUMBER &&
                 baton_confirmation_is_open(respondent);
    struct baton_transfer_event event;
    struct baton_attempt attempt;
    baton_attempt_init(&attempt, transfer->engine, from);
    if (picks && !baton_attempt_may(&attempt, failure))
        return BATON_E_TOO_MANY_ATTEMPTS;
    enum baton_error error = baton_confirmation_respond(respondent, yes, number, &event, failure);
    if (error)
        return error;
    return picks ? step_number(transfer, from, event, failure)
                 : baton_stepping_take(transfer, event, failure);
}

/* Applies a response that came by SMS, or with the ticket of an SMS. It counts for everybody whom this SMS asks. */
static enum baton_error respond_by_sms(struct baton_respondent *respondent,
    const struct baton_handle *from, bool yes, int number, struct baton_failure *failure)
{
    struct baton_transfer *transfer = respondent->transfer;
    struct baton_respondent *next = baton_confirmation_next_of_sms(respondent);
    baton_transfer_ref(transfer);
    enum baton_error error = respond(next ? next : respondent, from, yes, number, failure);
    while (!error && (next = baton_confirmation_next_of_sms(respondent)))
        error = respond(next, from, yes, number, failure);
    baton_transfer_unref(transfer);
    return error;
}

/* --- by request ------------------------------------------------------------------------------- */

static enum baton_error not_asked(struct baton_failure *failure)
{
    return baton_failure_set(failure, BATON_E_NOT_ASKED, "this device was not asked to confirm");
}

static enum baton_error own_attempt(struct baton_failure *failure)
{
    return baton_failure_set(failure, BATON_E_NOT_ASKED,
        "a device of this transfer has your own session or address, so your response does not count");
}

/* Tells the participant of the device why the transfer did not ask this participant. */
static enum baton_error explain_not_asked(const struct baton_device *device,
    const struct baton_transfer *transfer, struct baton_failure *failure)
{
    if (baton_confirmation_involves(transfer, device->participant, transfer->new_uplink))
        return own_attempt(failure);
    if (baton_witness_is_hidden(device->participant))
        return baton_failure_set(failure, BATON_E_NOT_ASKED,
            "you were not asked, because the media of this device is not connected");
    return not_asked(failure);
}

static struct baton_transfer *find_transfer(const struct baton_engine *engine,
    const struct baton_device *device, const char *id, struct baton_failure *failure)
{
    struct baton_transfer *transfer = g_hash_table_lookup(engine->transfers, id);
    if (transfer && transfer->participant->room == device->participant->room)
        return transfer;
    baton_failure_set(
        failure, BATON_E_NO_SUCH_TRANSFER, "transfer: there is no such transfer in this room");
    return NULL;
}

/* Handles the response of a device of the transfer itself. If this device was not asked, the machine refuses
 * the response. */
static enum baton_error respond_as_side(struct baton_transfer *transfer,
    const struct baton_device *device, const struct baton_confirm_request *request,
    struct baton_failure *failure)
{
    const struct baton_transfer_event response = {.type = BATON_TRANSFER_CONFIRM,
        .by = baton_transfer_side(transfer, device),
        .yes = request->agree,
        .number = request->number};
    struct baton_respondent *respondent =
        response.by == BATON_SIDE_OLD
            ? baton_confirmation_respondent(transfer, transfer->participant)
            : NULL;
    if (respondent)
        return respond(respondent, device->uplink, request->agree, request->number, failure);
    return baton_stepping_take(transfer, response, failure);
}

static enum baton_error respond_by_device(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_confirm_request *request, struct baton_failure *failure)
{
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    struct baton_transfer *transfer =
        device ? find_transfer(engine, device, request->transfer, failure) : NULL;
    if (!transfer)
        return failure->error;
    if (transfer->participant == device->participant)
        return respond_as_side(transfer, device, request, failure);
    if (device->role != BATON_DEVICE_ACTIVE)
        return not_asked(failure);
    struct baton_respondent *respondent =
        baton_confirmation_respondent(transfer, device->participant);
    if (!respondent)
        return explain_not_asked(device, transfer, failure);
    return respond(respondent, handle, request->agree, request->number, failure);
}

static json_t *confirmed(const char *transfer)
{
    return json_pack("{s:s, s:s}", "baton", "confirmed", "transfer", transfer);
}

json_t *baton_engine_confirm(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_confirm_request *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    if (!request->ticket)
        return respond_by_device(engine, handle, request, failure) ? NULL
                                                                   : confirmed(request->transfer);
    struct baton_respondent *respondent =
        baton_ticket_find(engine, handle, request->ticket, failure);
    if (!respondent)
        return NULL;
    json_t *reply = confirmed(respondent->transfer->id);
    if (!respond_by_sms(respondent, handle, request->agree, request->number, failure))
        return reply;
    json_decref(reply);
    return NULL;
}

/* --- by ticket -------------------------------------------------------------------------------- */

json_t *baton_engine_question(struct baton_engine *engine, struct baton_handle *handle,
    const char *ticket, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    const struct baton_respondent *respondent = baton_ticket_find(engine, handle, ticket, failure);
    if (!respondent)
        return NULL;
    const struct baton_transfer *transfer = respondent->transfer;
    const char *role = respondent->stand_in ? "stand_in" : respondent->self ? "old" : "remote";
    json_t *asked =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "baton", "question", "transfer",
            transfer->id, "role", role, "display", transfer->participant->display, "device_name",
            transfer->device_name, "form", baton_transfer_form_name(transfer->machine.policy.form),
            "description", transfer->participant->room->description, "expires_in",
            baton_transfer_expires_in(transfer));
    if (transfer->machine.policy.old_away)
        json_object_set_new(asked, "away", json_true());
    if (transfer->recalled[0])
        json_object_set_new(asked, "recalled", json_true());
    if (transfer->machine.policy.form == BATON_FORM_NUMBER)
        json_object_set_new(asked, "choices", baton_transfer_choices(transfer));
    return asked;
}

/* --- in the chat ------------------------------------------------------------------------------ */

/* The questions to which one chat message, or one SMS, may be the response. What one SMS asks several people about one
 * transfer is one question. */
struct questions {
    const struct baton_participant *participant;
    const char *phone;
    struct baton_respondent *open; /* an open question; if there are several, any of them */
    unsigned count;                /* number of open questions */
    bool responded;                /* one of the questions has a response already */
};

/* Whether the SMS of the open question that was found asks this respondent as well. */
static bool is_same_question(
    const struct questions *questions, const struct baton_respondent *respondent)
{
    const struct baton_respondent *open = questions->open;
    return open && respondent->how == &baton_channel_sms &&
           open->transfer == respondent->transfer &&
           baton_respondent_is_of_call(open) == baton_respondent_is_of_call(respondent);
}

static void count_question(struct questions *questions, struct baton_respondent *respondent)
{
    if (baton_confirmation_is_open(respondent)) {
        questions->count += !is_same_question(questions, respondent);
        questions->open = respondent;
    } else if (respondent->responded) {
        questions->responded = true;
    }
}

static void find_chat_questions(struct questions *questions)
{
    const GPtrArray *participants = questions->participant->room->participants;
    for (guint i = 0; i < participants->len; i++) {
        const struct baton_participant *moving = g_ptr_array_index(participants, i);
        struct baton_respondent *respondent =
            moving->transfer
                ? baton_confirmation_respondent(moving->transfer, questions->participant)
                : NULL;
        if (respondent && respondent->how == &baton_channel_chat)
            count_question(questions, respondent);
    }
}

/* In the yes/no form, a yes must name the number in the question. Otherwise an "ok" that was meant for somebody else
 * would be taken for consent. In the number form, every yes needs a number anyway. */
static bool names_question(const struct baton_respondent *respondent,
    const struct baton_response *response, struct baton_failure *failure)
{
    const struct baton_machine *machine = &respondent->transfer->machine;
    if (!response->yes || machine->policy.form != BATON_FORM_YESNO ||
        response->number == machine->number)
        return true;
    baton_failure_set(failure, response->number ? BATON_E_INVALID_ELEMENT : BATON_E_MISSING_ELEMENT,
        "text: to agree, expected \"yes %d\" as in the question; nobody got your message",
        machine->number);
    return false;
}

bool baton_confirm_by_chat(const struct baton_participant *participant, const char *text,
    json_t **reply, struct baton_failure *failure)
{
    struct questions questions = {.participant = participant};
    find_chat_questions(&questions);
    if (questions.count == 0)
        return false;
    struct baton_response response =
        baton_response_parse(text, strlen(text), questions.open->transfer->machine.policy.form);
    if (!response.understood)
        return false;
    *reply = NULL;
    if (questions.count > 1)
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: %u questions are open; use the buttons below them", questions.count);
    else if (names_question(questions.open, &response, failure) &&
             !respond(questions.open, participant->active ? participant->active->uplink : NULL,
                 response.yes, response.number, failure))
        *reply = json_pack("{s:s, s:n, s:s}", "baton", "chat_sent", "id", "response",
            response.yes ? "agreed" : "declined");
    return true;
}

/* --- by SMS ----------------------------------------------------------------------------------- */

static void find_sms_questions(struct baton_engine *engine, struct questions *questions)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->respondents);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct baton_respondent *respondent = value;
        if (respondent->how == &baton_channel_sms &&
            strcmp(respondent->phone, questions->phone) == 0)
            count_question(questions, respondent);
    }
}

static json_t *replied(const char *response, const char *text)
{
    return json_pack("{s:s, s:s, s:s}", "baton", "sms_reply", "response", response, "text", text);
}

/* Responds to the question and returns the reply to the SMS. A wrong number ends the transfer, as a no does. */
static json_t *apply_reply(
    struct baton_respondent *respondent, const struct baton_response *response)
{
    struct baton_failure failure;
    switch (respond_by_sms(respondent, NULL, response->yes, response->number, &failure)) {
    case BATON_OK:
        return response->yes ? replied("agreed", "Thank you. The call may move.")
                             : replied("declined", "Thank you. The call stays where it is.");
    case BATON_E_WRONG_NUMBER:
        return replied("declined", "That is not the number on the new device. The call stays "
                                   "where it is.");
    case BATON_E_MISSING_ELEMENT:
        return replied("refused", "Please reply YES with the number that the new device shows.");
    default:
        return replied("refused", "This question is over. The call stays where it is.");
    }
}

json_t *baton_engine_sms_reply(
    struct baton_engine *engine, const char *from, const char *text, baton_time now)
{
    char phone[BATON_PHONE_SIZE];
    struct questions questions = {.phone = phone};
    engine->now = MAX(engine->now, now);
    if (!baton_phone_read(from, phone))
        return replied("refused", "Your number was not understood.");
    find_sms_questions(engine, &questions);
    if (questions.count == 0)
        return replied("refused", questions.responded ? "You have responded already."
                                                      : "There is no question for you now.");
    if (questions.count > 1)
        return replied("refused", "More than one question is open. Please use the links.");
    const struct baton_response response = baton_response_parse_reply(
        text, strlen(text), questions.open->transfer->machine.policy.form);
    if (!response.understood)
        return replied("refused", "Please reply with the words of the message, or with NO.");
    return apply_reply(questions.open, &response);
}

void baton_engine_sms_result(struct baton_engine *engine, const char *key, bool delivered,
    const char *reason, baton_time now)
{
    const struct baton_respondent *respondent = g_hash_table_lookup(engine->respondents, key);
    engine->now = MAX(engine->now, now);
    if (respondent && !delivered)
        baton_confirmation_sms_failed(
            respondent, reason ? reason : "the message could not be delivered");
    baton_engine_flush(engine);
}

json_t *baton_engine_phone(struct baton_engine *engine, const char *room_id, const char *id,
    const char *phone, struct baton_failure *failure)
{
    struct baton_room *room = baton_room_find(engine, room_id, failure);
    struct baton_participant *participant = room ? baton_room_participant(room, id, failure) : NULL;
    if (!participant)
        return NULL;
    participant->phone[0] = '\0';
    if (phone)
        baton_phone_read_typed(phone, participant->phone);
    baton_participant_mark_unsaved(participant);
    return json_pack("{s:s, s:s, s:b}", "baton", "phone", "id", id, "known", phone != NULL);
}
