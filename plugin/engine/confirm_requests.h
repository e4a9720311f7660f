/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confirm_requests owns how responses come in: by request, by ticket, in the chat, by SMS. */
#ifndef BATON_ENGINE_CONFIRM_REQUESTS_H
#define BATON_ENGINE_CONFIRM_REQUESTS_H

#include "workflow/confirmation.h"

/* Whether what somebody writes in the chat answers a question that he was asked there: then it goes
 * to nobody, and `reply` is what he is told (NULL with `failure` set if the answer was refused). */
bool baton_confirm_by_chat(const struct baton_participant *participant, const char *text,
    json_t **reply, struct baton_failure *failure);

#endif
