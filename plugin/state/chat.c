/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chat of a room: its last messages, in order. */
#include "state/chat.h"

void baton_chat_init(struct baton_chat *chat)
{
    g_queue_init(&chat->messages);
    chat->last_id = 0;
}

static void message_free(void *message)
{
    json_decref(message);
}

void baton_chat_fini(struct baton_chat *chat)
{
    g_queue_clear_full(&chat->messages, message_free);
}

json_t *baton_chat_add(
    struct baton_chat *chat, const char *from, const char *display, const char *text, int64_t time)
{
    json_t *message = json_pack("{s:I, s:s, s:s, s:s, s:I}", "id", (json_int_t)++chat->last_id,
        "from", from, "display", display, "text", text, "time", (json_int_t)time);
    g_queue_push_tail(&chat->messages, message);
    if (g_queue_get_length(&chat->messages) > BATON_CHAT_HISTORY)
        message_free(g_queue_pop_head(&chat->messages));
    return message;
}

json_t *baton_chat_history(const struct baton_chat *chat)
{
    json_t *history = json_array();
    for (const GList *link = chat->messages.head; link; link = link->next)
        json_array_append(history, link->data);
    return history;
}
