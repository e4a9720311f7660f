/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confirm_requests owns the ways in which responses arrive: by request, by ticket, in the chat, by
 * SMS. Control thread only. */
#ifndef BATON_ENGINE_CONFIRM_REQUESTS_H
#define BATON_ENGINE_CONFIRM_REQUESTS_H

#include "workflow/confirmation.h"

/* Returns true if a chat message is the participant's response to a question asked in the chat.
 * Then the message must not be sent to the room, and `*reply` is the reply to its sender, for
 * json_decref (NULL with `failure` set if the response was refused). */
bool baton_confirm_by_chat(const struct baton_participant *participant, const char *text,
    json_t **reply, struct baton_failure *failure);

#endif
