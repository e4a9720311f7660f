/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chat of a room: its last messages, in order. */
#ifndef BATON_STATE_CHAT_H
#define BATON_STATE_CHAT_H

#include <glib.h>
#include <jansson.h>
#include <stdint.h>

enum { BATON_CHAT_HISTORY = 100 }; /* messages kept */

/* A plain value inside its room. Control thread only. */
struct baton_chat {
    GQueue messages; /* json_t *, oldest first */
    int64_t last_id;
};

void baton_chat_init(struct baton_chat *chat);
void baton_chat_fini(struct baton_chat *chat);

/* Adds a message and returns it. The chat owns the message, which stays valid until the next one is added.
 * Copies the strings. `time`: milliseconds since 1970. */
json_t *baton_chat_add(
    struct baton_chat *chat, const char *from, const char *display, const char *text, int64_t time);
/* Returns the history as an array, oldest message first, for json_decref. */
json_t *baton_chat_history(const struct baton_chat *chat);

#endif
