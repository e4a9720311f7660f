/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person who was asked, and what the channels need to ask. */
#include "workflow/respondent.h"

#include <string.h>

#include "confirm/sms_budget.h"
#include "guard/audit.h"

struct baton_participant *baton_respondent_participant(const struct baton_respondent *respondent)
{
    const struct baton_participant *moving = respondent->transfer->participant;
    return moving ? baton_room_participant(moving->room, respondent->participant, NULL) : NULL;
}

/* Takes ownership of `event`. */
static void tell(const struct baton_respondent *respondent, json_t *event)
{
    const struct baton_participant *participant =
        respondent->self ? NULL : baton_respondent_participant(respondent);
    if (respondent->self)
        baton_transfer_send(respondent->transfer, BATON_SIDE_OLD, event);
    else if (participant && participant->active)
        baton_device_send(participant->active, event);
    else
        json_decref(event);
}

static void send_event(void *context, void *person, json_t *body)
{
    (void)context;
    tell(person, json_incref(body));
}

static void send_chat(void *context, void *person, const char *text, json_t *question)
{
    struct baton_engine *engine = context;
    const struct baton_respondent *respondent = person;
    struct baton_chat *chat = &respondent->transfer->participant->room->chat;
    json_t *message = json_pack("{s:I, s:n, s:s, s:s, s:I, s:O}", "id", (json_int_t)++chat->last_id,
        "from", "display", "", "text", text, "time",
        (json_int_t)engine->host->wall_clock(engine->host->context), "question", question);
    tell(respondent, json_pack("{s:s, s:o}", "baton", "chat", "message", message));
}

static const char *session_of(const struct baton_handle *uplink)
{
    return uplink ? uplink->session : NULL;
}

static struct baton_sms_cause cause_of(const struct baton_transfer *transfer, const char *number)
{
    return (struct baton_sms_cause){
        .number = number,
        .sessions = {session_of(baton_transfer_shower(transfer)), session_of(transfer->new_uplink)},
        .participant = transfer->participant->id,
        .room = transfer->participant->room->id,
    };
}

static enum baton_error send_sms(void *context, void *person, const char *number, const char *text,
    struct baton_failure *failure)
{
    struct baton_engine *engine = context;
    const struct baton_respondent *respondent = person;
    if (!engine->host->send_sms)
        return baton_failure_set(
            failure, BATON_E_WRONG_STATE, "this server cannot send text messages");
    const struct baton_sms_cause cause = cause_of(respondent->transfer, number);
    enum baton_error error =
        baton_sms_budget_take(engine->sms_budget, &cause, engine->now, failure);
    if (error)
        return error;
    return engine->host->send_sms(engine->host->context, respondent->id, number, text, failure);
}

struct baton_channel_host baton_respondent_host(const struct baton_respondent *respondent)
{
    return (struct baton_channel_host){
        respondent->transfer->engine, send_event, send_chat, send_sms};
}

struct baton_question baton_respondent_question(const struct baton_respondent *respondent)
{
    const struct baton_transfer *transfer = respondent->transfer;
    struct baton_question question = {
        .transfer = transfer->id,
        .form = transfer->machine.policy.form,
        .word = transfer->machine.number,
        .participant = transfer->participant->id,
        .display = transfer->participant->display,
        .room = transfer->participant->room->description,
        .device_name = transfer->device_name ? transfer->device_name : "",
        .self = respondent->self,
        .stand_in = respondent->stand_in,
        .away = transfer->machine.policy.old_away,
        .recalled = transfer->recalled[0] != '\0',
        .expires_in = baton_transfer_expires_in(transfer),
        .link = transfer->engine->config.confirm_link,
    };
    memcpy(question.choices, transfer->choices, sizeof(question.choices));
    return question;
}

struct baton_asked baton_respondent_asked(struct baton_respondent *respondent)
{
    return (struct baton_asked){respondent, respondent->phone[0] ? respondent->phone : NULL};
}

enum baton_transfer_side baton_respondent_side(const struct baton_respondent *respondent)
{
    return baton_respondent_is_of_call(respondent) ? BATON_SIDE_OLD : BATON_SIDE_REMOTE;
}

static const char *side_name(const struct baton_respondent *respondent)
{
    if (respondent->stand_in)
        return "stand_in";
    return respondent->self ? "old" : "remote";
}

void baton_respondent_note(const struct baton_respondent *respondent, enum baton_audit_kind kind,
    const char *what, const char *reason)
{
    const struct baton_transfer *transfer = respondent->transfer;
    baton_audit_note(transfer->engine, &(struct baton_audit_entry){.kind = kind,
                                           .room = transfer->participant->room->id,
                                           .participant = respondent->participant,
                                           .transfer = transfer->id,
                                           .side = side_name(respondent),
                                           .what = what,
                                           .reason = reason});
}
