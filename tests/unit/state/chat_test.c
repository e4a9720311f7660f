/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chat: the ids of messages count up, and the last hundred messages are kept in order. */
#include "state/chat.h"
#include "test.h"

static json_int_t id_at(const json_t *history, size_t index)
{
    return json_integer_value(json_object_get(json_array_get(history, index), "id"));
}

TEST(a_message_has_sender_text_and_time)
{
    struct baton_chat chat;
    baton_chat_init(&chat);
    const json_t *message = baton_chat_add(&chat, "x", "Anna", "hello", 1767225600000);
    assert_int_equal(json_integer_value(json_object_get(message, "id")), 1);
    assert_string_equal(json_string_value(json_object_get(message, "from")), "x");
    assert_string_equal(json_string_value(json_object_get(message, "display")), "Anna");
    assert_string_equal(json_string_value(json_object_get(message, "text")), "hello");
    assert_int_equal(json_integer_value(json_object_get(message, "time")), 1767225600000);
    baton_chat_fini(&chat);
}

TEST(the_last_hundred_messages_are_kept)
{
    struct baton_chat chat;
    baton_chat_init(&chat);
    json_t *history = baton_chat_history(&chat);
    assert_int_equal(json_array_size(history), 0);
    json_decref(history);
    for (int i = 1; i <= 250; i++) {
        baton_chat_add(&chat, "x", "Anna", "hello", i);
        history = baton_chat_history(&chat);
        size_t kept = json_array_size(history);
        assert_int_equal(kept, i < BATON_CHAT_HISTORY ? i : BATON_CHAT_HISTORY);
        assert_int_equal(id_at(history, kept - 1), i);
        assert_int_equal(id_at(history, 0), i - (int)kept + 1);
        json_decref(history);
    }
    baton_chat_fini(&chat);
}

TEST(a_history_does_not_change_with_later_messages)
{
    struct baton_chat chat;
    baton_chat_init(&chat);
    baton_chat_add(&chat, "x", "Anna", "hello", 1);
    json_t *history = baton_chat_history(&chat);
    for (int i = 0; i < BATON_CHAT_HISTORY; i++)
        baton_chat_add(&chat, "x", "Anna", "hello", 1);
    baton_chat_fini(&chat);
    assert_int_equal(id_at(history, 0), 1);
    json_decref(history);
}
