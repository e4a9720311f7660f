/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the JSON that several channels send. */
#include "confirm/question.h"

json_t *baton_question_json(const struct baton_question *question)
{
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:I}", "transfer", question->transfer, "form",
        baton_transfer_form_name(question->form), "display", question->display, "device_name",
        question->device_name, "expires_in", (json_int_t)question->expires_in);

    if (question->away)
        json_object_set_new(json, "away", json_true());
    if (question->recalled)
        json_object_set_new(json, "recalled", json_true());
    if (question->form != BATON_FORM_NUMBER)
        return json;
    json_t *choices = json_array();
    for (size_t i = 0; i < BATON_QUESTION_CHOICES; i++)
        json_array_append_new(choices, json_integer(question->choices[i]));
    json_object_set_new(json, "choices", choices);
    return json;
}

const char *baton_question_role(const struct baton_question *question)
{
    if (question->stand_in)
        return "stand_in";
    return question->self ? "old" : "remote";
}

void baton_question_withdraw(const struct baton_channel_host *host,
    const struct baton_question *question, const struct baton_asked *asked, const char *outcome,
    const char *text)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "baton", "confirm_ended", "transfer",
        question->transfer, "role", baton_question_role(question), "outcome", outcome, "text",
        text);

    host->event(host->context, asked->person, body);
    json_decref(body);
}
