/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON that several channels send: a question, and the end of a question. */
#ifndef BATON_CONFIRM_QUESTION_H
#define BATON_CONFIRM_QUESTION_H

#include "confirm/channel_type.h"

/* Returns the fields that a device needs to show a question and to respond to it. Release them with json_decref. */
json_t *baton_question_json(const struct baton_question *question);

/* "old" if the question is for the person whose call is to be moved, "stand_in" for the person who acts for this one,
 * else "remote". */
const char *baton_question_role(const struct baton_question *question);

/* Sends the event `confirm_ended`. Channels can use this function as their withdraw(). */
void baton_question_withdraw(const struct baton_channel_host *host,
    const struct baton_question *question, const struct baton_asked *asked, const char *outcome,
    const char *text);

#endif
