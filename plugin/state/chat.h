/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chat of a room: its last messages, in order. */
#ifndef BATON_STATE_CHAT_H
#define BATON_STATE_CHAT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    BATON_CHAT_HISTORY = 100, /* messages kept */
    BATON_CHAT_PAGE = 50,     /* the most messages in `joined`, `admitted`, `moved`, `returned` */
    BATON_CHAT_PAGE_BYTES = 32 * 1024,
};

/* A plain value inside its room. Control thread only. */
struct baton_chat {
    GQueue messages; /* json_t *, oldest first */
    int64_t last_id;
};

void baton_chat_init(struct baton_chat *chat);
void baton_chat_fini(struct baton_chat *chat);

/* Adds a message and returns it. The chat owns the message. The message is valid until the next message is added.
 * Copies the strings. `time`: milliseconds since 1970. */
json_t *baton_chat_add(
    struct baton_chat *chat, const char *from, const char *display, const char *text, int64_t time);
/* Adds a message that was stored, an object as baton_chat_add makes it. The chat has no message with a higher id.
 * Returns false if it is no such object. */
bool baton_chat_restore(struct baton_chat *chat, json_t *message);
/* Returns the id of a message of a chat. */
int64_t baton_chat_id(const json_t *message);
/* Returns the lowest id of the messages that are kept; the chat is not empty. */
int64_t baton_chat_oldest(const struct baton_chat *chat);
/*
 * Returns an array of the newest messages with an id below `before` (INT64_MAX: the newest messages of the chat), in
 * order, the oldest of them first. The caller releases the array with json_decref. The array has at most `limit`
 * messages and at most BATON_CHAT_PAGE_BYTES of text, but at least one message if there is one. Sets `*earlier` to the
 * `before` of the page of earlier messages, or to 0 if there are none.
 */
json_t *baton_chat_page(
    const struct baton_chat *chat, int64_t before, size_t limit, int64_t *earlier);

#endif
