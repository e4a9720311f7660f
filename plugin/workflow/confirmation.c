/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poll owns who was asked to agree to a transfer, and what each of them said. */
#include "workflow/confirmation.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <string.h>

#include "confirm/quota.h"
#include "state/room.h"
#include "workflow/ticket.h"

/* --- what channels need of us ----------------------------------------------------------------- */

static const struct baton_handle *uplink_of(const struct baton_respondent *respondent)
{
    if (respondent->self)
        return respondent->transfer->old_uplink;
    const struct baton_device *active =
        respondent->participant ? respondent->participant->active : NULL;
    return active ? active->uplink : NULL;
}

static void send_event(void *context, void *person, json_t *body)
{
    baton_registry_send(context, uplink_of(person), json_incref(body));
}

static void send_chat(void *context, void *person, const char *text, json_t *question)
{
    struct baton_engine *engine = context;
    const struct baton_respondent *respondent = person;
    struct baton_chat *chat = &respondent->transfer->participant->room->chat;
    json_t *message = json_pack("{s:I, s:n, s:s, s:s, s:I, s:O}", "id", (json_int_t)++chat->last_id,
        "from", "display", "", "text", text, "time",
        (json_int_t)engine->host->wall_clock(engine->host->context), "question", question);
    baton_registry_send(engine, uplink_of(respondent),
        json_pack("{s:s, s:o}", "baton", "chat", "message", message));
}

static enum baton_error send_sms(void *context, void *person, const char *number, const char *text,
    struct baton_failure *failure)
{
    struct baton_engine *engine = context;
    const struct baton_respondent *respondent = person;
    if (!engine->host->send_sms)
        return baton_failure_set(
            failure, BATON_E_WRONG_STATE, "this server is not set up to send text messages");
    if (!baton_quota_take(engine->sms_quota, number, engine->now))
        return baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "this telephone was sent too many messages lately; try again in an hour");
    return engine->host->send_sms(engine->host->context, respondent->id, number, text, failure);
}

static struct baton_channel_host host_of(const struct baton_transfer *transfer)
{
    return (struct baton_channel_host){transfer->engine, send_event, send_chat, send_sms};
}

static struct baton_question question_of(const struct baton_respondent *respondent)
{
    const struct baton_transfer *transfer = respondent->transfer;
    struct baton_question question = {
        .transfer = transfer->id,
        .form = transfer->machine.policy.form,
        .participant = transfer->participant->id,
        .display = transfer->participant->display,
        .room = transfer->participant->room->description,
        .device_name = transfer->device_name ? transfer->device_name : "",
        .self = respondent->self,
        .expires_in = baton_transfer_expires_in(transfer),
        .link = transfer->engine->config.confirm_link,
    };
    memcpy(question.choices, transfer->choices, sizeof(question.choices));
    return question;
}

static struct baton_asked asked_of(struct baton_respondent *respondent)
{
    return (struct baton_asked){respondent, respondent->phone[0] ? respondent->phone : NULL};
}

/* --- asking ----------------------------------------------------------------------------------- */

static bool can_be_asked(
    const struct baton_participant *participant, const struct baton_participant *mover)
{
    return participant != mover && participant->active;
}

int baton_confirmation_remotes(const struct baton_participant *mover)
{
    int count = 0;
    for (guint i = 0; i < mover->room->participants->len; i++)
        count += can_be_asked(g_ptr_array_index(mover->room->participants, i), mover);
    return count;
}

static bool put_question(struct baton_respondent *respondent, struct baton_failure *failure)
{
    const struct baton_channel_host host = host_of(respondent->transfer);
    const struct baton_asked asked = asked_of(respondent);
    struct baton_question question = question_of(respondent);
    char ticket[BATON_ID_SIZE];
    if (respondent->how->needs_ticket && question.link) {
        if (!baton_ticket_new(respondent, ticket, failure))
            return false;
        question.ticket = ticket;
    }
    bool asked_well = respondent->how->ask(&host, &question, &asked, failure) == BATON_OK;
    OPENSSL_cleanse(ticket, sizeof(ticket));
    return asked_well;
}

