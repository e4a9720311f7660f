/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of the message.
 *
 * The message uses the GSM alphabet. write_text() cuts names until the message fits into one SMS (160 septets). It
 * never cuts the link or the words with which to respond. If these leave no space for LEAST_NAME letters of each name,
 * the message needs two SMS. gsm.h says what a name may contain.
 */
#include "confirm/sms_channel.h"

#include <assert.h>
#include <stdio.h>

#include "confirm/gateway.h"
#include "confirm/gsm.h"
#include "confirm/question.h"

enum {
    TEXT_SIZE = BATON_GATEWAY_TEXT_MAX + 1,
    LEAST_NAME = 6,  /* characters: nobody would recognize a name from fewer */
    HEAD_SIZE = 256, /* names included */
    REPLY_SIZE = 64,
    QUOTED_SIZE = BATON_GSM_NAME_SIZE + 8,
};

/* Writes `before`, then the name in quotes. If nothing of the name can be shown, writes `without`. */
static void quote(
    char out[QUOTED_SIZE], const char *before, const char *name, const char *without, size_t limit)
{
    char clean[BATON_GSM_NAME_SIZE];

    baton_gsm_name(clean, limit, name);
    if (clean[0])
        snprintf(out, QUOTED_SIZE, "%s\"%s\"", before, clean);
    else
        snprintf(out, QUOTED_SIZE, "%s", without);
}

static void write_head(char out[HEAD_SIZE], const struct baton_question *question, size_t limit)
{
    char who[QUOTED_SIZE], room[QUOTED_SIZE], device[QUOTED_SIZE];

    quote(who, "", question->display, "Someone", limit);
    quote(room, " ", question->room, "", limit);
    quote(device, "", question->device_name, "another device", limit);
    if (question->self)
        snprintf(out, HEAD_SIZE, "Move your call%s to %s?", room, device);
    else if (question->away)
        snprintf(out, HEAD_SIZE, "%s is away. Move this call%s to %s?", who, room, device);
    else
        snprintf(out, HEAD_SIZE, "%s wants to move the call%s to %s.", who, room, device);
}

/* Writes how to respond, in words that baton_response_parse_reply understands. */
static void write_reply(char out[REPLY_SIZE], const struct baton_question *question)
{
    const int *choices = question->choices;

    if (question->form == BATON_FORM_YESNO)
        snprintf(out, REPLY_SIZE, "Reply YES or NO.");
    else
        snprintf(out, REPLY_SIZE, "Reply YES %d, %d or %d (shown there) or NO.", choices[0],
            choices[1], choices[2]);
}

/* Writes the message with names of at most `limit` characters. Returns its length in septets. */
static size_t write_limited(
    char out[TEXT_SIZE], const struct baton_question *question, size_t limit)
{
    char head[HEAD_SIZE], reply[REPLY_SIZE];
    bool link = question->link && question->ticket;

    write_head(head, question, limit);
    write_reply(reply, question);
    int length = snprintf(out, TEXT_SIZE, "%s %s%s%s%s%s", head, reply, link ? " Or " : "",
        link ? question->link : "", link ? "#ask=" : "", link ? question->ticket : "");
    assert(length < TEXT_SIZE);
    (void)length;
    return baton_gsm_length(out);
}

static void write_text(char out[TEXT_SIZE], const struct baton_question *question)
{
    for (size_t limit = BATON_GSM_NAME_MAX; limit >= LEAST_NAME; limit--)
        if (write_limited(out, question, limit) <= BATON_GSM_ONE)
            return;
    write_limited(out, question, BATON_GSM_NAME_MAX);
}

static enum baton_error ask(const struct baton_channel_host *host,
    const struct baton_question *question, const struct baton_asked *asked,
    struct baton_failure *failure)
{
    char text[TEXT_SIZE];

    if (!asked->phone)
        return baton_failure_set(failure, BATON_E_MISSING_ELEMENT,
            "phone: the telephone number of this person is not known");
    if (!host->sms)
        return baton_failure_set(
            failure, BATON_E_WRONG_STATE, "no SMS gateway is set up on this server");
    write_text(text, question);
    return host->sms(host->context, asked->person, asked->phone, text, failure);
}

const struct baton_channel baton_channel_sms = {
    .name = "sms",
    .strength = 1,
    .needs_ticket = true,
    .ask = ask,
    /* Tells the person's device, because a second text message would cost money. A person who still responds by SMS
     * gets an SMS that says that the question has ended. */
    .withdraw = baton_question_withdraw,
};
