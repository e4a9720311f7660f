/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answering owns how answers come in: by request, by ticket, in the chat, by SMS. */
#ifndef BATON_APP_ANSWERING_H
#define BATON_APP_ANSWERING_H

#include "app/poll.h"

/* Whether what somebody writes in the chat answers a question that he was asked there: then it goes
 * to nobody, and `reply` is what he is told (NULL with `failure` set if the answer was refused). */
bool baton_answering_chat(const struct baton_participant *participant, const char *text,
    json_t **reply, struct baton_failure *failure);

#endif