/* The channel that stands in for the one that failed; NULL: none. */
static const struct baton_channel *fallback_for(const struct baton_respondent *respondent)
{
    const struct baton_channel *fallback = respondent->transfer->engine->config.sms_fallback;
    return respondent->how == respondent->transfer->confirm.how && fallback != respondent->how
               ? fallback
               : NULL;
}

void baton_confirmation_undelivered(struct baton_respondent *respondent, const char *words)
{
    const struct baton_channel *fallback = fallback_for(respondent);
    baton_transfer_tell(respondent->transfer, BATON_SIDE_OLD,
        json_pack("{s:s, s:s, s:s?, s:s, s:s?}", "baton", "delivery_failed", "how",
            respondent->how->name, "participant",
            respondent->participant ? respondent->participant->id : NULL, "text", words, "fallback",
            fallback ? fallback->name : NULL));
    if (fallback)
        respondent->how = fallback;
    respondent->unreachable = !fallback || !put_question(respondent, NULL);
}

static void ask_respondent(struct baton_respondent *respondent)
{
    struct baton_failure failure;
    if (!put_question(respondent, &failure))
        baton_confirmation_undelivered(respondent, failure.text);
}

static void add_respondent(struct baton_transfer *transfer, struct baton_participant *participant)
{
    struct baton_respondent *respondent = g_new0(struct baton_respondent, 1);
    respondent->transfer = transfer;
    respondent->participant = participant;
    respondent->self = participant == transfer->participant;
    respondent->how = transfer->confirm.how;
    g_strlcpy(respondent->phone, participant->phone, sizeof(respondent->phone));
    g_ptr_array_add(transfer->respondents, respondent);
    g_snprintf(
        respondent->id, sizeof(respondent->id), "asked-%016" PRIx64, ++transfer->engine->polled);
    g_hash_table_insert(transfer->engine->respondents, respondent->id, respondent);
    ask_respondent(respondent);
}

void baton_confirmation_ask(struct baton_transfer *transfer)
{
    const GPtrArray *participants = transfer->participant->room->participants;
    transfer->respondents = g_ptr_array_new_with_free_func(g_free);
    if (transfer->confirm.old)
        add_respondent(transfer, transfer->participant);
    for (guint i = 0; transfer->confirm.remote != BATON_REMOTE_NONE && i < participants->len; i++) {
        struct baton_participant *participant = g_ptr_array_index(participants, i);
        if (can_be_asked(participant, transfer->participant))
            add_respondent(transfer, participant);
    }
}

/* --- taking back ------------------------------------------------------------------------------ */

/* The mover knows how his own dialog ended; not so what others decided, or what he was asked
 * elsewhere. */
static bool is_to_be_told(const struct baton_respondent *respondent)
{
    const struct baton_transfer *transfer = respondent->transfer;
    if (respondent->withdrawn || !respondent->participant)
        return false;
    if (!respondent->self)
        return true;
    return transfer->machine.state != BATON_TRANSFER_CONFIRMING &&
           (transfer->confirm.remote != BATON_REMOTE_NONE ||
               respondent->how != &baton_channel_popup);
}

static void withdraw(struct baton_respondent *respondent)
{
    const struct baton_machine *machine = &respondent->transfer->machine;
    const struct baton_channel_host host = host_of(respondent->transfer);
    const struct baton_question question = question_of(respondent);
    const struct baton_asked asked = asked_of(respondent);
    bool over = machine->state == BATON_TRANSFER_ENDED;
    respondent->withdrawn = true;
    respondent->how->withdraw(&host, &question, &asked,
        over ? baton_transfer_outcome_name(machine->outcome) : "agreed",
        over ? baton_transfer_reason_text(machine->reason) : "The move was agreed to.");
}

void baton_confirmation_withdraw(struct baton_transfer *transfer)
{
    for (guint i = 0; i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        if (is_to_be_told(respondent))
            withdraw(respondent);
    }
}

void baton_confirmation_close(struct baton_transfer *transfer)
{
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        baton_ticket_kill(respondent, BATON_E_CODE_EXPIRED);
        g_hash_table_remove(transfer->engine->respondents, respondent->id);
    }
}

