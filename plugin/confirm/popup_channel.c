/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the body of the event `confirm`. */
#include "confirm/popup_channel.h"

#include "confirm/question.h"

static enum baton_error ask(const struct baton_channel_host *host,
    const struct baton_question *question, const struct baton_asked *asked,
    struct baton_failure *failure)
{
    json_t *body = baton_question_json(question);

    (void)failure;
    json_object_set_new(body, "baton", json_string("confirm"));
    json_object_set_new(body, "role", json_string(baton_question_role(question)));
    json_object_set_new(body, "participant", json_string(question->participant));
    json_object_set_new(body, "how", json_string(baton_channel_popup.name));
    host->event(host->context, asked->person, body);
    json_decref(body);
    return BATON_OK;
}

const struct baton_channel baton_channel_popup = {
    .name = "popup",
    .strength = 0,
    .needs_ticket = false,
    .ask = ask,
    .withdraw = baton_question_withdraw,
};
