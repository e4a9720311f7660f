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

static void push(struct baton_chat *chat, json_t *message)
{
    g_queue_push_tail(&chat->messages, message);
    if (g_queue_get_length(&chat->messages) > BATON_CHAT_HISTORY)
        message_free(g_queue_pop_head(&chat->messages));
}

json_t *baton_chat_add(
    struct baton_chat *chat, const char *from, const char *display, const char *text, int64_t time)
{
    json_t *message = json_pack("{s:I, s:s, s:s, s:s, s:I}", "id", (json_int_t)++chat->last_id,
        "from", from, "display", display, "text", text, "time", (json_int_t)time);
    push(chat, message);
    return message;
}

int64_t baton_chat_id(const json_t *message)
{
    return json_integer_value(json_object_get(message, "id"));
}

bool baton_chat_restore(struct baton_chat *chat, json_t *message)
{
    const char *from, *display, *text;
    json_int_t id, time;

    if (json_unpack(message, "{s:I, s:s, s:s, s:s, s:I !}", "id", &id, "from", &from, "display",
            &display, "text", &text, "time", &time) < 0 ||
        id <= chat->last_id)
        return false;
    chat->last_id = id;
    push(chat, json_incref(message));
    return true;
}

int64_t baton_chat_oldest(const struct baton_chat *chat)
{
    return baton_chat_id(g_queue_peek_head((GQueue *)(uintptr_t)&chat->messages));
}

json_t *baton_chat_page(
    const struct baton_chat *chat, int64_t before, size_t limit, int64_t *earlier)
{
    json_t *page = json_array();
    const GList *link = chat->messages.tail;
    size_t bytes = 0;

    while (link && baton_chat_id(link->data) >= before)
        link = link->prev;
    for (; link && json_array_size(page) < limit; link = link->prev) {
        bytes += json_string_length(json_object_get(link->data, "text"));
        if (bytes > BATON_CHAT_PAGE_BYTES && json_array_size(page) > 0)
            break;
        json_array_insert(page, 0, link->data);
    }
    *earlier = link ? baton_chat_id(json_array_get(page, 0)) : 0;
    return page;
}