void baton_confirmation_free(struct baton_transfer *transfer)
{
    if (transfer->respondents)
        g_ptr_array_free(transfer->respondents, TRUE);
}

/* --- answers ---------------------------------------------------------------------------------- */

static enum baton_transfer_side side_of(const struct baton_respondent *respondent)
{
    return respondent->self ? BATON_SIDE_OLD : BATON_SIDE_REMOTE;
}

void baton_confirmation_settle(struct baton_transfer *transfer)
{
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        if (!respondent->unreachable || respondent->dropped || respondent->answered)
            continue;
        respondent->dropped = true;
        baton_transfer_step(transfer,
            (struct baton_transfer_event){
                .type = BATON_TRANSFER_NOT_DELIVERED, .by = side_of(respondent)},
            NULL);
    }
}

struct baton_respondent *baton_confirmation_respondent(
    const struct baton_transfer *transfer, const struct baton_participant *participant)
{
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        if (respondent->participant == participant)
            return respondent;
    }
    return NULL;
}

bool baton_confirmation_is_open(const struct baton_respondent *respondent)
{
    return !respondent->answered && !respondent->dropped &&
           respondent->transfer->machine.state == BATON_TRANSFER_CONFIRMING;
}

/* A yes that was to name a number and names none is no wrong guess, and must not end anything. */
enum baton_error baton_confirmation_respond(
    struct baton_respondent *respondent, bool yes, int number, struct baton_failure *failure)
{
    struct baton_transfer *transfer = respondent->transfer;
    const struct baton_transfer_event answer = {
        .type = BATON_TRANSFER_CONFIRM, .by = side_of(respondent), .yes = yes, .number = number};
    if (respondent->answered)
        return baton_failure_set(
            failure, BATON_E_ALREADY_RESPONDED, "this question was answered already");
    if (respondent->dropped)
        return baton_failure_set(failure, BATON_E_NOT_ASKED, "this question is not asked any more");
    if (yes && number == 0 && baton_confirmation_is_open(respondent) &&
        transfer->machine.policy.form == BATON_FORM_NUMBER)
        return baton_failure_set(failure, BATON_E_MISSING_ELEMENT,
            "number: missing; the new device shows one, which has to be picked");
    respondent->answered = baton_confirmation_is_open(respondent);
    baton_ticket_kill(respondent, BATON_E_CODE_USED);
    return baton_transfer_step(transfer, answer, failure);
}

/* --- coming, going and moving ----------------------------------------------------------------- */

typedef void visit_respondent(struct baton_respondent *respondent, void *data);

static void visit_transfer(struct baton_transfer *transfer, visit_respondent *visit, void *data)
{
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++)
        visit(g_ptr_array_index(transfer->respondents, i), data);
}

/* Of every transfer in a room, over a copy: one that ends leaves its participant, and not more than
 * that before it is buried. */
static void visit_room(const struct baton_room *room, visit_respondent *visit, void *data)
{
    GPtrArray *transfers = g_ptr_array_new();
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (participant->transfer && participant->transfer->respondents)
            g_ptr_array_add(transfers, participant->transfer);
    }
    for (guint i = 0; i < transfers->len; i++)
        visit_transfer(g_ptr_array_index(transfers, i), visit, data);
    g_ptr_array_free(transfers, TRUE);
}

static void leave(struct baton_respondent *respondent, void *data)
{
    const struct baton_transfer_event left = {.type = BATON_TRANSFER_REMOTE_LEFT};
    if (respondent->participant != data)
        return;
    bool waited_for = baton_confirmation_is_open(respondent) && !respondent->self;
    respondent->participant = NULL;
    respondent->dropped |= waited_for;
    if (waited_for)
        baton_transfer_step(respondent->transfer, left, NULL);
}

void baton_confirmation_left(struct baton_participant *participant, const struct baton_room *room)
{
    visit_room(room, leave, participant);
}

static void repeat(struct baton_respondent *respondent, void *data)
{
    if (respondent->participant == data && !respondent->self &&
        baton_confirmation_is_open(respondent) && !respondent->how->needs_ticket)
        put_question(respondent, NULL);
}

void baton_confirmation_repeat(struct baton_participant *participant)
{
    visit_room(participant->room, repeat, participant);
}
