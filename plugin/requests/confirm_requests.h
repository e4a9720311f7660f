/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handles people's responses: by request, with a ticket, in the chat and by SMS. Control thread only. */
#ifndef BATON_REQUESTS_CONFIRM_REQUESTS_H
#define BATON_REQUESTS_CONFIRM_REQUESTS_H

#include "workflow/confirmation.h"

/* Returns true if a chat message is the participant's response to a question that was asked in the chat.
 * In that case the caller must not send the message to the room. `*reply` is then the reply to the
 * participant, for json_decref, or NULL with `failure` set if the response was refused. */
bool baton_confirm_by_chat(const struct baton_participant *participant, const char *text,
    json_t **reply, struct baton_failure *failure);

#endif
