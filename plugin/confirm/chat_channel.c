/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of the chat message. It says with which words the person can respond. */
#include "confirm/chat_channel.h"

#include <stdio.h>

#include "confirm/question.h"

enum {
    TEXT_SIZE = 512,
    HOW_SIZE = 128, /* bytes of the sentence that tells how to respond */
};

/* Writes how to respond, in words that baton_response_parse understands. */
static void write_how(char out[HOW_SIZE], const struct baton_question *question)
{
    const int *choices = question->choices;

    if (question->form == BATON_FORM_YESNO)
        snprintf(out, HOW_SIZE, "Write \"yes %d\" or \"no\".", question->word);
    else
        snprintf(out, HOW_SIZE,
            "Write \"yes\" with the number that the new device shows (%d, %d or %d), or \"no\".",
            choices[0], choices[1], choices[2]);
}

/* Names are written between quotes and cannot contain quotes, so no name can look like a part of our sentence. */
static void write_text(char out[TEXT_SIZE], const struct baton_question *question)
{
    char how[HOW_SIZE], display[BATON_QUOTE_SIZE], device[BATON_QUOTE_SIZE];
    bool named = question->display[0], known = question->device_name[0];

    write_how(how, question);
    baton_failure_quote(display, named ? question->display : NULL);
    baton_failure_quote(device, known ? question->device_name : NULL);
    if (question->self)
        snprintf(out, TEXT_SIZE, "Move your call to another device%s%s? %s",
            known ? " that calls itself " : "", known ? device : "", how);
    else if (question->away)
        snprintf(out, TEXT_SIZE, "%s is away. May another device%s%s take over this call? %s",
            named ? display : "Somebody in this call", known ? " that calls itself " : "",
            known ? device : "", how);
    else
        snprintf(out, TEXT_SIZE, "%s wants to go on from another device%s%s. Is that right? %s",
            named ? display : "Somebody in this call", known ? " that calls itself " : "",
            known ? device : "", how);
}

static enum baton_error ask(const struct baton_channel_host *host,
    const struct baton_question *question, const struct baton_asked *asked,
    struct baton_failure *failure)
{
    char text[TEXT_SIZE];
    json_t *json = baton_question_json(question);

    (void)failure;
    write_text(text, question);
    host->chat(host->context, asked->person, text, json);
    json_decref(json);
    return BATON_OK;
}

const struct baton_channel baton_channel_chat = {
    .name = "chat",
    .strength = 0,
    .needs_ticket = false,
    .ask = ask,
    .withdraw = baton_question_withdraw,
};
